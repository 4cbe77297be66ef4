"""Routes about who answers and who is urged on."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from chithi_platform.security import CurrentUser, Principal, require
from chithi_tasks.adapters.inbound.assignments.assigning import Assigning
from chithi_tasks.adapters.inbound.assignments.chasing import Chasing
from chithi_tasks.adapters.inbound.http.assignments.actions import PREFIX, REFUSALS, Empty, Version, tagged
from chithi_tasks.adapters.inbound.http.assignments.assignment_schemas import (
    AssignmentDetail,
    ChaseResult,
    DelegateResult,
)
from chithi_tasks.adapters.inbound.http.assignments.commands import Assign, Chase, ChaseMany, Delegate

Urging = Annotated[Principal, Depends(require("coordinator", "admin", "agency_officer", "commune_officer"))]


def steering_routes(assigning: Assigning, chasing: Chasing) -> APIRouter:
    """The routes, bound to what carries them out."""
    router = APIRouter(prefix=PREFIX, tags=["assignments"], responses=REFUSALS)

    @router.post("/chase")
    async def chase_assignments(user: Urging, wish: ChaseMany) -> ChaseResult:
        """Urge many on: each at most once a day unless it is forced; requests are asked politely."""
        return await chasing.many(user, wish)

    @router.post("/{assignment_id}/chase")
    async def chase_assignment(
        user: CurrentUser, response: Response, assignment_id: str, version: Version, wish: Chase
    ) -> AssignmentDetail:
        """Urge one assignee on."""
        return tagged(response, await chasing.one(user, assignment_id, version, wish))

    @router.post("/{assignment_id}/assignee")
    async def assign(
        user: CurrentUser, response: Response, assignment_id: str, version: Version, to: Assign
    ) -> AssignmentDetail:
        """Confirm the proposed assignee by its own id, or choose another one inside the caller's units."""
        return tagged(response, await assigning.assign(user, assignment_id, version, to))

    @router.post("/{assignment_id}/lead")
    async def name_lead(
        user: CurrentUser, response: Response, assignment_id: str, version: Version, body: Empty = None
    ) -> AssignmentDetail:
        """Name this assignee the one lead of the section; the others' own assignments end and they coordinate."""
        return tagged(response, await assigning.lead(user, assignment_id, version))

    @router.post("/{assignment_id}/delegate")
    async def delegate(
        user: CurrentUser, response: Response, assignment_id: str, version: Version, wish: Delegate
    ) -> DelegateResult:
        """Hand on to subordinate units and agencies, each with an assignment of its own; twice is once."""
        result = await assigning.delegate(user, assignment_id, version, wish)
        tagged(response, result.assignment)
        return result

    return router
