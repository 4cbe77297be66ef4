"""Who answers for each section of a directive: the same answer for a preview and for what is published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chithi_contracts.events.directive import ChosenAssignee, Section, SubTask
from chithi_tasks.core.organisation.agency_catalogue import Catalogue
from chithi_tasks.core.organisation.units import NATION_ID
from chithi_tasks.core.resolving.agencies import Resolver
from chithi_tasks.core.resolving.candidates import Candidate
from chithi_tasks.core.resolving.choices import Choices
from chithi_tasks.core.resolving.territory import Gazetteer
from chithi_tasks.core.text import fold


class Paper(Protocol):
    """What resolving needs to know of a directive, published or not. `unit_id` is whoever publishes."""

    @property
    def subject(self) -> str:
        """What it is about."""

    @property
    def issuing_body(self) -> str:
        """The letterhead."""

    @property
    def issue_date(self) -> date | None:
        """The day that decides which units names mean."""

    @property
    def addressees(self) -> Sequence[str]:
        """Who answers where a section names nobody."""

    @property
    def sections(self) -> Sequence[Section]:
        """The sections that carry work."""

    @property
    def unit_id(self) -> str | None:
        """The unit whose clerk publishes: nothing outside its subtree is assigned."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name as written and who answers for it; `outside` counts those whom the publisher has no right to bind.

    `task` is the work of its own that the section gives it, else it leads the section.
    """

    written: str
    candidates: tuple[Candidate, ...]
    outside: int
    chosen: bool
    task: SubTask | None = None

    @property
    def note(self) -> str | None:
        """What has to be confirmed, if anything."""
        return next((candidate.note for candidate in self.candidates if candidate.note), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """One section and everybody whom it names; `coordinating` work with those who lead and answer for nothing."""

    section: Section
    names: tuple[Named, ...]
    coordinating: tuple[Named, ...] = ()


class Resolution:
    """Resolves the names of one paper; a name that many sections share is resolved once."""

    def __init__(self, paper: Paper, gazetteer: Gazetteer, catalogue: Catalogue) -> None:
        context = "\n".join((paper.subject, *(section.text for section in paper.sections)))
        territory = gazetteer.territory(paper.issuing_body, paper.issue_date, context)
        publisher = gazetteer.tree.stands_for(paper.unit_id or NATION_ID)
        self._paper, self._home = paper, publisher or gazetteer.tree.nation
        self._bounds = publisher.id if publisher and paper.unit_id else paper.unit_id
        self._resolver = Resolver(gazetteer, catalogue, territory, self._home)
        self._choices = Choices(gazetteer.tree, catalogue)
        self._known: dict[str, tuple[tuple[Candidate, ...], int]] = {}

    def answers(self) -> Iterator[Answer]:
        """The sections in their order."""
        for section in self._paper.sections:
            led = [self._named(name, section) for name in dict.fromkeys(leads(section, self._paper))]
            parts = [self._named(task.agency, section, task) for task in section.embedded]
            beside = [self._named(name, section) for name in dict.fromkeys(section.coordinating)]
            yield Answer(section, (*led, *parts), tuple(beside))

    def _named(self, written: str, section: Section, task: SubTask | None = None) -> Named:
        chosen = chosen_for(written, section.chosen)
        found = self._inside(self._choices.candidates(chosen, self._home)) if chosen else self._resolved(written)
        return Named(written, *found, chosen=bool(chosen), task=task)

    def _resolved(self, written: str) -> tuple[tuple[Candidate, ...], int]:
        if written not in self._known:
            self._known[written] = self._inside(self._resolver.resolve(written))
        return self._known[written]

    def _inside(self, found: Sequence[Candidate]) -> tuple[tuple[Candidate, ...], int]:
        """Those within the publisher's units, and how many are not."""
        inside = tuple(c for c in found if self._bounds in (None, *c.unit.path))
        return inside, len(found) - len(inside)


def leads(section: Section, paper: Paper) -> Sequence[str]:
    """Who must act: the section's leads, else the heading's above it, else the addressees of the directive.

    A heading that names only a theme asks nothing of anybody by itself.
    """
    if section.lead:
        return section.lead
    if section.inherits_addressees:
        return paper.addressees
    if section.mode == "theme":
        return []
    above = {other.ordinal: other.lead for other in paper.sections}
    parts = section.ordinal.split(".")
    headings = (above.get(".".join(parts[:length])) for length in range(len(parts) - 1, 0, -1))
    return next((lead for lead in headings if lead), paper.addressees)


def chosen_for(written: str, chosen: Sequence[ChosenAssignee]) -> list[ChosenAssignee]:
    """The choices for a name; white space, tone placement and Unicode forms make no difference."""
    return [choice for choice in chosen if fold(choice.written) == fold(written)]


def resolved(paper: Paper, gazetteer: Gazetteer, catalogue: Catalogue) -> list[Answer]:
    """Who answers for every section of the paper."""
    return list(Resolution(paper, gazetteer, catalogue).answers())
