"""Routes that read assignments: changes since a cursor, one in full, its history, its children."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response

from chithi_contracts.events.assignment import State
from chithi_platform.security import CurrentUser
from chithi_tasks.adapters.inbound.assignments.reading import AssignmentReading, ListRole
from chithi_tasks.adapters.inbound.http.assignments.assignment_schemas import (
    AssignmentDetail,
    AssignmentPage,
    ChildPage,
    History,
)
from chithi_tasks.adapters.inbound.http.assignments.refusals import invalid, not_coordinating
from chithi_tasks.core.assignments.cursor import BadCursor, Positions, decode
from chithi_tasks.core.assignments.standing import OFFICERS

Limit = Annotated[int, Query(ge=1, le=500)]


def listed_as(user: CurrentUser, role: ListRole = "assignee") -> ListRole:
    """As what the caller asks: only officers coordinate in anything."""
    if role == "coordinating" and user.role not in OFFICERS:
        raise not_coordinating()
    return role


ListedAs = Annotated[ListRole, Depends(listed_as)]
PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}


def assignment_routes(reading: AssignmentReading) -> APIRouter:
    """The routes, bound to what answers them."""
    router = APIRouter(prefix="/api/tasks/v1/assignments", tags=["assignments"])

    @router.get("", response_model=AssignmentPage, responses={304: {"description": "Nothing changed"}})
    async def list_assignments(
        user: CurrentUser,
        cursor: str = "",
        directive_id: str | None = None,
        state: State | None = None,
        role: ListedAs = "assignee",
        limit: Limit = 200,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        """Assignments in the order of their last change; `cursor` asks for what changed since.

        With `role=coordinating` those in which the officer's unit or agency works with the lead.
        """
        tag = await reading.state_tag(user, role, f"{cursor}|{directive_id}|{state}|{limit}")
        headers = {"ETag": tag} | PRIVATE
        if if_none_match == tag:
            return Response(status_code=304, headers=headers)
        filters = {key: value for key, value in (("directive_id", directive_id), ("state", state)) if value}
        page = await reading.changed(user, role, _positions(cursor), filters, limit)
        return Response(page.model_dump_json(), headers=headers, media_type="application/json")

    @router.get("/{assignment_id}")
    async def get_assignment(user: CurrentUser, response: Response, assignment_id: str) -> AssignmentDetail:
        """One assignment with its whole text; its `ETag` is the version that actions name in `If-Match`.

        404 also for one outside the caller's units.
        """
        detail = await reading.one(user, assignment_id)
        response.headers.update({"ETag": f'"{detail.version}"'} | PRIVATE)
        return detail

    @router.get("/{assignment_id}/history")
    async def get_history(user: CurrentUser, assignment_id: str) -> History:
        """Every step of its life: who, when, what before and after."""
        return await reading.history(user, assignment_id)

    @router.get("/{assignment_id}/children")
    async def get_children(
        user: CurrentUser,
        assignment_id: str,
        cursor: Annotated[str, Query(max_length=64)] = "",
        limit: Limit = 200,
    ) -> ChildPage:
        """What it was handed on as; whoever sees the assignment sees how far those below are."""
        return await reading.children(user, assignment_id, cursor, limit)

    return router


def _positions(cursor: str) -> Positions:
    try:
        return decode(cursor)
    except BadCursor as error:
        raise invalid("cursor", "cursor", "Con trỏ không hợp lệ; hãy tải lại từ đầu.") from error
