"""Which alerts follow from the giving and ending of tasks, and from reports."""

from chithi_contracts.events import AssignmentIssued, AssignmentReassigned, AssignmentWithdrawn, ReportReturned
from chithi_contracts.events.assignment import Assignee, AssignmentEvent
from chithi_notify.core.alert import Alert
from chithi_notify.core.wording import because, day, dedupe_key, short

SYSTEM = "system"  # moves the tasks of units that ended


def on_issued(event: AssignmentIssued) -> list[Alert]:
    """A new task; a request to a body outside the executive line is put politely."""
    polite = event.mode == "request"
    source = f"Chỉ thị {event.directive_number}" if event.directive_number else "Chỉ thị"
    opening = f"{source}, mục {event.section_ordinal}: {'kính đề nghị' if polite else 'giao'} {event.assignee.name}."
    limit = f" Thời hạn {day(event.due)}." if event.due else " Văn bản không ghi thời hạn."
    return [
        Alert(
            id=dedupe_key("assignment_issued", event.assignment_id, event.assignee.id),
            recipient_id=event.assignee.id,
            unit_id=event.assignee.unit_id,
            kind="assignment_issued",
            title=short(event.title),
            body=opening + limit,
            assignment_id=event.assignment_id,
            raised_at=event.issued_at,
        )
    ]


def on_withdrawn(event: AssignmentWithdrawn) -> list[Alert]:
    """A task that no longer binds."""
    return [
        Alert(
            id=dedupe_key("assignment_withdrawn", event.assignment_id, event.assignee.id),
            recipient_id=event.assignee.id,
            unit_id=event.assignee.unit_id,
            kind="assignment_withdrawn",
            title=titled("Thu hồi nhiệm vụ", event),
            body=because(event.reason),
            assignment_id=event.assignment_id,
            raised_at=event.withdrawn_at,
        )
    ]


def on_reassigned(event: AssignmentReassigned) -> list[Alert]:
    """The new assignee learns that the task is its own now, the old one that it is rid of it.

    Nobody is left in a unit that ended but who stands for it, and that is the new assignee.
    """
    came = f"Nhiệm vụ được chuyển từ {event.previous.name}. {because(event.reason)}"
    went = f"Nhiệm vụ được chuyển cho {event.assignee.name}. {because(event.reason)}"
    told: list[tuple[Assignee, str, str]] = [
        (event.assignee, "Tiếp nhận nhiệm vụ chuyển đến", came),
        (event.previous, "Chuyển nhiệm vụ", went),
    ]
    return [
        Alert(
            id=dedupe_key("assignment_reassigned", event.assignment_id, str(event.assignment_version), who.id),
            recipient_id=who.id,
            unit_id=who.unit_id,
            kind="assignment_reassigned",
            title=titled(lead, event),
            body=body,
            assignment_id=event.assignment_id,
            raised_at=event.reassigned_at,
        )
        for who, lead, body in (told[:1] if event.reassigned_by == SYSTEM else told)
    ]


def on_returned(event: ReportReturned) -> list[Alert]:
    """A report that came back, with the reason."""
    return [
        Alert(
            id=dedupe_key("report_returned", event.report_id, str(event.revision)),
            recipient_id=event.unit_id,
            unit_id=event.unit_id,
            kind="report_returned",
            title=f"Báo cáo kỳ {event.period} bị trả lại",
            body=because(event.reason),
            assignment_id=event.assignment_id,
            raised_at=event.returned_at,
        )
    ]


def titled(lead: str, event: AssignmentEvent) -> str:
    """What happened, then to which task; events of before tasks had titles name no task."""
    return short(f"{lead}: {event.title}" if event.title else lead)
