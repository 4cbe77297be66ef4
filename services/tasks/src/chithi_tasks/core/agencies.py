"""Resolves the names that a directive uses into real units and agencies of today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from chithi_tasks.core.agency_catalogue import AgencyKind, AgencyLevel, Catalogue, EndedKind, Entry
from chithi_tasks.core.scopes import Scope, ScopeReader
from chithi_tasks.core.territory import Gazetteer, Territory
from chithi_tasks.core.text import key, slug
from chithi_tasks.core.units import Unit

COMMITTEE = "ubnd-tinh"
UNRESOLVED = "chua-xac-dinh"
HEADS = (
    "thu truong",
    "giam doc",
    "chu tich",
    "lanh dao",
    "chi huy truong",
    "chanh",
    "vien truong",
    "chanh an",
    "nguoi dung dau",
    "dong chi",
    "cap uy",
    "luc luong",
    "truong",
    "giao",
    "de nghi",
    "yeu cau",
    "cac",
)
DISTRICTS_ENDED = "Cấp huyện kết thúc hoạt động ngày 30/06/2025; đề xuất giao các xã, phường kế thừa địa bàn."
NOT_ONE_PLACE = "Tên gọi chung; đề xuất giao như ghi ở đây, cần xác nhận."
COLLECTIVE = "Tên gọi chung của nhiều cơ quan; cần xác nhận từng cơ quan thực hiện."
IMPLIED = "Văn bản không ghi tên địa phương ban hành; địa bàn suy ra từ nội dung, cần xác nhận."
UNKNOWN = "Chưa xác định được cơ quan; cần chọn cơ quan thực hiện."


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who a name was resolved to. `written` keeps the directive's own wording; `note` says what is to be confirmed."""

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit: Unit
    written: str
    note: str | None = None

    @property
    def needs_confirmation(self) -> bool:
        """A person has to confirm this choice."""
        return self.note is not None


