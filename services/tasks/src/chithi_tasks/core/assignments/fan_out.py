"""Turns a published directive into assignments: one for each section and assignee, the same ones every time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from chithi_contracts.events.directive import Deadline, DirectivePublished, Section, SubTask
from chithi_contracts.events.directive import Mode as SectionMode
from chithi_tasks.core.assignments.assignment import Assignee, Assignment, Mode, Party
from chithi_tasks.core.organisation.agency_catalogue import Catalogue
from chithi_tasks.core.resolving.candidates import Candidate
from chithi_tasks.core.resolving.resolution import Answer, resolved
from chithi_tasks.core.resolving.territory import Gazetteer

NAMESPACE = UUID("6f0c1a52-31c5-5d1c-9d54-6a3e0a8f7b21")
TITLE_LENGTH = 140
MOST_LEADS = 12
ORDINAL = re.compile(r"^\s*(?:(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])[.)/]|[-–+•*])\s+")
SENTENCE_END = re.compile(r"(?<=[^\s.])[.;:](?=\s|$)|\n")


@dataclass(frozen=True, slots=True)
class FanOut:
    """What a directive becomes; `outside` counts the assignments that its publisher had no right to give."""

    assignments: list[Assignment]
    outside: int


@dataclass(frozen=True, slots=True)
class Given:
    """What one assignee gets from one section: the section itself, or work of its own inside it."""

    assignee: Assignee
    task: SubTask | None = None


def assignment_id(directive_id: str, ordinal: str, assignee_id: str) -> str:
    """The same section and assignee always have the same id, so that a repeated fan-out adds nothing."""
    return str(uuid5(NAMESPACE, "\n".join((directive_id, ordinal, assignee_id))))


def fan_out(directive: DirectivePublished, gazetteer: Gazetteer, catalogue: Catalogue) -> FanOut:
    """The directive's assignments in the order of its sections, none outside the subtree of the unit that published.

    The letterhead is only text: whoever publishes binds the own units, whatever the text says of its issuer.
    """
    assignments: dict[str, Assignment] = {}
    outside = 0
    for answer in resolved(directive, gazetteer, catalogue):
        outside += sum(named.outside for named in answer.names)
        given_to, parties = gifts(answer), coordinating(answer)
        leads = lead_ids(directive.directive_id, answer.section.ordinal, given_to)
        for given in given_to:
            assignment = _assignment(directive, answer.section, given)
            if given.task is None:
                others = tuple(party for party in parties if party.id != given.assignee.id)
                assignment = replace(assignment, coordinating_parties=others, leads=leads)
            assignments.setdefault(assignment.id, assignment)
    return FanOut(list(assignments.values()), outside)


def gifts(answer: Answer) -> list[Given]:
    """Each assignee of a section once. Named twice, by its own name and as a successor, it needs no confirmation.

    Who leads the section has its parts too; several parts of one agency are one.
    """
    merged: dict[str, Given] = {}
    for given in _each(answer):
        known = merged.get(given.assignee.id)
        merged[given.assignee.id] = _merged(known, given) if known else given
    return list(merged.values())


def lead_ids(directive_id: str, ordinal: str, given_to: Sequence[Given]) -> tuple[str, ...]:
    """The assignments of those who lead together. More than a few each answer for their own place instead."""
    ids = tuple(assignment_id(directive_id, ordinal, one.assignee.id) for one in given_to if one.task is None)
    return ids if 1 < len(ids) <= MOST_LEADS else ()


def coordinating(answer: Answer) -> tuple[Party, ...]:
    """Those who work with the lead, as far as their names mean exactly one unit or agency beyond doubt."""
    sure = (named.candidates[0] for named in answer.coordinating if len(named.candidates) == 1 and not named.note)
    parties = {one.id: Party(one.kind, one.id, one.name, one.unit.id) for one in sure}
    return tuple(parties.values())


def title_of(text: str) -> str:
    """The first sentence without its ordinal, cut at a word when it is long."""
    bare = ORDINAL.sub("", text.strip())
    end = SENTENCE_END.search(bare)
    sentence = " ".join(bare[: end.start() if end else None].split())
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    return sentence[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


def _each(answer: Answer) -> Iterator[Given]:
    for named in answer.names:
        for candidate in named.candidates:
            yield Given(_assignee(candidate), named.task)


def _assignee(candidate: Candidate) -> Assignee:
    unit = candidate.unit
    return Assignee(candidate.kind, candidate.id, candidate.name, unit.id, unit.path, candidate.written, candidate.note)


def _merged(first: Given, second: Given) -> Given:
    one, other = first.assignee, second.assignee
    written = one.written if other.written in one.written.split("; ") else f"{one.written}; {other.written}"
    assignee = replace(one, written=written, note=one.note and other.note)
    if first.task is None or second.task is None or second.task == first.task:
        return Given(assignee, first.task)
    text = f"{first.task.text}\n{second.task.text}"
    return Given(assignee, SubTask(agency=first.task.agency, text=text, mode=first.task.mode))


def _assignment(directive: DirectivePublished, section: Section, given: Given) -> Assignment:
    work = given.task or section
    deadline = _binding(_limits(section, given.task))
    return Assignment(
        id=assignment_id(directive.directive_id, section.ordinal, given.assignee.id),
        directive_id=directive.directive_id,
        directive_number=directive.number,
        directive_subject=directive.subject,
        section_ordinal=section.ordinal,
        title=title_of(work.text),
        text=work.text,
        mode=_mode(work.mode),
        assignee=given.assignee,
        coordinating=() if given.task else tuple(section.coordinating),
        due=deadline.due if deadline else None,
        due_text=deadline.text if deadline else None,
        issued_at=directive.published_at,
        updated_at=directive.published_at,
        part=given.task is not None,
    )


def _mode(mode: SectionMode) -> Mode:
    return "assign" if mode == "theme" else mode


def _limits(section: Section, task: SubTask | None) -> list[Deadline]:
    """A part has the limits that it states itself; what only parts state does not bind the section's lead."""
    if task is not None:
        return [limit for limit in section.deadlines if limit.text in task.text]
    parts = [part.text for part in section.embedded]
    rest = section.text
    for part in parts:
        rest = rest.replace(part, "")
    return [limit for limit in section.deadlines if limit.text in rest or not any(limit.text in p for p in parts)]


def _binding(limits: Sequence[Deadline]) -> Deadline | None:
    """The earliest dated limit; without a date the first one as written ("thường xuyên")."""
    dated = [(limit.due, limit) for limit in limits if limit.due]
    if dated:
        return min(dated, key=lambda pair: pair[0])[1]
    return limits[0] if limits else None
