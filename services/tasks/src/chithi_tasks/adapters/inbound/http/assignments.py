"""Assignments as the caller may see them: a list of changes, one in full, and the receipt."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response

from chithi_contracts.events import AssignmentAccepted
from chithi_contracts.events.assignment import State
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Document, Mongo, Session
from chithi_platform.problems import Problem
from chithi_platform.security import CurrentUser, Principal, require
from chithi_tasks.adapters.inbound.events import told
from chithi_tasks.adapters.inbound.http.schemas import AssignmentDetail, AssignmentPage, detailed, listed
from chithi_tasks.adapters.outbound.assignments import AssignmentRepository
from chithi_tasks.adapters.outbound.changes import ChangeSequence, all_scopes, scope_of
from chithi_tasks.adapters.outbound.directives import DirectiveRepository
from chithi_tasks.core.assignments.assignment import Assignment, NotAllowed
from chithi_tasks.core.assignments.cursor import BadCursor, Positions, decode, encode
from chithi_tasks.core.identity.access import ASSIGNEES
from chithi_tasks.core.organisation.units import NATION_ID
from chithi_tasks.core.resolving.organisation import Organisation

PROVINCE_DEPTH = 2  # a path is the nation, the province, the commune
Limit = Annotated[int, Query(ge=1, le=500)]
Assignee = Annotated[Principal, Depends(require(*ASSIGNEES))]


class AssignmentDesk:
    """What the routes do, in terms of the caller."""

    def __init__(
        self,
        *,
        mongo: Mongo,
        outbox: Outbox,
        assignments: AssignmentRepository,
        directives: DirectiveRepository,
        changes: ChangeSequence,
        organisation: Organisation,
        clock: Callable[[], datetime],
    ) -> None:
        self._mongo, self._outbox, self._clock = mongo, outbox, clock
        self._assignments, self._directives, self._changes = assignments, directives, changes
        self._organisation = organisation
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def scopes(self, user: Principal) -> list[str]:
        """The change series that the caller's assignments can be in."""
        return all_scopes(self._organisation.tree) if user.path == (NATION_ID,) else [scope_of(user.path)]

    async def state_tag(self, user: Principal, wanted: str) -> str:
        """A weak entity tag: the same until something in the caller's scopes changes."""
        heads = await self._changes.heads(self.scopes(user))
        seen = f"{user.unit_id}|{user.role}|{user.agency_id}|{wanted}|{sorted(heads.items())}"
        return f'W/"{hashlib.sha256(seen.encode()).hexdigest()[:24]}"'

    async def changed(self, user: Principal, since: Positions, filters: Document, limit: int) -> AssignmentPage:
        """The caller's assignments that changed."""
        page = await self._assignments.changed(visible_to(user) | filters, self.scopes(user), since, limit)
        items = [listed(assignment) for assignment in page.items]
        return AssignmentPage(items=items, next_cursor=encode(page.positions), has_more=page.has_more)

    async def one(self, user: Principal, assignment_id: str) -> AssignmentDetail:
        """One assignment in full."""
        return await self._detail(_seen_by(user, await self._assignments.get(assignment_id)))

    async def accept(self, user: Principal, assignment_id: str) -> AssignmentDetail:
        """Confirm receipt. Calls that would fight over the same change series take turns within this process."""

        async def work(session: Session) -> Assignment:
            assignment = _seen_by(user, await self._assignments.get(assignment_id, session))
            accepted = assignment.accept(self._clock())
            if accepted is not assignment:
                await self._assignments.save([accepted], session)
                await self._outbox.append(session, _accepted(accepted, user.subject))
            return accepted

        async with self._turns[scope_of(user.path)]:
            try:
                accepted = await self._mongo.transact(work)
            except NotAllowed as error:
                raise _ended(error) from error
        return await self._detail(accepted)

    async def _detail(self, assignment: Assignment) -> AssignmentDetail:
        text = await self._directives.section_text(assignment.directive_id, assignment.section_ordinal)
        return detailed(assignment, text)


def visible_to(user: Principal) -> Document:
    """Assignees see what their own unit, or their agency of it, has to do; the others the whole subtree."""
    if user.role == "agency_officer":
        own = {"assignee.id": user.agency_id} if user.agency_id else {}
        return {"assignee.unit_id": user.unit_id, "assignee.kind": "agency"} | own
    if user.role == "commune_officer" or len(user.path) > PROVINCE_DEPTH:
        return {"assignee.unit_id": user.unit_id}
    return {}


def may_see(user: Principal, assignment: Assignment) -> bool:
    """The same rule for one assignment."""
    assignee = assignment.assignee
    if user.role == "agency_officer":
        own = user.agency_id in (None, assignee.id)
        return own and assignee.unit_id == user.unit_id and assignee.kind == "agency"
    if user.role == "commune_officer":
        return assignee.unit_id == user.unit_id
    return user.covers(assignee.path)


def assignment_routes(desk: AssignmentDesk) -> APIRouter:
    """The routes, bound to the desk."""
    router = APIRouter(prefix="/api/tasks/v1/assignments", tags=["assignments"])

    @router.get("", response_model=AssignmentPage, responses={304: {"description": "Nothing changed"}})
    async def list_assignments(
        user: CurrentUser,
        response: Response,
        cursor: str = "",
        directive_id: str | None = None,
        state: State | None = None,
        limit: Limit = 200,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> AssignmentPage | Response:
        """Assignments in the order of their last change; `cursor` asks for what changed since."""
        tag = await desk.state_tag(user, f"{cursor}|{directive_id}|{state}|{limit}")
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
        if if_none_match == tag:
            return Response(status_code=304, headers=headers)
        response.headers.update(headers)
        filters = {key: value for key, value in (("directive_id", directive_id), ("state", state)) if value}
        return await desk.changed(user, _positions(cursor), filters, limit)

    @router.get("/{assignment_id}")
    async def get_assignment(user: CurrentUser, assignment_id: str) -> AssignmentDetail:
        """One assignment with its whole text; 404 also for one outside the caller's units."""
        return await desk.one(user, assignment_id)

    @router.post("/{assignment_id}/accept")
    async def accept_assignment(user: Assignee, assignment_id: str) -> AssignmentDetail:
        """Confirm receipt; again gives the same answer. 409 when the directive was withdrawn."""
        return await desk.accept(user, assignment_id)

    return router


def _positions(cursor: str) -> Positions:
    try:
        return decode(cursor)
    except BadCursor as error:
        message = "Con trỏ không hợp lệ; hãy tải lại từ đầu."
        raise Problem(
            422,
            "bad-cursor",
            "Dữ liệu chưa đúng",
            message,
            [{"field": "cursor", "rule": "cursor", "message": message}],
        ) from error


def _seen_by(user: Principal, assignment: Assignment | None) -> Assignment:
    if assignment is None or not may_see(user, assignment):
        detail = "Nhiệm vụ không có, hoặc nằm ngoài đơn vị được giao."
        raise Problem(404, "unknown-assignment", "Không tìm thấy nhiệm vụ", detail)
    return assignment


def _ended(error: NotAllowed) -> Problem:
    detail = error.reason or "Chỉ thị đã được thu hồi, nhiệm vụ không còn hiệu lực."
    return Problem(409, "assignment-withdrawn", "Nhiệm vụ đã thu hồi", detail)


def _accepted(assignment: Assignment, by: str) -> AssignmentAccepted:
    return AssignmentAccepted(
        assignment_id=assignment.id,
        assignment_version=assignment.version,
        directive_id=assignment.directive_id,
        assignee=told(assignment.assignee),
        accepted_at=assignment.updated_at,
        accepted_by=by,
    )
