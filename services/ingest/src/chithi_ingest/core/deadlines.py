"""Time limits and recurrences that bind a task, and time expressions that are only context."""

import re
from collections.abc import Iterator

from chithi_ingest.core.deadline_shapes import SHAPES, Shape
from chithi_ingest.core.model import Deadline, DeadlineKind

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
_REPORTS = re.compile(
    r"(?:báo cáo|tổng hợp|sơ kết|tổng kết|gửi|định kỳ|kiểm tra|giao ban|rà soát|họp|đánh giá|cập nhật|tổ chức"
    r"|thống kê)\b[^,;]{0,80}$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.;:,]\s")
_ATTRIBUTE_OF = re.compile(
    r"(?:[Cc]hương trình|[Kk]ế hoạch|[Dd]ự toán|[Cc]hỉ tiêu|[Vv]ăn bản|[Nn]gân sách|[Nn]hiệm vụ|[Kk]inh phí"
    r"|[Bb]áo cáo|[Tt]uyển quân|[Dd]anh mục|[Dd]ịp|[Ll]ễ hội|[Nn]gày)\b[^.;:]*$"
)
_IN_A_TITLE = re.compile(
    r"(?:Đề án|Chiến lược|Chương trình|Quy hoạch|Nghị quyết|Quyết định|[Tt]ầm nhìn|[Gg]iai đoạn)\b(?!.*(?:phấn đấu"
    r"|hoàn thành|đạt))[^.;:”\n]*$"
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


def _matches(low: str) -> Iterator[tuple[Shape, re.Match[str]]]:
    for start, end in _windows(low):
        window = low[start:end]
        for shape in SHAPES:
            if any(word in window for word in shape.needs):
                for match in shape.pattern.finditer(low, start, end):
                    yield shape, match


def lowered(key: str) -> str:
    """Lower case, letter for letter; a letter whose lower case is longer stays."""
    low = key.lower()
    return low if len(low) == len(key) else "".join(c.lower() if len(c.lower()) == 1 else c for c in key)


def _windows(low: str) -> Iterator[tuple[int, int]]:
    """The stretches around words of time; the shapes are tried only there."""
    start, end = 0, -1
    for match in _TIME_WORD.finditer(low):
        if end >= 0 and match.start() - _REACH > end:
            yield start, end
            end = -1
        if end < 0:
            start = max(0, match.start() - _REACH)
        end = min(len(low), match.end() + _REACH)
    if end >= 0:
        yield start, end


def _is_context(kind: DeadlineKind, key: str, start: int, end: int) -> bool:
    """`Chương trình … hàng năm` describes a plan; `báo cáo hàng quý` binds."""
    if kind == "year":
        return key[start : start + 3].lower() == "đến" and bool(
            _IN_A_TITLE.search(key[max(0, start - _BEFORE) : start])
        )
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
