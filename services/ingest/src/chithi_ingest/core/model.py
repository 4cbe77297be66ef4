"""What a directive says, as frozen values; their JSON form is the public shape of `chithi parse`."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["assign", "request", "delegate", "theme"]
DeadlineKind = Literal[
    "date", "month", "quarter", "half_year", "year", "duration", "recurring", "periodic", "standing", "open"
]
Timing = Literal["dated", "recurring", "relative", "standing", "open", "none_in_text"]
Span = tuple[int, int]


class Value(BaseModel):
    """Base of all parsed values: they never change once read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Value):
    """Where a value stands in the text that was given, and how sure its reading is (0 to 1).

    The span is [start, end) in characters. With white space folded (NFC, no invisible characters, no page breaks
    within) its slice is the value; where `derived` it holds the words that the value was made from.
    """

    span: Span
    confidence: float = Field(ge=0, le=1)
    derived: bool = False


class Anomaly(Value):
    """Something odd in the text: said, never repaired. `suggestion` is what the words may have been meant to be."""

    code: str
    message: str
    span: Span | None = None
    suggestion: str | None = None
    section: str | None = None


class Deadline(Value):
    """A time limit as written.

    `due` is the printed day, the last day of the printed period, or the day counted from the issue date, when one
    follows. `rule` is a recurrence (RFC 5545 RRULE), `duration` an ISO 8601 duration; working days leave out weekends
    and public holidays. Decree 30/2020 art. 23.2 wants a time limit for every task.
    """

    text: str
    kind: DeadlineKind
    due: date | None = None
    rule: str | None = None
    duration: str | None = None
    working_days: bool = False
    counted_from: Literal["signing", "receipt", "event"] | None = None


class Target(Value):
    """A quantity that a task has to reach: `đóng 100% lối đi tự mở`."""

    text: str
    amount: float
    unit: str


class Reference(Value):
    """A document that is cited by its number. `doubts` says in words what its symbol leaves open (`/TU`, `CT`)."""

    number: str
    doc_type: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    doubts: tuple[str, ...] = ()


class Monitoring(Value):
    """Who watches the whole directive, what they do, and to whom and when they report."""

    agency: str
    duties: tuple[str, ...] = ()
    report_to: tuple[str, ...] = ()
    deadline: str | None = None
    text: str


class SubTask(Value):
    """A piece of work that a section gives to somebody else than its lead: a bullet with a subject of its own."""

    agency: str
    text: str
    mode: Mode = "assign"


class Section(Value):
    """One numbered unit. `ordinal` is a path such as `II.1.a`; `span` is [start, end) in the text that was given."""

    ordinal: str
    mode: Mode
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    advised: tuple[str, ...] = ()
    superior: tuple[str, ...] = ()
    report_to: tuple[str, ...] = ()
    embedded: tuple[SubTask, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    timing: Timing = "none_in_text"
    periods: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    references: tuple[str, ...] = ()
    named_references: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    inherits_addressees: bool = False
    text: str
    span: Span
    tasks: tuple[str, ...] = ()


class Marks(Value):
    """Marks printed beside the letterhead (Decree 30/2020 art. 8). A secrecy mark never gets this far."""

    urgency: Literal["HỎA TỐC", "THƯỢNG KHẨN", "KHẨN"] | None = None
    circulation: tuple[str, ...] = ()
    draft: bool = False


class Directive(Value):
    """A whole directive. What the text does not print is `None` or empty, never guessed.

    `evidence` tells where values stand; its keys are JSON pointers (RFC 6901) such as `/sections/3/lead/0`.
    `implements` holds the numbers of the directives that this one carries out; `references` has their details.
    """

    number: str | None = None
    doc_type: str | None = None
    subject: str | None = None
    issuing_body: str | None = None
    issue_date: date | None = None
    place: str | None = None
    marks: Marks = Marks()
    signer: str | None = None
    signer_title: str | None = None
    signing: Literal["TM", "KT", "TL", "TUQ", "Q"] | None = None
    addressees: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()
    named_references: tuple[str, ...] = ()
    implements: tuple[str, ...] = ()
    monitoring: Monitoring | None = None
    recipients: tuple[str, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    confidence: float = 0.0
    evidence: dict[str, Evidence] = Field(default_factory=dict)

    def leads_of(self, section: Section) -> tuple[str, ...]:
        """Who answers for a section: its own leads, else those of the nearest heading above, else the addressees."""
        if section.lead:
            return section.lead
        above = [s for s in self.sections if s.lead and section.ordinal.startswith(s.ordinal + ".")]
        return max(above, key=lambda s: len(s.ordinal)).lead if above else self.addressees

    def answering(self) -> dict[str, tuple[str, ...]]:
        """Who answers for each section, by its ordinal: `leads_of` for all at once."""
        found: dict[str, tuple[str, ...]] = {}
        for section in self.sections:
            above = section.ordinal.rpartition(".")[0]
            while above and not found.get(above):
                above = above.rpartition(".")[0]
            found[section.ordinal] = section.lead or found.get(above, ())
        return {ordinal: lead or self.addressees for ordinal, lead in found.items()}

    def assignable(self) -> tuple[Section, ...]:
        """The sections that carry work themselves: those that no other section lies under, and all with a lead."""
        parents = {s.ordinal.rpartition(".")[0] for s in self.sections}
        for ordinal in tuple(parents):
            while ordinal := ordinal.rpartition(".")[0]:
                parents.add(ordinal)
        return tuple(s for s in self.sections if s.ordinal not in parents)
