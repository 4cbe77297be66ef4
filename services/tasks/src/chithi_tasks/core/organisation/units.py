"""The tree of administrative units of one day: the nation, its provinces and their communes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from chithi_contracts.events.organisation import Level

NATION_ID = "VN"
REFORM = date(2025, 7, 1)
EVE = date(2025, 6, 30)


def unit_id(code: str, valid_from: date) -> str:
    """A unit is its code and the day from which it is valid."""
    return f"{code}-{valid_from:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. Its identity is the code *and* the day it began: codes were re-used in 2025."""

    id: str
    code: str
    kind: str
    name: str
    level: Level
    parent_id: str | None
    path: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None

    @property
    def in_sentence(self) -> str:
        """The name as it stands inside a sentence: `tỉnh Ninh Bình`."""
        return self.name[:1].lower() + self.name[1:]

    def exists_on(self, day: date) -> bool:
        """Whether the unit is valid on that day; `valid_to` is its last one."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """A unit that ended, as names still point at it; `parent` is the code of the one that it lay in.

    Those of 30 June 2025 go by their code (a province's has two digits, a district's three), later ones by their id.
    """

    code: str
    kind: str
    name: str
    parent: str | None
    level: Level
    began: date | None = None
    ended: date = EVE


class UnitTree:
    """Today's units by id, and which communes came out of a unit that ended."""

    def __init__(
        self,
        units: Iterable[Unit],
        former: Iterable[FormerUnit],
        origins: Mapping[str, Iterable[str]],
        replaced: Mapping[str, str] | None = None,
    ) -> None:
        """`origins` gives for each commune id the codes of the former units that it took a part of, the lowest ones.

        `replaced` gives for the id of a unit that ended the id of the one that stands for it now.
        """
        self._units = {unit.id: unit for unit in units}
        self._replaced = dict(replaced or {})
        self._children: dict[str | None, list[Unit]] = defaultdict(list)
        for unit in self._units.values():
            self._children[unit.parent_id].append(unit)
        self.former = {unit.code: unit for unit in former}
        self._taken_over: dict[str, list[str]] = defaultdict(list)
        for ended in sorted(self._replaced, key=lambda one: (self.former[one].ended, one), reverse=True):
            self._taken_over[self._replaced[ended]].append(ended)
        self.ended_provinces = tuple(one.code for one in self.former.values() if one.began and one.level == "province")
        self._heirs: dict[str, dict[str, Unit]] = defaultdict(dict)
        for commune_id, codes in origins.items():
            for code in codes:
                self._inherit(code, self._units[commune_id])

    def _inherit(self, code: str, unit: Unit) -> None:
        at: str | None = code
        while at in self.former:
            self._heirs[at][unit.id] = unit
            at = self.former[at].parent

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def __len__(self) -> int:
        return len(self._units)

    def get(self, unit_id: str) -> Unit | None:
        """The unit of this id, if there is one today."""
        return self._units.get(unit_id)

    def now(self, unit_id: str) -> Unit | None:
        """The unit of this id, or the one that stands for it since it ended."""
        return self._units.get(self._replaced.get(unit_id, unit_id))

    def stands_for(self, unit_id: str) -> Unit | None:
        """As `now`; for one that ended without a successor the unit that its superior's work went to."""
        unit, ended = self.now(unit_id), self.former.get(unit_id)
        while unit is None and ended is not None and ended.parent:
            unit, ended = self.now(ended.parent), self.former.get(ended.parent)
        return unit

    def left_to(self, path: tuple[str, ...]) -> Unit | None:
        """Who stands for the unit at the end of this path since it ended; None while it goes on.

        None also for one that this tree does not know yet: other processes may have a newer one.
        """
        if path[-1] not in self.former:
            return None
        return next(unit for one in reversed(path) if (unit := self.now(one)))

    def taken_over(self, unit_id: str) -> tuple[str, ...]:
        """Ids of the units that this one stands for since they ended, what ended last first."""
        return tuple(self._taken_over.get(unit_id, ()))

    def province_of(self, ended: str) -> str | None:
        """The province that a unit lay in, or was, when it ended."""
        unit = self.former.get(ended)
        if unit is None:
            return None
        return unit.code if unit.level == "province" else unit.parent

    def name_of(self, unit_id: str) -> str:
        """The name of a unit of today or of one that ended; empty for one that nobody knows."""
        unit = self._units.get(unit_id) or self.former.get(unit_id)
        return unit.name if unit else ""

    def __getitem__(self, unit_id: str) -> Unit:
        return self._units[unit_id]

    @property
    def nation(self) -> Unit:
        """The root."""
        return self._units[NATION_ID]

    def children(self, unit_id: str) -> tuple[Unit, ...]:
        """The units right below, in the order of their codes."""
        return tuple(self._children[unit_id])

    def communes(self, unit_id: str) -> tuple[Unit, ...]:
        """Every commune at or below a unit."""
        unit = self._units[unit_id]
        if unit.level == "commune":
            return (unit,)
        return tuple(commune for child in self.children(unit_id) for commune in self.communes(child.id))

    def heirs(self, former_code: str) -> tuple[Unit, ...]:
        """Today's communes that took in any part of a former unit."""
        return tuple(self._heirs.get(former_code, {}).values())
