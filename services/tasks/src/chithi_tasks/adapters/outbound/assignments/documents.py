"""Assignments and their changes as MongoDB documents, and back."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from chithi_platform.mongo import Document
from chithi_tasks.adapters.outbound.assignments.changes import scope_of
from chithi_tasks.core.assignments.assignment import (
    Assignee,
    Assignment,
    Delegated,
    Extension,
    LastReport,
    Party,
    Suspension,
)
from chithi_tasks.core.assignments.change import By, Change
from chithi_tasks.core.assignments.timing import Timed

EXCERPT = 600


def to_document(assignment: Assignment, seq: int) -> Document:
    """The stored form. Of a section's text only an excerpt: the whole stands once, with the directive."""
    document: Document = {field.name: encoded(getattr(assignment, field.name)) for field in fields(assignment)}
    document["_id"] = document.pop("id")
    if not assignment.part:
        document["text"] = excerpt(assignment.text)
    if not assignment.coordinating_parties:
        del document["coordinating_parties"]  # so that the index of those who coordinate holds nobody else
    return document | {"scope": scope_of(assignment.assignee.path), "seq": seq}


def to_assignment(document: Document) -> Assignment:
    """The domain's form; the text of a section is the excerpt. Fields that others keep with it are left out."""
    return Assignment(id=document["_id"], **decoded({k: v for k, v in document.items() if k in FIELDS}))


def timed_of(document: Document) -> Timed:
    """What the class of time of a stored assignment depends on, for lists that need nothing else of the domain."""
    due = date.fromisoformat(document["due"]) if document["due"] else None
    return Timed(document["state"], document["mode"], due, document["reported_at"] or document["completed_at"])


def change_document(change: Change, origin: Assignment | None) -> Document:
    """One row of the history; the first one holds what was issued, so that the rows alone give the present."""
    return {
        "_id": change_id(change.assignment_id, change.version),
        "assignment_id": change.assignment_id,
        "version": change.version,
        "at": change.at,
        "action": change.action,
        "who": change.by.who,
        "who_name": change.by.name,
        "before": {name: encoded(value) for name, value in change.before.items()},
        "after": {name: encoded(value) for name, value in change.after.items()},
        "note": change.note,
        "origin": to_document(origin, 0) if origin else None,
    }


def to_change(row: Document) -> Change:
    """The domain's form of a row."""
    return Change(
        assignment_id=row["assignment_id"],
        version=row["version"],
        at=row["at"],
        action=row["action"],
        by=By(row["who"], row["who_name"]),
        before=decoded(row["before"]),
        after=decoded(row["after"]),
        note=row["note"],
    )


def change_id(assignment_id: str, version: int) -> str:
    """One row for each version, in their order."""
    return f"{assignment_id}:{version:08d}"


def encoded(value: Any) -> Any:
    """Values as BSON and JSON take them: days as text, tuples as lists, values of several fields as objects."""
    if is_dataclass(value):
        return {field.name: encoded(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [encoded(one) for one in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value


def decoded(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an assignment as they were before `encoded`."""
    return {name: _as_field(name, value) for name, value in values.items()}


def excerpt(text: str) -> str:
    """The beginning of a long text, cut at a word."""
    if len(text) <= EXCERPT:
        return text
    return text[:EXCERPT].rsplit(None, 1)[0] + "…"


def _as_field(name: str, value: Any) -> Any:
    decode = DECODERS.get(name)
    return decode(value) if decode and value is not None else value


def _assignee(value: Document) -> Assignee:
    return Assignee(**(value | {"path": tuple(value["path"])}))


def _extension(value: Document) -> Extension:
    return Extension(**(value | {"due": date.fromisoformat(value["due"])}))


FIELDS = frozenset(field.name for field in fields(Assignment))
DECODERS: dict[str, Callable[[Any], Any]] = {
    "assignee": _assignee,
    "coordinating": tuple,
    "leads": tuple,
    "coordinating_parties": lambda parties: tuple(Party(**party) for party in parties),
    "due": date.fromisoformat,
    "last_report": lambda report: LastReport(**report),
    "suspension": lambda rest: Suspension(**rest),
    "extension": _extension,
    "delegated": lambda counts: Delegated(**counts),
}
