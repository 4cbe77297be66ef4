"""What a kind of agency at a place is as an assignee that can be chosen."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from chithi_contracts.events.organisation import Level
from chithi_tasks.core.organisation.agency_catalogue import AgencyKind, EndedKind, Group
from chithi_tasks.core.organisation.units import Unit, UnitTree
from chithi_tasks.core.resolving.agencies import COMMITTEE, PROVINCE_COMMITTEE
from chithi_tasks.core.resolving.candidates import COLLECTIVE, full_name
from chithi_tasks.core.resolving.known_kinds import Kind
from chithi_tasks.core.resolving.known_places import Place, every_commune, every_province, own

SECOND, THIRD, ELSEWHERE = 0.97, 0.93, 0.9  # weights of further choices
FOREIGN = "Ngoài phạm vi của đơn vị ban hành; không giao được trong hệ thống."


@dataclass(frozen=True, slots=True)
class Offer:
    """An assignee to choose by `kind` and `id`; `count` says how many it stands for, all at `level`.

    `note` explains what ended and who succeeded. What is not `assignable` lies outside the publisher's units.
    `weight` sets a second choice below the first.
    """

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit: Unit
    level: Level
    valid_from: date
    valid_to: date | None
    count: int
    note: str | None
    assignable: bool
    weight: float


class Offers:
    """Makes offers for the clerk of one unit."""

    def __init__(self, tree: UnitTree, home: Unit) -> None:
        self._tree, self._home = tree, home
        self._province = own(tree[home.path[1]]) if len(home.path) > 1 else every_province(tree, home)
        self._communes = own(home) if home.level == "commune" else every_commune(tree, home)

    def of_place(self, place: Place) -> Iterator[Offer]:
        """A place named alone: its people's committees; of what ended all successors together, and each of them."""
        if place.level == "province":
            yield self._agency(PROVINCE_COMMITTEE, _today(place), _merger(place))
        if place.units[0].level == "commune":
            offer = self._offer("unit", place.expression, place.name, place, _succession(place))
            yield _lower(offer, SECOND if place.level == "province" else 1.0)
        if place.level == "district":
            singles = (self._offer("unit", u.id, u.name, own(u), _succession(place)) for u in place.units)
            yield from (_lower(single, SECOND) for single in singles)

    def of_kind(self, kind: Kind, place: Place | None = None) -> Iterator[Offer]:
        """A kind of agency, at a place or where the clerk's own unit has it."""
        if isinstance(kind, Group):
            yield from self._group(kind, place)
        elif isinstance(kind, EndedKind):
            yield from self._ended(kind, place)
        elif kind.slug == COMMITTEE:
            places = [(place, 1.0)] if place else [(self._province, 1.0), (self._communes, THIRD)]
            for where, weight in places:
                yield from (_lower(offer, weight) for offer in self.of_place(where))
        else:
            yield from self._living(kind, place)

    def _group(self, group: Group, place: Place | None) -> Iterator[Offer]:
        if place is None or place.unit in (self._home, self._province.unit):
            home = own(self._home)
            name = full_name(group.name, self._home)
            yield self._offer("agency", f"{group.slug}:{self._home.id}", name, home, COLLECTIVE)

    def _living(self, kind: AgencyKind, place: Place | None) -> Iterator[Offer]:
        if kind.level == "nation":
            if place is None:
                yield self._agency(kind, own(self._tree.nation))
        elif kind.level == "commune":
            if place is None or place.level in ("commune", "district"):
                where = place or self._communes
                yield _lower(self._agency(kind, where, _succession(where)), 1.0 if place else THIRD)
        elif place is None or place.level == "province":
            where = place or self._province
            yield self._agency(kind, _today(where), _merger(where))

    def _ended(self, kind: EndedKind, place: Place | None) -> Iterator[Offer]:
        """The successors of what ended: the proposed one, then those who took over a part of its work."""
        if place is not None and place.level != kind.level:
            return  # only districts had those of a district
        note, weight = kind.explanation(kind.name), 1.0 if place or kind.level != "district" else THIRD
        for successor in (kind.successor, *kind.also):
            where = place if place is None or successor.level == "commune" else _today(place)
            for offer in self._living(successor, where):
                more = offer.note if offer.note == FOREIGN else None
                yield _lower(replace(offer, note=f"{note} {more or ''}".strip()), weight)
            weight *= SECOND

    def _agency(self, kind: AgencyKind, place: Place, note: str | None = None) -> Offer:
        name = f"{kind.name} {place.in_sentence}" if place.many else full_name(kind.name, place.unit)
        return self._offer("agency", f"{kind.slug}:{place.expression}", name, place, note)

    def _offer(
        self, kind: Literal["unit", "agency"], offer_id: str, name: str, place: Place, note: str | None
    ) -> Offer:
        first = place.units[0]
        inside = self._home.id in first.path  # a place that stands for several has those of the own unit alone
        return Offer(
            kind=kind,
            id=offer_id,
            name=name,
            unit=place.unit,
            level=first.level,
            valid_from=first.valid_from,
            valid_to=first.valid_to,
            count=len(place.units),
            note=note if inside else FOREIGN,
            assignable=inside,
            weight=1.0 if inside else ELSEWHERE,
        )


def _lower(offer: Offer, weight: float) -> Offer:
    return replace(offer, weight=offer.weight * weight)


def _today(place: Place) -> Place:
    """The province of today that a former place became a part of."""
    return own(place.unit) if place.ended else place


def _succession(place: Place) -> str | None:
    if place.ended is None:
        return None
    return f"{place.ended}: {_over(place)}; {len(place.units)} xã, phường kế thừa địa bàn."


def _merger(place: Place) -> str | None:
    if place.ended is None:
        return None
    return f"{place.ended}: {_over(place)}; nay thuộc {place.unit.in_sentence}."


def _over(place: Place) -> str:
    return f"kết thúc hoạt động ngày {place.ended_on:%d/%m/%Y}"
