"""What a board shows: a filter over assignments, what it demands of their stored fields, and its place in the list."""

import base64
import binascii
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Literal, get_args

from chithi_contracts.events.assignment import State
from chithi_tasks.core.assignments.timing import (
    DONE,
    LATE,
    LATE_STEPS,
    RESTING,
    TimeClass,
    boundaries,
    receipt_overdue_before,
)

Mode = Literal["assign", "request", "delegate"]
Sort = Literal["due", "issued", "unit"]
MODES: tuple[Mode, ...] = get_args(Mode)
STATES: tuple[State, ...] = get_args(State)
WORKED_ON: tuple[State, ...] = tuple(state for state in STATES if state not in DONE | RESTING)
BINDING: tuple[Mode, ...] = ("assign", "delegate")
NEVER = "9999-12-31"  # where an assignment without a last day stands in the order of last days
LAST_DAY = "9999-12-30"
CLOSED: tuple[State, ...] = ("completed", "withdrawn")
BEHIND = "~"  # what is closed stands behind what is not, whatever its last day
NO_LATE_DAYS = -1
MOST_LATE = LATE_STEPS[-1]  # more days late than these make no difference to the class


class BadPlace(ValueError):
    """The cursor was not one of ours, or belongs to another order."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader asks for; an empty part asks nothing. `q` are words in any order, with or without diacritics."""

    directive_id: str | None = None
    agency: str | None = None
    unit_id: str | None = None
    parent_id: str | None = None
    states: frozenset[State] = frozenset()
    time_classes: frozenset[TimeClass] = frozenset()
    modes: frozenset[Mode] = frozenset()
    proposal: bool = False
    receipt_late: bool = False
    q: str = ""

    @property
    def counted(self) -> bool:
        """Whether kept figures answer it; what they do not tell apart asks for the assignments."""
        return not (self.agency or self.unit_id or self.parent_id or self.q or self.proposal or self.receipt_late)


@dataclass(frozen=True, slots=True)
class Demand:
    """Stored fields that an assignment of the list has. `due` and `late` are bounds, both inside.

    `issued_before` is a place in the order of issue, outside.
    """

    states: tuple[State, ...]
    modes: tuple[Mode, ...] = MODES
    due: tuple[str, str] | None = None
    late: tuple[int, int] | None = None
    issued_before: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: stored fields and their directions, the last one unique."""

    fields: tuple[str, ...]
    directions: tuple[int, ...] = field(default=())

    def steps(self, place: Sequence[str]) -> Iterator[dict[str, object]]:
        """What comes after a place: the same in all fields but the last, then in all but the last two, and so on."""
        for at in reversed(range(len(self.fields))):
            same: dict[str, object] = dict(zip(self.fields[:at], place, strict=False))
            beyond = "$gt" if self.directions[at] > 0 else "$lt"
            yield same | {self.fields[at]: {beyond: place[at]}}


ORDERS: dict[Sort, Order] = {
    "due": Order(("board.due", "_id"), (1, 1)),
    "issued": Order(("board.issued", "_id"), (-1, 1)),
    "unit": Order(("assignee.unit_id", "board.due", "_id"), (1, 1, 1)),
}


def demands(asked: Filter, today: date) -> list[Demand]:
    """Together they hold of exactly the assignments with the states, modes and time classes that are asked for."""
    states = tuple(state for state in STATES if not asked.states or state in asked.states)
    modes = tuple(mode for mode in MODES if not asked.modes or mode in asked.modes)
    before = None
    if asked.receipt_late:
        states, modes = _both(states, ("issued",)), _both(modes, BINDING)
        before = issued_place(receipt_overdue_before(today))
    both = (
        replace(demand, states=_both(demand.states, states), modes=_both(demand.modes, modes), issued_before=before)
        for demand in (_timely(asked.time_classes, today) if asked.time_classes else [Demand(STATES)])
    )
    return [demand for demand in both if demand.states and demand.modes]


def _timely(classes: Collection[TimeClass], today: date) -> Iterator[Demand]:
    yield from _worked_on(classes, today)
    yield from _done(classes)
    if "none" in classes:
        yield from _untimed()


def _worked_on(classes: Collection[TimeClass], today: date) -> Iterator[Demand]:
    """What is worked on is judged by today; a request is never late, but due soon for ever."""
    ranges = boundaries(today)
    for first, last in _runs([of for of in ranges if of in LATE], classes):
        yield Demand(WORKED_ON, BINDING, _bounds(ranges[first].first, ranges[last].last))
    for first, last in _runs([of for of in ranges if of not in LATE], classes):
        bounds = _bounds(ranges[first].first, ranges[last].last)
        yield Demand(WORKED_ON, MODES, bounds)
        if first == "due_soon":
            yield Demand(WORKED_ON, ("request",), ("", _before(bounds[0])))


def _before(day: str) -> str:
    return date.fromordinal(date.fromisoformat(day).toordinal() - 1).isoformat()


def _done(classes: Collection[TimeClass]) -> Iterator[Demand]:
    """What was reported or completed is judged by the day of its report."""
    steps = (0, *LATE_STEPS, MOST_LATE + 1)
    order: list[TimeClass] = ["in_time", *LATE]
    for first, last in _runs(order, classes):
        yield Demand(tuple(sorted(DONE)), late=(steps[order.index(first)], steps[order.index(last) + 1] - 1))


def _untimed() -> list[Demand]:
    """Without a last day, or at rest whatever the last day."""
    others = tuple(state for state in STATES if state not in CLOSED and state not in RESTING)
    endless = Demand(others, due=(NEVER, NEVER))
    return [Demand(tuple(sorted(RESTING))), endless, Demand(("completed",), due=(BEHIND + NEVER, BEHIND + NEVER))]


def _runs(order: Sequence[TimeClass], wanted: Collection[TimeClass]) -> Iterator[tuple[TimeClass, TimeClass]]:
    """The first and last of each unbroken run of wanted classes: one range instead of several."""
    for asked, group in groupby(order, lambda of: of in wanted):
        run = list(group)
        if asked:
            yield run[0], run[-1]


def _bounds(first: date | None, last: date | None) -> tuple[str, str]:
    return first.isoformat() if first else "", last.isoformat() if last else LAST_DAY


def _both(some: Sequence[object], others: Sequence[object]) -> tuple:  # type: ignore[type-arg]
    return tuple(one for one in some if one in others)


def due_place(state: State, due: date | None) -> str:
    """Where an assignment stands in the order of last days."""
    return (BEHIND if state in CLOSED else "") + (due.isoformat() if due else NEVER)


def issued_place(at: datetime) -> str:
    """Where an assignment stands in the order of issue."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def place_text(sort: Sort, place: Sequence[str]) -> str:
    """A place in a list as text that fits into a URL."""
    text = json.dumps([sort, *place], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(text: str, sort: Sort) -> list[str]:
    """The place that such a text says; raises `BadPlace`."""
    try:
        said = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadPlace(text) from error
    wanted = [str] * (len(ORDERS[sort].fields) + 1)
    if not isinstance(said, list) or said[:1] != [sort] or [type(part) for part in said] != wanted:
        raise BadPlace(text)
    return said[1:]
