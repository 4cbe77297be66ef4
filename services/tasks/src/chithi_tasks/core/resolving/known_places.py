"""The places that an assignee's name can end in, of today and before July 2025, as one unit's clerk may mean them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chithi_tasks.core.organisation.units import Unit, UnitTree
from chithi_tasks.core.resolving.choices import EVERY_COMMUNE, EVERY_PROVINCE, HEIRS
from chithi_tasks.core.resolving.name_index import Name, NameIndex
from chithi_tasks.core.resolving.territory import Gazetteer, TerritoryLevel

BARE = 0.96
GENERIC = {
    "commune": ("các xã, phường, đặc khu", "các phường, xã", "xã, phường", "các xã", "các phường", "cấp xã"),
    "province": ("các tỉnh, thành phố", "tỉnh, thành phố", "các tỉnh", "cấp tỉnh"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place: `expression` is what stands for it in an assignee's id, `units` what it consists of.

    `level` is the level of the place itself; `many` tells that it stands for several units of today. `ended` is the
    name of a unit that ended, `ended_on` its last day.
    """

    expression: str
    name: str
    level: TerritoryLevel
    unit: Unit
    units: tuple[Unit, ...]
    many: bool = False
    ended: str | None = None
    ended_on: date | None = None

    @property
    def in_sentence(self) -> str:
        """The name as it stands inside a sentence."""
        return self.name[:1].lower() + self.name[1:]


def own(unit: Unit) -> Place:
    """The place that a unit of today is."""
    return Place(unit.id, unit.name, unit.level, unit, (unit,))


def every_commune(tree: UnitTree, unit: Unit) -> Place:
    """All communes of a unit as one place."""
    communes = tree.communes(unit.id)
    name = f"Tất cả {len(communes)} xã, phường, đặc khu của {unit.in_sentence}"
    return Place(f"{EVERY_COMMUNE}{unit.id}", name, "commune", unit, communes, many=True)


def every_province(tree: UnitTree, nation: Unit) -> Place:
    """All provinces as one place."""
    provinces = tree.children(nation.id)
    name = f"Tất cả {len(provinces)} tỉnh, thành phố"
    return Place(f"{EVERY_PROVINCE}{nation.id}", name, "province", nation, provinces, many=True)


def places_of(gazetteer: Gazetteer, home: Unit) -> NameIndex[Place]:
    """Every place that a clerk of `home` may name: what lies below it, its province, and what they came from."""
    return NameIndex([*_present(gazetteer, home), *_ended(gazetteer, home), *_generic(gazetteer, home)])


def _present(gazetteer: Gazetteer, home: Unit) -> Iterator[Name[Place]]:
    for unit in gazetteer.tree:
        if unit.level != "nation" and (home.id in unit.path or unit.id in home.path):
            yield from _named(unit.name, unit.kind, own(unit))
    province = gazetteer.tree.get(home.path[1]) if len(home.path) > 1 else None
    if province:
        yield Name.of(province.kind, own(province), BARE)  # "Công an tỉnh"


def _ended(gazetteer: Gazetteer, home: Unit) -> Iterator[Name[Place]]:
    for code, territory in gazetteer.former.items():
        inside = tuple(unit for unit in territory.communes if home.id in unit.path)
        if inside and territory.name != territory.unit.name:  # a province that kept its name is today's
            name = f"{len(inside)} xã, phường kế thừa {territory.name[:1].lower()}{territory.name[1:]}"
            level, kind = territory.level, gazetteer.tree.former[code].kind
            place = Place(
                f"{HEIRS}{code}",
                name,
                level,
                territory.unit,
                inside,
                many=True,
                ended=territory.name,
                ended_on=territory.ended,
            )
            yield from _named(territory.name, kind, place)


def _generic(gazetteer: Gazetteer, home: Unit) -> Iterator[Name[Place]]:
    if home.level != "commune":
        every = every_commune(gazetteer.tree, home)
        yield from (Name.of(text, every) for text in GENERIC["commune"])
    if home.level == "nation":
        provinces = every_province(gazetteer.tree, home)
        yield from (Name.of(text, provinces) for text in GENERIC["province"])


def _named(name: str, kind: str, place: Place) -> Iterator[Name[Place]]:
    """The full name, and the name without its kind."""
    yield Name.of(name, place)
    yield Name.of(name.removeprefix(f"{kind} "), place, BARE)
