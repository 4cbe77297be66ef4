"""The shapes in which directives write a time limit."""

import re
from dataclasses import dataclass

from chithi_ingest.core.limits import deadline_meaning as meaning
from chithi_ingest.core.limits.time_words import (
    COUNT,
    DATED,
    DAY,
    DAY_MONTH,
    DAY_MONTH_YEAR,
    EACH,
    EVERY_YEAR,
    FROM_DAY,
    HOUR,
    IN,
    ITEM,
    LIMIT,
    MONTH,
    MORE,
    NTH_MONTH,
    OF_YEAR,
    PART,
    QUARTER,
    WEEKDAY,
    YEAR,
)
from chithi_ingest.core.model import DeadlineKind


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of limit: it is tried only where one of the words that it `needs` occurs, and figures if it has any."""

    needs: tuple[str, ...]
    figures: bool
    kind: DeadlineKind
    pattern: re.Pattern[str]
    resolve: meaning.Resolve


def _shape(needs: str, kind: DeadlineKind, pattern: str, resolve: meaning.Resolve) -> Shape:
    figures = "(?P<d>" in pattern or "(?P<m>" in pattern
    return Shape(tuple(needs.split("|")), figures, kind, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), resolve)


# A group `y` that never takes part stands for a year that is not printed; `m2`, `q2` for a second month or quarter.
_OPEN = r"(?P<y>(?!))?"
_M = (
    rf"{PART}tháng\s+{MONTH}(?:(?:\s*,|\s+và|\s?-|\s+đến)\s+(?:tháng\s+)?(?P<m2>\d{{1,2}})"
    r"(?!\s?(?:[/.]\s?\d{1,2}(?!\d)|ngày|giờ|\d)))?"
)
_Q = rf"{PART}qu[ýí]\s+{QUARTER}(?:(?:\s*,|\s+và|\s?-|\s+đến)\s+(?:qu[ýí]\s+)?(?P<q2>iv|i{{1,3}}|[1-4]))?(?!\w)"
_DONE = r"(?<=thành )|(?<=xong )|(?<=thành: )|(?<=gian: )|(?<=hạn: )|(?<=hiện: )|(?<=thành là )|(?<=hạn là )"
_LIMITED = rf"(?:{LIMIT}|vào|trong|ngay trong|kết thúc)"
_DURING = (
    rf"(?:(?:ngay\s+)?trong(?:\s+(?:thời hạn|thời gian|vòng))?|trong thời hạn|(?:chậm|muộn) nhất(?:\s+(?:là|sau|trong"
    r"(?:\s+(?:vòng|thời hạn))?))?|không (?:quá|chậm quá)|tối đa|sau|thời hạn(?:\s+là)?)\s+(?:(?:chậm nhất |tối đa )?"
    rf"(?:là )?(?:không quá|tối đa)\s+)?{COUNT}"
)
_TAIL = (
    r"(?:\s*,?\s*(?:(?:kể|tính)\s+)?(?:từ|sau)\s+(?:ngày|khi|thời điểm)(?:\s+(?!phải|các|sở\b|ubnd|ủy|thì|để|và|cơ|đơn"
    r"|chủ|người|công an|phòng|báo|gửi|hoàn|tổ|triển|thực|khẩn|tiến)[^\W\d]+){1,6}(?:\s+này)?)?"
)
_WHEN_ASKED = r"(?:khi có|theo) yêu cầu"

# In order: the first shape that matches at a place takes it, so the longer and more exact ones stand first.
SHAPES = (
    _shape("kỳ", "recurring", r"(?:theo\s+)?định kỳ\s*\((?:vào\s+|trước\s+)?(?:ngày|tháng)[^()]{1,60}\)",
           meaning.recurs),
    _shape("kỳ", "recurring", rf"(?:theo\s+)?định kỳ\s*\({ITEM}{MORE}\)", meaning.recurs),
    _shape("kỳ", "recurring", rf"(?:theo\s+)?định kỳ\s+(?:vào\s+)?{ITEM}{MORE}(?:\s+{EACH} năm)?{DATED}"
                              rf"(?:\s+(?:một|0?1) lần)?", meaning.recurs),
    _shape("ngày|trước", "recurring", rf"(?:(?:{LIMIT}|vào|từ)\s+)?(?:các\s+)?(?:ngày\s+)?{DAY_MONTH}(?:(?:\s*,|\s+và)"
                               rf"\s+(?:trước\s+)?(?:ngày\s+)?\d{{1,2}}(?:/|\s+tháng\s+)\d{{1,2}})*\s*,?\s*"
                               rf"{EVERY_YEAR}", meaning.recurs),
    _shape("ngày", "recurring", rf"(?:(?:{LIMIT}|vào|từ)\s+)?{HOUR}(?:các\s+)?ngày\s+{DAY}(?:\s+(?:và|đến)\s+"
                                rf"(?:ngày\s+)?\d{{1,2}})?\s+{NTH_MONTH}", meaning.recurs),
    _shape("ngày", "recurring", rf"{EACH} tháng,?\s+(?:{LIMIT}|vào)\s+ngày\s+{DAY}(?!\s*(?:[/.-]\s?\d|(?:của )?tháng))",
           meaning.recurs),
    _shape("tuần", "recurring", rf"(?:(?:{LIMIT}|vào)\s+)?{HOUR}(?:(?:sáng|chiều)\s+)?{WEEKDAY}(?:(?:\s*,|\s+và)\s+"
                                rf"{WEEKDAY})*\s*,?\s*{EACH}\s+tuần", meaning.recurs),
    _shape("ngày", "recurring", rf"{LIMIT}\s+{HOUR}{EACH}\s+ngày", meaning.recurs),
    _shape("ngày", "date", rf"{FROM_DAY}{_LIMITED}\s+{HOUR}(?:hết\s+)?ngày\s+{DAY_MONTH_YEAR}", meaning.on_day),
    _shape("/|-|.", "date", rf"{FROM_DAY}(?:{LIMIT})\s+{HOUR}{DAY_MONTH_YEAR}", meaning.on_day),
    _shape("hạn|thành|xong", "date", rf"(?:{_DONE})(?:ngày\s+)?{DAY_MONTH_YEAR}", meaning.on_day),
    _shape("ngày", "date", rf"{FROM_DAY}{_LIMITED}\s+{HOUR}(?:hết\s+)?ngày\s+{DAY_MONTH}(?!\s?[/.-]?\s?\d){_OPEN}",
           meaning.on_day),
    _shape("trước|nhất", "date", rf"(?:trước|chậm nhất(?:\s+là)?)\s+{HOUR}{DAY}/{MONTH}(?!\s?[/.-]?\s?\d){_OPEN}",
           meaning.on_day),
    _shape("tháng", "recurring", rf"{IN}\s+{_M}\s+{EVERY_YEAR}", meaning.recurs),
    _shape("tháng", "month", rf"{IN}\s+{_M}{OF_YEAR}", meaning.in_month),
    _shape("tháng", "month", rf"(?:{_DONE}){_M}{OF_YEAR}", meaning.in_month),
    _shape("tháng", "month", rf"{IN}\s+{_M}(?!\s?[/.-]?\s?\d){_OPEN}", meaning.in_month),
    _shape("quý|quí", "recurring", rf"(?:{IN}\s+)?{_Q}\s+(?:của )?h[ằà]ng năm", meaning.recurs),
    _shape("quý|quí", "quarter", rf"(?:{IN}\s+)?{_Q}(?:\s*-\s*|\s*/\s*|\s*,?\s*(?:của\s+)?năm\s+){YEAR}",
           meaning.in_quarter),
    _shape("quý|quí", "quarter", rf"(?:{IN}\s+|{_DONE}){_Q}(?:\s+năm nay)?{_OPEN}", meaning.in_quarter),
    _shape("tháng", "half_year", rf"(?:{IN}\s+)(?:0?6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+{YEAR}| nay)?",
           meaning.in_half),
    _shape("lần", "recurring", rf"(?:(?:ít nhất|tối thiểu)\s+)?(?:\d{{1,2}}|một|hai|ba|bốn)\s*(?:\(\w+\)\s*)?lần\s*"
                               rf"(?:/|trong |một |{EACH} )\s*(?:0?1 |một )?(?:tuần|tháng|quý|năm)", meaning.recurs),
    _shape("lần", "recurring", rf"(?:{EACH}|một|0?1)\s+(?:tuần|tháng|quý|năm)\s+(?:(?:ít nhất|tối thiểu)\s+)?"
                               rf"(?:\d{{1,2}}|một|hai|ba)\s*(?:\(\w+\)\s*)?lần", meaning.recurs),
    _shape("lần", "recurring", r"(?:\d{1,2}|một|hai|ba|sáu)\s*(?:\(\w+\)\s*)?(?:tuần|tháng|quý|năm)\s*(?:/\s*(?:\d{1,2}"
                               rf"|một)?\s*|\s(?:một|0?1)\s+)lần{DATED}", meaning.recurs),
    _shape("kết", "recurring", r"sơ kết (?:0?6|sáu) tháng(?:,| và) (?:tổng kết )?(?:h[ằà]ng )?năm(?!\s+\d)",
           meaning.recurs),
    _shape("tháng", "recurring", rf"(?:{EACH} (?:tuần|tháng|quý)(?:,| và)\s+)*"
                                 rf"(?:0?[369]|sáu|ba|chín)\s*(?:\([^()\d]{{2,9}}\)\s*)?tháng{DATED}(?:,?\s+(?:và\s+)?"
                                 rf"(?:cả )?h[ằà]ng năm|(?:,| và) (?:cả |một |0?1 )?năm(?!\s+\d)){DATED}",
           meaning.recurs),
    _shape("nhận", "duration", r"ngay sau khi (?:nhận được|tiếp nhận) (?:chỉ thị|văn bản|công văn)(?: này)?",
           meaning.on_receipt),
    _shape("ngày|giờ|tuần|tháng|năm", "duration", rf"{_DURING}(?P<unit>ngày|giờ|tuần|tháng|năm)(?:\s+làm việc)?"
                                                  rf"(?!\s+(?:qua|gần đây|vừa|trở lại|trước|đầu|cuối)\b){_TAIL}",
           meaning.lasts),
    _shape("trước", "duration", rf"trước\s+(?:ít nhất\s+)?{COUNT}(?P<unit>ngày|giờ)(?:\s+làm việc)?", meaning.lasts),
    _shape("năm", "year", rf"(?:từ năm\s+\d{{4}}\s+)?{LIMIT}\s+{PART}năm\s+{YEAR}", meaning.in_year),
    _shape("năm", "year", rf"(?:ngay trong|trong)\s+{PART}năm\s+{YEAR}", meaning.in_year),
    _shape("năm", "year", rf"(?:(?:ngay trong|trong) {PART}năm nay|(?:từ nay )?(?:đến|trước|hết) (?:hết |cuối )năm)"
                          rf"(?!\s+(?:\d|học|sau|trước)){_OPEN}", meaning.in_year),
    _shape("cuối", "recurring", rf"(?:vào )?cuối\s+{EACH}\s+(?:tuần|tháng|quý|năm)", meaning.recurs),
    _shape("hằng|hàng|mỗi|từng", "recurring", rf"(?:theo\s+)?{EACH}\s+(?:ngày|tuần|tháng|quý|năm){DATED}{MORE}",
           meaning.recurs),
    _shape("đột xuất", "periodic", rf"(?:theo )?(?:định kỳ(?:\s*,|\s+và|\s+hoặc|\s+hay)\s+)đột xuất"
                                   rf"(?:\s+{_WHEN_ASKED})?", meaning.unresolved),
    _shape("kỳ", "periodic", r"(?:theo )?định kỳ", meaning.unresolved),
    _shape("yêu cầu", "open", rf"(?:báo cáo )?đột xuất,? {_WHEN_ASKED}|khi có yêu cầu", meaning.unresolved),
    _shape("phê duyệt", "open", r"theo (?:đúng )?(?:lộ trình|tiến độ)(?: đã)?(?: được)? (?:cấp có thẩm quyền )?"
                                r"phê duyệt", meaning.unresolved),
    _shape("trước tết", "date", rf"trước tết(?: nguyên đán)?(?: [a-zà-ỹđ]+ [a-zà-ỹđ]+(?=\s*(?:năm )?\d|[,.;]|$))?"
                                rf"(?:\s+(?:năm\s+)?{YEAR})?", meaning.before_tet),
    _shape("trước ", "date", r"trước (?:mùa (?:mưa,? (?:bão|lũ)|mưa|bão|khô)|(?:ngày )?khai giảng|năm học mới"
                             r"|kỳ nghỉ lễ|ngày bầu cử)", meaning.unresolved),
    _shape("thường xuyên", "standing", r"thường xuyên", meaning.unresolved),
)  # fmt: skip
