"""Reads the packaged tables of what was before 1 July 2025: 63 provinces, 696 districts, 10,035 communes."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import get_args

from chithi_contracts.events.organisation import Level, Relation
from chithi_tasks.core.organisation.succession import Succession
from chithi_tasks.core.organisation.unit_table import nation, packaged_tree, table
from chithi_tasks.core.organisation.units import EVE, REFORM, Unit, unit_id

# The register begins here. On which day a former unit really began, the source does not say.
REGISTER_FROM = date(2025, 1, 1)
TABLES = ("former_units_2025.csv", "former_communes_2025.csv", "successions_2025.csv")
LEVELS: dict[int, Level] = {2: "province", 3: "district", 5: "commune"}


@dataclass(frozen=True)
class History:
    """Units valid until 30 June 2025, each after its parent, and how they live on in those of the day after."""

    units: list[Unit]
    successions: list[Succession]


def packaged_history() -> History:
    """Read anew each time, being large."""
    units: dict[str, Unit] = {}
    above = sorted(table("former_units_2025.csv"), key=lambda row: len(row["code"]))
    for row in chain(above, table("former_communes_2025.csv")):
        units[row["code"]] = _former(row, units.get(row.get("parent") or row.get("district") or ""))
    return History(list(units.values()), list(_successions(units)))


def _former(row: Mapping[str, str], parent: Unit | None) -> Unit:
    above, own_id = parent or nation(), unit_id(row["code"], REGISTER_FROM)
    name, level = f"{row['kind']} {row['name']}", LEVELS[len(row["code"])]
    return Unit(own_id, row["code"], row["kind"], name, level, above.id, (*above.path, own_id), REGISTER_FROM, EVE)


def _successions(units: Mapping[str, Unit]) -> Iterator[Succession]:
    """Those of communes as the table has them; those of districts and provinces follow from their communes."""
    tree = packaged_tree()
    heirs: dict[str, Counter[str]] = defaultdict(Counter)
    for row in table("successions_2025.csv"):
        former, heir = units[row["former"]], tree[unit_id(row["code"], REFORM)]
        yield Succession(former.id, heir.id, _relation(row["relation"]), main=bool(row["main"]))
        heirs[former.path[1]][heir.path[1]] += 1
        if former.level == "commune":
            heirs[former.path[2]][heir.id] += 1
    by_id = {unit.id: unit for unit in units.values()}
    shared = Counter(heir for counts in heirs.values() for heir in counts)
    for former_id, counts in heirs.items():
        for heir_id in counts:
            relation = _inferred(by_id[former_id], tree[heir_id], alone=len(counts) == 1, shared=shared[heir_id] > 1)
            main = counts[heir_id] * 2 > counts.total() and tree[heir_id].level == by_id[former_id].level
            yield Succession(former_id, heir_id, relation, main=main or len(counts) == 1)


def _inferred(former: Unit, heir: Unit, *, alone: bool, shared: bool) -> Relation:
    """How a unit above the communes lives on; `alone` is its only heir, `shared` an heir that others went into too."""
    if not alone:
        return "part"
    if shared or former.level != heir.level:
        return "whole"
    return "unchanged" if former.name == heir.name else "renamed"


def _relation(text: str) -> Relation:
    relations: tuple[Relation, ...] = get_args(Relation)
    return next(relation for relation in relations if relation == text)
