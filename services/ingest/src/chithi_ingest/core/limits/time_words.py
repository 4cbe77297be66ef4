"""The pieces that the shapes of time limits are made of; all match on lower-case text with modern tone marks."""

LIMIT = (
    r"(?:(?:chậm|muộn) nhất(?:\s+(?:là(?:\s+vào)?|vào|đến|trong|trước))?|không (?:muộn hơn|quá)"
    r"|từ nay (?:cho )?(?:đến|tới) (?:hết|trước)|từ nay (?:cho )?(?:đến|tới)|(?:đến|tới) (?:hết|trước)"
    r"|trước(?: thời điểm)?|đến|tới|hết)"
)
IN = (
    r"(?:ngay trong|ngay|trong|vào|(?:chậm|muộn) nhất(?:\s+(?:là(?:\s+vào)?|vào|trong))?"
    r"|từ nay (?:đến|tới)(?: hết)?|(?:đến|tới)(?: hết)?|trước|hết)"
)
EACH = r"(?:h[ằà]ng|mỗi|từng)"
DAY = r"(?P<d>\d{1,2})"
MONTH = r"(?P<m>\d{1,2})"
YEAR = r"(?P<y>(?:19|20)\d{2})"
OF_YEAR = rf"(?:\s?[/-]\s?|,?\s+năm\s+){YEAR}"
DAY_MONTH = rf"{DAY}\s?(?:/|-|\.|\s+(?:của )?tháng\s+)\s?{MONTH}"
DAY_MONTH_YEAR = rf"{DAY_MONTH}(?:\s?[/.-]\s?|,?\s+năm\s+){YEAR}"
FROM_DAY = (
    r"(?:(?:bắt đầu )?(?:kể )?từ\s+(?:\d{1,2}\s?(?:giờ|h"
    r"|g)\s?(?:\d{2}(?:\s?phút)?)?,?\s+)?(?:ngày\s+)?\d{1,2}(?:\s?(?:/|-|\s+tháng\s+)\s?\d{1,2}(?:\s?(?:/"
    r"|-|\s+năm\s+)\s?"
    r"\d{4})?)?\s+)?"
)
HOUR = r"(?:(?P<hour>\d{1,2})\s?(?:giờ|h|g)\s?(?:(?P<minute>\d{2})(?:\s?phút)?)?,?\s+(?:(?:sáng|chiều|của)\s+)?)?"
PART = r"(?:(?P<part>cuối|đầu|giữa|hết)\s+)?"
EVERY_YEAR = r"(?:h[ằà]ng năm|mỗi năm|(?:của )?năm (?:trước|sau|báo cáo|tiếp theo|kế tiếp|liền kề)(?: liền kề)?)"
NTH_MONTH = (
    rf"(?:(?:của )?(?:{EACH} tháng|tháng (?:đầu(?: tiên)?|cuối(?: cùng)?|thứ (?:nhất|hai|ba|[123])|tiếp theo|kế tiếp"
    rf"|sau|liền kề|liền sau|báo cáo)(?: (?:của )?(?:{EACH} )?quý(?: (?:sau|tiếp theo|báo cáo|kế tiếp|liền kề))?"
    rf"| (?:của )?kỳ báo cáo| báo cáo)?)|cuối (?:tháng|quý)|(?:của )?(?:{EACH} )?quý)"
)
QUARTER = r"(?P<q>iv|i{1,3}|[1-4])"
COUNT_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười lăm": 15, "hai mươi": 20, "ba mươi": 30, "bốn mươi lăm": 45, "sáu mươi": 60, "chín mươi": 90,
}  # fmt: skip
WORD = "(?:" + "|".join(sorted(COUNT_WORDS, key=len, reverse=True)) + ")"
COUNT = rf"(?:(?P<n>\d{{1,3}})\s*(?:\([^()\d]{{2,20}}\)\s*)?|(?P<w>{WORD})\s+(?:\((?P<n2>\d{{1,3}})\)\s*)?)"
WEEKDAYS = {
    "hai": "MO", "2": "MO", "ba": "TU", "3": "TU", "tư": "WE", "4": "WE", "năm": "TH", "5": "TH", "sáu": "FR",
    "6": "FR", "bảy": "SA", "7": "SA", "chủ nhật": "SU",
}  # fmt: skip
WEEKDAY = r"(?:(?:ngày\s+)?thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|(?:ngày\s+)?chủ nhật)"
# What a report follows: `06 (sáu) tháng`, `quý`, `một năm`; then once more, with its own day in parentheses.
_SPAN = (
    r"(?:(?:\d{1,2}|một|hai|ba|sáu|chín)\s*(?:\(\w+\)\s*)?tháng(?!\s+(?:đầu|cuối)\b)"
    r"(?:\s+(?:một|0?1)\s+lần|/0?1? ?lần)?"
    r"|(?:0?1|một|hai|0?2)\s+(?:tuần|quý|năm)(?:\s+(?:một|0?1)\s+lần|/0?1? ?lần)?|tuần|tháng(?!\s+\d)"
    r"|quý(?!\s+(?:i|iv|\d)\b)|năm(?!\s+\d))"
)
DATED = r"(?:\s*\((?:[^()\d]{0,24}\s)?(?:ngày|tháng)\s[^()]{1,60}\))?"
ITEM = rf"(?:(?:{EACH}|cả)\s+)?{_SPAN}{DATED}"
MORE = rf"(?:(?:\s*,\s*(?:và\s+)?|\s+(?:và|hoặc|hay)\s+)(?:{ITEM}|đột xuất))*"
