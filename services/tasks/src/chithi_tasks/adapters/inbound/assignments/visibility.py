"""Which assignments a caller may see, as a query and for one assignment."""

from collections.abc import Sequence
from typing import Any

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
    """Assignees see what their own unit, or their agency of it, has to do; the others the whole subtree.

    What belonged to a unit that the own one stands for belongs to the own one.
    """
    if user.role == "agency_officer":
        own = {"assignee.id": _one_of(user.agencies)} if user.agencies else {}
        return {"assignee.unit_id": _one_of(user.units), "assignee.kind": "agency"} | own
    if user.role == "commune_officer" or len(user.path) > PROVINCE_DEPTH:
        return {"assignee.unit_id": _one_of(user.units)}
    return {}


def coordinating_in(user: Principal) -> Document:
    """Where the caller's own unit or agency works with the lead; only officers answer for one."""
    units = _one_of(user.units)
    if user.role == "agency_officer":
        own = {"id": _one_of(user.agencies)} if user.agencies else {}
        match = {"unit_id": units, "kind": "agency"} | own
        return {"coordinating_parties.unit_id": units, "coordinating_parties": {"$elemMatch": match}}
    return {"coordinating_parties.unit_id": units}


def _one_of(values: Sequence[str]) -> Any:
    return values[0] if len(values) == 1 else {"$in": list(values)}


def scopes_of(user: Principal, tree: UnitTree, *, coordinating: bool = False) -> list[str]:
    """The change series that the caller's assignments can be in; one may work with leads of other provinces.

    What closed in a unit that ended stays in the series of the province of its day.
    """
    if coordinating or (user.path == (NATION_ID,) and user.role != "agency_officer"):
        return all_scopes(tree)
    former = (tree.province_of(unit_id) for unit_id in user.heir_of)
    return list(dict.fromkeys([scope_of(user.path), *filter(None, former)]))


async def sides(
    user: Principal, assignment: Assignment, store: AssignmentRepository, session: Session = None
) -> frozenset[Side]:
    """The caller's sides; none when it must not know of the assignment."""
    parent = None
    if assignment.parent_id and user.role in OFFICERS:
        parent = await store.get(assignment.parent_id, session)
    return sides_of(user, assignment, parent)
