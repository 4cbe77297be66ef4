"""What notify tells about alerts."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from chithi_contracts.events.base import Event
from chithi_contracts.topics import ALERT, Topic

AlertKind = Literal[
    "assignment_issued",
    "assignment_withdrawn",
    "assignment_returned",
    "assignment_reopened",
    "assignment_completed",
    "assignment_suspended",
    "assignment_resumed",
    "assignment_reassigned",
    "assignment_due_changed",
    "assignment_chased",
    "assignment_commented",
    "extension_requested",
    "extension_refused",
    "report_returned",
]


class AlertRaised(Event):
    """One thing that one recipient (a unit or an agency) has to know."""

    type: ClassVar[str] = "vn.chithi.alert.raised"
    topic: ClassVar[Topic] = ALERT
    alert_id: str
    recipient_id: str
    kind: AlertKind
    title: str
    assignment_id: str | None = None
    raised_at: AwareDatetime

    @property
    def partition_key(self) -> str:
        return self.recipient_id

    @property
    def aggregate_id(self) -> str:
        return self.alert_id
