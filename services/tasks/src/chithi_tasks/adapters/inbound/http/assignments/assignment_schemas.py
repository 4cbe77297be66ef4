"""What the API says about assignments."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel

from chithi_contracts.events.assignment import State
from chithi_tasks.core.assignments.assignment import Assignment, Mode
from chithi_tasks.core.assignments.change import Action
from chithi_tasks.core.assignments.timing import TimeClass


class AssigneeOut(BaseModel):
    """Who answers. When it needs confirmation, the id is a proposal for what the directive wrote."""

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit_id: str
    needs_confirmation: bool


class PartyOut(BaseModel):
    """Who works with the lead."""

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit_id: str


class LeadOut(BaseModel):
    """One of the leads of the section, with its own assignment."""

    id: str
    name: str
    assignment_id: str


class ProposalOut(BaseModel):
    """Why the assignee is only proposed; a person confirms or chooses another."""

    written: str
    note: str
    confirmed_at: datetime | None = None


class ExtensionOut(BaseModel):
    """The latest wish for a later last day."""

    due: date
    reason: str
    requested_at: datetime
    requested_by: str
    state: Literal["asked", "granted", "refused"]
    answer: str | None


class DelegatedOut(BaseModel):
    """How far those are whom it was handed on to."""

    total: int
    received: int
    reported: int
    completed: int


class AssignmentOut(BaseModel):
    """One assignment. In lists `text` is cut so that an item stays below 1 kB; `text_cut` says so.

    `time_class` and `days_late` count Vietnamese working days and are true on the day of the answer.
    """

    id: str
    directive_id: str
    directive_number: str | None
    directive_subject: str
    section_ordinal: str
    title: str
    text: str
    text_cut: bool = False
    mode: Mode
    assignee: AssigneeOut
    coordinating: list[str]
    state: State
    due: date | None
    due_text: str | None
    time_class: TimeClass
    days_late: int
    receipt_due: date
    receipt_late: bool
    version: int
    form_id: str
    issued_at: datetime
    updated_at: datetime
    parent_id: str | None
    chased_at: datetime | None


class AssignmentDetail(AssignmentOut):
    """One assignment with the whole text, the directive's own words for the assignee, and what the caller may do.

    `ended` says why a withdrawn assignment no longer binds, `remark` why it was sent back or reopened last, `note`
    what has to be confirmed about the assignee. `leads` is empty where one alone leads, or each its own place.
    """

    written: str
    note: str | None
    ended: str | None
    remark: str | None
    days_left: int | None
    received_at: datetime | None
    reported_at: datetime | None
    completed_at: datetime | None
    recurrence: str | None
    delegated: DelegatedOut | None
    leads: list[LeadOut]
    coordinating_parties: list[PartyOut]
    proposal: ProposalOut | None
    extension: ExtensionOut | None
    suspended_reason: str | None
    chases: int
    allowed: list[Action]


class AssignmentPage(BaseModel):
    """Changed assignments, oldest change first. Sending `next_cursor` back gives only what changed since.

    First `gone`: ids that left the caller's view. With `reset` the caller sees another part of the organisation than
    before, so whatever it kept is to be forgotten first.
    """

    items: list[AssignmentOut]
    gone: list[str] = []
    reset: bool = False
    next_cursor: str
    has_more: bool


class ChildPage(BaseModel):
    """What an assignment was handed on as, by id."""

    items: list[AssignmentOut]
    next_cursor: str | None


class ChangeOut(BaseModel):
    """One step of an assignment's life; `before` and `after` hold the fields that differ."""

    version: int
    at: datetime
    who: str
    who_name: str
    action: Action | Literal["issue"]
    before: dict[str, Any]
    after: dict[str, Any]
    note: str | None


class History(BaseModel):
    """Every step, oldest first."""

    items: list[ChangeOut]


class Skipped(BaseModel):
    """One that was left out, and why."""

    id: str
    reason: str


class ChaseResult(BaseModel):
    """How many were urged on, how many of them asked politely, and who was left out."""

    chased: int
    polite: int
    skipped: list[Skipped]


class DelegateResult(BaseModel):
    """The assignment after it was handed on, how many were issued, and who had it already."""

    assignment: AssignmentDetail
    issued: int
    already: list[str]


def at_issue(assignment: Assignment) -> dict[str, Any]:
    """What the first step of the history shows."""
    due = assignment.due.isoformat() if assignment.due else None
    return {"state": assignment.state, "assignee": assignment.assignee.name, "due": due}
