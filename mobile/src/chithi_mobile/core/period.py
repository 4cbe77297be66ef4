"""Monthly periods of Decree 09/2019/ND-CP: month 11 runs from 15 October to 14 November."""

from datetime import date, timedelta

DAYS_TO_FILE = 10
"""After a period closes, the form still proposes it for so long: that is when its report is written."""


def period_of(day: date) -> str:
    """The period that a day's events belong to: `2026-12` for 15 November 2026."""
    return _id(day.year, day.month + (day.day >= 15))


def span(period: str) -> tuple[date, date]:
    """First and last day; raises ValueError for anything that is not `YYYY-MM`."""
    year, month = (int(part) for part in period.split("-"))
    before = previous(period)
    return date(int(before[:4]), int(before[5:]), 15), date(year, month, 14)


def previous(period: str) -> str:
    return _id(int(period[:4]), int(period[5:]) - 1)


def following(period: str) -> str:
    return _id(int(period[:4]), int(period[5:]) + 1)


def proposed(today: date) -> str:
    """The period an officer most likely files for today."""
    return period_of(today - timedelta(days=DAYS_TO_FILE))


def _id(year: int, month: int) -> str:
    """Months 0 and 13 belong to the neighbouring years."""
    years, index = divmod(year * 12 + month - 1, 12)
    return f"{years:04d}-{index + 1:02d}"
