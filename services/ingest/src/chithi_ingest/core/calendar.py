"""Days and last days of months, quarters and half years."""

from calendar import monthrange
from datetime import date

_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}


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


def quarter_end(year: str | int | None, quarter: str) -> date | None:
    """The last day of a quarter that is written `III`, `iii` or `3`."""
    return month_end(year, 3 * _QUARTERS[quarter.upper()]) if quarter.upper() in _QUARTERS else None
