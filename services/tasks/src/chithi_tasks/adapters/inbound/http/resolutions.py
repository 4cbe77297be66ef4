"""Who would be assigned what, before a directive is published: computed by the very code that publishing runs."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from chithi_contracts.events.directive import ChosenAssignee, Mode, Section, SubTask
from chithi_contracts.events.organisation import Level
from chithi_platform.problems import FieldError, Problem
from chithi_platform.security import Principal, refuse_unit, require
from chithi_tasks.core.access import OVERSEERS, PUBLISHERS
from chithi_tasks.core.candidates import Candidate
from chithi_tasks.core.fan_out import gifts
from chithi_tasks.core.resolution import Answer, Named, Paper
from chithi_tasks.core.units import Unit, UnitTree

MAX_SECTIONS = 500
MAX_NAMES = 2000
NAME_LENGTH = 500
MAX_CHARACTERS = 50_000  # of all different names: what takes time is trying where a name may be cut
LISTED = 20
MAX_BODY = 4 * 1024 * 1024  # bytes: the sections' text of a directive of a thousand pages
Publisher = Annotated[Principal, Depends(require(*PUBLISHERS))]
Reader = Annotated[Principal, Depends(require(*OVERSEERS))]
Resolve = Callable[[Paper], Sequence[Answer]]


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


def resolution_routes(*, resolve: Resolve, tree: UnitTree) -> APIRouter:
    """The route, bound to the resolver."""
    router = APIRouter(prefix="/api/tasks/v1/resolutions", tags=["resolution"], max_body_size=MAX_BODY)

    @router.post("")
    async def resolve_directive(user: Reader, asked: ResolutionIn) -> ResolutionOut:
        """Who would get what if this were published now; nothing is stored. 403 for a unit outside the caller's."""
        _check(asked)
        paper = asked.model_copy(update={"unit_id": publisher_of(user, asked.unit_id, tree).id})
        return await asyncio.to_thread(lambda: _told(resolve(paper)))

    return router


def publisher_of(user: Principal, unit_id: str | None, tree: UnitTree) -> Unit:
    """The unit that publishes: the caller's own, or the given one of the caller's subtree (else a 403 `Problem`)."""
    unit = tree.get(unit_id or user.unit_id)
    if unit is None or not user.covers(unit.path):
        raise refuse_unit()
    return unit


def _check(asked: ResolutionIn) -> None:
    names = dict.fromkeys(asked.names())
    long = [field for field, name in names if len(name) > NAME_LENGTH]
    if long:
        raise _refused(long[0], "max_length", f"Tên cơ quan dài quá {NAME_LENGTH} ký tự; hãy tách thành từng tên.")
    broken = [field for field, name in names if any("\ud800" <= letter <= "\udfff" for letter in name)]
    if broken:
        raise _refused(broken[0], "string_unicode", "Tên cơ quan chứa ký tự không hợp lệ; hãy nhập lại tên.")
    if len(names) > MAX_NAMES or sum(len(name) for _, name in names) > MAX_CHARACTERS:
        raise _refused(
            "sections", "max_names", f"Quá {MAX_NAMES} tên cơ quan hoặc tên quá dài; hãy gửi ít mục hơn trong một lần."
        )


def _refused(field: str, rule: str, message: str) -> Problem:
    errors: list[FieldError] = [{"field": field, "rule": rule, "message": message}]
    return Problem(422, "validation", "Dữ liệu chưa đúng", "Sửa các trường được nêu rồi gửi lại.", errors)


def _told(answers: Sequence[Answer]) -> ResolutionOut:
    sections = [
        ResolvedSection(ordinal=answer.section.ordinal, names=[_name(named) for named in answer.names])
        for answer in answers
    ]
    return ResolutionOut(sections=sections, totals=_totals(answers))


def _totals(answers: Sequence[Answer]) -> Totals:
    """Section by section: a directive to every commune of the nation in every section is millions of assignments."""
    sections = assignments = to_confirm = 0
    different: dict[str, set[str]] = {"agency": set(), "unit": set()}
    for answer in answers:
        given = [gift.assignee for gift in gifts(answer)]
        sections += bool(given)
        assignments += len(given)
        to_confirm += sum(assignee.needs_confirmation for assignee in given)
        for assignee in given:
            different[assignee.kind].add(assignee.id)
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
