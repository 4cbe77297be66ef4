"""How the reporting of a period stands: who filed, who did not, and whether that is late."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from chithi_reporting.core.periods import Period, month_of

WORKING_DAYS_TO_FILE = 2  # after closing, as provinces set it under Decree 09/2019
CHASING = timedelta(days=10)
Urgency = Literal["open", "soon", "late"]


def due(period: Period) -> date:
    """The last day to file: two working days after the period closed."""
    day, left = period.last, WORKING_DAYS_TO_FILE
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def urgency(period: Period, today: date) -> Urgency:
    """Whether a report that is missing today is just not written yet, due now, or late."""
    if today <= period.last:
        return "open"
    return "soon" if today <= due(period) else "late"


def default_month(today: date) -> Period:
    """The month that people work on: the one just closed while it is still being collected, then the running one."""
    running = month_of(today)
    closed = running.previous
    return closed if today - closed.last <= CHASING else running


@dataclass(frozen=True)
class Standing:
    """Units that have to file; `approved` and `waiting` filed."""

    expected: int
    approved: int
    waiting: int

    @property
    def filed(self) -> int:
        """Units that filed, approved or not."""
        return self.approved + self.waiting

    @property
    def missing(self) -> int:
        """Units that have not filed."""
        return max(self.expected - self.filed, 0)
