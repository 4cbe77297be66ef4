"""The shapes in which directives write a time limit, and the day that each allows at last."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from chithi_ingest.core.calendar import day, month_end, quarter_end
from chithi_ingest.core.model import DeadlineKind

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
_EVERY_YEAR = (
    r"(?:h[ằà]ng năm|mỗi năm|của năm (?:trước|sau|báo cáo|tiếp theo|kế tiếp)(?: liền kề)?|năm (?:sau|trước|tiếp theo))"
)
_EACH = r"(?:h[ằà]ng|mỗi|từng)"
_NTH_MONTH = (
    rf"(?:{_EACH} tháng|(?:của )?tháng (?:đầu(?: tiên)?|cuối|thứ (?:nhất|hai|ba)|tiếp theo|kế tiếp|sau|liền kề|báo cáo)"
    r"(?: (?:của )?(?:mỗi |h[ằà]ng )?quý(?: (?:sau|tiếp theo|báo cáo|kế tiếp))?| kỳ báo cáo)?|cuối (?:tháng|quý)|"
    r"(?:của )?quý)"
)
_Q = r"(?P<q>iv|i{1,3}|[1-4])"
_PARENTHESIS = r"(?:\s*\((?:vào\s+|trước\s+)?(?:ngày|tháng)[^()]{1,60}\))?"
_COUNT = r"\d{1,3}\s*(?:\([^()\d]{2,20}\)\s*)?"


@dataclass(frozen=True, slots=True)
class Shape:
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
) -> Shape:
    return Shape(tuple(needs.split("|")), kind, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), due)


# In order: the first shape that matches at a place takes it, so the longer and more exact ones stand first.
SHAPES = (
    _shape("kỳ", "recurring", rf"(?:theo\s+)?định kỳ(?:\s+{_EACH}\s+(?:tháng|quý|năm|tuần))?\s*\((?:vào\s+"
                              rf"|trước\s+)?(?:ngày|tháng)[^()]{{1,60}}\)"),
    _shape("kỳ", "recurring", rf"(?:theo )?định kỳ\s+(?:vào\s+)?(?:0?[369]|sáu|ba|chín)\s*"
                              rf"(?:\([^()\d]{{2,9}}\)\s*)?tháng(?:(?:\s*,|\s+và|\s+hoặc)?\s+(?:một lần|{_EACH} năm"
                              rf"|0?1 năm|một năm|năm))?{_PARENTHESIS}"),
    _shape("ngày", "recurring", rf"(?:{_LIMIT}|vào|từ)\s+(?:các\s+)?ngày\s+{_DM}(?:(?:\s*,|\s+và)\s+(?:trước\s+)?"
                                rf"(?:ngày\s+)?\d{{1,2}}(?:/|\s+tháng\s+)\d{{1,2}})*\s*,?\s*{_EVERY_YEAR}"),
    _shape("ngày", "recurring", rf"(?:(?:{_LIMIT}|vào|từ)\s+)?(?:các\s+)?ngày\s+\d{{1,2}}(?:\s+(?:và|đến)\s+"
                                rf"(?:ngày\s+)?\d{{1,2}})?\s+{_NTH_MONTH}"),
    _shape("ngày", "date", rf"{_FROM_DAY}(?:{_LIMIT}|vào|trong)\s+{_HOUR}ngày\s+{_DMY}", _day),
    _shape("/|-|.", "date", rf"(?:{_LIMIT})\s+{_DMY}", _day),
    _shape("ngày", "date", rf"{_FROM_DAY}(?:{_LIMIT}|vào)\s+{_HOUR}ngày\s+{_DM}(?!\s?[/.-]?\s?\d)(?P<y>)", _day),
    _shape("tháng", "month", rf"{_IN}\s+(?:(?:cuối|đầu|giữa)\s+)?tháng\s+{_M}(?:\s?[/-]\s?|\s+năm\s+){_Y}", _month),
    _shape("tháng", "recurring", rf"{_IN}\s+(?:(?:cuối|đầu|giữa)\s+)?tháng\s+{_M}\s+{_EVERY_YEAR}"),
    _shape("tháng", "month", rf"{_IN}\s+(?:(?:cuối|đầu|giữa)\s+)?tháng\s+{_M}(?P<y>)", _month),
    _shape("quý|quí", "recurring", rf"(?:{_IN}\s+)?(?:(?:cuối|đầu|hết)\s+)?qu[ýí]\s+{_Q}\s+h[ằà]ng năm"),
    _shape("quý|quí", "quarter", rf"{_IN}\s+(?:(?:cuối|đầu|giữa|hết)\s+)?qu[ýí]\s+{_Q}(?:\s?/\s?|\s+năm\s+|\s*-\s*"
                                 rf"|\s*,\s*năm\s+){_Y}", _quarter),
    _shape("quý|quí", "quarter", rf"{_IN}\s+(?:(?:cuối|đầu|giữa|hết)\s+)?qu[ýí]\s+{_Q}(?P<y>)", _quarter),
    _shape("quý|quí", "quarter", rf"qu[ýí]\s+{_Q}(?:\s?/\s?|\s+năm\s+){_Y}", _quarter),
    _shape("tháng", "half_year", rf"(?:{_IN}\s+)(?:0?6|sáu)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+{_Y})?", _half),
    _shape("tháng", "recurring", r"(?:0?[36]|sáu|ba)\s*(?:\([^()\d]{2,9}\)\s*)?tháng(?:\s+(?:một|1|/1?)\s+lần|,?\s+"
                                 r"(?:và\s+)?(?:h[ằà]ng )năm|(?:,| và) (?:một )?năm(?!\s+\d))"),
    _shape("ngày|giờ|tuần|tháng", "duration", rf"(?:trong(?:\s+(?:thời hạn|thời gian|vòng))?|sau|chậm nhất(?:\s+"
                                              rf"(?:là|sau|trong vòng))?|không quá|tối đa)\s+(?:không quá\s+"
                                              rf"|tối đa\s+)?{_COUNT}(?:ngày|giờ|tuần|tháng)(?:\s+làm việc)?"
                                              rf"(?:\s*,?\s*(?:kể\s+)?từ\s+(?:ngày|khi|thời điểm)\s+\w+"
                                              rf"(?:\s+[^\W\d]\w*){{0,4}})?"),
    _shape("năm", "year", rf"(?:từ năm\s+\d{{4}}\s+)?(?:{_LIMIT})\s+(?:cuối\s+)?năm\s+{_Y}", _year),
    _shape("năm", "year", rf"(?:ngay trong|trong)\s+năm\s+{_Y}", _year),
    _shape("hằng|hàng|mỗi|từng", "recurring", rf"(?:theo\s+)?(?:định kỳ\s+(?:vào\s+)?){_EACH}\s+(?:ngày|tuần|tháng"
                                              rf"|quý|năm)(?:\s*(?:,|và|hoặc)\s*(?:{_EACH}\s+)?(?:tuần|tháng|quý"
                                              rf"|0?6 tháng|năm))*"),
    _shape("hằng|hàng|mỗi|từng", "recurring", rf"{_EACH}\s+(?:ngày|tuần|tháng|quý|năm)(?:\s*(?:,|và|hoặc)\s*"
                                              rf"(?:{_EACH}\s+)?(?:tuần|tháng|quý|0?6 tháng|năm)(?!\s+\d))*"),
    _shape("kỳ", "recurring", r"(?:theo )?định kỳ\s+(?:vào\s+)?(?:tuần|tháng|quý|năm)(?:\s*(?:,|và|hoặc)\s*(?:tuần"
                              r"|tháng|quý|0?6 tháng|năm)(?!\s+\d))*"),
    _shape("kỳ", "recurring", r"(?:theo )?định kỳ(?:\s*(?:,|và|hoặc)\s*đột xuất)?"),
    _shape("trước ", "date", r"trước (?:tết nguyên đán|mùa mưa(?:,? bão)?|mùa bão|(?:ngày )?khai giảng|năm học mới)"),
    _shape("thường xuyên", "standing", r"thường xuyên"),
)  # fmt: skip
