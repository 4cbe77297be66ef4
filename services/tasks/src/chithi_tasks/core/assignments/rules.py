"""Who may do what with an assignment in which state: the table of the state machine."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from chithi_contracts.events.assignment import State
from chithi_tasks.core.assignments.assignment import LIVE, OPEN, WORKING, Assignment
from chithi_tasks.core.assignments.change import Action

Side = Literal["assignee", "steering", "delegator", "coordinating", "clerk", "reader"]
DEEPEST = 3

STATES: frozenset[State] = frozenset(get_args(State))
ASSIGNEE: frozenset[Side] = frozenset({"assignee"})
STEERING: frozenset[Side] = frozenset({"steering"})
ABOVE: frozenset[Side] = frozenset({"steering", "delegator"})
TALKING: frozenset[Side] = frozenset({"assignee", "steering", "delegator", "coordinating", "clerk"})


class NotYours(Exception):
    """The action belongs to another side."""

    def __init__(self, action: Action) -> None:
        super().__init__(f"{action} belongs to another side")
        self.action = action


class NotAllowed(Exception):
    """The assignment's state does not allow the action; `possible` are those that it does allow the caller."""

    def __init__(self, assignment: Assignment, action: Action, possible: tuple[Action, ...] = ()) -> None:
        super().__init__(f"an assignment that is {assignment.state} does not allow {action}")
        self.assignment, self.action, self.possible = assignment, action, possible


def _always(_: Assignment) -> bool:
    return True


def _has_due(assignment: Assignment) -> bool:
    return assignment.due is not None


def _wished(assignment: Assignment) -> bool:
    return assignment.extension is not None and assignment.extension.state == "asked"


def _several_lead(assignment: Assignment) -> bool:
    return len(assignment.leads) > 1


def _not_too_deep(assignment: Assignment) -> bool:
    return assignment.depth < DEEPEST


@dataclass(frozen=True, slots=True)
class Rule:
    """The sides that may, the states from which, the state to which (None: it stays), and what else must hold."""

    sides: frozenset[Side]
    states: frozenset[State]
    to: State | None = None
    when: Callable[[Assignment], bool] = _always


RULES: dict[Action, Rule] = {
    "accept": Rule(ASSIGNEE, frozenset({"issued"}), "received"),
    "start": Rule(ASSIGNEE, frozenset({"issued", "received", "returned"}), "in_progress"),
    "extension": Rule(ASSIGNEE, WORKING, when=_has_due),
    "delegate": Rule(ASSIGNEE | STEERING, WORKING, when=_not_too_deep),
    "complete": Rule(ABOVE, frozenset({"received", "in_progress", "reported", "returned"}), "completed"),
    "return": Rule(ABOVE, frozenset({"reported"}), "returned"),
    "reopen": Rule(ABOVE, frozenset({"completed"}), "in_progress"),
    "suspend": Rule(ABOVE, OPEN, "suspended"),
    "resume": Rule(ABOVE, frozenset({"suspended"})),  # to the state before
    "withdraw": Rule(ABOVE, LIVE, "withdrawn"),
    "due": Rule(ABOVE, LIVE),
    "extension-decision": Rule(ABOVE, LIVE, when=_wished),
    "assignee": Rule(STEERING, WORKING | {"suspended"}),
    "lead": Rule(STEERING, WORKING, when=_several_lead),
    "chase": Rule(ABOVE, WORKING),
    "comments": Rule(TALKING, STATES),
}


def possible(assignment: Assignment, sides: Iterable[Side]) -> tuple[Action, ...]:
    """The actions that somebody on these sides may take now."""
    mine = set(sides)
    return tuple(action for action, rule in RULES.items() if rule.sides & mine and _fits(rule, assignment))


def check(assignment: Assignment, action: Action, sides: Iterable[Side]) -> Rule:
    """The rule that allows the action; raises `NotYours` for the wrong side, `NotAllowed` for the wrong moment."""
    mine, rule = set(sides), RULES[action]
    if not rule.sides & mine:
        raise NotYours(action)
    if not _fits(rule, assignment):
        raise NotAllowed(assignment, action, possible(assignment, mine))
    return rule


def _fits(rule: Rule, assignment: Assignment) -> bool:
    return assignment.state in rule.states and rule.when(assignment)
