"""Reporting periods of Decree 09/2019/ND-CP: from the 15th of the month before to the 14th of the last month."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

VIETNAM = timedelta(hours=7)  # ahead of UTC, all year
Kind = Literal["month", "quarter", "half", "nine", "year"]

_SHAPE = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<nine>9M)))?", re.ASCII
)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class UnknownPeriodError(ValueError):
    """The text names no period."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no period; write 2026-11, 2026-Q4, 2026-H2, 2026-9M or 2026")


@dataclass(frozen=True)
class Period:
    """A period as months of a reporting year; `number` counts the periods of its kind within the year, from 1."""

    kind: Kind
    year: int
    number: int = 1

    @property
    def id(self) -> str:
        """`2026-11`, `2026-Q4`, `2026-H2`, `2026-9M` or `2026`."""
        tail = {"month": f"-{self.number:02}", "quarter": f"-Q{self.number}", "half": f"-H{self.number}"}
        return f"{self.year}{tail.get(self.kind, '-9M' if self.kind == 'nine' else '')}"

    @property
    def title(self) -> str:
        """As officials name it."""
        names = {
            "month": f"Tháng {self.number}/{self.year}",
            "quarter": f"Quý {('I', 'II', 'III', 'IV')[self.number - 1] if self.kind == 'quarter' else ''}/{self.year}",
            "half": f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {self.year}",
            "nine": f"9 tháng năm {self.year}",
            "year": f"Năm {self.year}",
        }
        return names[self.kind]

    @property
    def _months(self) -> tuple[int, int]:
        size = {"month": 1, "quarter": 3, "half": 6, "nine": 9, "year": 12}[self.kind]
        return (self.number - 1) * size + 1, self.number * size

    @property
    def first(self) -> date:
        """The 15th of the month before."""
        month = self._months[0]
        return date(self.year, month - 1, 15) if month > 1 else date(self.year - 1, 12, 15)

    @property
    def last(self) -> date:
        """The 14th of the last month."""
        return date(self.year, self._months[1], 14)

    @property
    def months(self) -> tuple["Period", ...]:
        """The months that make up the period; their counts add up to its own."""
        first, last = self._months
        return tuple(Period("month", self.year, number) for number in range(first, last + 1))

    @property
    def previous(self) -> "Period":
        """The period of the same kind just before; nine months and years are compared with the year before."""
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1)
        per_year = {"month": 12, "quarter": 4, "half": 2, "nine": 1, "year": 1}[self.kind]
        return Period(self.kind, self.year - 1, per_year)

    @property
    def same_last_year(self) -> "Period":
        """The period that official comparisons are made with."""
        return Period(self.kind, self.year - 1, self.number)


def parse(text: str) -> Period:
    """Read a period's id; raises `UnknownPeriodError`."""
    found = _SHAPE.fullmatch(text)
    if not found or not _FIRST_YEAR <= int(found["year"]) <= _LAST_YEAR:
        raise UnknownPeriodError(text)
    year = int(found["year"])
    if found["nine"]:
        return Period("nine", year)
    numbered: tuple[Kind, ...] = ("month", "quarter", "half")
    return next((Period(kind, year, int(found[kind])) for kind in numbered if found[kind]), Period("year", year))


def day_in_vietnam(moment: datetime) -> date:
    """The day on a Vietnamese calendar at a moment of UTC."""
    return (moment + VIETNAM).date()


def month_of(day: date) -> Period:
    """The month that the day counts towards: 15 December already belongs to January."""
    if day.day < 15:
        return Period("month", day.year, day.month)
    return Period("month", day.year + day.month // 12, day.month % 12 + 1)
