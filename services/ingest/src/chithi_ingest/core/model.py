"""What a directive says, as frozen values; their JSON form is the public shape of `chithi parse`."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

Mode = Literal["assign", "request", "delegate", "theme"]
DeadlineKind = Literal["date", "month", "quarter", "half_year", "year", "duration", "recurring", "standing"]


class Value(BaseModel):
    """Base of all parsed values: they never change once read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Deadline(Value):
    """A time limit as written; `due` is the printed day, or the last day of the printed period, when one follows."""

    text: str
    kind: DeadlineKind
    due: date | None = None


class Reference(Value):
    """A document that is cited by its number."""

    number: str
    doc_type: str | None = None
    issued_on: date | None = None
    issuer: str | None = None


class Monitoring(Value):
    """Who watches the whole directive, what they do, and to whom and when they report."""

    agency: str
    duties: tuple[str, ...] = ()
    report_to: tuple[str, ...] = ()
    deadline: str | None = None
    text: str


class Section(Value):
    """One numbered unit. `ordinal` is a path such as `II.1.a`; `span` is [start, end) in the text that was given."""

    ordinal: str
    mode: Mode
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    advised: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    periods: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    inherits_addressees: bool = False
    text: str
    span: tuple[int, int]
    tasks: tuple[str, ...] = ()


class Directive(Value):
    """A whole directive. What the text does not print is `None` or empty, never guessed."""

    number: str | None = None
    doc_type: str | None = None
    subject: str | None = None
    issuing_body: str | None = None
    issue_date: date | None = None
    place: str | None = None
    signer: str | None = None
    signer_title: str | None = None
    addressees: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()
    named_references: tuple[str, ...] = ()
    monitoring: Monitoring | None = None
    recipients: tuple[str, ...] = ()
    anomalies: tuple[str, ...] = ()
    confidence: float = 0.0

    def leads_of(self, section: Section) -> tuple[str, ...]:
        """Who answers for a section: its own leads, else those of the nearest heading above, else the addressees."""
        if section.lead:
            return section.lead
        above = [s for s in self.sections if s.lead and section.ordinal.startswith(s.ordinal + ".")]
        return max(above, key=lambda s: len(s.ordinal)).lead if above else self.addressees

    def assignable(self) -> tuple[Section, ...]:
        """The sections that carry work themselves: those that no other section lies under, and all with a lead."""
        parents = {s.ordinal.rpartition(".")[0] for s in self.sections}
        for ordinal in tuple(parents):
            while ordinal := ordinal.rpartition(".")[0]:
                parents.add(ordinal)
        return tuple(s for s in self.sections if s.ordinal not in parents)
