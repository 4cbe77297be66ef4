"""Assignments as the API shows them: the short form of lists, the long form of one, the steps of a life."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from chithi_platform.mongo import Document
from chithi_tasks.adapters.inbound.http.assignments.assignment_schemas import (
    AssigneeOut,
    AssignmentDetail,
    AssignmentOut,
    ChangeOut,
    ProposalOut,
    at_issue,
)
from chithi_tasks.adapters.outbound.assignments.documents import encoded, timed_of
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.change import Change
from chithi_tasks.core.assignments.rules import Side, possible
from chithi_tasks.core.assignments.timing import Timed, receipt_due

LISTED_BYTES = 1000
SUBJECT = 80
COORDINATING = 2
COMPUTED = {"id", "text_cut", "assignee", "coordinating", "time_class", "days_late", "receipt_due", "receipt_late"}
STORED = [name for name in AssignmentOut.model_fields if name not in COMPUTED]


def listed(stored: Document, today: date) -> AssignmentOut:
    """The short form of a stored assignment: the text gives way until the item fits."""
    assignee = stored["assignee"]
    shown = {name: stored[name] for name in STORED} | {
        "id": stored["_id"],
        "directive_subject": _cut(stored["directive_subject"], SUBJECT),
        "coordinating": stored["coordinating"][:COORDINATING],
        "assignee": {**assignee, "needs_confirmation": assignee["note"] is not None},
    }
    short = AssignmentOut.model_validate(shown | _reckoned(timed_of(stored), stored["issued_at"], today))
    over = len(short.model_dump_json().encode()) - LISTED_BYTES
    if over <= 0:
        return short
    room = max(len(short.text.encode()) - over - len(', "text_cut": true…'.encode()), 0)
    text = short.text.encode()[:room].decode(errors="ignore").rsplit(None, 1)
    short.text, short.text_cut = f"{text[0]}…" if text else "", True
    return short


def detailed(
    assignment: Assignment, text: str | None, *, today: date, sides: Iterable[Side], leads: Sequence[Assignment]
) -> AssignmentDetail:
    """The long form, with the section's whole text; a part of a section has its own."""
    assignee, rest = assignment.assignee, assignment.suspension
    same = ("ended", "remark", "received_at", "reported_at", "completed_at", "recurrence", "chases")
    more = {name: getattr(assignment, name) for name in same} | {
        "text": assignment.text if assignment.part else text or assignment.text,
        "written": assignee.written,
        "note": assignee.note,
        "days_left": assignment.timed.days_left(today),
        "delegated": asdict(assignment.delegated) if assignment.delegated else None,
        "leads": [_lead(one) for one in leads],
        "coordinating_parties": [asdict(party) for party in assignment.coordinating_parties],
        "proposal": ProposalOut(written=assignee.written, note=assignee.note) if assignee.note else None,
        "extension": asdict(assignment.extension) if assignment.extension else None,
        "suspended_reason": rest.reason if rest else None,
        "allowed": list(possible(assignment, sides)),
    }
    return AssignmentDetail.model_validate(_fields(assignment, today) | more)


def steps(issued: Assignment, changes: Sequence[Change]) -> list[ChangeOut]:
    """The whole life: the issue, then every change."""
    first = ChangeOut(
        version=1,
        at=issued.issued_at,
        who="system",
        who_name="Hệ thống",
        action="issue",
        before={},
        after=at_issue(issued),
        note=None,
    )
    return [first, *(_step(change) for change in changes)]


def _step(change: Change) -> ChangeOut:
    return ChangeOut(
        version=change.version,
        at=change.at,
        who=change.by.who,
        who_name=change.by.name,
        action=change.action,
        before={name: encoded(value) for name, value in change.before.items()},
        after={name: encoded(value) for name, value in change.after.items()},
        note=change.note,
    )


def _lead(assignment: Assignment) -> dict[str, str]:
    assignee = assignment.assignee
    return {"id": assignee.id, "name": assignee.name, "assignment_id": assignment.id}


def _fields(assignment: Assignment, today: date) -> dict[str, Any]:
    assignee, reckoned = assignment.assignee, _reckoned(assignment.timed, assignment.issued_at, today)
    return (
        {name: getattr(assignment, name) for name in STORED}
        | reckoned
        | {
            "id": assignment.id,
            "coordinating": list(assignment.coordinating),
            "assignee": AssigneeOut(
                kind=assignee.kind,
                id=assignee.id,
                name=assignee.name,
                unit_id=assignee.unit_id,
                needs_confirmation=assignee.needs_confirmation,
            ),
        }
    )


def _reckoned(timed: Timed, issued_at: datetime, today: date) -> dict[str, Any]:
    until = receipt_due(issued_at)
    return {
        "time_class": timed.time_class(today),
        "days_late": timed.days_late(today),
        "receipt_due": until,
        "receipt_late": timed.state == "issued" and timed.mode != "request" and today > until,
    }


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rsplit(None, 1)[0] + "…"
