"""At which level, and in which territory, the words after an agency's name point."""

from collections.abc import Iterator
from dataclasses import dataclass

from chithi_tasks.core.organisation.agency_catalogue import AgencyLevel
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.resolving.candidates import NOT_ONE_PLACE
from chithi_tasks.core.resolving.scopes import Scope
from chithi_tasks.core.resolving.territory import Territory


@dataclass(frozen=True, slots=True)
class Target:
    """One level of one territory that a name points at. `explicit` tells that the name itself said so."""

    level: AgencyLevel
    unit: Unit
    communes: tuple[Unit, ...]
    explicit: bool = True
    note: str | None = None


def targets_of(territory: Territory, scope: Scope) -> Iterator[Target]:
    """Every level and place that a scope means in the issuer's territory."""
    for place in scope.places:
        yield Target(place.level, place.unit, place.communes, note=_succession(place))
    if scope.kinds or scope.empty:
        level = _level(territory, scope)
        note = NOT_ONE_PLACE if "vague" in scope.kinds else None
        yield Target(level, territory.unit, territory.communes, explicit=not scope.empty, note=note)


def _succession(place: Territory) -> str | None:
    """A commune that ended is proposed to those that took it over; what became of districts is said elsewhere."""
    if place.ended is None or place.level != "commune" or [unit.name for unit in place.communes] == [place.name]:
        return None
    return f"{place.name}: kết thúc hoạt động ngày {place.ended:%d/%m/%Y}; đề xuất giao đơn vị kế thừa."


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
