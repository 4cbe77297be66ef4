"""Which assignments a caller may see, as a query and for one assignment."""

from chithi_platform.mongo import Document, Session
from chithi_platform.security import Principal
from chithi_tasks.adapters.outbound.assignments.assignments import AssignmentRepository
from chithi_tasks.adapters.outbound.assignments.changes import all_scopes, scope_of
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.rules import Side
from chithi_tasks.core.assignments.standing import OFFICERS, sides_of
from chithi_tasks.core.organisation.units import NATION_ID, UnitTree

PROVINCE_DEPTH = 2  # a path is the nation, the province, the commune


def visible_to(user: Principal) -> Document:
    """Assignees see what their own unit, or their agency of it, has to do; the others the whole subtree."""
    if user.role == "agency_officer":
        own = {"assignee.id": user.agency_id} if user.agency_id else {}
        return {"assignee.unit_id": user.unit_id, "assignee.kind": "agency"} | own
    if user.role == "commune_officer" or len(user.path) > PROVINCE_DEPTH:
        return {"assignee.unit_id": user.unit_id}
    return {}


def coordinating_in(user: Principal) -> Document:
    """Where the caller's own unit or agency works with the lead; only officers answer for one."""
    if user.role == "agency_officer":
        own = {"id": user.agency_id} if user.agency_id else {}
        match = {"unit_id": user.unit_id, "kind": "agency"} | own
        return {"coordinating_parties.unit_id": user.unit_id, "coordinating_parties": {"$elemMatch": match}}
    return {"coordinating_parties.unit_id": user.unit_id}


def scopes_of(user: Principal, tree: UnitTree, *, coordinating: bool = False) -> list[str]:
    """The change series that the caller's assignments can be in; one may work with leads of other provinces."""
    if coordinating or user.path == (NATION_ID,):
        return all_scopes(tree)
    return [scope_of(user.path)]


async def sides(
    user: Principal, assignment: Assignment, store: AssignmentRepository, session: Session = None
) -> frozenset[Side]:
    """The caller's sides; none when it must not know of the assignment."""
    parent = None
    if assignment.parent_id and user.role in OFFICERS:
        parent = await store.get(assignment.parent_id, session)
    return sides_of(user, assignment, parent)
