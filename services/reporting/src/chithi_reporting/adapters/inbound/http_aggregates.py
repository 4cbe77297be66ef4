"""Forms, totals and progress over HTTP."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Response

from chithi_platform.security import CurrentUser
from chithi_reporting.adapters.inbound.bodies import (
    Aggregates,
    CellOut,
    Forms,
    PeriodOut,
    Progress,
    SumOut,
    UnitOut,
    UnitProgress,
)
from chithi_reporting.adapters.inbound.http_filing import PREFIX
from chithi_reporting.adapters.inbound.scope import known_form, known_period, unit_in_scope
from chithi_reporting.adapters.outbound.communes import Communes
from chithi_reporting.adapters.outbound.figures import Figures
from chithi_reporting.adapters.outbound.units import Units
from chithi_reporting.core.indicators import FORMS


def aggregates_router(figures: Figures, units: Units, communes: Communes, clock: Callable[[], datetime]) -> APIRouter:
    """The routes that read."""
    router = APIRouter(prefix=PREFIX, tags=["aggregates"])

    @router.get("/forms", response_model=Forms)
    async def forms(_: CurrentUser, response: Response) -> Forms:
        """The forms that can be filed."""
        response.headers["cache-control"] = "private, max-age=300"
        return Forms.model_validate({"items": list(FORMS.values())}, from_attributes=True)

    @router.get("/aggregates", response_model=Aggregates)
    async def aggregates(unit_id: str, period: str, form_id: str, caller: CurrentUser) -> Aggregates:
        """The totals of a unit in a period, as filed and as approved."""
        form, span = known_form(form_id), known_period(period)
        unit = await unit_in_scope(units, unit_id, caller)
        fresh = await figures.freshness(clock())
        cells = await figures.cells(unit.id, form, span)
        return Aggregates(
            unit=UnitOut(id=unit.id, name=unit.name, level=unit.level),
            period=PeriodOut(id=span.id, first=span.first, last=span.last),
            form_id=form.id,
            as_of=fresh.as_of,
            stale=fresh.stale,
            cells=[
                CellOut(
                    indicator=indicator.code,
                    label=indicator.label,
                    filed=SumOut(**cells[indicator.code]["filed"]),
                    approved=SumOut(**cells[indicator.code]["approved"]),
                )
                for indicator in form
            ],
        )

    @router.get("/progress", response_model=Progress)
    async def progress(unit_id: str, period: str, form_id: str, caller: CurrentUser) -> Progress:
        """Which communes at or under the unit filed, and which did not."""
        form, span = known_form(form_id), known_period(period)
        unit = await unit_in_scope(units, unit_id, caller)
        fresh = await figures.freshness(clock())
        filed = await figures.progress(unit.id, form, span)
        rows = [
            UnitProgress(
                id=commune.id,
                name=commune.name,
                filed=commune.id in filed,
                approved=commune.id in filed and filed[commune.id].approved,
                last_at=filed[commune.id].last_at if commune.id in filed else None,
            )
            for commune in await communes.expected(unit.id, form, span)
        ]
        return Progress(
            expected=len(rows),
            filed=sum(row.filed for row in rows),
            approved=sum(row.approved for row in rows),
            as_of=fresh.as_of,
            units=rows,
        )

    return router
