"""Turns a published directive into assignments: one for each section and assignee, the same ones every time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from chithi_contracts.events.directive import Deadline, DirectivePublished, Section
from chithi_tasks.core.agencies import Candidate, Resolver
from chithi_tasks.core.agency_catalogue import Catalogue
from chithi_tasks.core.assignments import Assignee, Assignment, Mode
from chithi_tasks.core.territory import Gazetteer
from chithi_tasks.core.units import NATION_ID

NAMESPACE = UUID("6f0c1a52-31c5-5d1c-9d54-6a3e0a8f7b21")
TITLE_LENGTH = 140
ORDINAL = re.compile(r"^\s*(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])[.)/]\s+")
SENTENCE_END = re.compile(r"(?<=[^\s.])[.;:](?=\s|$)|\n")


@dataclass(frozen=True, slots=True)
class FanOut:
    """What a directive becomes; `outside` counts the assignments that its publisher had no right to give."""

    assignments: list[Assignment]
    outside: int


def assignment_id(directive_id: str, ordinal: str, assignee_id: str) -> str:
    """The same section and assignee always have the same id, so that a repeated fan-out adds nothing."""
    return str(uuid5(NAMESPACE, "\n".join((directive_id, ordinal, assignee_id))))


def fan_out(directive: DirectivePublished, gazetteer: Gazetteer, catalogue: Catalogue) -> FanOut:
    """The directive's assignments in the order of its sections, none outside the subtree of the unit that published.

    The letterhead is only text: whoever publishes binds the own units, whatever the text says of its issuer.
    """
    every = _assignments(directive, gazetteer, catalogue)
    inside = [assignment for assignment in every if directive.unit_id in (None, *assignment.assignee.path)]
    return FanOut(inside, len(every) - len(inside))


def _assignments(directive: DirectivePublished, gazetteer: Gazetteer, catalogue: Catalogue) -> list[Assignment]:
    context = "\n".join((directive.subject, *(section.text for section in directive.sections)))
    territory = gazetteer.territory(directive.issuing_body, directive.issue_date, context)
    resolver = Resolver(gazetteer, catalogue, territory, gazetteer.tree.get(directive.unit_id or NATION_ID))
    assignments: dict[str, Assignment] = {}
    for section in directive.sections:
        for assignee in _assignees(resolver, leads(section, directive)):
            assignment = _assignment(directive, section, assignee)
            assignments.setdefault(assignment.id, assignment)
    return list(assignments.values())


def leads(section: Section, directive: DirectivePublished) -> Sequence[str]:
    """Who must act: the section's leads, else the heading's above it, else the addressees of the directive.

    A heading that names only a theme asks nothing of anybody by itself.
    """
    if section.lead:
        return section.lead
    if section.inherits_addressees:
        return directive.addressees
    if section.mode == "theme":
        return []
    above = {other.ordinal: other.lead for other in directive.sections}
    parts = section.ordinal.split(".")
    headings = (above.get(".".join(parts[:length])) for length in range(len(parts) - 1, 0, -1))
    return next((lead for lead in headings if lead), directive.addressees)


def title_of(text: str) -> str:
    """The first sentence without its ordinal, cut at a word when it is long."""
    bare = ORDINAL.sub("", text.strip())
    end = SENTENCE_END.search(bare)
    sentence = " ".join(bare[: end.start() if end else None].split())
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    return sentence[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


def _assignees(resolver: Resolver, names: Iterable[str]) -> Iterator[Assignee]:
    """Each assignee once. Named twice, by its own name and as a successor, it needs no confirmation."""
    merged: dict[str, Assignee] = {}
    for candidate in (candidate for name in names for candidate in resolver.resolve(name)):
        assignee = _assignee(candidate)
        known = merged.get(assignee.id)
        merged[assignee.id] = _merged(known, assignee) if known else assignee
    yield from merged.values()


def _assignee(candidate: Candidate) -> Assignee:
    unit = candidate.unit
    return Assignee(candidate.kind, candidate.id, candidate.name, unit.id, unit.path, candidate.written, candidate.note)


def _merged(first: Assignee, second: Assignee) -> Assignee:
    written = first.written if second.written in first.written.split("; ") else f"{first.written}; {second.written}"
    return replace(first, written=written, note=first.note and second.note)


def _assignment(directive: DirectivePublished, section: Section, assignee: Assignee) -> Assignment:
    deadline = _binding(section)
    return Assignment(
        id=assignment_id(directive.directive_id, section.ordinal, assignee.id),
        directive_id=directive.directive_id,
        directive_number=directive.number,
        directive_subject=directive.subject,
        section_ordinal=section.ordinal,
        title=title_of(section.text),
        text=section.text,
        mode=_mode(section),
        assignee=assignee,
        coordinating=tuple(section.coordinating),
        due=deadline.due if deadline else None,
        due_text=deadline.text if deadline else None,
        issued_at=directive.published_at,
        updated_at=directive.published_at,
    )


def _mode(section: Section) -> Mode:
    return "assign" if section.mode == "theme" else section.mode


def _binding(section: Section) -> Deadline | None:
    """The earliest dated limit; without a date the first one as written ("thường xuyên")."""
    dated = [(limit.due, limit) for limit in section.deadlines if limit.due]
    if dated:
        return min(dated, key=lambda pair: pair[0])[1]
    return section.deadlines[0] if section.deadlines else None
