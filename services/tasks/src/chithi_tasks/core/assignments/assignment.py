"""The life of one assignment: its states, and which change is allowed when."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from chithi_contracts.events.assignment import State

Mode = Literal["assign", "request", "delegate"]
OPEN: frozenset[State] = frozenset({"issued", "received", "in_progress", "reported", "returned"})


def replaced_by(number: str | None) -> str:
    """Why the assignments of a superseded directive ended."""
    return f"Được thay thế bằng Chỉ thị số {number}." if number else "Được thay thế bằng một chỉ thị mới."


class NotAllowed(Exception):
    """The assignment's state does not allow the change; `reason` says why it ended, if it did."""

    def __init__(self, state: State, change: str, reason: str | None = None) -> None:
        super().__init__(f"an assignment that is {state} cannot be {change}")
        self.state, self.reason = state, reason


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
class LastReport:
    """The newest revision of the newest report on an assignment."""

    report_id: str
    revision: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Assignment:
    """One section of one directive given to one assignee.

    A `part` is work that the section gives to somebody else than its lead: `text` is its own, not the section's.
    `ended` says why a withdrawn assignment no longer binds.
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

    @property
    def open(self) -> bool:
        """Something is still to be done."""
        return self.state in OPEN

    def accept(self, now: datetime) -> "Assignment":
        """The assignee confirms receipt (Decree 30/2020/ND-CP, article 21). Once received it stays so."""
        if self.state == "withdrawn":
            raise NotAllowed(self.state, "accepted", self.ended)
        return self._moved("received", now) if self.state == "issued" else self

    def report(self, filed: LastReport) -> "Assignment":
        """A report arrived, which also shows receipt. Older revisions and closed assignments change nothing."""
        if not self.open or self._knows(filed.report_id, filed.revision):
            return self
        return replace(self._moved("reported", filed.received_at), last_report=filed)

    def return_report(self, report_id: str, revision: int, now: datetime) -> "Assignment":
        """The coordinator sent this very revision back: the work goes on."""
        last = self.last_report
        if self.state != "reported" or last is None or (last.report_id, last.revision) != (report_id, revision):
            return self
        return self._moved("in_progress", now)

    def withdraw(self, now: datetime, reason: str) -> "Assignment":
        """The directive no longer binds. What was completed stays completed."""
        return replace(self._moved("withdrawn", now), ended=reason) if self.open else self

    def _knows(self, report_id: str, revision: int) -> bool:
        last = self.last_report
        return last is not None and last.report_id == report_id and last.revision >= revision

    def _moved(self, state: State, now: datetime) -> "Assignment":
        return replace(self, state=state, version=self.version + 1, updated_at=now)
