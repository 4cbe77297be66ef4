"""Assignments as MongoDB documents, and back."""

from dataclasses import asdict
from datetime import date
from typing import Any

from chithi_platform.mongo import Document
from chithi_tasks.adapters.outbound.changes import scope_of
from chithi_tasks.core.assignments.assignment import Assignee, Assignment, LastReport

EXCERPT = 600


def to_document(assignment: Assignment, seq: int) -> Document:
    """The stored form. Of a section's text only an excerpt: the whole stands once, with the directive."""
    document = asdict(assignment)
    document["_id"] = document.pop("id")
    document["text"] = assignment.text if assignment.part else excerpt(assignment.text)
    document["due"] = assignment.due.isoformat() if assignment.due else None
    document["coordinating"] = list(assignment.coordinating)
    document["assignee"]["path"] = list(assignment.assignee.path)
    return document | {"scope": scope_of(assignment.assignee.path), "seq": seq}


def to_assignment(document: Document) -> Assignment:
    """The domain's form; the text of a section is the excerpt."""
    fields: dict[str, Any] = {key: value for key, value in document.items() if key not in ("_id", "scope", "seq")}
    assignee = fields["assignee"]
    fields["assignee"] = Assignee(**(assignee | {"path": tuple(assignee["path"])}))
    fields["coordinating"] = tuple(fields["coordinating"])
    fields["due"] = date.fromisoformat(fields["due"]) if fields["due"] else None
    fields["last_report"] = LastReport(**fields["last_report"]) if fields["last_report"] else None
    return Assignment(id=document["_id"], **fields)


def excerpt(text: str) -> str:
    """The beginning of a long text, cut at a word."""
    if len(text) <= EXCERPT:
        return text
    return text[:EXCERPT].rsplit(None, 1)[0] + "…"
