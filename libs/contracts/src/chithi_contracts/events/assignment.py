"""What tasks tells about assignments."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime

from chithi_contracts.events.base import Event, Part
from chithi_contracts.topics import ASSIGNMENT, Topic

State = Literal["issued", "received", "in_progress", "reported", "completed", "returned", "withdrawn"]


class Assignee(Part):
    """Who answers: a commune (`unit`) or an agency of a unit. `unit_id` places it in the tree of units."""

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit_id: str


class AssignmentEvent(Event):
    """Base of the assignment's events. `version` counts its changes, so a late event can be told from a new one."""

    topic: ClassVar[Topic] = ASSIGNMENT
    assignment_id: str
    assignment_version: int
    directive_id: str
    assignee: Assignee

    @property
    def partition_key(self) -> str:
        return self.assignment_id


class AssignmentIssued(AssignmentEvent):
    """A task was given to one assignee."""

    type: ClassVar[str] = "vn.chithi.assignment.issued"
    directive_number: str | None
    section_ordinal: str
    title: str
    mode: Literal["assign", "request", "delegate"]
    due: date | None
    issued_at: AwareDatetime


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


class AssignmentWithdrawn(AssignmentEvent):
    """The assignment ended because its directive was withdrawn."""

    type: ClassVar[str] = "vn.chithi.assignment.withdrawn"
    reason: str
    withdrawn_at: AwareDatetime
