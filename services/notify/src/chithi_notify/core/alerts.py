"""Alerts: one sentence to one recipient, made once per cause."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from chithi_contracts.events import AssignmentIssued, AssignmentWithdrawn, ReportReturned
from chithi_contracts.events.alert import AlertKind

_NAMESPACE = UUID("6f1d2a52-6c5e-4b0e-9d0e-7f6f0f3f9a11")
TITLE_LENGTH = 160


@dataclass(frozen=True)
class Alert:
    """What a recipient (the id of a unit or agency) has to know. `id` is the dedupe key: same cause, same id.

    `unit_id` is the unit itself, or the one whose agency it is.
    """

    id: str
    recipient_id: str
    unit_id: str
    kind: AlertKind
    title: str
    body: str
    assignment_id: str | None
    raised_at: datetime


def dedupe_key(kind: str, *parts: str) -> str:
    """The alert's id: the same kind, cause and recipient always give the same one."""
    return str(uuid5(_NAMESPACE, "/".join((kind, *parts))))


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _short(text: str) -> str:
    return text if len(text) <= TITLE_LENGTH else f"{text[: TITLE_LENGTH - 1].rstrip()}…"


def on_issued(event: AssignmentIssued) -> Alert:
    """A new task; a request to a body outside the executive line is put politely."""
    polite = event.mode == "request"
    source = f"Chỉ thị {event.directive_number}" if event.directive_number else "Chỉ thị"
    opening = f"{source}, mục {event.section_ordinal}: {'kính đề nghị' if polite else 'giao'} {event.assignee.name}."
    limit = f" Thời hạn {_day(event.due)}." if event.due else " Văn bản không ghi thời hạn."
    return Alert(
        id=dedupe_key("assignment_issued", event.assignment_id, event.assignee.id),
        recipient_id=event.assignee.id,
        unit_id=event.assignee.unit_id,
        kind="assignment_issued",
        title=_short(event.title),
        body=opening + limit,
        assignment_id=event.assignment_id,
        raised_at=event.issued_at,
    )


def on_withdrawn(event: AssignmentWithdrawn) -> Alert:
    """A task that no longer binds."""
    return Alert(
        id=dedupe_key("assignment_withdrawn", event.assignment_id, event.assignee.id),
        recipient_id=event.assignee.id,
        unit_id=event.assignee.unit_id,
        kind="assignment_withdrawn",
        title="Nhiệm vụ đã được thu hồi",
        body=f"Lý do: {event.reason}",
        assignment_id=event.assignment_id,
        raised_at=event.withdrawn_at,
    )


def on_returned(event: ReportReturned) -> Alert:
    """A report that came back, with the reason."""
    return Alert(
        id=dedupe_key("report_returned", event.report_id, str(event.revision)),
        recipient_id=event.unit_id,
        unit_id=event.unit_id,
        kind="report_returned",
        title=f"Báo cáo kỳ {event.period} bị trả lại",
        body=f"Lý do: {event.reason}",
        assignment_id=event.assignment_id,
        raised_at=event.returned_at,
    )
