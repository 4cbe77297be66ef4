"""Routes that move one assignment on. All but receipt, comments and urging need `If-Match` with its version."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Response

from chithi_platform.security import CurrentUser, Principal
from chithi_tasks.adapters.inbound.assignments.acting import Acting, Command
from chithi_tasks.adapters.inbound.http.assignments.assignment_schemas import AssignmentDetail
from chithi_tasks.adapters.inbound.http.assignments.assignments import PRIVATE
from chithi_tasks.adapters.inbound.http.assignments.commands import (
    Comment,
    Complete,
    DecideExtension,
    Nothing,
    Reasoned,
    SetDue,
)
from chithi_tasks.adapters.inbound.http.assignments.refusals import bad_version
from chithi_tasks.core.assignments import steering, work
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.change import Action, By, Change

PREFIX = "/api/tasks/v1/assignments"
LONGEST_VERSION = 9
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "If-Match is no ETag of ours"},
    403: {"description": "The action belongs to another side"},
    404: {"description": "No such assignment for the caller"},
    409: {"description": "The state does not allow it; the detail says what is possible"},
    412: {"description": "Somebody changed it meanwhile; `present` is the assignment as it is now"},
    428: {"description": "If-Match is missing"},
}


def seen_version(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """The version in If-Match, None without one."""
    if if_match is None:
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_VERSION:
        raise bad_version()
    return int(text)


Version = Annotated[int | None, Depends(seen_version)]
Empty = Annotated[Nothing | None, Body()]
Plain = Callable[[Assignment, By, datetime], Change]
WithReason = Callable[..., Change]

PLAIN: tuple[tuple[Action, Plain, str], ...] = (
    ("start", work.start, "The work has begun."),
    ("resume", steering.resume, "Go on where the work rested, with all that was handed on."),
)
REASONED: tuple[tuple[Action, WithReason, str], ...] = (
    ("return", steering.send_back, "Send back what was reported."),
    ("reopen", steering.reopen, "Have what was completed done again."),
    ("suspend", steering.suspend, "Let the work rest, with all that was handed on."),
    ("withdraw", steering.withdraw, "Take the task back, with all that was handed on."),
)
DATED: tuple[tuple[Action, WithReason, str], ...] = (
    ("due", steering.set_due, "Set or move the last day."),
    ("extension", work.ask_extension, "Ask for a later last day."),
)


class Actions:
    """Adds the routes; each answers the detail with its new ETag."""

    def __init__(self, acting: Acting) -> None:
        self._acting = acting
        self.router = APIRouter(prefix=PREFIX, tags=["assignments"], responses=REFUSALS)

    def plain(self, action: Action, command: Plain, summary: str) -> None:
        """An action that says it all."""

        async def take(
            user: CurrentUser, response: Response, assignment_id: str, version: Version, body: Empty = None
        ) -> AssignmentDetail:
            return await self.act(user, response, assignment_id, action, version, command)

        self._add(action, take, summary)

    def reasoned(self, action: Action, command: WithReason, summary: str) -> None:
        """An action with a reason."""

        async def take(
            user: CurrentUser, response: Response, assignment_id: str, version: Version, body: Reasoned
        ) -> AssignmentDetail:
            def how(assignment: Assignment, by: By, at: datetime) -> Change:
                return command(assignment, by, at, reason=body.reason)

            return await self.act(user, response, assignment_id, action, version, how)

        self._add(action, take, summary)

    def dated(self, action: Action, command: WithReason, summary: str) -> None:
        """An action with a day and a reason."""

        async def take(
            user: CurrentUser, response: Response, assignment_id: str, version: Version, body: SetDue
        ) -> AssignmentDetail:
            def how(assignment: Assignment, by: By, at: datetime) -> Change:
                return command(assignment, by, at, due=body.due, reason=body.reason)

            return await self.act(user, response, assignment_id, action, version, how)

        self._add(action, take, summary)

    async def act(
        self,
        user: Principal,
        response: Response,
        assignment_id: str,
        action: Action,
        version: int | None,
        command: Command,
    ) -> AssignmentDetail:
        """Take the action."""
        return tagged(response, await self._acting.act(user, assignment_id, action, version, command))

    def _add(self, action: Action, take: Callable[..., Any], summary: str) -> None:
        name = f"{action.replace('-', '_')}_assignment"
        self.router.add_api_route(
            f"/{{assignment_id}}/{action}", take, methods=["POST"], name=name, description=summary
        )


def tagged(response: Response, detail: AssignmentDetail) -> AssignmentDetail:
    """The detail, its version as the answer's ETag."""
    response.headers.update({"ETag": f'"{detail.version}"'} | PRIVATE)
    return detail


def action_routes(acting: Acting) -> APIRouter:
    """The routes, bound to what carries them out."""
    actions = Actions(acting)
    for plain in PLAIN:
        actions.plain(*plain)
    for reasoned in REASONED:
        actions.reasoned(*reasoned)
    for dated in DATED:
        actions.dated(*dated)
    _special(actions)
    return actions.router


def _special(actions: Actions) -> None:
    """Those with a body of their own."""
    router = actions.router

    @router.post("/{assignment_id}/accept")
    async def accept_assignment(
        user: CurrentUser, response: Response, assignment_id: str, body: Empty = None
    ) -> AssignmentDetail:
        """Confirm receipt; again gives the same answer. 409 when the directive was withdrawn."""
        return await actions.act(user, response, assignment_id, "accept", None, work.accept)

    @router.post("/{assignment_id}/complete")
    async def complete_assignment(
        user: CurrentUser, response: Response, assignment_id: str, version: Version, body: Complete
    ) -> AssignmentDetail:
        """Confirm that the work is done; what was handed on and reported is completed with it."""

        def how(assignment: Assignment, by: By, at: datetime) -> Change:
            return steering.complete(assignment, by, at, note=body.note, force=body.force)

        return await actions.act(user, response, assignment_id, "complete", version, how)

    @router.post("/{assignment_id}/extension-decision")
    async def decide_extension(
        user: CurrentUser, response: Response, assignment_id: str, version: Version, body: DecideExtension
    ) -> AssignmentDetail:
        """Grant or refuse the wish for a later last day."""

        def how(assignment: Assignment, by: By, at: datetime) -> Change:
            return steering.decide_extension(assignment, by, at, grant=body.grant, due=body.due, reason=body.reason)

        return await actions.act(user, response, assignment_id, "extension-decision", version, how)

    @router.post("/{assignment_id}/comments")
    async def comment_assignment(
        user: CurrentUser, response: Response, assignment_id: str, body: Comment
    ) -> AssignmentDetail:
        """Say something to everybody who may see the assignment."""

        def how(assignment: Assignment, by: By, at: datetime) -> Change:
            return steering.comment(assignment, by, at, text=body.text)

        return await actions.act(user, response, assignment_id, "comments", None, how)
