"""How the progress of what was handed on shows in the assignment that it was handed on from."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from chithi_tasks.core.assignments.assignment import Assignment, Delegated
from chithi_tasks.core.assignments.change import SYSTEM, Change, change

BEFORE_REPORT = ("issued", "received", "in_progress")


def counted(parent: Assignment, before: Assignment | None, after: Assignment | None) -> Assignment:
    """The parent with its counts after one child changed, was added (no `before`) or taken away.

    The counts follow the children in the same transaction; they are no version of the parent of their own, so that
    thousands of children who report do not outdate what a coordinator is looking at.
    """
    old, new, held = _weight(before), _weight(after), parent.delegated or Delegated()
    sums = (count - minus + plus for count, minus, plus in zip(_counts(held), old, new, strict=True))
    return replace(parent, delegated=Delegated(*sums))


def roll_up(parent: Assignment, at: datetime, *, moved_on: bool) -> Change | None:
    """What the children's progress makes of the parent; `moved_on` tells that a child has just reported.

    The first child that confirmed receipt makes it in progress. Once all live children have reported it is reported.
    When one of them is sent back after that, it is in progress again. A report of its own outweighs the children.
    """
    held = parent.delegated or Delegated()
    received: dict[str, Any] = {"received_at": parent.received_at or at}
    all_reported = 0 < held.total == held.reported
    if all_reported and (parent.state in BEFORE_REPORT or (parent.state == "returned" and moved_on)):
        return change(parent, "roll-up", SYSTEM, at, state="reported", reported_at=at, by_children=True, **received)
    if parent.state in ("issued", "received") and held.received:
        return change(parent, "roll-up", SYSTEM, at, state="in_progress", **received)
    if parent.state == "reported" and parent.by_children and not all_reported:
        return change(parent, "roll-up", SYSTEM, at, state="in_progress", reported_at=None, by_children=False)
    return None


def _weight(child: Assignment | None) -> tuple[int, int, int, int]:
    if child is None or child.state == "withdrawn":
        return (0, 0, 0, 0)
    state = child.suspension.state if child.suspension else child.state
    return (1, child.received_at is not None, state in ("reported", "completed"), state == "completed")


def _counts(held: Delegated) -> tuple[int, int, int, int]:
    return (held.total, held.received, held.reported, held.completed)
