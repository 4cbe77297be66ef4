"""Time limits and recurrences that bind a task, and time expressions that are only context."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from chithi_ingest.core.calendar import day, month_end, quarter_end
from chithi_ingest.core.model import Deadline, DeadlineKind

_LIMIT = (
    r"(?:trước|chậm nhất(?:\s+(?:là|vào|đến|trong))?|muộn nhất(?:\s+là)?|không (?:muộn hơn|quá)"
    r"|từ nay đến hết|từ nay đến|đến hết|đến trước|đến|hết)"
)
_IN = r"(?:ngay trong|ngay|trong|vào|chậm nhất(?:\s+(?:là|vào|trong))?|trước|đến hết|đến|hết)"
_D = r"(?P<d>\d{1,2})"
_M = r"(?P<m>\d{1,2})"
_Y = r"(?P<y>(?:19|20)\d{2})"
_DM = rf"{_D}\s?(?:/|-|\.|\s+tháng\s+)\s?{_M}"
_DMY = rf"{_DM}(?:\s?[/.-]\s?|\s+năm\s+){_Y}"
_FROM_DAY = r"(?:từ\s+ngày\s+\d{1,2}(?:\s?(?:/|-|\s+tháng\s+)\s?\d{1,2}(?:\s?(?:/|-|\s+năm\s+)\s?\d{4})?)?\s+)?"
_HOUR = r"(?:\d{1,2}\s?(?:giờ|h|g)\s?(?:\d{2}(?:\s?phút)?)?,?\s+)?"
_EVERY_YEAR = r"(?:h[ằà]ng năm|mỗi năm|của năm (?:trước|sau|báo cáo|tiếp theo|kế tiếp)(?: liền kề)?|năm (?:sau|trước|tiếp theo))"
_EACH = r"(?:h[ằà]ng|mỗi|từng)"
_NTH_MONTH = (
    rf"(?:{_EACH} tháng|(?:của )?tháng (?:đầu(?: tiên)?|cuối|thứ (?:nhất|hai|ba)|tiếp theo|kế tiếp|sau|liền kề|báo cáo)"
    r"(?: (?:của )?(?:mỗi |h[ằà]ng )?quý(?: (?:sau|tiếp theo|báo cáo|kế tiếp))?| kỳ báo cáo)?|cuối (?:tháng|quý)|(?:của )?quý)"
)
_Q = r"(?P<q>iv|i{1,3}|[1-4])"
_PARENTHESIS = r"(?:\s*\((?:vào\s+|trước\s+)?(?:ngày|tháng)[^()]{1,60}\))?"
_COUNT = r"\d{1,3}\s*(?:\([^()\d]{2,20}\)\s*)?"


@dataclass(frozen=True, slots=True)
class _Shape:
    """A kind of limit: it is tried only where one of the words that it `needs` occurs."""

    needs: tuple[str, ...]
    kind: DeadlineKind
    pattern: re.Pattern[str]
    due: Callable[[re.Match[str], int | None], date | None]


def _no_due(_match: re.Match[str], _year: int | None) -> date | None:
    return None


def _day(match: re.Match[str], year: int | None) -> date | None:
    return day(match["y"] or year, match["m"], match["d"])


def _month(match: re.Match[str], year: int | None) -> date | None:
    return month_end(match["y"] or year, match["m"])


def _quarter(match: re.Match[str], year: int | None) -> date | None:
    return quarter_end(match["y"] or year, match["q"])


def _half(match: re.Match[str], year: int | None) -> date | None:
    return month_end(match["y"] or year, 6 if match["half"] == "đầu" else 12)


def _year(match: re.Match[str], _year: int | None) -> date | None:
    return day(match["y"], 12, 31)


def _shape(
    needs: str, kind: DeadlineKind, pattern: str, due: Callable[[re.Match[str], int | None], date | None] = _no_due
) -> _Shape:
    return _Shape(tuple(needs.split("|")), kind, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), due)


# In order: the first shape that matches at a place takes it, so the longer and more exact ones stand first.
_SHAPES = (
    _shape("kỳ", "recurring", rf"(?:theo\s+)?định kỳ(?:\s+{_EACH}\s+(?:tháng|quý|năm|tuần))?\s*\((?:vào\s+|trước\s+)?(?:ngày|tháng)[^()]{{1,60}}\)"),
    _shape("kỳ", "recurring", rf"(?:theo )?định kỳ\s+(?:vào\s+)?(?:0?[369]|sáu|ba|chín)\s*(?:\([^()\d]{{2,9}}\)\s*)?tháng(?:(?:\s*,|\s+và|\s+hoặc)?\s+(?:một lần|{_EACH} năm|1 năm|năm))?{_PARENTHESIS}"),
    _shape("ngày", "recurring", rf"(?:{_LIMIT}|vào|từ)\s+(?:các\s+)?ngày\s+{_DM}(?:(?:\s*,|\s+và)\s+(?:trước\s+)?(?:ngày\s+)?\d{{1,2}}(?:/|\s+tháng\s+)\d{{1,2}})*\s*,?\s*{_EVERY_YEAR}"),
    _shape("ngày", "recurring", rf"(?:(?:{_LIMIT}|vào|từ)\s+)?(?:các\s+)?ngày\s+\d{{1,2}}(?:\s+(?:và|đến)\s+(?:ngày\s+)?\d{{1,2}})?\s+{_NTH_MONTH}"),
    _shape("ngày", "date", rf"{_FROM_DAY}(?:{_LIMIT}|vào|trong)\s+{_HOUR}ngày\s+{_DMY}", _day),
    _shape("/|-|.", "date", rf"(?:{_LIMIT})\s+{_DMY}", _day),
    _shape("ngày", "date", rf"{_FROM_DAY}(?:{_LIMIT}|vào)\s+{_HOUR}ngày\s+{_DM}(?!\s?[/.-]?\s?\d)(?P<y>)", _day),
    _shape("tháng", "month", rf"{_IN}\s+(?:(?:cuối|đầu|giữa)\s+)?tháng\s+{_M}(?:\s?/\s?|\s+năm\s+|\s*-\s*){_Y}", _month),
    _shape("tháng", "recurring", rf"{_IN}\s+(?:(?:cuối|đầu|giữa)\s+)?tháng\s+{_M}\s+{_EVERY_YEAR}"),
    _shape("tháng", "month", rf"{_IN}\s+(?:(?:cuối|đầu|giữa)\s+)?tháng\s+{_M}(?P<y>)", _month),
    _shape("quý|quí", "recurring", rf"(?:{_IN}\s+)?(?:(?:cuối|đầu|hết)\s+)?qu[ýí]\s+{_Q}\s+h[ằà]ng năm"),
    _shape("quý|quí", "quarter", rf"{_IN}\s+(?:(?:cuối|đầu|giữa|hết)\s+)?qu[ýí]\s+{_Q}(?:\s?/\s?|\s+năm\s+|\s*-\s*|\s*,\s*năm\s+){_Y}", _quarter),
    _shape("quý|quí", "quarter", rf"{_IN}\s+(?:(?:cuối|đầu|giữa|hết)\s+)?qu[ýí]\s+{_Q}(?P<y>)", _quarter),
    _shape("quý|quí", "quarter", rf"qu[ýí]\s+{_Q}(?:\s?/\s?|\s+năm\s+){_Y}", _quarter),
    _shape("tháng", "half_year", rf"(?:{_IN}\s+)(?:0?6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+{_Y})?", _half),
    _shape("tháng", "recurring", r"(?:0?[36]|sáu|ba)\s*(?:\([^()\d]{2,9}\)\s*)?tháng(?:\s+(?:một|1|/1?)\s+lần|,?\s+(?:và\s+)?(?:h[ằà]ng )năm|(?:,| và) (?:một )?năm(?!\s+\d))"),
    _shape("ngày|giờ|tuần|tháng", "duration", rf"(?:trong(?:\s+(?:thời hạn|thời gian|vòng))?|sau|chậm nhất(?:\s+(?:là|sau|trong vòng))?|không quá|tối đa)\s+(?:không quá\s+|tối đa\s+)?{_COUNT}(?:ngày|giờ|tuần|tháng)(?:\s+làm việc)?(?:\s*,?\s*(?:kể\s+)?từ\s+(?:ngày|khi|thời điểm)\s+\w+(?:\s+[^\W\d]\w*){{0,4}})?"),
    _shape("năm", "year", rf"(?:từ năm\s+\d{{4}}\s+)?(?:{_LIMIT})\s+(?:cuối\s+)?năm\s+{_Y}", _year),
    _shape("năm", "year", rf"(?:ngay trong|trong)\s+năm\s+{_Y}", _year),
    _shape("hằng|hàng|mỗi|từng", "recurring", rf"(?:theo\s+)?(?:định kỳ\s+(?:vào\s+)?){_EACH}\s+(?:ngày|tuần|tháng|quý|năm)(?:\s*(?:,|và|hoặc)\s*(?:{_EACH}\s+)?(?:tuần|tháng|quý|0?6 tháng|năm))*"),
    _shape("hằng|hàng|mỗi|từng", "recurring", rf"{_EACH}\s+(?:ngày|tuần|tháng|quý|năm)(?:\s*(?:,|và|hoặc)\s*(?:{_EACH}\s+)?(?:tuần|tháng|quý|0?6 tháng|năm)(?!\s+\d))*"),
    _shape("kỳ", "recurring", r"(?:theo )?định kỳ\s+(?:vào\s+)?(?:tuần|tháng|quý|năm)(?:\s*(?:,|và|hoặc)\s*(?:tuần|tháng|quý|0?6 tháng|năm)(?!\s+\d))*"),
    _shape("kỳ", "recurring", r"(?:theo )?định kỳ(?:\s*(?:,|và|hoặc)\s*đột xuất)?"),
    _shape("trước ", "date", r"trước (?:tết nguyên đán|mùa mưa(?:,? bão)?|mùa bão|(?:ngày )?khai giảng|năm học mới)"),
    _shape("thường xuyên", "standing", r"thường xuyên"),
)  # fmt: skip

_PERIODS = re.compile(
    r"(?<!\w)(?:(?:giai đoạn|thời kỳ|nhiệm kỳ)\s+(?:từ\s+)?(?:năm\s+)?\d{4}\s*(?:[-–]|đến(?: năm)?)\s*\d{4}"
    r"|\(\d{4}\s*[-–]\s*\d{4}\)"
    r"|có hiệu lực(?: thi hành)?(?: kể)? từ (?:ngày )?\d{1,2}[/-]\d{1,2}(?:[/-]\d{4})?"
    r"|[Tt]ết Nguyên đán(?:\s+[A-ZĐÀ-Ỹ]\w*){0,2}(?:\s+(?:năm\s+)?\d{4})?"
    r"|trong các dịp (?:[Ll]ễ|[Tt]ết)[^.;:]{0,60}?(?=\s+trên|[.;]|$)"
    r"|Quốc khánh 0?2/9"
    r"|(?:sơ kết|tổng kết) \d{1,2} năm"
    r"|(?<!trong )(?<!đến )(?<!hết )(?<!trước )năm \d{4}(?:\s+theo (?:kế hoạch|lộ trình))?)"
)
_REPORTS = re.compile(r"(?:báo cáo|tổng hợp|sơ kết|tổng kết|gửi|định kỳ|kiểm tra|giao ban|rà soát|họp|đánh giá|cập nhật|tổ chức|thống kê)\b[^,;]{0,80}$", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;:,]\s")
_ATTRIBUTE_OF = re.compile(
    r"(?:[Cc]hương trình|[Kk]ế hoạch|[Dd]ự toán|[Cc]hỉ tiêu|[Vv]ăn bản|[Nn]gân sách|[Nn]hiệm vụ|[Kk]inh phí|[Bb]áo cáo|[Tt]uyển quân|[Dd]anh mục|[Dd]ịp|[Ll]ễ hội|[Nn]gày)\b[^.;:]*$"
)
_IN_A_TITLE = re.compile(
    r"(?:Đề án|Chiến lược|Chương trình|Quy hoạch|Nghị quyết|Quyết định|[Tt]ầm nhìn|[Gg]iai đoạn)\b(?!.*(?:phấn đấu|hoàn thành|đạt))[^.;:”\n]*$"
)
_STANDING_NOUN = re.compile(r"(?:\bchi|kinh phí|ngân sách|giáo dục|Giáo dục|không)\s$")
_TIME_WORD = re.compile(r"\b(?:ngày|tháng|qu[ýí]|năm|kỳ|thường xuyên|giờ|tuần)\b|\d/\d|trước (?:tết|mùa|khai)")
_REACH = 100
_BEFORE = 120


def read_deadlines(text: str, key: str, year: int | None) -> list[Deadline]:
    """Every limit of the text once, in reading order. `year` completes limits that print none."""
    low = lowered(key)
    taken: list[tuple[int, Deadline]] = []
    covered = bytearray(len(key))
    for shape, match in _matches(low):
        start, end = match.span()
        if any(covered[start:end]) or _is_context(shape.kind, key, start, end):
            continue
        covered[start:end] = b"\1" * (end - start)
        taken.append((start, Deadline(text=text[start:end], kind=shape.kind, due=shape.due(match, year))))
    taken.sort(key=lambda found: found[0])
    once: dict[str, Deadline] = {}
    for _, deadline in taken:
        once.setdefault(deadline.text.casefold(), deadline)
    return list(once.values())


def _matches(low: str) -> Iterator[tuple[_Shape, re.Match[str]]]:
    for start, end in _windows(low):
        window = low[start:end]
        for shape in _SHAPES:
            if any(word in window for word in shape.needs):
                for match in shape.pattern.finditer(low, start, end):
                    yield shape, match


def lowered(key: str) -> str:
    """Lower case, letter for letter; a letter whose lower case is longer stays."""
    low = key.lower()
    return low if len(low) == len(key) else "".join(c.lower() if len(c.lower()) == 1 else c for c in key)


def _windows(low: str) -> Iterator[tuple[int, int]]:
    """The stretches around words of time; the shapes are tried only there."""
    start = end = -1
    for match in _TIME_WORD.finditer(low):
        if match.start() - _REACH > end:
            if end >= 0:
                yield start, end
            start = max(0, match.start() - _REACH)
        end = min(len(low), match.end() + _REACH)
    if end >= 0:
        yield start, end


def _is_context(kind: DeadlineKind, key: str, start: int, end: int) -> bool:
    """`Chương trình … hàng năm` describes a plan; `báo cáo hàng quý` binds."""
    if kind == "year":
        return key[start : start + 3].lower() == "đến" and bool(_IN_A_TITLE.search(key[max(0, start - _BEFORE) : start]))
    if kind == "date":
        return key[max(0, start - 5) : start].lower() == "tính "
    if kind == "standing":
        return bool(_STANDING_NOUN.search(key[max(0, start - 20) : start]))
    if kind != "recurring" or key[start:end][:4].lower() not in ("hàng", "hằng", "mỗi ", "từng"):
        return False
    before = key[max(0, start - _BEFORE) : start]
    clause = _CLAUSE.split(before)[-1]
    if not clause.strip() or _REPORTS.search(clause):
        return False
    return bool(_ATTRIBUTE_OF.search(clause)) or key[end : end + 1] not in (",", ".", ";", " ", "")


def read_periods(text: str, key: str) -> list[str]:
    """Time expressions that are context, not a limit."""
    return list(dict.fromkeys(text[m.start() : m.end()] for m in _PERIODS.finditer(key)))