class Resolver:
    """Resolves names as seen from one issuer; without a territory it is up to `publisher` to choose who is meant."""

    def __init__(
        self, gazetteer: Gazetteer, catalogue: Catalogue, territory: Territory | None, publisher: Unit | None = None
    ) -> None:
        self._tree = gazetteer.tree
        self._catalogue = catalogue
        self._territory = territory
        self._scopes = ScopeReader(gazetteer, territory) if territory else None
        self._home = territory.unit if territory else publisher or self._tree.nation

    def resolve(self, name: str) -> list[Candidate]:
        """The assignees that the name means: never empty; what is unknown becomes one flagged candidate."""
        found = self._resolve_whole(name) or self._resolve_parts(name) or [self._unresolved(name)]
        if self._territory and self._territory.implied:
            found = [replace(candidate, note=candidate.note or IMPLIED) for candidate in found]
        return list({candidate.id: candidate for candidate in reversed(found)}.values())[::-1]

    def _resolve_parts(self, name: str) -> list[Candidate]:
        """ "A và B" or "A, B" as two names, if each of them is known."""
        for separator in (" và ", ", "):
            parts = [self._resolve_whole(part) for part in name.split(separator)]
            if len(parts) > 1 and all(parts):
                return [candidate for part in parts for candidate in part]
        return []

    def _resolve_whole(self, name: str) -> list[Candidate]:
        for text in _without_heads(key(name)):
            if text.startswith("bo ") and (found := self._ministry(name, text)):
                return found
            if found := self._by_kind(name, text) or self._by_place(name, text) or self._by_group(name, text):
                return found
        return []

    def _ministry(self, name: str, text: str) -> list[Candidate]:
        if text.startswith(("bo chi huy", "bo tu lenh", "bo doi")):
            return []
        nation = self._tree.nation
        return [Candidate("agency", f"{slug(text)}:{nation.id}", name, nation, name)]

    def _by_kind(self, name: str, text: str) -> list[Candidate]:
        if self._scopes is None or self._territory is None:
            return []
        for entries, rest in self._catalogue.prefixes(text):
            scope = self._scopes.read(rest)
            if scope is not None:
                targets = list(_targets(self._territory, scope))
                return [c for target in targets for c in self._of_entries(entries, target, name)]
        return []

    def _by_place(self, name: str, text: str) -> list[Candidate]:
        """Units named without "UBND": "các xã, phường", "phường Nam Định"."""
        if self._scopes is None or self._territory is None:
            return []
        scope = self._scopes.read(text)
        if scope is None or scope.empty:
            return []
        targets = _targets(self._territory, scope)
        return [candidate for target in targets for candidate in self._committees(target, name)]

    def _by_group(self, name: str, text: str) -> list[Candidate]:
        group = self._catalogue.group(text)
        if group is None:
            return []
        unit = self._home
        return [Candidate("agency", f"{group.slug}:{unit.id}", _full(group.name, unit), unit, name, COLLECTIVE)]

    def _of_entries(self, entries: list[Entry], target: "Target", name: str) -> list[Candidate]:
        if any(isinstance(entry, AgencyKind) and entry.slug == COMMITTEE for entry in entries):
            return self._committees(target, name)
        entry = _entry_at(entries, target.level)
        if isinstance(entry, EndedKind):
            target = replace(target, level=entry.successor.level, note=entry.explanation(name))
            return self._agencies(entry.successor, target, name)
        if entry.level != target.level and (target.explicit or target.level == "nation"):
            target = replace(target, note=target.note or NOT_ONE_PLACE)
        return self._agencies(entry, target, name)

    def _agencies(self, kind: AgencyKind, target: "Target", name: str) -> list[Candidate]:
        units = target.communes if kind.level == "commune" else self._provinces(target)
        return [
            Candidate("agency", f"{kind.slug}:{unit.id}", _full(kind.name, unit), unit, name, target.note)
            for unit in units
        ]

    def _committees(self, target: "Target", name: str) -> list[Candidate]:
        """People's committees: a province's is an agency, a commune's is the commune itself."""
        if target.level in ("province", "nation"):
            return self._agencies(AgencyKind(COMMITTEE, "province", "Ủy ban nhân dân"), target, name)
        note = target.note or (DISTRICTS_ENDED if target.level == "district" else None)
        return [Candidate("unit", unit.id, unit.name, unit, name, note) for unit in target.communes]

    def _provinces(self, target: "Target") -> Iterable[Unit]:
        if target.unit.level == "nation":
            return self._tree.children(target.unit.id)
        return [self._tree[target.unit.path[1]]]

    def _unresolved(self, name: str) -> Candidate:
        unit = self._home
        return Candidate("agency", f"{UNRESOLVED}.{slug(name)}:{unit.id}", name, unit, name, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Target:
    """One level of one territory that a name points at. `explicit` tells that the name itself said so."""

    level: AgencyLevel
    unit: Unit
    communes: tuple[Unit, ...]
    explicit: bool = True
    note: str | None = None


def _targets(territory: Territory, scope: Scope) -> Iterator[Target]:
    for place in scope.places:
        yield Target(place.level, place.unit, place.communes)
    if scope.kinds or scope.empty:
        level = _level(territory, scope)
        note = NOT_ONE_PLACE if "vague" in scope.kinds else None
        yield Target(level, territory.unit, territory.communes, explicit=not scope.empty, note=note)


def _level(territory: Territory, scope: Scope) -> AgencyLevel:
    """Which level of the issuer's territory the scope's words mean."""
    if scope.empty or _means_itself(territory, scope):
        return territory.level
    if "commune" in scope.kinds or "vague" in scope.kinds:
        return "commune" if not scope.kinds & {"district", "city"} else "district"
    if scope.kinds == {"province"} or territory.level == "nation":
        return "province"
    return "district"


def _means_itself(territory: Territory, scope: Scope) -> bool:
    """ "Công an thành phố", written by a city: its own."""
    if scope.plural or len(scope.kinds) != 1:
        return False
    own = {"province": {"province"}, "district": {"district", "city"}, "commune": {"commune"}, "nation": set()}
    if territory.name.startswith("Thành phố"):
        return scope.kinds == {"city"}
    return scope.kinds <= own[territory.level]


def _entry_at(entries: list[Entry], level: AgencyLevel) -> Entry:
    """The kind at this level; else the nearest: what ended below the province is proposed upwards."""
    order: tuple[AgencyLevel, ...] = (level, "province", "district", "commune")
    return min(entries, key=lambda entry: order.index(entry.level))


def _full(name: str, unit: Unit) -> str:
    return name if unit.level == "nation" else f"{name} {unit.in_sentence}"


def _without_heads(text: str) -> Iterator[str]:
    """The name, then the name without "Giám đốc", "Thủ trưởng", "các" and the like in front."""
    yield text
    head = next((head for head in HEADS if text.startswith(f"{head} ")), None)
    if head is not None:
        yield from _without_heads(text[len(head) + 1 :])
