"""Directives as the API tells them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from chithi_ingest.core.review.review import Chosen
from chithi_platform.mongo import Document


class Kin(BaseModel):
    """A directive above or below in the cascade. `id` is null when it is not here, or not the caller's to open."""

    number: str | None
    id: str | None
    subject: str | None


class Step(BaseModel):
    """Who did what to a directive, and when; `pointers` are the values that a correction changed."""

    what: str
    by: str
    by_name: str
    at: datetime
    pointers: list[str] = Field(default_factory=list)
    reason: str | None = None
    other: str | None = None


class DirectiveSummary(BaseModel):
    """A directive in a list: `parsed` is what stands in it, in a list without the words of its sections."""

    id: str
    status: str
    version: int
    file_name: str
    unit_id: str
    created_at: datetime
    created_by: str
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    superseded_at: datetime | None = None
    superseded_by: str | None = None
    supersedes: str | None = None
    document_key: str | None = None
    corrected: bool = False
    recognised: bool = False
    legibility: float = 1.0
    parsed: dict[str, Any]


class DirectiveOut(DirectiveSummary):
    """A directive: `parsed` in the shape of `chithi parse --format json`, and what people did to it.

    `corrections` are pointers into `parsed` to what a person made; `duplicate` says why a paper was not stored again.
    """

    notes: list[str] = Field(default_factory=list)
    chosen: list[Chosen] = Field(default_factory=list)
    accepted: list[str] = Field(default_factory=list)
    corrections: list[str] = Field(default_factory=list)
    parents: list[Kin] = Field(default_factory=list)
    children: list[Kin] = Field(default_factory=list)
    history: list[Step] = Field(default_factory=list)
    reason: str | None = None
    duplicate: str | None = None


class DirectivePage(BaseModel):
    """A page of directives, newest first."""

    items: list[DirectiveSummary]
    next_cursor: str | None


def summary(stored: Document) -> DirectiveSummary:
    """A stored directive in a list."""
    return DirectiveSummary(**_fields(stored, DirectiveSummary))


def told(stored: Document, *, parents: list[Kin], children: list[Kin], duplicate: str | None = None) -> DirectiveOut:
    """A stored directive as a whole."""
    family = {"parents": parents, "children": children, "duplicate": duplicate}
    return DirectiveOut(**_fields(stored, DirectiveOut) | family)


def _fields(stored: Document, model: type[BaseModel]) -> dict[str, Any]:
    there = {name: stored[name] for name in model.model_fields if stored.get(name) is not None}
    return there | {"id": stored["_id"], "corrected": bool(stored.get("corrections"))}
