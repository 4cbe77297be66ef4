"""Numbers, dates and changes as Vietnamese officials write them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal

VIETNAM = timezone(timedelta(hours=7), "UTC+7")
MISSING = "—"
MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"
FEW = 10
Meaning = Literal["good", "bad", "plain"]
Better = Literal["up", "down"] | None


def number(value: float | None, digits: int = 0) -> str:
    """1234.5 -> `1.234,5`; None is missing, which is not zero."""
    if value is None:
        return MISSING
    text = f"{abs(value):,.{digits}f}".translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if value < 0 and text.strip("0,.") else text


def percent(part: float, whole: float, digits: int = 1) -> str:
    """12 of 129 -> `9,3 %`; no whole, no rate."""
    return MISSING if not whole else f"{number(100 * part / whole, digits)}{NBSP}%"


def local(moment: datetime) -> datetime:
    """The moment on a Vietnamese clock."""
    return moment.astimezone(VIETNAM)


def day(value: date) -> str:
    """`14/03/2026`; a moment counts as its day in Vietnam."""
    if isinstance(value, datetime):
        value = local(value)
    return f"{value:%d/%m/%Y}"


def clock(moment: datetime) -> str:
    """`21:04 14/03/2026`."""
    return f"{local(moment):%H:%M %d/%m/%Y}"


def hour(moment: datetime) -> str:
    """`21:04:09`, for figures that change while one looks."""
    return f"{local(moment):%H:%M:%S}"


AGO = {
    "vi": ("vừa xong", "{} phút trước", "{} giờ trước", "hôm nay {}", "hôm qua {}", "{} ngày trước"),
    "en": ("just now", "{} min ago", "{} h ago", "today {}", "yesterday {}", "{} days ago"),
}


def ago(moment: datetime, now: datetime, lang: str = "vi") -> str:
    """How long ago, as people say it; the exact time belongs into the title."""
    just, minutes, hours, today, yesterday, many_days = AGO[lang]
    seconds = (now - moment).total_seconds()
    if seconds < 60:
        return just
    if seconds < 3600:
        return minutes.format(int(seconds // 60))
    if seconds < 12 * 3600:
        return hours.format(int(seconds // 3600))
    days = (local(now).date() - local(moment).date()).days
    if days < 2:
        return (yesterday if days else today).format(f"{local(moment):%H:%M}")
    return many_days.format(days) if days < 7 else day(moment)


def span(first: date, last: date) -> str:
    """`15/02 – 14/03`, with the years where they differ."""
    shape = "%d/%m" if first.year == last.year else "%d/%m/%Y"
    return f"{first:{shape}} – {last:{shape}}"


@dataclass(frozen=True)
class Change:
    """A difference; the arrow repeats its sign in shape, and its colour the meaning, which never stands alone."""

    text: str
    meaning: Meaning = "plain"
    arrow: str = ""


def change(now: float | None, before: float | None, better: Better = None) -> Change:
    """Against an earlier period: `▲ +12,4 %`; from a few cases their number, which says more than a rate."""
    if now is None or before is None:
        return Change(MISSING)
    if now == before:
        return Change("không đổi")
    up = now > before
    apart = abs(now - before)
    size = number(apart) if before < FEW else f"{number(100 * apart / before, 1)}{NBSP}%"
    meaning: Meaning = "plain" if better is None else "good" if (better == "up") == up else "bad"
    return Change(f"+{size}" if up else f"{MINUS}{size}", meaning, "▲" if up else "▼")


FILTERS = {
    "number": number,
    "percent": percent,
    "day": day,
    "clock": clock,
    "hour": hour,
    "ago": ago,
    "change": change,
}
