"""Makes the tree of one day out of the register's units, and of what the packaged tables say of the time before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from chithi_tasks.core.organisation.succession import Succession, Successions
from chithi_tasks.core.organisation.unit_table import former_names, origins
from chithi_tasks.core.organisation.units import FormerUnit, Unit, UnitTree


@dataclass(frozen=True)
class Register:
    """The units since 1 July 2025, those that ended among them, and how they follow one another."""

    units: list[Unit]
    successions: list[Succession]


def tree_of(register: Register, day: date) -> UnitTree:
    """The tree of that day. A unit that ended before it keeps its name, and leads to those that took it over."""
    present = [unit for unit in register.units if unit.exists_on(day)]
    ended = [unit for unit in register.units if unit.valid_to is not None and unit.valid_to < day]
    known = {unit.id for unit in (*present, *ended)}
    links = Successions(link for link in register.successions if link.successor_id in known)
    communes = {unit.id for unit in present if unit.level == "commune"}
    replaced = {unit.id: heir for unit in ended if (heir := links.heir(unit.id)) not in (None, unit.id)}
    return UnitTree(
        present,
        [*former_names(), *(_former(unit, known) for unit in ended)],
        _origins(links, communes, ended),
        replaced,
    )


def _former(unit: Unit, known: set[str]) -> FormerUnit:
    parent = unit.parent_id if unit.parent_id in known else None
    last = unit.valid_to or unit.valid_from
    return FormerUnit(unit.id, unit.kind, unit.name, parent, unit.level, unit.valid_from, last)


def _origins(links: Successions, communes: set[str], ended: Iterable[Unit]) -> dict[str, list[str]]:
    """What each commune of the day took a part of: districts of 2025 by their code, later communes by their id."""
    found: dict[str, list[str]] = defaultdict(list)
    for heir, code in _pairs(links, ended):
        if heir in communes and code not in found[heir]:
            found[heir].append(code)
    return found


def _pairs(links: Successions, ended: Iterable[Unit]) -> Iterator[tuple[str, str]]:
    for commune_id, codes in origins().items():
        for heir in links.heirs(commune_id):
            yield from ((heir, code) for code in codes)
    for unit in ended:
        if unit.level == "commune":
            yield from ((heir, unit.id) for heir in links.heirs(unit.id))
