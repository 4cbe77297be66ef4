"""The page "Hôm nay": who filed, who did not, and the figures; it refreshes itself."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from chithi_platform.pages import guarded, is_part
from chithi_platform.security import Principal
from chithi_reporting.adapters.inbound.scope import known_form, known_period, unit_in_scope
from chithi_reporting.adapters.outbound.units import Units
from chithi_reporting.core.aggregation import Side
from chithi_reporting.core.indicators import FORMS, MONTHLY
from chithi_reporting.core.periods import Period, day_in_vietnam, month_of
from chithi_reporting.core.standing import default_month
from chithi_reporting.web.view import Choice, Gatherer
from chithi_webui import environment, render, trouble_page

MONTHS_OFFERED = 14


def today_router(gatherer: Gatherer, units: Units, clock: Callable[[], datetime], refresh_s: int) -> APIRouter:
    """The page's route; with `HX-Request` it answers the living part only."""
    router = APIRouter(include_in_schema=False)
    pages = environment(Path(__file__).parent / "templates")

    async def choose(request: Request, caller: Principal) -> Choice:
        asked = request.query_params
        period = known_period(asked["period"]) if "period" in asked else default_month(day_in_vietnam(clock()))
        side: Side = "approved" if asked.get("side") == "approved" else "filed"
        unit = await unit_in_scope(units, asked.get("unit") or caller.unit_id, caller)
        return Choice(unit, known_form(asked.get("form") or MONTHLY.id), period, side)

    async def show(request: Request, caller: Principal) -> Response:
        choice = await choose(request, caller)
        today = await gatherer.gather(choice, clock())
        return render(
            pages,
            "today_live.html" if is_part(request) else "today.html",
            request=request,
            user=caller,
            here="today",
            today=today,
            address=lambda **changes: _address(choice, changes),
            trail=[unit for unit in today.trail if caller.covers(unit.path)],
            forms=FORMS.values(),
            months=_months(choice.period, month_of(day_in_vietnam(clock()))),
            refresh_s=refresh_s,
        )

    tell = partial(trouble_page, pages, here="today")
    router.add_api_route("/", guarded(show, tell), methods=["GET"])
    return router


def _address(choice: Choice, changes: dict[str, str]) -> str:
    state = {"unit": choice.unit.id, "form": choice.form.id, "period": choice.period.id, "side": choice.side}
    return f"/?{urlencode(state | changes)}"


def _months(chosen: Period, running: Period) -> list[Period]:
    """The months to pick from: the running one and those before it, and the one that is shown."""
    months = [running]
    while len(months) < MONTHS_OFFERED:
        months.append(months[-1].previous)
    return months if chosen in months else [*months, chosen]
