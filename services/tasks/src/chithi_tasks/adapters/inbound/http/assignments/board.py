"""The board: what the caller may see of all assignments, narrowed, sorted, counted, page by page."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Response

from chithi_contracts.events.assignment import State
from chithi_platform.problems import FieldError, Problem
from chithi_platform.security import CurrentUser, Principal
from chithi_tasks.adapters.inbound.assignments.reading import ListRole
from chithi_tasks.adapters.inbound.assignments.visibility import PROVINCE_DEPTH, scopes_of
from chithi_tasks.adapters.inbound.http.assignments.assignments import ListedAs
from chithi_tasks.adapters.inbound.http.assignments.board_schemas import BoardPage, counts, item
from chithi_tasks.adapters.outbound.assignments.board import BoardReader
from chithi_tasks.adapters.outbound.assignments.board_lanes import View
from chithi_tasks.adapters.outbound.assignments.board_plan import Wanted
from chithi_tasks.adapters.outbound.assignments.changes import all_scopes
from chithi_tasks.core.assignments.assignment import LIVE, OPEN, Mode
from chithi_tasks.core.assignments.query import BadPlace, Filter, Sort, place_of, place_text
from chithi_tasks.core.assignments.standing import names_of_caller
from chithi_tasks.core.assignments.timing import LATE, TimeClass, day_of
from chithi_tasks.core.organisation.units import NATION_ID
from chithi_tasks.core.resolving.organisation import Organisation

Id = Annotated[str | None, Query(max_length=100)]
States = Annotated[list[State | Literal["open", "live"]], Query(max_length=10, description="`live`: open or suspended")]
Classes = Annotated[list[TimeClass | Literal["late"]], Query(max_length=10, description="`late`: any of the three")]
Modes = Annotated[list[Mode], Query(max_length=3)]
Text = Annotated[str, Query(max_length=200, description="words of title, subject, number, assignee or unit")]
Kind = Annotated[str | None, Query(max_length=100, description="kind of agency; `unit`: the people's committee itself")]
Receipt = Annotated[
    Literal["late"] | None, Query(description="`late`: not received by the working day after the issue")
]
Limit = Annotated[int, Query(ge=1, le=200)]
Tag = Annotated[str | None, Header()]
HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}


class Board:
    """What the route does, in terms of the caller."""

    def __init__(self, reader: BoardReader, organisation: Organisation, clock: Callable[[], datetime]) -> None:
        self._reader, self._organisation, self._clock = reader, organisation, clock

    async def answer(
        self,
        user: Principal,
        asked: Filter,
        *,
        role: ListRole,
        sort: Sort,
        cursor: str,
        limit: int,
        known: str | None,
    ) -> Response:
        """The page, or 304: the same caller, question, day and assignments give the same tag."""
        view, today = view_of(user, self._organisation, role), day_of(self._clock())
        place = _place(cursor, sort)
        heads = await self._reader.heads(view)
        said = f"{view}|{asked}|{sort}|{cursor}|{limit}|{today}|{sorted(heads.items())}"
        headers = HEADERS | {"ETag": f'W/"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'}
        if known == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        wanted = Wanted(asked, sort, limit, today, place)
        page = await self._reader.page(view, heads, wanted)
        answer = BoardPage(
            items=[item(row, today, self._unit_name) for row in page.items],
            next_cursor=place_text(sort, page.place) if page.place else None,
            counts=counts(page),
        )
        return Response(answer.model_dump_json(), headers=headers, media_type="application/json")

    def _unit_name(self, unit_id: str) -> str:
        return self._organisation.tree.name_of(unit_id)


def view_of(user: Principal, organisation: Organisation, role: ListRole = "assignee") -> View:
    """Officers see what their unit or their agency answers for, the others their whole subtree.

    As `coordinating` officers see what they work on with a lead, who may be of another province.
    """
    if role == "coordinating":
        return View(tuple(all_scopes(organisation.tree)), whole=True, parties=names_of_caller(user))
    scopes = tuple(scopes_of(user, organisation.tree))
    if user.role == "agency_officer":
        return View(scopes, units=user.units, agency=(user.agency_id or "*").partition(":")[0])
    if user.path == (NATION_ID,):
        return View(scopes, whole=user.role != "commune_officer")
    own = user.role == "commune_officer" or len(user.path) > PROVINCE_DEPTH
    return View(scopes, units=user.units if own else ())


def board_routes(board: Board) -> APIRouter:
    """The route, bound to the board."""
    router = APIRouter(prefix="/api/tasks/v1/board", tags=["assignments"])

    @router.get("", response_model=BoardPage, responses={304: {"description": "Nothing changed"}})
    async def read_board(
        user: CurrentUser,
        directive_id: Id = None,
        agency: Kind = None,
        unit_id: Id = None,
        parent_id: Id = None,
        state: States = [],  # noqa: B006 - FastAPI copies it
        time_class: Classes = [],  # noqa: B006 - the same
        mode: Modes = [],  # noqa: B006 - the same
        proposal: bool = False,
        receipt: Receipt = None,
        role: ListedAs = "assignee",
        q: Text = "",
        sort: Sort = "due",
        cursor: Annotated[str, Query(max_length=1000)] = "",
        limit: Limit = 50,
        if_none_match: Tag = None,
    ) -> Response:
        """Assignments by last day (what is closed comes last), by issue (newest first) or by unit, with figures.

        With `role=coordinating` those in which the officer's unit or agency works with the lead.
        """
        asked = Filter(
            directive_id=directive_id or None,
            agency=agency or None,
            unit_id=unit_id or None,
            parent_id=parent_id or None,
            states=frozenset(_states(state)),
            time_classes=frozenset(_classes(time_class)),
            modes=frozenset(mode),
            proposal=proposal,
            receipt_late=receipt == "late",
            q=q.strip(),
        )
        return await board.answer(user, asked, role=role, sort=sort, cursor=cursor, limit=limit, known=if_none_match)

    return router


def _states(asked: list[State | Literal["open", "live"]]) -> Iterator[State]:
    for one in asked:
        if one == "open":
            yield from OPEN
        elif one == "live":
            yield from LIVE
        else:
            yield one


def _classes(asked: list[TimeClass | Literal["late"]]) -> Iterator[TimeClass]:
    for one in asked:
        if one == "late":
            yield from LATE
        else:
            yield one


def _place(cursor: str, sort: Sort) -> list[str] | None:
    if not cursor:
        return None
    try:
        return place_of(cursor, sort)
    except BadPlace as error:
        message = "Con trỏ không hợp lệ hoặc thuộc thứ tự khác; hãy tải lại từ trang đầu."
        field: FieldError = {"field": "cursor", "rule": "cursor", "message": message}
        raise Problem(422, "bad-cursor", "Dữ liệu chưa đúng", message, [field]) from error
