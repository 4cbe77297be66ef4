"""The page "Hôm nay": who filed, who did not, and the figures; it refreshes itself."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode

import structlog
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chithi_platform.mongo import is_infrastructure_error
from chithi_platform.problems import Problem
from chithi_platform.security import Principal, current_principal
from chithi_platform.telemetry import trace_id
from chithi_reporting.adapters.inbound.scope import known_form, known_period, unit_in_scope
from chithi_reporting.adapters.outbound.units import Units
from chithi_reporting.core.aggregation import Side
from chithi_reporting.core.indicators import FORMS, MONTHLY
from chithi_reporting.core.periods import Period, day_in_vietnam, month_of
from chithi_reporting.core.standing import default_month
from chithi_reporting.web.view import Choice, Gatherer
from chithi_webui import environment, render

log = structlog.get_logger(__name__)
MONTHS_OFFERED = 14
RENEWAL = "/session/renew"  # leads on to the sign-in where there is no session to renew


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
        part = "hx-request" in request.headers
        return render(
            pages,
            "today_live.html" if part else "today.html",
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

    @router.get("/")
    async def today(request: Request) -> Response:
        """Needs the session cookie; asks to sign in without it."""
        part, caller = "hx-request" in request.headers, None
        try:
            caller = await current_principal(request)
            return await show(request, caller)
        except Problem as problem:
            if part:
                raise
            if problem.status == 401:
                return RedirectResponse(f"{RENEWAL}?next={quote(_here(request))}", 303)
            return _trouble(request, caller, problem.status, problem.title, problem.detail)
        except Exception as error:
            if part or not is_infrastructure_error(error):
                raise
            log.warning("database away", error=repr(error)[:200])
            text = "Cơ sở dữ liệu chưa trả lời. Báo cáo đã nhận không mất; hãy tải lại trang sau giây lát."
            return _trouble(request, caller, 503, "Chưa đọc được số liệu", text)

    def _trouble(request: Request, caller: Principal | None, status: int, title: str, text: str) -> Response:
        return render(
            pages,
            "trouble.html",
            request=request,
            user=caller,
            status=status,
            code=status,
            title=title,
            text=text,
            reference=trace_id().strip("0") and trace_id(),
        )

    return router


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _address(choice: Choice, changes: dict[str, str]) -> str:
    state = {"unit": choice.unit.id, "form": choice.form.id, "period": choice.period.id, "side": choice.side}
    return f"/?{urlencode(state | changes)}"


def _months(chosen: Period, running: Period) -> list[Period]:
    """The months to pick from: the running one and those before it, and the one that is shown."""
    months = [running]
    while len(months) < MONTHS_OFFERED:
        months.append(months[-1].previous)
    return months if chosen in months else [*months, chosen]
