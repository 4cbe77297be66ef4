"""How many assignments of which kind: kept in cells that forget the assignment but know its class on any day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from chithi_contracts.events.assignment import State
from chithi_tasks.core.assignments.assignment import Assignment, Mode
from chithi_tasks.core.assignments.query import (
    BEHIND,
    MODES,
    MOST_LATE,
    NEVER,
    NO_LATE_DAYS,
    STATES,
    Filter,
    due_place,
)
from chithi_tasks.core.assignments.timing import DONE, LATE, LATE_STEPS, RESTING, TIME_CLASSES, TimeClass, Timed, day_of

_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Cell:
    """What the time class depends on. What is done keeps its days late instead of its last day: they stay."""

    state: State
    mode: Mode
    due: str
    late: int

    @classmethod
    def of(cls, assignment: Assignment) -> "Cell":
        """The cell that counts this assignment."""
        state, late = assignment.state, late_when_done(assignment)
        return cls.stored(state, assignment.mode, due_place(state, assignment.due), late)

    @classmethod
    def stored(cls, state: State, mode: Mode, due: str, late: int) -> "Cell":
        """The same, from what is stored; where the last day makes no difference the cell forgets it."""
        if late != NO_LATE_DAYS:
            return cls(state, mode, "", late)
        return cls(state, mode, NEVER if state in RESTING else due.removeprefix(BEHIND), late)

    @classmethod
    def named(cls, name: str) -> "Cell":
        """The cell of this name."""
        state, mode, due, late = name.split(_SEPARATOR)
        known_state = next(one for one in STATES if one == state)
        return cls(known_state, next(one for one in MODES if one == mode), due, int(late))

    @property
    def name(self) -> str:
        """A name that may be the name of a stored field."""
        return _SEPARATOR.join((self.state, self.mode, self.due, str(self.late)))

    def time_class(self, today: date) -> TimeClass:
        """The class of every assignment in the cell."""
        if self.late != NO_LATE_DAYS:
            return LATE[sum(self.late >= step for step in LATE_STEPS) - 1] if self.late else "in_time"
        due = None if self.due == NEVER else date.fromisoformat(self.due)
        return Timed(self.state, self.mode, due).time_class(today)


def late_when_done(assignment: Assignment) -> int:
    """Working days that a reported or completed assignment was late, at most `MOST_LATE`; else `NO_LATE_DAYS`."""
    if assignment.state not in DONE or assignment.due is None:
        return NO_LATE_DAYS
    judged = assignment.timed.reported_at or assignment.updated_at
    return min(assignment.timed.days_late(day_of(judged)), MOST_LATE)


class Kind(NamedTuple):
    """What figures tell apart."""

    state: State
    mode: Mode
    time_class: TimeClass


@dataclass(slots=True)
class Figures:
    """Counts for a filter: each breakdown leaves its own part of the filter aside, so that the other choices show."""

    total: int = 0
    by_time_class: Counter[TimeClass] = field(default_factory=Counter)
    by_state: Counter[State] = field(default_factory=Counter)

    def add(self, kind: Kind, count: int, asked: Filter) -> None:
        """Count what is of a kind."""
        if asked.modes and kind.mode not in asked.modes:
            return
        timely = not asked.time_classes or kind.time_class in asked.time_classes
        stated = not asked.states or kind.state in asked.states
        self.total += count if timely and stated else 0
        if stated:
            self.by_time_class[kind.time_class] += count
        if timely:
            self.by_state[kind.state] += count


def counted(kinds: Mapping[Kind, int], asked: Filter) -> Figures:
    """The figures for a filter, with a zero for what there is none of."""
    figures = Figures(0, Counter(dict.fromkeys(TIME_CLASSES, 0)), Counter(dict.fromkeys(STATES, 0)))
    for kind, count in kinds.items():
        figures.add(kind, count, asked)
    return figures


def kinds_of(cells: Mapping[str, int], today: date) -> Counter[Kind]:
    """What the named cells count, as it stands on a day."""
    kinds: Counter[Kind] = Counter()
    for name, count in cells.items():
        if count:
            kinds[_kind(name, today)] += count
    return kinds


def moved(before: Iterable[Cell], after: Iterable[Cell]) -> dict[str, int]:
    """By how much each cell changes when assignments leave the ones and enter the others."""
    change = Counter(cell.name for cell in after)
    change.subtract(cell.name for cell in before)
    return {name: count for name, count in change.items() if count}


@lru_cache(maxsize=100_000)  # every series has much the same cells, thousands of them
def _kind(name: str, today: date) -> Kind:
    cell = Cell.named(name)
    return Kind(cell.state, cell.mode, cell.time_class(today))
