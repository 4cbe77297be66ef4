"""Reads the packaged unit table into a tree."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import chain

from chithi_contracts.events.organisation import Level
from chithi_tasks.core.organisation.units import NATION_ID, FormerUnit, Unit, UnitTree

VALID_FROM = date(2025, 7, 1)
NATION_FROM = date(1945, 9, 2)
DATA = files("chithi_tasks.data")


@cache
def packaged_tree() -> UnitTree:
    """The tree of 1 July 2025, read once."""
    rows = list(table("units_2025.csv"))
    provinces = {row["code"]: _province(row) for row in rows if not row["parent"]}
    communes = [_commune(row, provinces[row["parent"]]) for row in rows if row["parent"]]
    origins = {_unit_id(row["code"]): tuple(row["former_districts"].split()) for row in rows if row["parent"]}
    return UnitTree(chain([_nation()], provinces.values(), communes), _former(), origins)


def table_hash() -> str:
    """Tells one edition of the table from another."""
    return sha256(DATA.joinpath("units_2025.csv").read_bytes()).hexdigest()[:16]


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one packaged CSV."""
    yield from csv.DictReader(DATA.joinpath(name).read_text("utf-8").splitlines())


def _unit_id(code: str) -> str:
    return f"{code}-{VALID_FROM:%Y%m%d}"


def _nation() -> Unit:
    return Unit(NATION_ID, NATION_ID, "Nước", "Việt Nam", "nation", None, (NATION_ID,), NATION_FROM)


def _province(row: dict[str, str]) -> Unit:
    unit_id = _unit_id(row["code"])
    return _unit(row, "province", NATION_ID, (NATION_ID, unit_id))


def _commune(row: dict[str, str], province: Unit) -> Unit:
    return _unit(row, "commune", province.id, (*province.path, _unit_id(row["code"])))


def _unit(row: dict[str, str], level: Level, parent_id: str, path: tuple[str, ...]) -> Unit:
    name = f"{row['kind']} {row['name']}"
    return Unit(path[-1], row["code"], row["kind"], name, level, parent_id, path, VALID_FROM)


def _former() -> Iterator[FormerUnit]:
    for row in table("former_units_2025.csv"):
        yield FormerUnit(row["code"], row["kind"], f"{row['kind']} {row['name']}", row["parent"] or None)
