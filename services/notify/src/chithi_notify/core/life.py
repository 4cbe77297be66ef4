"""Which alerts follow from the steps in the life of a task."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chithi_contracts.events import (
    AssignmentChased,
    AssignmentCommented,
    AssignmentCompleted,
    AssignmentDueChanged,
    AssignmentExtensionRefused,
    AssignmentExtensionRequested,
    AssignmentReopened,
    AssignmentResumed,
    AssignmentReturned,
    AssignmentSuspended,
)
from chithi_contracts.events.alert import AlertKind
from chithi_contracts.events.assignment import AssignmentEvent
from chithi_notify.core.alert import Alert, steering
from chithi_notify.core.alerts import titled
from chithi_notify.core.wording import because, day, dedupe_key

Step = Callable[[Any], Alert]


def on_work_returned(event: AssignmentReturned) -> Alert:
    """The work came back."""
    body = f"Kết quả chưa đạt yêu cầu, đề nghị thực hiện lại. {because(event.reason)}"
    return _to_assignee(event, "assignment_returned", "Trả lại", body, event.returned_at)


def on_reopened(event: AssignmentReopened) -> Alert:
    """What was done has to be done again."""
    body = f"Nhiệm vụ đã hoàn thành được mở lại. {because(event.reason)}"
    return _to_assignee(event, "assignment_reopened", "Mở lại", body, event.reopened_at)


def on_completed(event: AssignmentCompleted) -> Alert:
    """The work is accepted as done."""
    body = f"Kết quả được xác nhận hoàn thành ngày {day(event.completed_at)}."
    return _to_assignee(event, "assignment_completed", "Hoàn thành", body, event.completed_at)


def on_suspended(event: AssignmentSuspended) -> Alert:
    """The work rests."""
    body = f"Nhiệm vụ tạm dừng, thời gian tạm dừng không tính là chậm. {because(event.reason)}"
    return _to_assignee(event, "assignment_suspended", "Tạm dừng", body, event.suspended_at)


def on_resumed(event: AssignmentResumed) -> Alert:
    """The work goes on."""
    body = f"Nhiệm vụ được tiếp tục thực hiện từ ngày {day(event.resumed_at)}."
    return _to_assignee(event, "assignment_resumed", "Tiếp tục thực hiện", body, event.resumed_at)


def on_due_changed(event: AssignmentDueChanged) -> Alert:
    """Another last day."""
    new = f"Thời hạn mới: {day(event.due)}" if event.due else "Nhiệm vụ không còn thời hạn"
    old = f" (trước đó: {day(event.previous_due)})" if event.previous_due else ""
    body = f"{new}{old}. {because(event.reason)}"
    return _to_assignee(event, "assignment_due_changed", "Thay đổi thời hạn", body, event.changed_at)


def on_extension_refused(event: AssignmentExtensionRefused) -> Alert:
    """The last day stays."""
    body = f"Đề nghị gia hạn không được chấp thuận, thời hạn giữ nguyên. {because(event.reason)}"
    return _to_assignee(event, "extension_refused", "Không gia hạn", body, event.refused_at)


def on_chased(event: AssignmentChased) -> Alert:
    """Urged on; a body outside the executive line is asked politely."""
    lead = "Kính đề nghị quan tâm thực hiện" if event.mode == "request" else "Đôn đốc"
    return _to_assignee(event, "assignment_chased", lead, event.message, event.chased_at)


def on_extension_requested(event: AssignmentExtensionRequested, steering_unit: str) -> Alert:
    """Somebody asks for more time; who decides sits in `steering_unit`."""
    body = f"{event.assignee.name} đề nghị gia hạn đến ngày {day(event.due)}. {because(event.reason)}"
    return _to_steering(event, "extension_requested", "Đề nghị gia hạn", body, event.requested_at, steering_unit)


def on_commented(event: AssignmentCommented, *, steering_unit: str, by_assignee: bool | None) -> list[Alert]:
    """A comment goes to the other side; to both as long as nobody told us on which side the writer stands."""
    lead, body, at = "Ý kiến trao đổi", event.comment, event.commented_at
    alerts = []
    if by_assignee is not True:
        alerts.append(_to_assignee(event, "assignment_commented", lead, body, at))
    if by_assignee is not False:
        said = f"{event.assignee.name}: {body}" if by_assignee else body
        alerts.append(_to_steering(event, "assignment_commented", lead, said, at, steering_unit))
    return alerts


# what one event alone is enough to word
STEPS: dict[type[AssignmentEvent], Step] = {
    AssignmentReturned: on_work_returned,
    AssignmentReopened: on_reopened,
    AssignmentCompleted: on_completed,
    AssignmentSuspended: on_suspended,
    AssignmentResumed: on_resumed,
    AssignmentDueChanged: on_due_changed,
    AssignmentExtensionRefused: on_extension_refused,
    AssignmentChased: on_chased,
}


def _to_assignee(event: AssignmentEvent, kind: AlertKind, lead: str, body: str, at: datetime) -> Alert:
    return _alert(event, kind, lead, body, at, recipient=event.assignee.id, unit_id=event.assignee.unit_id)


def _to_steering(event: AssignmentEvent, kind: AlertKind, lead: str, body: str, at: datetime, unit_id: str) -> Alert:
    return _alert(event, kind, lead, body, at, recipient=steering(unit_id), unit_id=unit_id)


def _alert(
    event: AssignmentEvent, kind: AlertKind, lead: str, body: str, at: datetime, *, recipient: str, unit_id: str
) -> Alert:
    return Alert(
        # comments change no version, so their time tells them apart
        id=dedupe_key(kind, event.assignment_id, str(event.assignment_version), at.isoformat(), recipient),
        recipient_id=recipient,
        unit_id=unit_id,
        kind=kind,
        title=titled(lead, event),
        body=body,
        assignment_id=event.assignment_id,
        raised_at=at,
    )
