"""Words of time that do not bind a task: attributes of a plan, statistics, events, titles of papers."""

import re
from collections.abc import Callable

from chithi_ingest.core.limits.deadline_meaning import Issue
from chithi_ingest.core.model import DeadlineKind

_REPORTS = re.compile(
    r"(?:báo cáo|tổng hợp|sơ kết|tổng kết|gửi|định kỳ|kiểm tra|giao ban|rà soát|họp|đánh giá|cập nhật|tổ chức"
    r"|thống kê)\b[^,;]{0,80}$"
)
_CLAUSE = re.compile(r"[.;:,]\s")
_ATTRIBUTE_OF = re.compile(
    r"(?:chương trình|kế hoạch|dự toán|chỉ tiêu|văn bản|ngân sách|nhiệm vụ|kinh phí|báo cáo|tuyển quân|danh mục|dịp"
    r"|lễ hội|ngày)\b[^.;:]*$"
)
_IN_A_TITLE = re.compile(
    r"(?:Đề án|Chiến lược|Chương trình|Quy hoạch|Nghị quyết|Quyết định|[Tt]ầm nhìn|[Gg]iai đoạn)\b(?!.*(?:phấn đấu"
    r"|hoàn thành|đạt))[^.;:”\n]*$"
)
_STANDING_NOUN = re.compile(r"(?:\bchi|kinh phí|ngân sách|giáo dục|đầu tư|không)\s$")
_BEFALLS = re.compile(
    r"\s+(?:xảy ra|ùn tắc|bị|ngập|tụ tập|phát sinh|qua lại|đi lại|tiếp xúc|sinh sống|cư trú|có mặt)\b"
)
_EVENT = re.compile(
    r"\b(?:bầu cử|diễn ra|khai mạc|bế mạc|xảy ra|ban hành|thành lập|hiệu lực|được ký|công bố|kỷ niệm|phát hiện"
    r"|thống kê|ghi nhận)[^.;:,]{0,30}$"
)
_AS_OF = re.compile(r"(?:\btính(?: từ .{0,40})?|\blũy kế|\bsố liệu|thời điểm)\s$")
_IN_FORCE = re.compile(r"hiệu lực(?: thi hành)?(?: kể từ)?\s$")
_ASKED_FOR = re.compile(r"\b(?:báo cáo|gửi|cung cấp|tổng hợp|đột xuất)\b[^.;:]{0,100}$")
_GOODS = ("cửa ", "bán ", "mua ", "khách ", "ngân ", "đơn ", "giao ", "mặt ", "gian ", "kho ", "nhà ", "hóa ")
_BEFORE = 120


def is_context(kind: DeadlineKind, key: str, low: str, start: int, end: int, issue: Issue) -> bool:
    """Whether the words at [start, end) are no limit: `Chương trình … hàng năm` describes, `báo cáo hàng quý` binds."""
    check = _CHECKS.get(kind)
    return check is not None and check(key, low, start, end, issue)


def _year(key: str, low: str, start: int, end: int, issue: Issue) -> bool:
    if low.startswith("đến", start):
        return bool(_IN_A_TITLE.search(key[max(0, start - _BEFORE) : start]))
    return low.startswith("trong", start) and issue.year is not None and _last_year(low, start, end) < issue.year


def _last_year(low: str, start: int, end: int) -> int:
    years = re.findall(r"\d{4}", low[start:end])
    return int(years[-1]) if years else 9999


def _date(key: str, low: str, start: int, end: int, issue: Issue) -> bool:
    """A day of reckoning (`tính đến ngày`), an event's day, or a span of statistics that lies before the issue."""
    before = low[max(0, start - _BEFORE) : start]
    if _AS_OF.search(before) or _IN_FORCE.search(before):
        return True
    if low.startswith("từ ", start):
        return issue.on is not None and _last_year(low, start, end) < issue.on.year
    return low.startswith(("vào", "trong ngày"), start) and bool(_EVENT.search(before))


def _standing(_key: str, low: str, start: int, end: int, _issue: Issue) -> bool:
    return bool(_STANDING_NOUN.search(low[max(0, start - 20) : start]) or _BEFALLS.match(low, end))


def _duration(_key: str, low: str, start: int, _end: int, _issue: Issue) -> bool:
    """`có hiệu lực sau 10 ngày kể từ ngày ký` is about the paper itself."""
    return bool(_IN_FORCE.search(low[max(0, start - 40) : start]))


def _recurring(key: str, low: str, start: int, end: int, _issue: Issue) -> bool:
    if not low.startswith(("hàng", "hằng", "mỗi ", "từng"), start):
        return False
    if low.startswith(("hàng", "hằng"), start) and low[max(0, start - 6) : start].endswith(_GOODS):
        return True
    clause = _CLAUSE.split(low[max(0, start - _BEFORE) : start])[-1]
    if not clause.strip() or _REPORTS.search(clause):
        return False
    return bool(_ATTRIBUTE_OF.search(clause)) or key[end : end + 1] not in (",", ".", ";", " ", "")


def _open(_key: str, low: str, start: int, _end: int, _issue: Issue) -> bool:
    """`khi có yêu cầu` limits what is to be reported or handed over."""
    return low.startswith("khi", start) and not _ASKED_FOR.search(low[max(0, start - _BEFORE) : start])


_CHECKS: dict[str, Callable[[str, str, int, int, Issue], bool]] = {
    "year": _year,
    "date": _date,
    "standing": _standing,
    "duration": _duration,
    "recurring": _recurring,
    "open": _open,
}
