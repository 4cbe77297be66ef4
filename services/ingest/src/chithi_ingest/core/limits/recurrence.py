"""Recurrences in words as RFC 5545 rules: `trước ngày 15 hằng tháng` is `FREQ=MONTHLY;BYMONTHDAY=15`."""

import re
from collections.abc import Sequence

from chithi_ingest.core.limits.time_words import COUNT_WORDS, WEEKDAYS

_DAY_MONTH = re.compile(r"\b(\d{1,2})\s?(?:/|-|\.|\s+(?:của )?tháng\s+)\s?(\d{1,2})\b(?!\s*(?:lần|tháng|ngày|giờ))")
_NO_MONTH = r"\b(?!\s?[/-]\s?\d|\.\d|\s+(?:của )?tháng \d)"
_DAY = re.compile(rf"\bngày\s+(\d{{1,2}}){_NO_MONTH}(?:\s+(?:và|đến)\s+(?:ngày\s+)?(\d{{1,2}}){_NO_MONTH})?")
_MONTHLY = re.compile(r"(?:h[ằà]ng|mỗi|từng|kỳ) tháng\b")
_MONTH = re.compile(r"\btháng\s+(\d{1,2})\b")
_QUARTER = re.compile(r"\b(?:(đầu|giữa|cuối|hết)\s+)?quý\s+(iv|i{1,3}|[1-4])\b")
_WEEKDAY = re.compile(r"\bthứ\s+(hai|ba|tư|năm|sáu|bảy|[2-7])\b|\b(chủ nhật)\b")
_HOUR = re.compile(r"\b(\d{1,2})\s?(?:giờ|h|g)\s?(\d{2})?\b")
_OF_QUARTER = (
    (re.compile(r"tháng (?:đầu|thứ nhất|thứ 1)\b.*quý"), "1,4,7,10"),
    (re.compile(r"tháng (?:giữa|thứ hai|thứ 2)\b.*quý"), "2,5,8,11"),
    (re.compile(r"quý"), "3,6,9,12"),
)
_N = r"(?P<n>\d{1,2}|một|hai|ba|bốn|sáu)(?:\s*\(\w+\))?\s+lần"
_PERIOD = r"(?P<per>tuần|tháng|quý|năm)\b"
_TIMES = (
    re.compile(rf"\b{_N}\s*(?:/|trong |một |mỗi |h[ằà]ng )\s*(?:0?1 |một )?{_PERIOD}"),
    re.compile(rf"\b(?:mỗi|một|từng|h[ằà]ng|0?1) {_PERIOD}\s+(?:\D{{0,12}}\s)?{_N}\b"),
)
_EVERY_N = re.compile(r"\b(\d{1,2}|một|hai|ba|sáu|chín)\s*(?:\(\w+\)\s*)?(tuần|tháng|quý|năm)\b")
_END_OF = re.compile(r"\bcuối (?:mỗi |từng |h[ằà]ng )?(tháng|quý|năm)\b")
_PLAIN = (
    ("ngày", "FREQ=DAILY"),
    ("tuần", "FREQ=WEEKLY"),
    ("tháng", "FREQ=MONTHLY"),
    ("quý", "FREQ=MONTHLY;INTERVAL=3"),
    ("năm", "FREQ=YEARLY"),
)
_MONTHS_OF = {"tháng": 1, "quý": 3, "năm": 12}
_END = {"tháng": "FREQ=MONTHLY;BYMONTHDAY=-1", "quý": "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1",
        "năm": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"}  # fmt: skip
_TWICE_A_MONTH = "FREQ=MONTHLY;BYMONTHDAY=15,-1"
_UNKNOWN_PERIOD = "kỳ báo cáo"


def rule_of(words: str) -> str | None:
    """The rule of lower-case words; `None` where they leave the period open. The most frequent of several counts."""
    for read in (_times, _days, _yearly_days, _quarters, _months, _weekdays, _ends, _every, _plain):
        rule = read(words)
        if rule is not None:
            return rule or None
    return None


def _yearly_days(words: str) -> str | None:
    pairs = sorted({(int(m), int(d)) for d, m in _DAY_MONTH.findall(words)})
    if not pairs or not all(1 <= m <= 12 and 1 <= d <= 31 for m, d in pairs):
        return None
    months, days = sorted({m for m, _ in pairs}), sorted({d for _, d in pairs})
    rule = f"FREQ=YEARLY;BYMONTH={_listed(months)};BYMONTHDAY={_listed(days)}"
    every = [(m, d) for m in months for d in days]
    # Several days in several months: their positions among all combinations pick the printed ones.
    return rule if every == pairs else f"{rule};BYSETPOS={_listed([every.index(pair) + 1 for pair in pairs])}"


def _days(words: str) -> str | None:
    found = [int(n) for match in _DAY.finditer(words) for n in match.groups() if n]
    if not found or not all(1 <= d <= 31 for d in found):
        return None
    if _UNKNOWN_PERIOD in words and "quý" not in words:
        return ""
    days = _listed(sorted(set(found)))
    quarterly = (months for pattern, months in _OF_QUARTER if pattern.search(words))
    months = None if _MONTHLY.search(words) else next(quarterly, None)
    return f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={days}" if months else f"FREQ=MONTHLY;BYMONTHDAY={days}"


def _quarters(words: str) -> str | None:
    """The last month of each named quarter, or its first or second."""
    months = [3 * _quarter(quarter) - {"đầu": 2, "giữa": 1}.get(part, 0) for part, quarter in _QUARTER.findall(words)]
    return f"FREQ=YEARLY;BYMONTH={_listed(sorted(set(months)))};BYMONTHDAY=-1" if months else None


def _quarter(printed: str) -> int:
    return int(printed) if printed.isdigit() else ("i", "ii", "iii", "iv").index(printed) + 1


def _months(words: str) -> str | None:
    months = sorted({int(m) for m in _MONTH.findall(words) if 1 <= int(m) <= 12})
    return f"FREQ=YEARLY;BYMONTH={_listed(months)};BYMONTHDAY=-1" if months else None


def _weekdays(words: str) -> str | None:
    days = [WEEKDAYS[named or sunday] for named, sunday in _WEEKDAY.findall(words)]
    return f"FREQ=WEEKLY;BYDAY={','.join(dict.fromkeys(days))}" if days else None


def _ends(words: str) -> str | None:
    match = _END_OF.search(words)
    return _END[match[1]] if match else None


def _times(words: str) -> str | None:
    """So many times a period; a number that does not divide it gives no rule."""
    match = next((match for pattern in _TIMES if (match := pattern.search(words))), None)
    if match is None:
        return None
    count, unit = _count(match["n"]), match["per"]
    if unit == "tuần":
        return "FREQ=WEEKLY" if count == 1 else ""
    months = _MONTHS_OF[unit]
    if months == 1 and count == 2:
        return _TWICE_A_MONTH
    return _monthly(months // count) if count and months % count == 0 else ""


def _every(words: str) -> str | None:
    steps = [(_count(n), unit) for n, unit in _EVERY_N.findall(words)]
    weeks = [n for n, unit in steps if unit == "tuần" and n]
    if weeks:
        return f"FREQ=WEEKLY;INTERVAL={min(weeks)}" if min(weeks) > 1 else "FREQ=WEEKLY"
    months = [n * _MONTHS_OF[unit] for n, unit in steps if unit != "tuần" and n]
    months += [_MONTHS_OF[unit] for unit in re.findall(r"(?:(?:h[ằà]ng|mỗi|từng|,|và|kỳ) |\()(tháng|quý|năm)\b", words)]
    return _monthly(min(months)) if steps and months else None


def _plain(words: str) -> str | None:
    rule = next((rule for word, rule in _PLAIN if re.search(rf"\b{word}\b", words)), None)
    hour = _HOUR.search(words) if rule == "FREQ=DAILY" else None
    return f"{rule};BYHOUR={int(hour[1])};BYMINUTE={int(hour[2] or 0)}" if hour else rule


def _monthly(months: int) -> str:
    if months == 12:
        return "FREQ=YEARLY"
    return "FREQ=MONTHLY" if months == 1 else f"FREQ=MONTHLY;INTERVAL={months}"


def _count(word: str) -> int:
    return int(word) if word.isdigit() else COUNT_WORDS.get(word, 0)


def _listed(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))
