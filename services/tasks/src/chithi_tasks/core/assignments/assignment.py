"""One assignment: what it consists of at one moment of its life."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from chithi_contracts.events.assignment import State
from chithi_tasks.core.assignments.timing import Timed

Mode = Literal["assign", "request", "delegate"]
WORKING: frozenset[State] = frozenset({"issued", "received", "in_progress", "returned"})
OPEN: frozenset[State] = WORKING | {"reported"}
LIVE: frozenset[State] = OPEN | {"suspended"}
REPORT_FORM = "nhiem-vu"


@dataclass(frozen=True, slots=True)
class Assignee:
    """Who answers. `path` places the unit in the tree; `written` keeps the directive's own wording."""

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit_id: str
    path: tuple[str, ...]
    written: str
    note: str | None = None

    @property
    def needs_confirmation(self) -> bool:
        """The assignee was proposed; a person has to confirm it."""
        return self.note is not None


@dataclass(frozen=True, slots=True)
class Party:
    """A unit or agency that works with the lead: it may read and comment."""

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class LastReport:
    """The newest revision of the newest report on an assignment."""

    report_id: str
    revision: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Extension:
    """The latest wish for a later last day, and what became of it."""

    due: date
    reason: str
    requested_at: datetime
    requested_by: str
    state: Literal["asked", "granted", "refused"] = "asked"
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Suspension:
    """Why the work rests, and where it goes on; `with_parent` ends when the parent's rest ends."""

    state: State
    reason: str
    with_parent: bool = False


@dataclass(frozen=True, slots=True)
class Delegated:
    """How far the assignments are that this one was handed on as; those that were withdrawn do not count."""

    total: int = 0
    received: int = 0
    reported: int = 0
    completed: int = 0


@dataclass(frozen=True, slots=True)
class Assignment:
    """One section of one directive given to one assignee, or what that assignee handed on of it (`parent_id`).

    A `part` is work that the section gives to somebody else than its lead: `text` is its own, not the section's.
    `leads` are the assignments of those who lead the section together, at most twelve. `remark` is the reason of the
    last return or reopening, `ended` says why a withdrawn assignment no longer binds. `by_children` tells that its
    report is that all whom it was handed on to have reported.
    """

    id: str
    directive_id: str
    directive_number: str | None
    directive_subject: str
    section_ordinal: str
    title: str
    text: str
    mode: Mode
    assignee: Assignee
    coordinating: tuple[str, ...]
    due: date | None
    due_text: str | None
    issued_at: datetime
    updated_at: datetime
    state: State = "issued"
    version: int = 1
    last_report: LastReport | None = None
    part: bool = False
    ended: str | None = None
    coordinating_parties: tuple[Party, ...] = ()
    leads: tuple[str, ...] = ()
    received_at: datetime | None = None
    reported_at: datetime | None = None
    completed_at: datetime | None = None
    remark: str | None = None
    suspension: Suspension | None = None
    extension: Extension | None = None
    chased_at: datetime | None = None
    chases: int = 0
    parent_id: str | None = None
    depth: int = 0
    form_id: str = REPORT_FORM
    recurrence: str | None = None
    delegated: Delegated | None = None
    by_children: bool = False

    @property
    def open(self) -> bool:
        """Something is still to be done."""
        return self.state in OPEN

    @property
    def live(self) -> bool:
        """Open, or resting: not completed and not withdrawn."""
        return self.state in LIVE

    @property
    def timed(self) -> Timed:
        """What its class of time depends on."""
        return Timed(self.state, self.mode, self.due, self.reported_at or self.completed_at)


def replaced_by(number: str | None) -> str:
    """Why the assignments of a superseded directive ended."""
    return f"Được thay thế bằng Chỉ thị số {number}." if number else "Được thay thế bằng một chỉ thị mới."
