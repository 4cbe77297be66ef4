"""What tasks tells about assignments."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime

from chithi_contracts.events.base import Event, Part
from chithi_contracts.topics import ASSIGNMENT, Topic

State = Literal["issued", "received", "in_progress", "reported", "completed", "returned", "withdrawn", "suspended"]


class Assignee(Part):
    """Who answers: a commune (`unit`) or an agency of a unit. `unit_id` places it in the tree of units."""

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit_id: str


class AssignmentEvent(Event):
    """Base of the assignment's events. `version` counts its changes, so a late event can be told from a new one.

    `title` is the task in one line, for whoever has to name it to a person.
    """

    topic: ClassVar[Topic] = ASSIGNMENT
    assignment_id: str
    assignment_version: int
    directive_id: str
    assignee: Assignee
    title: str | None = None

    @property
    def partition_key(self) -> str:
        return self.assignment_id


class AssignmentIssued(AssignmentEvent):
    """A task was given to one assignee. `parent_id` names the assignment that it was delegated from.

    A delegated task is reported on `form_id`, once or, with `recurrence` (RFC 5545 RRULE), again and again.
    """

    type: ClassVar[str] = "vn.chithi.assignment.issued"
    directive_number: str | None
    section_ordinal: str
    title: str
    mode: Literal["assign", "request", "delegate"]
    due: date | None
    issued_at: AwareDatetime
    parent_id: str | None = None
    form_id: str | None = None
    recurrence: str | None = None


class AssignmentAccepted(AssignmentEvent):
    """The assignee confirmed receipt (Decree 30/2020/ND-CP, article 21)."""

    type: ClassVar[str] = "vn.chithi.assignment.accepted"
    accepted_at: AwareDatetime
    accepted_by: str


class AssignmentProgressed(AssignmentEvent):
    """A report on the assignment was filed."""

    type: ClassVar[str] = "vn.chithi.assignment.progressed"
    report_id: str
    progressed_at: AwareDatetime


class AssignmentStarted(AssignmentEvent):
    """The assignee says that the work has begun."""

    type: ClassVar[str] = "vn.chithi.assignment.started"
    started_at: AwareDatetime
    started_by: str


class AssignmentCompleted(AssignmentEvent):
    """The coordinator confirmed that the work is done."""

    type: ClassVar[str] = "vn.chithi.assignment.completed"
    completed_at: AwareDatetime
    completed_by: str


class AssignmentReturned(AssignmentEvent):
    """The coordinator sent the work back, with the reason."""

    type: ClassVar[str] = "vn.chithi.assignment.returned"
    reason: str
    returned_at: AwareDatetime
    returned_by: str


class AssignmentReopened(AssignmentEvent):
    """What was completed has to be done again, with the reason."""

    type: ClassVar[str] = "vn.chithi.assignment.reopened"
    reason: str
    reopened_at: AwareDatetime
    reopened_by: str


class AssignmentSuspended(AssignmentEvent):
    """The work rests, with the reason: nothing is late meanwhile."""

    type: ClassVar[str] = "vn.chithi.assignment.suspended"
    reason: str
    suspended_at: AwareDatetime
    suspended_by: str


class AssignmentResumed(AssignmentEvent):
    """The work goes on where it rested."""

    type: ClassVar[str] = "vn.chithi.assignment.resumed"
    resumed_at: AwareDatetime
    resumed_by: str


class AssignmentDueChanged(AssignmentEvent):
    """The last day was set or moved, also because an extension was granted."""

    type: ClassVar[str] = "vn.chithi.assignment.duechanged"
    due: date | None
    previous_due: date | None
    reason: str
    changed_at: AwareDatetime
    changed_by: str


class AssignmentExtensionRequested(AssignmentEvent):
    """The assignee asks for a later last day."""

    type: ClassVar[str] = "vn.chithi.assignment.extensionrequested"
    due: date
    reason: str
    requested_at: AwareDatetime
    requested_by: str


class AssignmentExtensionRefused(AssignmentEvent):
    """The coordinator keeps the last day as it is, with the reason."""

    type: ClassVar[str] = "vn.chithi.assignment.extensionrefused"
    reason: str
    refused_at: AwareDatetime
    refused_by: str


class AssignmentReassigned(AssignmentEvent):
    """Another assignee answers from now on (`assignee`): a person decided so, or the unit was merged into another.

    `state` is the one that it is in now: `issued` when it begins anew, else what the previous one did stays done.
    """

    type: ClassVar[str] = "vn.chithi.assignment.reassigned"
    previous: Assignee
    state: State | None = None
    reason: str
    reassigned_at: AwareDatetime
    reassigned_by: str


class AssignmentChased(AssignmentEvent):
    """The coordinator urges the assignee on (đôn đốc), or asks politely where `mode` is a request."""

    type: ClassVar[str] = "vn.chithi.assignment.chased"
    mode: Literal["assign", "request", "delegate"] | None = None
    message: str
    chased_at: AwareDatetime
    chased_by: str


class AssignmentCommented(AssignmentEvent):
    """Somebody who may see the assignment wrote a comment."""

    type: ClassVar[str] = "vn.chithi.assignment.commented"
    comment: str
    commented_at: AwareDatetime
    commented_by: str


class AssignmentWithdrawn(AssignmentEvent):
    """The assignment ended: its directive was withdrawn or superseded, or the coordinator took it back."""

    type: ClassVar[str] = "vn.chithi.assignment.withdrawn"
    reason: str
    withdrawn_at: AwareDatetime
