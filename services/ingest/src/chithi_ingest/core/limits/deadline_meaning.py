"""What a matched time limit means: its last day, its recurrence or its length, against the day of issue."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from chithi_ingest.core.limits.calendar import after, day, lunar_new_year, month_end, quarter_number
from chithi_ingest.core.limits.recurrence import rule_of
from chithi_ingest.core.limits.time_words import COUNT_WORDS

_UNITS = {"giờ": ("PT", "H"), "ngày": ("P", "D"), "tuần": ("P", "W"), "tháng": ("P", "M"), "năm": ("P", "Y")}
_SIGNING = re.compile(r"từ (?:ngày |khi |thời điểm )?(?:ký|ban hành|chỉ thị (?:này )?(?:được )?(?:ký|ban hành))")
_RECEIPT = re.compile(r"(?:từ|sau) (?:ngày |khi |thời điểm )?(?:nhận|tiếp nhận)")
_EVENT = re.compile(r"\b(?:từ (?:ngày|khi|thời điểm)|sau khi|trước)\s")
_STRICTLY_BEFORE = re.compile(r"(?:chậm nhất |đến )?trước\s")
_EARLY, _MIDDLE = 10, 20


@dataclass(frozen=True, slots=True)
class Issue:
    """The day of issue where it is known, and the year that limits without one belong to."""

    on: date | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """The fields of a `Deadline` beside its text and kind."""

    due: date | None = None
    rule: str | None = None
    duration: str | None = None
    working_days: bool = False
    counted_from: Literal["signing", "receipt", "event"] | None = None


Resolve = Callable[[re.Match[str], Issue], Meaning]


def _rolled(match: re.Match[str], issue: Issue, last: Callable[[int], date | None]) -> Meaning:
    """The day in the printed year, else in the year of issue, or in the next when that day is past at issue."""
    if match["y"]:
        return Meaning(due=last(int(match["y"])))
    due = last(issue.year) if issue.year else None
    if due and issue.on and issue.year and due < issue.on:
        due = last(issue.year + 1)
    return Meaning(due=due)


def on_day(match: re.Match[str], issue: Issue) -> Meaning:
    """The printed day, with `trước` too: offices take it as the last day."""
    return _rolled(match, issue, lambda year: day(year, match["m"], match["d"]))


def in_month(match: re.Match[str], issue: Issue) -> Meaning:
    """The end of the month; of its first ten or twenty days after `đầu`, `giữa`; the eve of it after `trước`."""
    month = match["m2"] or match["m"]

    def last(year: int) -> date | None:
        end = month_end(year, month)
        if end and match["part"] in ("đầu", "giữa"):
            return end.replace(day=_EARLY if match["part"] == "đầu" else _MIDDLE)
        return end and _eve(match, end.replace(day=1), end)

    return _rolled(match, issue, last)


def in_quarter(match: re.Match[str], issue: Issue) -> Meaning:
    """The end of the quarter, or of its first or second month after `đầu`, `giữa`."""
    number = quarter_number(match["q2"] or match["q"]) or 1
    months = {"đầu": 1, "giữa": 2}.get(match["part"] or "", 3)

    def last(year: int) -> date | None:
        end = month_end(year, 3 * (number - 1) + months)
        return end and _eve(match, date(year, 3 * number - 2, 1), end)

    return _rolled(match, issue, last)


def in_half(match: re.Match[str], issue: Issue) -> Meaning:
    """30 June or 31 December."""
    return _rolled(match, issue, lambda year: month_end(year, 6 if match["half"] == "đầu" else 12))


def in_year(match: re.Match[str], issue: Issue) -> Meaning:
    """31 December; 30 June after `giữa`, 31 March after `đầu`."""
    months = {"đầu": 3, "giữa": 6}.get(match["part"] or "", 12)

    def last(year: int) -> date | None:
        end = month_end(year, months)
        return end and _eve(match, date(year, 1, 1), end)

    return _rolled(match, issue, last)


def _eve(match: re.Match[str], first: date, last: date) -> date:
    """`trước tháng 9` ends on 31 August, `trước cuối tháng 9` within September."""
    strictly = _STRICTLY_BEFORE.match(match.group()) and not match["part"] and first > date.min
    return first - timedelta(days=1) if strictly else last


def before_tet(match: re.Match[str], issue: Issue) -> Meaning:
    """The day before the first of the lunar year."""

    def last(year: int) -> date | None:
        tet = lunar_new_year(year)
        return tet and tet - timedelta(days=1)

    return _rolled(match, issue, last)


def recurs(match: re.Match[str], _issue: Issue) -> Meaning:
    """The recurrence that the words state."""
    return Meaning(rule=rule_of(match.group()))


def lasts(match: re.Match[str], issue: Issue) -> Meaning:
    """A length of time; counted from the signing it gives a day."""
    words = match.group()
    prefix, unit = _UNITS[match["unit"]]
    count = int(match["n"] or match["n2"] or COUNT_WORDS[match["w"]])
    duration = f"{prefix}{count}{unit}"
    working = "làm việc" in words
    counted = _counted_from(words)
    due = after(issue.on, duration, working_days=working) if issue.on and counted == "signing" else None
    return Meaning(due=due, duration=duration, working_days=working, counted_from=counted)


def on_receipt(_match: re.Match[str], _issue: Issue) -> Meaning:
    """`ngay sau khi nhận được Chỉ thị`: at once, from the receipt on."""
    return Meaning(counted_from="receipt")


def unresolved(_match: re.Match[str], _issue: Issue) -> Meaning:
    """A limit that no calendar knows."""
    return Meaning()


def _counted_from(words: str) -> Literal["signing", "receipt", "event"] | None:
    if _SIGNING.search(words):
        return "signing"
    if _RECEIPT.search(words):
        return "receipt"
    return "event" if _EVENT.search(words) else None
