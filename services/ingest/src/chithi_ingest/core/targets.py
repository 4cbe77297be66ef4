"""Quantities that a task has to reach: `đóng 100% lối đi tự mở`, `giảm từ 5% đến 10% số vụ`, `ít nhất 02 mô hình`."""

import re

from chithi_ingest.core.found import Found
from chithi_ingest.core.model import Target

_NUMBER = r"\d{1,3}(?:\.\d{3})+|\d{1,6}(?:,\d{1,3})?"
_VERB = (
    r"(?:phấn đấu(?:\s+(?:đạt|có|giảm|tăng|hoàn thành))?|đạt(?: tỷ lệ)?|hoàn thành|bảo đảm|đảm bảo|giảm|kéo giảm|tăng"
    r"|nâng|đóng|xóa|xử lý|thu hồi|có|tổ chức|xây dựng|thành lập|triển khai|trồng|vượt|kiểm tra|giải quyết|duy trì"
    r"|làm rõ|lắp đặt|cấp|rà soát|phủ|tiêm|vận động|ra mắt)"
)
_QUALIFIER = r"(?:ít nhất|tối thiểu|không dưới|trên|hơn|từ|đủ|không quá|tối đa|không vượt quá|dưới|thêm|khoảng)"
_WORDS = (
    r"(?:\s+(?!(?:so|trong|trên|trước|sau|để|theo|vào|năm|đến|tại|được|phải|nhằm|hoặc|khi|ngay|từ|thì|đã|và(?! số)|do"
    r"|với|bằng|gồm|như|tham|đạt|thực|có|là|đồng|chậm)\b)[^\W\d]+){1,8}"
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
_BEFORE = 40


def read_targets(text: str, key: str) -> list[Found[Target]]:
    """In reading order; a range counts by its lower end, which is what has to be reached at least."""
    found = [_target(text, match, "%") for match in _PERCENT.finditer(key) if _binds(key, match)]
    taken = [(target.start, target.end) for target in found]
    for match in _COUNT.finditer(key):
        if _binds(key, match) and not any(s < match.end() and match.start() < e for s, e in taken):
            found.append(_target(text, match, match["unit"].lower()))
    return sorted(found, key=lambda one: one.start)


def _binds(key: str, match: re.Match[str]) -> bool:
    """Not what was counted in the past: `chiếm 30%`, `đã giảm 5%`."""
    return not _STATISTIC.search(key[max(0, match.start() - _BEFORE) : match.start()])


def _target(text: str, match: re.Match[str], unit: str) -> Found[Target]:
    start, end = match.span()
    amount = float(match["from"].replace(".", "").replace(",", "."))
    return Found(Target(text=text[start:end], amount=amount, unit=unit), start, end, 1.0 if match["verb"] else 0.8)
