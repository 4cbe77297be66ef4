"""What the board's filters offer: kinds of agencies by level, the units below one's own."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from chithi_platform.security import Principal
from chithi_tasks.core.organisation.agency_catalogue import AgencyKind
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.resolving.organisation import Organisation

LEVELS = ("nation", "province", "commune")
OWN_ROLES = ("agency_officer", "commune_officer")


@dataclass(frozen=True)
class Choices:
    """Kinds of agencies by level (slug, name), and units (id, name); both empty where there is nothing to choose."""

    kinds: dict[str, list[tuple[str, str]]]
    units: list[tuple[str, str]]
    level: str


def choices_for(caller: Principal, organisation: Organisation) -> Choices:
    """What lies below the caller's unit; who works on their own unit's tasks has nothing to choose from."""
    unit = organisation.tree.get(caller.unit_id)
    if unit is None or caller.role in OWN_ROLES or unit.level == "commune":
        return Choices({}, [], "commune")
    below = sorted(organisation.tree.children(unit.id), key=_spoken)
    return Choices(_kinds(organisation, unit), [(one.id, one.name) for one in below], unit.level)


def name_of_kind(slug: str, organisation: Organisation) -> str | None:
    """The kind's name with its level where the name alone would be another's, too."""
    kind = organisation.catalogue.kind(slug)
    return kind.name if kind else None


def _kinds(organisation: Organisation, unit: Unit) -> dict[str, list[tuple[str, str]]]:
    wanted = LEVELS if unit.level == "nation" else LEVELS[1:]
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for _, _, entry in organisation.catalogue.names:
        if isinstance(entry, AgencyKind) and entry.level in wanted:
            found[entry.level][entry.slug] = entry.name
    return {level: _by_name(found[level].items()) for level in wanted if found[level]}


def _by_name(kinds: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(kinds, key=lambda kind: kind[1])


def _spoken(unit: Unit) -> str:
    """Sorted by what stands after the kind: Phường Nam Định and Xã Nam Đồng side by side."""
    return unit.name.removeprefix(unit.kind).strip().casefold() or unit.name
