"""Reads the packaged tables into the tree of 1 July 2025."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import chain

from chithi_contracts.events.organisation import Level
from chithi_tasks.core.organisation.units import NATION_ID, REFORM, FormerUnit, Unit, UnitTree, unit_id

NATION_FROM = date(1945, 9, 2)
PROVINCE_DIGITS = 2
DATA = files("chithi_tasks.data")


@cache
def packaged_tree() -> UnitTree:
    """The tree of 1 July 2025, read once."""
    rows = list(table("units_2025.csv"))
    provinces = {row["code"]: _province(row) for row in rows if not row["parent"]}
    communes = [_commune(row, provinces[row["parent"]]) for row in rows if row["parent"]]
    return UnitTree(chain([nation()], provinces.values(), communes), former_names(), origins())


def former_names() -> Iterator[FormerUnit]:
    """The provinces and districts that ended on 30 June 2025, as names still point at them."""
    for row in table("former_units_2025.csv"):
        level: Level = "province" if len(row["code"]) == PROVINCE_DIGITS else "district"
        yield FormerUnit(row["code"], row["kind"], f"{row['kind']} {row['name']}", row["parent"] or None, level)


def origins() -> dict[str, tuple[str, ...]]:
    """For each commune id of 1 July 2025 the codes of the districts that its predecessors lay in."""
    rows = (row for row in table("units_2025.csv") if row["parent"])
    return {unit_id(row["code"], REFORM): tuple(row["former_districts"].split()) for row in rows}


def table_hash(*names: str) -> str:
    """Tells one edition of the tables from another."""
    return sha256(b"".join(DATA.joinpath(name).read_bytes() for name in names)).hexdigest()[:16]


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one packaged CSV."""
    with DATA.joinpath(name).open(encoding="utf-8") as rows:
        yield from csv.DictReader(rows)


def nation() -> Unit:
    """The root of every tree."""
    return Unit(NATION_ID, NATION_ID, "Nước", "Việt Nam", "nation", None, (NATION_ID,), NATION_FROM)


def _province(row: dict[str, str]) -> Unit:
    return _unit(row, "province", NATION_ID, (NATION_ID, unit_id(row["code"], REFORM)))


def _commune(row: dict[str, str], province: Unit) -> Unit:
    return _unit(row, "commune", province.id, (*province.path, unit_id(row["code"], REFORM)))


def _unit(row: dict[str, str], level: Level, parent_id: str, path: tuple[str, ...]) -> Unit:
    name = f"{row['kind']} {row['name']}"
    return Unit(path[-1], row["code"], row["kind"], name, level, parent_id, path, REFORM)
