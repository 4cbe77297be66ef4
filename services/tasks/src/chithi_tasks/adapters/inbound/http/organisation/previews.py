"""A preview as it is asked for and answered."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from chithi_contracts.events.directive import ChosenAssignee, Mode, Section, SubTask
from chithi_contracts.events.organisation import Level
from chithi_tasks.core.resolving.candidates import Candidate
from chithi_tasks.core.resolving.resolution import Answer, Named

MAX_SECTIONS = 500
MAX_NAMES = 2000
LISTED = 20


class SectionIn(Section):
    """A section as it would be published. `text` matters only where the letterhead names no place."""

    ordinal: str = Field(max_length=100)
    mode: Mode = "assign"
    lead: list[str] = Field(default_factory=list, max_length=MAX_NAMES)
    embedded: list[SubTask] = Field(default_factory=list, max_length=MAX_NAMES)
    chosen: list[ChosenAssignee] = Field(default_factory=list, max_length=MAX_NAMES)
    text: str = ""


class ResolutionIn(BaseModel):
    """A directive that is not published yet. `unit_id` is the unit that publishes it, by default the caller's."""

    issuing_body: str = Field("", max_length=1000)
    subject: str = ""
    issue_date: date | None = None
    addressees: list[str] = Field(default_factory=list, max_length=MAX_NAMES)
    sections: list[SectionIn] = Field(max_length=MAX_SECTIONS)
    unit_id: str | None = Field(None, max_length=100)

    def names(self) -> Iterator[tuple[str, str]]:
        """Every name with the field that it stands in."""
        yield from (("addressees", name) for name in self.addressees)
        for at, section in enumerate(self.sections):
            yield from ((f"sections.{at}.lead", name) for name in section.lead)
            yield from ((f"sections.{at}.embedded", task.agency) for task in section.embedded)
            yield from ((f"sections.{at}.chosen", f"{choice.written}{choice.id}") for choice in section.chosen)


class ResolvedAssignee(BaseModel):
    """One assignee. `note` says what a person has to confirm."""

    kind: Literal["unit", "agency"]
    id: str
    name: str
    unit_id: str
    unit_name: str
    level: Level
    note: str | None


class ResolvedName(BaseModel):
    """A name as written: the first assignees of `count`, and how many are `outside` the publisher's units.

    `chosen` tells that a person chose them, `embedded` that they get work of their own inside the section.
    """

    written: str
    assignees: list[ResolvedAssignee]
    count: int
    note: str | None
    needs_confirmation: bool
    chosen: bool
    outside: int
    embedded: bool


class ResolvedSection(BaseModel):
    """Everybody whom one section names."""

    ordinal: str
    names: list[ResolvedName]


class Totals(BaseModel):
    """What publishing would issue: sections with work, assignments, and the different assignees behind them."""

    sections: int
    assignments: int
    agencies: int
    communes: int
    to_confirm: int


class ResolutionOut(BaseModel):
    """The answer, section by section and in sum."""

    sections: list[ResolvedSection]
    totals: Totals


def told(answers: Sequence[Answer]) -> ResolutionOut:
    """The answers as the API gives them."""
    sections = [
        ResolvedSection(ordinal=answer.section.ordinal, names=[_name(named) for named in answer.names])
        for answer in answers
    ]
    return ResolutionOut(sections=sections, totals=_totals(answers))


def _totals(answers: Sequence[Answer]) -> Totals:
    """Counted without making the assignments: to every commune of the nation in every section they are millions."""
    sections = assignments = to_confirm = 0
    different: dict[str, set[str]] = {"agency": set(), "unit": set()}
    for answer in answers:
        doubtful: dict[str, bool] = {}
        for candidate in (candidate for named in answer.names for candidate in named.candidates):
            doubtful[candidate.id] = doubtful.get(candidate.id, True) and candidate.note is not None
            different[candidate.kind].add(candidate.id)
        sections += bool(doubtful)
        assignments += len(doubtful)
        to_confirm += sum(doubtful.values())
    return Totals(
        sections=sections,
        assignments=assignments,
        agencies=len(different["agency"]),
        communes=len(different["unit"]),
        to_confirm=to_confirm,
    )


def _name(named: Named) -> ResolvedName:
    return ResolvedName(
        written=named.written,
        assignees=[_assignee(candidate) for candidate in named.candidates[:LISTED]],
        count=len(named.candidates),
        note=named.note,
        needs_confirmation=named.note is not None,
        chosen=named.chosen,
        outside=named.outside,
        embedded=named.task is not None,
    )


def _assignee(candidate: Candidate) -> ResolvedAssignee:
    unit = candidate.unit
    return ResolvedAssignee(
        kind=candidate.kind,
        id=candidate.id,
        name=candidate.name,
        unit_id=unit.id,
        unit_name=unit.name,
        level=unit.level,
        note=candidate.note,
    )
