"""What a parent's end, rest or completion means for those whom it was handed on to."""

from datetime import datetime

from chithi_tasks.core.assignments import steering
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.change import Action, By, Change

FOLLOWED: frozenset[Action] = frozenset({"withdraw", "suspend", "resume", "complete"})
ABOVE_DONE = "Nhiệm vụ giao đã hoàn thành."


def following(action: Action, child: Assignment, by: By, at: datetime, reason: str | None) -> Change | None:
    """The child's change after its parent's `action`, or None where it stays as it is.

    What rests with its parent resumes with it; a child that was put to rest by itself does not. When a parent is
    completed, children that have reported are completed too, the others no longer bind.
    """
    if action == "withdraw" and child.live:
        return steering.withdraw(child, by, at, reason=reason or "")
    if action == "suspend" and child.open:
        return steering.suspend(child, by, at, reason=reason or "", with_parent=True)
    if action == "resume" and child.suspension is not None and child.suspension.with_parent:
        return steering.resume(child, by, at)
    if action == "complete" and child.live:
        note = reason or ABOVE_DONE
        done = child.state == "reported"
        return steering.finish(child, by, at, note) if done else steering.withdraw(child, by, at, reason=note)
    return None
