"""Filing and amending reports over HTTP."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from chithi_platform.mongo import Document
from chithi_platform.openapi import refusal
from chithi_platform.problems import FieldError, Problem
from chithi_platform.security import Principal, require
from chithi_reporting.adapters.inbound.bodies import Receipt, ReportBody, ReportId
from chithi_reporting.adapters.inbound.refusals import as_problems, foreign_assignment, visible
from chithi_reporting.adapters.inbound.scope import may_change_for, may_file_for, unit_in_scope
from chithi_reporting.adapters.outbound.assignments import Assignments
from chithi_reporting.adapters.outbound.receipts import Receipts
from chithi_reporting.adapters.outbound.reports import Filing, Reports
from chithi_reporting.adapters.outbound.units import Units
from chithi_reporting.core.fingerprint import clean
from chithi_reporting.core.periods import day_in_vietnam
from chithi_reporting.core.validation import Content, Fault, check

PREFIX = "/api/reporting/v1"
FIXED = ("form_id", "unit_id", "period", "assignment_id")
Filer = Annotated[Principal, Depends(require("commune_officer", "agency_officer", "coordinator", "admin"))]


def filing_router(
    reports: Reports, units: Units, assignments: Assignments, receipts: Receipts, clock: Callable[[], datetime]
) -> APIRouter:
    """The routes that a phone files with."""
    router = APIRouter(prefix=f"{PREFIX}/reports", tags=["reports"])
    repeated: dict[int | str, dict[str, Any]] = {
        200: {"model": Receipt, "description": "Received before, with this content"}
    }

    async def filing(report_id: str, body: ReportBody, caller: Principal) -> Filing:
        now = clock()
        today = day_in_vietnam(now)
        content = clean(Content(**body.model_dump(exclude={"device_time"})))
        findings = check(content, today)
        if findings.faults:
            raise refused(findings.faults)
        unit = await unit_in_scope(units, body.unit_id, caller)
        may_file_for(unit.id, caller)
        await may_change_for(units, unit.id, caller)
        await own_assignment(assignments, content, caller)
        hints = [hint.message for hint in findings.hints]
        number = await receipts.take(today)
        return Filing(report_id, content, caller.subject, unit.path, number, now, body.device_time, hints)

    @router.put("/{report_id}", response_model=Receipt, status_code=201, responses=repeated | refusal(409))
    async def file(report_id: ReportId, body: ReportBody, caller: Filer, response: Response) -> Receipt:
        """File a report under an id that the client made. The same again is answered 200 with the same receipt."""
        with as_problems():
            revision, new = await reports.file(await filing(report_id, body, caller))
        response.status_code = 201 if new else 200
        return _receipt(report_id, revision)

    @router.put(
        "/{report_id}/revisions/{number}", response_model=Receipt, status_code=201, responses=repeated | refusal(409)
    )
    async def amend(report_id: ReportId, number: int, body: ReportBody, caller: Filer, response: Response) -> Receipt:
        """File the next revision. The history keeps the one before, and its approval stands until the next one."""
        if number < 2:
            raise Problem(409, "revision-changed", "Sai số lần sửa", "Bản đầu gửi bằng PUT /reports/{id}.")
        report = await visible(reports, report_id, caller)
        if moved := [name for name in FIXED if report[name] != getattr(body, name)]:
            message = "Bản sửa phải giữ nguyên biểu, đơn vị, kỳ và nhiệm vụ."
            raise refused([Fault(name, "unchanged", message) for name in moved])
        with as_problems():
            revision, new = await reports.amend(await filing(report_id, body, caller), number)
        response.status_code = 201 if new else 200
        return _receipt(report_id, revision)

    return router


async def own_assignment(assignments: Assignments, content: Content, caller: Principal) -> None:
    """Raise 422 when the task is another unit's, 403 when it is not of the agency that the caller is bound to.

    One that we were not told of yet is taken on trust.
    """
    owner = await assignments.owner_of(content.assignment_id) if content.assignment_id else None
    if owner is None:
        return
    if owner.unit_id != content.unit_id:
        raise refused([Fault("assignment_id", "own-assignment", "Nhiệm vụ này không giao cho đơn vị báo cáo.")])
    if caller.agencies and owner.id not in (None, *caller.agencies):
        raise foreign_assignment()


def refused(faults: list[Fault]) -> Problem:
    """The 422 that names every faulty field."""
    errors: list[FieldError] = [{"field": f.field, "rule": f.rule, "message": f.message} for f in faults]
    return Problem(422, "validation", "Báo cáo chưa hợp lệ", "Sửa các trường được nêu rồi gửi lại.", errors)


def _receipt(report_id: str, revision: Document) -> Receipt:
    return Receipt(
        id=report_id,
        receipt=revision["receipt"],
        revision=revision["revision"],
        status="submitted",
        received_at=revision["received_at"],
    )
