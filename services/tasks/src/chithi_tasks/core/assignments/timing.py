"""How an assignment stands in time, by Vietnamese working days: asked of the clock each time, never stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal, get_args

from chithi_contracts.events.assignment import State

VIETNAM = timezone(timedelta(hours=7), "UTC+7")
DUE_SOON_DAYS = 3
RECEIPT_DAYS = 1
LATE_STEPS = (1, 3, 8)  # working days after the last day from which each class of lateness begins
WEEKEND = (5, 6)
DAY, YEAR = timedelta(days=1), timedelta(days=366)

TimeClass = Literal["none", "in_time", "due_soon", "late_1_2", "late_3_7", "late_over_7"]
TIME_CLASSES: tuple[TimeClass, ...] = get_args(TimeClass)
LATE: tuple[TimeClass, ...] = ("late_1_2", "late_3_7", "late_over_7")
TimedMode = Literal["assign", "request", "delegate"]
RESTING: frozenset[State] = frozenset({"suspended", "withdrawn"})
DONE: frozenset[State] = frozenset({"reported", "completed"})


def day_of(at: datetime) -> date:
    """The day in Vietnam."""
    return at.astimezone(VIETNAM).date()


def start_of(day: date) -> datetime:
    """The moment in UTC at which a day begins in Vietnam."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).astimezone(UTC)


def is_working(day: date) -> bool:
    """Neither a weekend nor a public holiday (Labour Code art. 112), with the days that the Government exchanged."""
    before = _worked(day.year)[day.timetuple().tm_yday - 1]
    return _worked(day.year)[day.timetuple().tm_yday] > before


def working_days(after: date, until: date) -> int:
    """Working days after the one day, up to and with the other; 0 when that comes first."""
    if until <= after:
        return 0
    whole = sum(_worked(year)[-1] for year in range(after.year, until.year))
    return whole + _worked(until.year)[until.timetuple().tm_yday] - _worked(after.year)[after.timetuple().tm_yday]


@lru_cache(maxsize=4096)  # rows of a list share their days
def next_working(day: date, count: int = 1) -> date:
    """The `count`-th working day after a day; with 0 the day itself, or the first working day that follows."""
    days = _onwards(day if count == 0 else day + DAY, DAY)
    return next(at for at in days if is_working(at) and (count := count - 1) <= 0)


def last_day(due: date) -> date:
    """The working day with whose end the time is over: a limit never ends on a day of rest (Civil Code art. 148.5)."""
    return next_working(due, 0)


def exceptions(first: date, last: date) -> Iterator[date]:
    """The days of this time that are not as their weekday says: days off from Monday to Friday, worked weekends."""
    days = (first + n * DAY for n in range((last - first).days + 1))
    return (day for day in days if is_working(day) == (day.weekday() in WEEKEND))


def receipt_due(issued_at: datetime) -> date:
    """The last day for confirming receipt: the working day after the issue (Decree 30/2020/ND-CP, article 21)."""
    return next_working(day_of(issued_at), RECEIPT_DAYS)


def receipt_overdue_before(today: date) -> datetime:
    """What was issued before this moment had to be received before today: it is where the last working day began."""
    return start_of(next(day for day in _onwards(today - DAY, -DAY) if is_working(day)))


@dataclass(frozen=True, slots=True)
class Timed:
    """What the time class depends on; `reported_at` is the report that a reported or completed assignment rests on."""

    state: State
    mode: TimedMode
    due: date | None
    reported_at: datetime | None = None

    def days_late(self, today: date) -> int:
        """Working days after the last day, until today or until the report; 0 for a request and for what rests."""
        if self.due is None or self.due >= today or self.mode == "request" or self.state in RESTING:
            return 0
        return working_days(last_day(self.due), self._judged(today))

    def time_class(self, today: date) -> TimeClass:
        """Where it stands; what was done in time stays in time."""
        if self.due is None or self.state in RESTING:
            return "none"
        if late := self.days_late(today):
            return LATE[sum(late >= step for step in LATE_STEPS) - 1]
        if self.state in DONE or self.due > next_working(today, DUE_SOON_DAYS):
            return "in_time"
        return "due_soon"

    def days_left(self, today: date) -> int | None:
        """Working days until the last day; None where none is running, or it is more than a year away."""
        if self.due is None or self.state in RESTING | DONE or self.due - today > YEAR:
            return None
        return working_days(today, last_day(self.due))

    def _judged(self, today: date) -> date:
        return day_of(self.reported_at) if self.state in DONE and self.reported_at else today


@dataclass(frozen=True, slots=True)
class Range:
    """Last days from `first` to `last`, both inside; None is open."""

    first: date | None
    last: date | None

    def __contains__(self, due: date) -> bool:
        return (self.first is None or due >= self.first) and (self.last is None or due <= self.last)


def boundaries(today: date) -> dict[TimeClass, Range]:
    """The last days that make an assignment which is being worked on fall into each class; without one it is `none`.

    Holds for the modes `assign` and `delegate`; a request is `due_soon` wherever these would be late. What was reported
    is judged by the day of the report instead.
    """
    over, some, one = (_back(today, step) for step in reversed(LATE_STEPS))
    soon = next_working(today, DUE_SOON_DAYS)
    return {
        "late_over_7": Range(None, over),
        "late_3_7": Range(over + DAY, some),
        "late_1_2": Range(some + DAY, one),
        "due_soon": Range(one + DAY, soon),
        "in_time": Range(soon + DAY, None),
    }


def _back(today: date, count: int) -> date:
    """The latest working day after which `count` working days have passed by today."""
    days = (at for at in _onwards(today, -DAY) if is_working(at))
    return [next(days) for _ in range(count + 1)][-1]


def _onwards(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += step


@lru_cache(maxsize=64)
def _worked(year: int) -> tuple[int, ...]:
    """At index n, how many of the year's first n days are working days."""
    from holidays.countries.vietnam import Vietnam  # a tenth of a second, not for those who ask nothing

    calendar, counts, day = Vietnam(years=year), [0], date(year, 1, 1)  # type: ignore[no-untyped-call]
    for offset in range(366 if _leap(year) else 365):
        counts.append(counts[-1] + calendar.is_working_day(day + offset * DAY))
    return tuple(counts)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
