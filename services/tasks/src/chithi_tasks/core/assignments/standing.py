"""On which sides of an assignment somebody stands; on none means that it does not exist for them."""

from collections.abc import Iterable
from typing import Protocol

from chithi_tasks.core.assignments.assignment import Assignee, Assignment, Party
from chithi_tasks.core.assignments.rules import Side

OFFICERS = ("agency_officer", "commune_officer")
OVERSEEING: dict[str, Side] = {"coordinator": "steering", "admin": "steering", "clerk": "clerk", "ops": "reader"}


class Caller(Protocol):
    """What is known of who asks."""

    @property
    def role(self) -> str:
        """One of the six roles."""

    @property
    def unit_id(self) -> str:
        """The account's unit."""

    @property
    def agency_id(self) -> str | None:
        """The agency that an agency officer is bound to; without one, every agency of the unit."""


def sides_of(caller: Caller, assignment: Assignment, parent: Assignment | None = None) -> frozenset[Side]:
    """The caller's sides; `parent` is the assignment that this one was handed on from."""
    return frozenset(_sides(caller, assignment, parent))


def answers_for(caller: Caller, who: Assignee | Party) -> bool:
    """The caller is an officer of this unit or agency."""
    if caller.role == "agency_officer":
        return who.kind == "agency" and who.unit_id == caller.unit_id and caller.agency_id in (None, who.id)
    return caller.role == "commune_officer" and who.unit_id == caller.unit_id


def _sides(caller: Caller, assignment: Assignment, parent: Assignment | None) -> Iterable[Side]:
    if caller.role in OVERSEEING:
        if caller.unit_id in assignment.assignee.path:
            yield OVERSEEING[caller.role]
        return
    if answers_for(caller, assignment.assignee):
        yield "assignee"
    if parent is not None and answers_for(caller, parent.assignee):
        yield "delegator"
    if any(answers_for(caller, party) for party in assignment.coordinating_parties):
        yield "coordinating"
