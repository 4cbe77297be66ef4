"""What ingest tells about directives."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from chithi_contracts.events.base import Event, Part
from chithi_contracts.topics import DIRECTIVE, Topic

Mode = Literal["assign", "request", "delegate", "theme"]


class Deadline(Part):
    """A time limit as written, and the last day it allows where one follows from the text."""

    text: str
    kind: str
    due: date | None = None


class Section(Part):
    """One numbered section that became tasks. `ordinal` is a path such as `II.1.a`."""

    ordinal: str
    mode: Mode
    lead: list[str]
    coordinating: list[str] = Field(default_factory=list)
    advised: list[str] = Field(default_factory=list)
    deadlines: list[Deadline] = Field(default_factory=list)
    references: list[str] = Field(default_factory=list)
    inherits_addressees: bool = False
    text: str


class DirectiveEvent(Event):
    """Base of the directive's events."""

    topic: ClassVar[Topic] = DIRECTIVE
    directive_id: str

    @property
    def partition_key(self) -> str:
        return self.directive_id


class DirectivePublished(DirectiveEvent):
    """A clerk confirmed the directive: its sections are to become assignments. Whole, or not at all.

    `unit_id` is the unit whose clerk published it: nothing outside its subtree is assigned.
    """

    type: ClassVar[str] = "vn.chithi.directive.published"
    version_no: int
    number: str | None
    doc_type: str
    subject: str
    issuing_body: str
    issue_date: date | None
    addressees: list[str]
    sections: list[Section]
    monitoring_agency: str | None
    published_at: AwareDatetime
    published_by: str
    unit_id: str | None = None


class DirectiveWithdrawn(DirectiveEvent):
    """The directive no longer binds: open assignments end as withdrawn."""

    type: ClassVar[str] = "vn.chithi.directive.withdrawn"
    reason: str
    withdrawn_at: AwareDatetime
    withdrawn_by: str
