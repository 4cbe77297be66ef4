"""Reading reports, approving and returning them over HTTP."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chithi_platform.mongo import Document
from chithi_platform.openapi import refusal
from chithi_platform.security import CurrentUser, Principal, require
from chithi_reporting.adapters.inbound.bodies import Report, ReportId, ReportPage, ReturnBody, RevisionBody
from chithi_reporting.adapters.inbound.http_filing import PREFIX
from chithi_reporting.adapters.inbound.refusals import as_problems, visible
from chithi_reporting.adapters.inbound.scope import may_change_for, unit_in_scope
from chithi_reporting.adapters.outbound.reports import Decision, Reports
from chithi_reporting.adapters.outbound.units import Units

Coordinator = Annotated[Principal, Depends(require("coordinator", "admin"))]


def register_router(reports: Reports, units: Units, clock: Callable[[], datetime]) -> APIRouter:
    """The routes of those who watch over reports."""
    router = APIRouter(prefix=f"{PREFIX}/reports", tags=["reports"])

    async def decidable(report_id: str, caller: Principal) -> None:
        report = await visible(reports, report_id, caller)
        await may_change_for(units, report["unit_id"], caller)

    @router.get("", response_model=ReportPage)
    async def listing(
        caller: CurrentUser,
        unit_id: str | None = None,
        form_id: str | None = None,
        period: str | None = None,
        status: str | None = None,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> ReportPage:
        """Reports at or under a unit, by default all that are the caller's to read, in the order of their ids."""
        among = ((await unit_in_scope(units, unit_id, caller)).id,) if unit_id else caller.units
        wanted = {"path": {"$in": list(among)}, "form_id": form_id, "period": period, "status": status}
        found = await reports.listing({k: v for k, v in wanted.items() if v is not None}, cursor, limit + 1)
        items = [_report(report) for report in found[:limit]]
        more = len(found) > limit
        return ReportPage(items=items, next_cursor=items[-1].id if more else None, has_more=more)

    @router.get("/{report_id}", response_model=Report)
    async def read(report_id: ReportId, caller: CurrentUser) -> Report:
        """A report with its history."""
        return _report(await visible(reports, report_id, caller))

    @router.post("/{report_id}/approve", response_model=Report, responses=refusal(409))
    async def approve(report_id: ReportId, body: RevisionBody, caller: Coordinator) -> Report:
        """Approve the present revision: it enters the official totals."""
        await decidable(report_id, caller)
        with as_problems():
            return _report(await reports.decide(report_id, Decision(body.revision, caller.subject, clock())))

    @router.post("/{report_id}/return", response_model=Report, responses=refusal(409))
    async def send_back(report_id: ReportId, body: ReturnBody, caller: Coordinator) -> Report:
        """Return the present revision with the reason: it leaves the official totals, a new one is to be filed."""
        await decidable(report_id, caller)
        decision = Decision(body.revision, caller.subject, clock(), body.reason)
        with as_problems():
            return _report(await reports.decide(report_id, decision))

    return router


def _report(report: Document) -> Report:
    present = report["revisions"][-1]
    return Report.model_validate(
        report
        | {
            "id": report["_id"],
            "receipt": present["receipt"],
            "values": present["values"],
            "narrative": present["narrative"],
            "reason": present.get("reason"),
        }
    )
