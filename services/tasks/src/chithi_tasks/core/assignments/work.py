"""What an assignee does with an assignment, and what the reports on it do."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chithi_tasks.core.assignments.assignment import Assignment, Extension, LastReport
from chithi_tasks.core.assignments.broken import Broken
from chithi_tasks.core.assignments.change import SYSTEM, By, Change, change


def accept(assignment: Assignment, by: By, at: datetime) -> Change:
    """The assignee confirms receipt (Decree 30/2020/ND-CP, article 21)."""
    return change(assignment, "accept", by, at, state="received", received_at=at)


def start(assignment: Assignment, by: By, at: datetime) -> Change:
    """The work has begun, which also shows receipt."""
    return change(assignment, "start", by, at, state="in_progress", received_at=assignment.received_at or at)


def ask_extension(assignment: Assignment, by: By, at: datetime, *, due: date, reason: str) -> Change:
    """Ask for a later last day; a new wish takes the place of the one before."""
    if assignment.due is None or due <= assignment.due:
        raise Broken("due", "after-present", "Ngày đề nghị gia hạn phải sau thời hạn hiện nay.")
    wish = Extension(due=due, reason=reason, requested_at=at, requested_by=by.who)
    return change(assignment, "extension", by, at, note=reason, extension=wish)


def report(assignment: Assignment, filed: LastReport) -> Change | None:
    """A report arrived, which also shows receipt. Older revisions and closed assignments change nothing.

    While the work rests the report is kept, and the assignment is reported once the rest ends.
    """
    last, at = assignment.last_report, filed.received_at
    known = last is not None and last.report_id == filed.report_id and last.revision >= filed.revision
    if not assignment.live or known:
        return None
    anew = assignment.state != "reported" or assignment.by_children
    fields: dict[str, Any] = {
        "last_report": filed,
        "by_children": False,
        "received_at": assignment.received_at or at,
        "reported_at": at if anew else assignment.reported_at,
    }
    if assignment.suspension is not None:
        rest = replace(assignment.suspension, state="reported")
        return change(assignment, "report", SYSTEM, at, **fields, suspension=rest)
    return change(assignment, "report", SYSTEM, at, **fields, state="reported")


def return_report(assignment: Assignment, *, report_id: str, revision: int, at: datetime, reason: str) -> Change | None:
    """The coordinator sent this very revision back: the work goes on."""
    last = assignment.last_report
    if assignment.state != "reported" or last is None or (last.report_id, last.revision) != (report_id, revision):
        return None
    return change(
        assignment,
        "report-returned",
        SYSTEM,
        at,
        note=reason,
        state="returned",
        remark=reason,
        reported_at=None,
        by_children=False,
    )
