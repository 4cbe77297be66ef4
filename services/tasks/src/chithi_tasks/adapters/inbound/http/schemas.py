"""What the API sends and takes."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from chithi_contracts.events.assignment import State
from chithi_contracts.events.organisation import Level
from chithi_tasks.core.assignments.assignment import Assignment, Mode

LISTED_BYTES = 1000
SUBJECT = 120
COORDINATING = 3


class Credentials(BaseModel):
    """A user name and its password."""

    username: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=200)


class Me(BaseModel):
    """The caller. `path` holds unit ids from the nation down to the own unit."""

    username: str
    name: str
    role: str
    unit_id: str
    unit_name: str
    path: list[str]
    agency_id: str | None = None


class Token(BaseModel):
    """A bearer token; `expires_in` in seconds."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the scheme's name, as RFC 6750 wants it
    expires_in: int
    user: Me


class UnitOut(BaseModel):
    """One unit of today."""

    id: str
    code: str
    kind: str
    name: str
    level: Level
    parent_id: str | None
    path: list[str]
    valid_from: date
    valid_to: date | None


class UnitPage(BaseModel):
    """Units in the order of their ids."""

    items: list[UnitOut]
    next_cursor: str | None
    has_more: bool


class AssigneeOut(BaseModel):
    """Who answers. When it needs confirmation, the id is a proposal for what the directive wrote."""

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit_id: str
    needs_confirmation: bool


class AssignmentOut(BaseModel):
    """One assignment. In lists `text` is cut so that an item stays below 1 kB; `text_cut` says so."""

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
    version: int
    form_id: str = "nhiem-vu"
    issued_at: datetime
    updated_at: datetime


class AssignmentDetail(AssignmentOut):
    """One assignment with the whole text, the directive's own words for the assignee, and what is to be confirmed.

    `ended` says why a withdrawn assignment no longer binds.
    """

    written: str
    note: str | None
    ended: str | None


class AssignmentPage(BaseModel):
    """Changed assignments, oldest change first. Sending `next_cursor` back gives only what changed since."""

    items: list[AssignmentOut]
    next_cursor: str
    has_more: bool


def listed(assignment: Assignment) -> AssignmentOut:
    """The short form: the text gives way until the item fits."""
    full = AssignmentOut.model_validate(_fields(assignment))
    short = full.model_copy(
        update={
            "directive_subject": _cut(full.directive_subject, SUBJECT),
            "coordinating": full.coordinating[:COORDINATING],
        }
    )
    over = len(short.model_dump_json().encode()) - LISTED_BYTES
    if over <= 0:
        return short
    room = max(len(short.text.encode()) - over - len(', "text_cut": true…'.encode()), 0)
    text = short.text.encode()[:room].decode(errors="ignore").rsplit(None, 1)
    return short.model_copy(update={"text": f"{text[0]}…" if text else "", "text_cut": True})


def detailed(assignment: Assignment, text: str | None) -> AssignmentDetail:
    """The long form, with the section's whole text; a part of a section has its own."""
    assignee = assignment.assignee
    whole = assignment.text if assignment.part else text or assignment.text
    more = {"text": whole, "written": assignee.written, "note": assignee.note, "ended": assignment.ended}
    return AssignmentDetail.model_validate(_fields(assignment) | more)


def _fields(assignment: Assignment) -> dict[str, Any]:
    assignee = assignment.assignee
    names = set(AssignmentOut.model_fields) - {"text_cut", "form_id", "assignee", "coordinating"}
    return {name: getattr(assignment, name) for name in names} | {
        "coordinating": list(assignment.coordinating),
        "assignee": AssigneeOut(
            kind=assignee.kind,
            id=assignee.id,
            name=assignee.name,
            unit_id=assignee.unit_id,
            needs_confirmation=assignee.needs_confirmation,
        ),
    }


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rsplit(None, 1)[0] + "…"
