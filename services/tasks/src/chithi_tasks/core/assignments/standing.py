"""On which sides of an assignment somebody stands; on none means that it does not exist for them."""

from collections.abc import Iterable
from typing import Protocol

from chithi_tasks.core.assignments.assignment import Assignee, Assignment, Party
from chithi_tasks.core.assignments.rules import Side
from chithi_tasks.core.organisation.units import Unit, UnitTree

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
    def units(self) -> tuple[str, ...]:
        """The account's unit, and those that ended and that it stands for."""

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agency that an agency officer is bound to, in each of these units; without one, every agency of them."""


def sides_of(caller: Caller, assignment: Assignment, parent: Assignment | None = None) -> frozenset[Side]:
    """The caller's sides; `parent` is the assignment that this one was handed on from."""
    return frozenset(_sides(caller, assignment, parent))


def answers_for(caller: Caller, who: Assignee | Party) -> bool:
    """The caller is an officer of this unit or agency."""
    if who.unit_id not in caller.units:
        return False
    if caller.role == "agency_officer":
        return who.kind == "agency" and (not caller.agencies or who.id in caller.agencies)
    return caller.role == "commune_officer"


def gone_to(caller: Caller, assignment: Assignment, tree: UnitTree) -> Unit | None:
    """Who stands for the assignee's unit since it ended, when that lies outside of the caller's subtree; else None.

    A split leads there, or a commune that changed provinces: the caller still reads what was left, and puts no work on
    others.
    """
    heir, own = tree.left_to(assignment.assignee.path), tree.now(caller.unit_id)
    return None if heir is None or (own and own.id in heir.path) else heir


def names_of_parties(parties: Iterable[Party]) -> list[str]:
    """Under which names lists find what these coordinate in: the unit, the agency, and any agency of the unit."""
    names = {party.unit_id for party in parties}
    for party in parties:
        if party.kind == "agency":
            names |= {party.id, _any_agency(party.unit_id)}
    return sorted(names)


def names_of_caller(caller: Caller) -> tuple[str, ...]:
    """Which of these names the caller answers for."""
    if caller.role != "agency_officer":
        return caller.units
    return caller.agencies or tuple(_any_agency(unit_id) for unit_id in caller.units)


def _any_agency(unit_id: str) -> str:
    return f"*:{unit_id}"


def _sides(caller: Caller, assignment: Assignment, parent: Assignment | None) -> Iterable[Side]:
    if caller.role in OVERSEEING:
        if not set(caller.units).isdisjoint(assignment.assignee.path):
            yield OVERSEEING[caller.role]
        return
    if answers_for(caller, assignment.assignee):
        yield "assignee"
    if parent is not None and answers_for(caller, parent.assignee):
        yield "delegator"
    if any(answers_for(caller, party) for party in assignment.coordinating_parties):
        yield "coordinating"
