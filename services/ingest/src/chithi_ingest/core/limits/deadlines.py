"""Time limits and recurrences that bind a task, and time expressions that are only context."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from chithi_ingest.core.limits.deadline_context import is_context
from chithi_ingest.core.limits.deadline_meaning import Issue
from chithi_ingest.core.limits.deadline_shapes import SHAPES, Shape
from chithi_ingest.core.limits.recurrence import rule_of
from chithi_ingest.core.model import Deadline, Timing
from chithi_ingest.core.text.found import Found

_PERIODS = re.compile(
    r"(?<!\w)(?:(?:giai đoạn|thời kỳ|nhiệm kỳ)\s+(?:từ\s+)?(?:năm\s+)?\d{4}\s*(?:[-–]|đến(?: năm)?)\s*\d{4}"
    r"|\((?:\d{1,2}/\d{1,2}/)?\d{4}\s*[-–]\s*(?:\d{1,2}/\d{1,2}/)?\d{4}\)"
    r"|có hiệu lực(?: thi hành)?(?: kể)? từ (?:ngày )?\d{1,2}[/-]\d{1,2}(?:[/-]\d{4})?"
    r"|[Tt]ết Nguyên đán(?:\s+[A-ZĐÀ-Ỹ]\w*){0,2}(?:\s+(?:năm\s+)?\d{4})?"
    r"|trong các dịp (?:[Ll]ễ|[Tt]ết)[^.;:]{0,60}?(?=\s+trên|[.;]|$)"
    r"|Quốc khánh 0?2/9"
    r"|(?:sơ kết|tổng kết) \d{1,2} năm"
    r"|(?<!trong )(?<!đến )(?<!hết )(?<!trước )(?<!\d )(?<![IVX] )năm \d{4}(?:\s+theo kế hoạch)?)"
)
_TIME_WORD = re.compile(
    r"\b(?:ngày|tháng|qu[ýí]|năm|kỳ|thường xuyên|giờ|tuần|lần|đột xuất)\b|\d/\d|trước (?:tết|mùa|khai)"
    r"|ngay sau khi|khi có yêu cầu|phê duyệt"
)
_FIGURE = re.compile(r"\d")
_EVERY_YEAR = re.compile(r"\b(?:h[ằà]ng|mỗi|từng) năm\b")
_SENTENCE_END = re.compile(r"[.;:]\s|\n")
_REACH, _BEFORE = 100, 60  # of a shape after its first word of time, and before it
_UNSURE = 0.7
_NEEDED = frozenset(word for shape in SHAPES for word in shape.needs)
_ORDER: tuple[tuple[Timing, frozenset[str]], ...] = (
    ("dated", frozenset(("date", "month", "quarter", "half_year", "year"))),
    ("recurring", frozenset(("recurring", "periodic"))),
    ("relative", frozenset(("duration",))),
    ("standing", frozenset(("standing",))),
    ("open", frozenset(("open",))),
)


def read_deadlines(
    text: str, key: str, issued_on: date | None = None, year: int | None = None
) -> list[Found[Deadline]]:
    """Every limit of the text once, in reading order.

    A day without a year belongs to the year of issue, or to the next when it is past at issue; `year` stands in where
    the day of issue is not printed.
    """
    issue = Issue(issued_on, issued_on.year if issued_on else year)
    low = lowered(key)
    taken: list[Found[Deadline]] = []
    covered = bytearray(len(key))
    for shape, match in _matches(low):
        start, end = match.span()
        if any(covered[start:end]):
            continue
        covered[start:end] = b"\1" * (end - start)
        if not is_context(shape.kind, key, low, start, end, issue):
            taken.append(_found(text, shape, match, issue))
    once: dict[str, Found[Deadline]] = {}
    for found in sorted(taken, key=lambda found: found.start):
        once.setdefault(found.value.text.casefold(), found)
    return list(once.values())


def _found(text: str, shape: Shape, match: re.Match[str], issue: Issue) -> Found[Deadline]:
    start, end = match.span()
    is_open = shape.kind in ("periodic", "open", "standing")
    meant = shape.resolve(match, issue)
    if shape.kind == "date" and "y" in match.groupdict() and not match["y"] and _EVERY_YEAR.search(_sentence(match)):
        return Found(Deadline(text=text[start:end], kind="recurring", rule=rule_of(match.group())), start, end)
    deadline = Deadline(
        text=text[start:end],
        kind=shape.kind,
        due=meant.due,
        rule=meant.rule,
        duration=meant.duration,
        working_days=meant.working_days,
        counted_from=meant.counted_from,
    )
    resolved = meant.due or meant.rule or meant.duration
    return Found(deadline, start, end, 1.0 if resolved or is_open else _UNSURE)


def _sentence(match: re.Match[str]) -> str:
    """The sentence that a match stands in, as far as is looked."""
    before, after = match.string[max(0, match.start() - _BEFORE) : match.start()], match.string[match.end() :][:_REACH]
    return _SENTENCE_END.split(before)[-1] + match.group() + _SENTENCE_END.split(after)[0]


def timing_of(deadlines: Iterable[Found[Deadline]]) -> Timing:
    """How a task is timed as a whole: the most binding of its limits, or that the text states none."""
    values = [found.value for found in deadlines]
    if any(value.due for value in values):
        return "dated"
    kinds = {value.kind for value in values}
    return next((timing for timing, members in _ORDER if kinds & members), "none_in_text")


def _matches(low: str) -> Iterator[tuple[Shape, re.Match[str]]]:
    for start, end in _windows(low):
        window = low[start:end]
        there = frozenset(word for word in _NEEDED if word in window)
        for shape in _candidates(there, _FIGURE.search(window) is not None):
            for match in shape.pattern.finditer(low, start, end):
                yield shape, match


@lru_cache(maxsize=4096)
def _candidates(there: frozenset[str], figures: bool) -> tuple[Shape, ...]:
    """The shapes that a window with these words, and figures or none, can hold."""
    return tuple(s for s in SHAPES if (figures or not s.figures) and not there.isdisjoint(s.needs))


def lowered(key: str) -> str:
    """Lower case, letter for letter; a letter whose lower case is longer stays."""
    low = key.lower()
    return low if len(low) == len(key) else "".join(c.lower() if len(c.lower()) == 1 else c for c in key)


def _windows(low: str) -> Iterator[tuple[int, int]]:
    """The stretches around words of time; the shapes are tried only there."""
    start, end = 0, -1
    for match in _TIME_WORD.finditer(low):
        if end >= 0 and match.start() - _BEFORE > end:
            yield start, end
            end = -1
        if end < 0:
            start = max(0, match.start() - _BEFORE)
        end = min(len(low), match.end() + _REACH)
    if end >= 0:
        yield start, end


def read_periods(text: str, key: str) -> list[Found[str]]:
    """Time expressions that are context, not a limit."""
    once: dict[str, Found[str]] = {}
    for match in _PERIODS.finditer(key):
        once.setdefault(text[match.start() : match.end()], Found(text[match.start() : match.end()], *match.span()))
    return list(once.values())
