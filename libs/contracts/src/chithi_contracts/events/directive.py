"""What ingest tells about directives."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from chithi_contracts.events.base import Event, Part
from chithi_contracts.topics import DIRECTIVE, Topic

Mode = Literal["assign", "request", "delegate", "theme"]


class Deadline(Part):
    """A time limit as written, and the last day it allows where one follows from the text.

    `rule` is a recurrence (RFC 5545 RRULE), `duration` an ISO 8601 duration, in working days if so marked.
    """

    text: str
    kind: str
    due: date | None = None
    rule: str | None = None
    duration: str | None = None
    working_days: bool = False


class ChosenAssignee(Part):
    """Whom a person chose for a name as written; several entries of one name are several assignees."""

    written: str
    kind: Literal["unit", "agency"]
    id: str


class SubTask(Part):
    """Work that a section gives to somebody else than its lead."""

    agency: str
    text: str
    mode: Mode = "assign"


class CitedDocument(Part):
    """A document cited by its number."""

    number: str
    doc_type: str | None = None
    issued_on: date | None = None
    issuer: str | None = None


class Section(Part):
    """One numbered section that became tasks. `ordinal` is a path such as `II.1.a`.

    `chosen` binds the names that it lists to real assignees; the other names are resolved by who receives the event.
    `timing` is `none_in_text` when the directive sets no time limit for the section.
    """

    ordinal: str
    mode: Mode
    lead: list[str]
    coordinating: list[str] = Field(default_factory=list)
    advised: list[str] = Field(default_factory=list)
    embedded: list[SubTask] = Field(default_factory=list)
    chosen: list[ChosenAssignee] = Field(default_factory=list)
    deadlines: list[Deadline] = Field(default_factory=list)
    timing: str | None = None
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


class DirectiveParsed(DirectiveEvent):
    """A document was taken in and read; it waits for a clerk's review in `unit_id`."""

    type: ClassVar[str] = "vn.chithi.directive.parsed"
    number: str | None
    doc_type: str | None
    subject: str | None
    sections: int
    anomalies: int
    unit_id: str
    parsed_at: AwareDatetime


class DirectivePublished(DirectiveEvent):
    """A clerk confirmed the directive: its sections are to become assignments. Whole, or not at all.

    `unit_id` is the unit whose clerk published it: nothing outside its subtree is assigned. `implements` are the
    directives above that it carries out, `supersedes` the published directive that it takes the place of.
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
    implements: list[CitedDocument] = Field(default_factory=list)
    supersedes: str | None = None


class DirectiveSuperseded(DirectiveEvent):
    """Another directive took this one's place: its open assignments end; the new one's are issued apart."""

    type: ClassVar[str] = "vn.chithi.directive.superseded"
    superseded_by: str
    number: str | None = Field(description="number of the directive that takes the place")
    superseded_at: AwareDatetime


class DirectiveWithdrawn(DirectiveEvent):
    """The directive no longer binds: open assignments end as withdrawn."""

    type: ClassVar[str] = "vn.chithi.directive.withdrawn"
    reason: str
    withdrawn_at: AwareDatetime
    withdrawn_by: str
