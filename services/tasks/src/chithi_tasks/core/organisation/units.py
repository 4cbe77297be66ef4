"""The tree of administrative units: the nation, 34 provinces and 3,321 communes of 1 July 2025."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from chithi_contracts.events.organisation import Level

NATION_ID = "VN"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of today. Its identity is the code *and* the day it began: codes were re-used in 2025."""

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


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """A province (two digits) or district (three) that ended on 30 June 2025; `parent` is a province's code."""

    code: str
    kind: str
    name: str
    parent: str | None


class UnitTree:
    """Today's units by id, and which communes came out of a former province or district."""

    def __init__(
        self, units: Iterable[Unit], former: Iterable[FormerUnit], origins: Mapping[str, tuple[str, ...]]
    ) -> None:
        """`origins` gives for each commune id the codes of the districts that its predecessors lay in."""
        self._units = {unit.id: unit for unit in units}
        self._children: dict[str | None, list[Unit]] = defaultdict(list)
        for unit in self._units.values():
            self._children[unit.parent_id].append(unit)
        self.former = {unit.code: unit for unit in former}
        self._heirs: dict[str, dict[str, Unit]] = defaultdict(dict)
        for unit_id, codes in origins.items():
            for code in codes:
                self._inherit(code, self._units[unit_id])

    def _inherit(self, code: str, unit: Unit) -> None:
        self._heirs[code][unit.id] = unit
        province = self.former[code].parent
        if province is not None:
            self._heirs[province][unit.id] = unit

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def __len__(self) -> int:
        return len(self._units)

    def get(self, unit_id: str) -> Unit | None:
        """The unit of this id, if there is one today."""
        return self._units.get(unit_id)

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
        """Today's communes that took in any part of a former province or district."""
        return tuple(self._heirs.get(former_code, {}).values())
