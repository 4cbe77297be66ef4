"""Days that time limits end on: ends of months, and working days by the calendar of public holidays."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_DURATION = re.compile(r"P(?:(?P<T>T)?(?P<n>\d+)(?P<unit>[HDWMY]))")
_SATURDAY = 5
_LAST_YEAR = date.max.year - 1


def day(year: str | int | None, month: str | int | None, number: str | int | None) -> date | None:
    """The day, or `None` when a part is missing or no such day exists."""
    if not (year and month and number):
        return None
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def month_end(year: str | int | None, month: str | int | None) -> date | None:
    """The last day of a month."""
    if not (year and month) or not 1 <= int(month) <= 12 or not 1 <= int(year) <= 9999:
        return None
    return date(int(year), int(month), monthrange(int(year), int(month))[1])


def quarter_number(quarter: str) -> int | None:
    """1 to 4 for `III`, `iii` or `3`."""
    return _QUARTERS.get(quarter.upper())


def is_working_day(at: date) -> bool:
    """Neither a weekend day nor a public holiday (Labour Code art. 112, with the days that are moved for a year)."""
    return at.weekday() < _SATURDAY and at not in _holidays(at.year)


def working_days_after(start: date, count: int) -> date:
    """The `count`-th working day after `start`."""
    at = start
    while count > 0 and at.year < _LAST_YEAR:
        at += timedelta(days=1)
        count -= is_working_day(at)
    return at


def lunar_new_year(year: int) -> date | None:
    """The first day of Tết in a solar year."""
    return next((at for at, name in _holidays(year).items() if name == "Lunar New Year"), None)


def after(start: date, duration: str, *, working_days: bool) -> date | None:
    """The day on which an ISO 8601 duration of one unit (`P10D`, `PT48H`, `P2W`, `P3M`, `P1Y`) ends."""
    match = _DURATION.fullmatch(duration)
    if match is None:
        return None
    count, unit = int(match["n"]), match["unit"]
    if unit in ("M", "Y"):
        return _months_after(start, count if unit == "M" else 12 * count)
    days = {"H": -(-count // 24), "D": count, "W": 7 * count}[unit]
    return working_days_after(start, days) if working_days else start + timedelta(days=days)


def _months_after(start: date, count: int) -> date | None:
    years, month = divmod(start.month - 1 + count, 12)
    end = month_end(start.year + years, month + 1)
    return end and end.replace(day=min(start.day, end.day))


@lru_cache(maxsize=64)
def _holidays(year: int) -> dict[date, str]:
    from holidays.countries.vietnam import Vietnam  # a tenth of a second, for the few limits that need it

    return dict(Vietnam(years=year, expand=False, language="en_US"))  # type: ignore[no-untyped-call]
