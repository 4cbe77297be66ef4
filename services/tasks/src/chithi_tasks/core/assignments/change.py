"""One change of one assignment: who, when, what before and after. Applied in order they give the present one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from typing import Any, Literal

from chithi_tasks.core.assignments.assignment import Assignment

Action = Literal[
    "accept",
    "start",
    "report",
    "report-returned",
    "complete",
    "return",
    "reopen",
    "suspend",
    "resume",
    "withdraw",
    "due",
    "extension",
    "extension-decision",
    "assignee",
    "lead",
    "delegate",
    "reissue",
    "comments",
    "chase",
    "roll-up",
    "move",
]


class OutOfOrder(Exception):
    """The change does not follow the assignment's present version."""

    def __init__(self, change: "Change", version: int) -> None:
        super().__init__(f"change {change.version} of {change.assignment_id} cannot follow version {version}")


@dataclass(frozen=True, slots=True)
class By:
    """Who made a change."""

    who: str
    name: str


SYSTEM = By("system", "Hệ thống")


@dataclass(frozen=True, slots=True)
class Change:
    """What one action made of an assignment: fields that differ, before and after; `note` is the reason or comment."""

    assignment_id: str
    version: int
    at: datetime
    action: Action
    by: By
    before: dict[str, Any]
    after: dict[str, Any]
    note: str | None = None


def change(
    assignment: Assignment, action: Action, by: By, at: datetime, *, note: str | None = None, **fields: Any
) -> Change:
    """The change that gives these fields these values."""
    after = {name: value for name, value in fields.items() if getattr(assignment, name) != value}
    return Change(
        assignment_id=assignment.id,
        version=assignment.version + 1,
        at=at,
        action=action,
        by=by,
        before={name: getattr(assignment, name) for name in after},
        after=after,
        note=note,
    )


def applied(assignment: Assignment, made: Change) -> Assignment:
    """The assignment after the change; refuses one that does not follow."""
    if (made.assignment_id, made.version) != (assignment.id, assignment.version + 1):
        raise OutOfOrder(made, assignment.version)
    return replace(assignment, version=made.version, updated_at=made.at, **made.after)


def replayed(issued: Assignment, changes: Iterable[Change]) -> Assignment:
    """The present assignment out of the issued one and all its changes. `delegated` follows the children instead."""
    return reduce(applied, changes, issued)
