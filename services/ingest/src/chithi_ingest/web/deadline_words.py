"""A recurrence or a duration in words: `FREQ=MONTHLY;BYMONTHDAY=15` is "hằng tháng, ngày 15"."""

import re
from collections.abc import Callable

Word = Callable[..., str]
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_UNITS = ("years", "months", "weeks", "days", "hours", "minutes")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rule_in_words(rule: str, word: Word) -> str:
    """The rule as people say it; what has no words here stays as it is, so that nothing is hidden."""
    parts = dict(part.split("=", 1) for part in rule.removeprefix("RRULE:").split(";") if "=" in part)
    every = _every(parts, word)
    if not every:
        return rule
    said = [every, *_days(parts, word)]
    return ", ".join(said)


def duration_in_words(duration: str, word: Word, *, working_days: bool = False) -> str:
    """`P5D` is "5 ngày", with `working_days` "5 ngày làm việc"."""
    found = _DURATION.fullmatch(duration)
    if not found or not any(found.groups()):
        return duration
    units = [(unit, int(n)) for unit, n in zip(_UNITS, found.groups(), strict=True) if n]
    named = ("working_days" if unit == "days" and working_days else unit for unit, _ in units)
    return " ".join(word(f"n_{name}", n=n) for name, (_, n) in zip(named, units, strict=True))


def _every(parts: dict[str, str], word: Word) -> str:
    interval = int(parts.get("INTERVAL", "1")) if parts.get("INTERVAL", "1").isdigit() else 0
    known = {
        ("DAILY", 1): "every_day",
        ("WEEKLY", 1): "every_week",
        ("WEEKLY", 2): "every_fortnight",
        ("MONTHLY", 1): "every_month",
        ("MONTHLY", 3): "every_quarter",
        ("MONTHLY", 6): "every_half_year",
        ("YEARLY", 1): "every_year",
        ("MONTHLY", 12): "every_year",
    }
    key = known.get((parts.get("FREQ", ""), interval))
    return word(key) if key else ""


def _days(parts: dict[str, str], word: Word) -> list[str]:
    said = []
    if day := parts.get("BYMONTHDAY"):
        said.append(word("last_day_of_month") if day == "-1" else word("on_day", day=day.replace(",", ", ")))
    if months := parts.get("BYMONTH"):
        said.append(word("in_months", months=months.replace(",", ", ")))
    if (weekday := parts.get("BYDAY")) in _WEEKDAYS:
        said.append(word(f"weekday_{_WEEKDAYS.index(str(weekday))}"))
    return said
