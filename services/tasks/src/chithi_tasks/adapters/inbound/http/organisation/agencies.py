"""Kinds of agencies, of today and of any day since the register began; public facts, so every role reads them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from fastapi import APIRouter, Depends

from chithi_contracts.events.organisation import Level
from chithi_platform.problems import Problem
from chithi_platform.security import current_principal
from chithi_tasks.adapters.inbound.http.organisation.unit_schemas import AgencyOut, AgencyPage, AgencySuccessionOut
from chithi_tasks.adapters.inbound.http.organisation.units import AsOf, Search, day_asked
from chithi_tasks.core.organisation.agencies import Agency


def agency_routes(agencies: Sequence[Agency], clock: Callable[[], datetime]) -> APIRouter:
    """The routes, bound to the catalogue."""
    router = APIRouter(
        prefix="/api/tasks/v1/agencies", tags=["organisation"], dependencies=[Depends(current_principal)]
    )
    by_id = {agency.id: agency for agency in agencies}

    @router.get("")
    async def list_agencies(level: Level | None = None, q: Search = None, as_of: AsOf = None) -> AgencyPage:
        """Kinds valid on the day, of one level, or of a name that holds `q`; there are not many, so all at once."""
        day: date = day_asked(as_of, clock)
        found = [agency for agency in agencies if agency.exists_on(day) and level in (None, agency.level)]
        return AgencyPage(items=[_out(agency) for agency in found if not q or agency.is_called(q)])

    @router.get("/{agency_id}")
    async def get_agency(agency_id: str) -> AgencyOut:
        """One kind, also one that ended, with those that took over its work."""
        found = by_id.get(agency_id)
        if found is None:
            message = f"Danh mục không có loại cơ quan {agency_id}."
            raise Problem(404, "unknown-agency", "Không có loại cơ quan này", message)
        return _out(found)

    return router


def _out(agency: Agency) -> AgencyOut:
    return AgencyOut(
        id=agency.id,
        name=agency.name,
        level=agency.level,
        aliases=list(agency.aliases),
        valid_from=agency.valid_from,
        valid_to=agency.valid_to,
        note=agency.note,
        successors=[
            AgencySuccessionOut(id=kind.slug, name=kind.name, level=kind.level, function=function)
            for kind, function in agency.successors
        ],
    )
