"""How a task stands in time by working days: the server's own rule, on what it last told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from chithi_mobile.core.models import Assignment, Json

VIETNAM = timezone(timedelta(hours=7))
SOON_DAYS = 3
LATE = ((8, "late_over_7"), (3, "late_3_7"), (1, "late_1_2"))
RESTING = frozenset({"suspended", "withdrawn"})
DAY = timedelta(days=1)
WORKDAYS, SATURDAY = 5, 5


def today(now: datetime) -> date:
    """The day in Vietnam."""
    return now.astimezone(VIETNAM).date()


@dataclass(frozen=True)
class Standing:
    """The class of time with the server's name for it; working days after the last day, and until it."""

    time_class: str
    late: int = 0
    left: int = 0


@dataclass(frozen=True)
class Calendar:
    """Monday to Friday, but for what the server told; of years that it did not tell of, weekends are all we know."""

    days_off: Sequence[date] = ()
    worked_weekends: Sequence[date] = ()

    @classmethod
    def from_json(cls, data: Json) -> "Calendar":
        days = {name: tuple(map(date.fromisoformat, data[name])) for name in ("days_off", "worked_weekends")}
        return cls(**days)

    def standing(self, task: Assignment, day: date) -> Standing:
        """How a task that is worked on stands that day; a request is never late, what rests stands nowhere."""
        if task.due is None or task.state in RESTING:
            return Standing("none")
        last = self._next_working(task.due, 0)  # a limit never ends on a day of rest (Civil Code art. 148.5)
        if task.mode != "request" and (late := self.working_days(last, day)):
            return Standing(next(name for least, name in LATE if late >= least), late=late)
        left = self.working_days(day, last)
        return Standing("in_time" if task.due > self._next_working(day, SOON_DAYS) else "due_soon", left=left)

    def is_working(self, day: date) -> bool:
        """Whether people are at work."""
        return day in self.worked_weekends if day.weekday() >= SATURDAY else day not in self.days_off

    def working_days(self, after: date, until: date) -> int:
        """Working days after the one day, up to and with the other; 0 when that comes first."""
        if until <= after:
            return 0
        more = sum(after < day <= until for day in self.worked_weekends)
        return _weekdays(until) - _weekdays(after) + more - sum(after < day <= until for day in self.days_off)

    def _next_working(self, day: date, count: int) -> date:
        """The `count`-th working day after a day; with 0 the day itself, or the first working day that follows."""
        if count:
            day += DAY
        while not self.is_working(day) or (count := count - 1) > 0:
            day += DAY
        return day


def _weekdays(day: date) -> int:
    """Days from Monday to Friday since the beginning of the calendar."""
    weeks, days = divmod(day.toordinal(), 7)  # its first day was a Monday
    return weeks * WORKDAYS + min(days, WORKDAYS)
