"""Quantities that a task has to reach: `đóng 100% lối đi tự mở`, `giảm từ 5% đến 10% số vụ`, `ít nhất 02 mô hình`."""

import re

from chithi_ingest.core.model import Target
from chithi_ingest.core.text.found import Found

_NUMBER = r"\d{1,3}(?:\.\d{3})+|\d{1,6}(?:,\d{1,3})?"
_VERB = (
    r"(?:phấn đấu(?:\s+(?:đạt|có|giảm|tăng|hoàn thành))?|đạt(?: tỷ lệ)?|hoàn thành|bảo đảm|đảm bảo|giảm|kéo giảm|tăng"
    r"|nâng|đóng|xóa|xử lý|thu hồi|có|tổ chức|xây dựng|thành lập|triển khai|trồng|vượt|kiểm tra|giải quyết|duy trì"
    r"|làm rõ|lắp đặt|cấp|rà soát|phủ|tiêm|vận động|ra mắt)"
)
_QUALIFIER = r"(?:ít nhất|tối thiểu|không dưới|trên|hơn|từ|đủ|không quá|tối đa|không vượt quá|dưới|thêm|khoảng)"
_WORDS = (
    r"(?:\s+(?!(?:so|trong|trên|trước|sau|để|theo|vào|năm|đến|tại|được|phải|nhằm|hoặc|khi|ngay|từ|thì|đã|và(?! số)|do"
    r"|với|bằng|gồm|hằng|hàng|như|tham|đạt|thực|có|là|đồng|chậm)\b)[^\W\d]+){1,8}"
)
_PERCENT = re.compile(
    rf"(?<![\w,.])(?:(?P<verb>{_VERB})\s+)?(?:(?P<qualifier>{_QUALIFIER})\s+){{0,2}}(?P<from>{_NUMBER})\s?%?"
    rf"(?:\s?(?:-|–|đến)\s?(?P<to>{_NUMBER}))?\s?%(?P<what>{_WORDS}(?:(?:,| và) số{_WORDS})*)?",
    re.IGNORECASE,
)
_UNIT = (
    r"(?:tiêu chí|chỉ tiêu|mô hình|buổi|đợt|cuộc|lớp|lượt(?: người)?|hộ|xã|phường|khu dân cư|cơ sở|trường(?: học)?"
    r"|điểm|tuyến(?: đường)?|vụ|công trình|căn nhà|ngôi nhà|ha|km|tấn|(?:tỷ|triệu) đồng|người|lao động|doanh nghiệp"
    r"|chuyên đề|tin,? bài|camera|tổ|đội|câu lạc bộ|cây|giường|sản phẩm|dịch vụ công|thủ tục)"
)
_COUNT = re.compile(
    rf"(?<![\w,.])(?:(?P<verb>{_VERB})\s+(?:(?P<qualifier>{_QUALIFIER})\s+)?|(?P<least>ít nhất|tối thiểu|không dưới|mỗi"
    rf"(?:\s+[^\W\d]+){{1,3}}(?:\s+(?:ít nhất|tối thiểu|có|xây dựng))?)\s+)(?P<from>{_NUMBER})(?:\s?(?:-|–|đến)\s?"
    rf"(?P<to>{_NUMBER}))?\s*(?:\(\w+\)\s*)?(?P<unit>{_UNIT})(?!\w)(?P<what>{_WORDS})?",
    re.IGNORECASE,
)
_STATISTIC = re.compile(
    r"(?:\b(?:chiếm|đã|mới|chỉ|còn|xảy ra|lãi suất|thuế suất|mức|hỗ trợ|phạt|làm|khiến|bị)\s+(?:[^\W\d]+\s+){0,2})$",
    re.IGNORECASE,
)
_PERCENT_SIGN = re.compile("%")
_COUNTED = re.compile(rf"\d\s*(?:\(\w+\)\s*)?{_UNIT}(?!\w)", re.IGNORECASE)
_BEFORE, _REACH = 40, 80


def read_targets(text: str, key: str) -> list[Found[Target]]:
    """In reading order; a range counts by its lower end, which is what has to be reached at least."""
    found: list[Found[Target]] = []
    for anchor, pattern in ((_PERCENT_SIGN, _PERCENT), (_COUNTED, _COUNT)):
        for sign in anchor.finditer(key):
            match = _around(pattern, key, sign.start())
            if match and _binds(key, match):
                found.append(_target(text, match, "%" if pattern is _PERCENT else match["unit"].lower()))
    return _apart(sorted(found, key=lambda one: one.start))


def _around(pattern: re.Pattern[str], key: str, at: int) -> re.Match[str] | None:
    """The match whose number or per cent sign stands at `at`: patterns this rich are tried only near one."""
    near = pattern.finditer(key, max(0, at - _REACH), at + 2 * _REACH)
    return next((match for match in near if match.start("from") <= at < match.end()), None)


def _apart(found: list[Found[Target]]) -> list[Found[Target]]:
    """Without those that begin inside an earlier one."""
    kept: list[Found[Target]] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _binds(key: str, match: re.Match[str]) -> bool:
    """Not what was counted in the past: `chiếm 30%`, `đã giảm 5%`."""
    return not _STATISTIC.search(key[max(0, match.start() - _BEFORE) : match.start()])


def _target(text: str, match: re.Match[str], unit: str) -> Found[Target]:
    start, end = match.span()
    amount = float(match["from"].replace(".", "").replace(",", "."))
    return Found(Target(text=text[start:end], amount=amount, unit=unit), start, end, 1.0 if match["verb"] else 0.8)
