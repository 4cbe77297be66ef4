"""Limits, recurrences, and what is only context."""

from datetime import date

import pytest

from chithi_ingest.core.deadlines import read_deadlines, read_periods
from chithi_ingest.core.source import modern_tone

FOUND = [
    ("hoàn thành trước ngày 31/01/2026.", "trước ngày 31/01/2026", "date", date(2026, 1, 31)),
    (
        "Chậm nhất là ngày 30 tháng 6 năm 2010 các cơ quan",
        "Chậm nhất là ngày 30 tháng 6 năm 2010",
        "date",
        date(2010, 6, 30),
    ),
    ("thông qua trước ngày 30 tháng 12.", "trước ngày 30 tháng 12", "date", date(2026, 12, 30)),
    ("đến hết ngày 31 tháng 8 năm 2026", "đến hết ngày 31 tháng 8 năm 2026", "date", date(2026, 8, 31)),
    ("gửi trước ngày 01 tháng 12 của năm trước", "trước ngày 01 tháng 12 của năm trước", "recurring", None),
    ("báo cáo trước ngày 15 hằng tháng.", "trước ngày 15 hằng tháng", "recurring", None),
    ("báo cáo trước ngày 20 của tháng cuối quý", "trước ngày 20 của tháng cuối quý", "recurring", None),
    ("báo cáo trước ngày 15/11 hàng năm", "trước ngày 15/11 hàng năm", "recurring", None),
    ("và định kỳ (vào ngày 22 hàng tháng) gửi", "định kỳ (vào ngày 22 hàng tháng)", "recurring", None),
    (
        "theo định kỳ 06 tháng một lần (tháng 01 và tháng 6 hàng năm) để",
        "theo định kỳ 06 tháng một lần (tháng 01 và tháng 6 hàng năm)",
        "recurring",
        None,
    ),
    ("trong Quý III/2024.", "trong Quý III/2024", "quarter", date(2024, 9, 30)),
    ("Chậm nhất là cuối quý I năm 2010,", "Chậm nhất là cuối quý I năm 2010", "quarter", date(2010, 3, 31)),
    ("thực hiện ngay trong quý IV năm 2009", "ngay trong quý IV năm 2009", "quarter", date(2009, 12, 31)),
    ("giao thông trong tháng 9 năm 2026.", "trong tháng 9 năm 2026", "month", date(2026, 9, 30)),
    ("cấp xã đến năm 2020.", "đến năm 2020", "year", date(2020, 12, 31)),
    ("Luật từ năm 2010 đến năm 2015.", "từ năm 2010 đến năm 2015", "year", date(2015, 12, 31)),
    ("để triển khai trong năm 2010.", "trong năm 2010", "year", date(2010, 12, 31)),
    (
        "trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản",
        "trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản",
        "duration",
        None,
    ),
    ("nội dung bắt buộc trong báo cáo hàng quý của các sở", "hàng quý", "recurring", None),
    ("Hàng năm, Sở Tư pháp báo cáo", "Hàng năm", "recurring", None),
    ("Thường xuyên kiện toàn", "Thường xuyên", "standing", None),
]
NONE = [
    "Chương trình xây dựng văn bản hàng năm (sau đây gọi tắt)",
    "kinh doanh hàng hóa, hàng không, ngân hàng",
    "giai đoạn 2025 - 2030, tầm nhìn đến năm 2045",
    "có hiệu lực từ 01/7/2025",
    "bố trí từ nguồn chi thường xuyên",
    "kịp thời báo cáo, tham mưu",
    "tính đến ngày 30/6/2025, toàn tỉnh có 12 vụ",
    "trung tâm giáo dục thường xuyên",
]


@pytest.mark.parametrize(("text", "limit", "kind", "due"), FOUND)
def test_limits(text: str, limit: str, kind: str, due: date | None) -> None:
    found = read_deadlines(text, modern_tone(text), 2026)
    assert [(d.text, d.kind, d.due) for d in found] == [(limit, kind, due)]


@pytest.mark.parametrize("text", NONE)
def test_context_is_no_limit(text: str) -> None:
    assert read_deadlines(text, modern_tone(text), 2026) == []


def test_a_limit_is_named_once_and_an_impossible_day_has_no_due() -> None:
    text = "trong quý II năm 2010. Trong quý II năm 2010; trước ngày 31/02/2026"
    assert [(d.text, d.due) for d in read_deadlines(text, text, None)] == [
        ("trong quý II năm 2010", date(2010, 6, 30)),
        ("trước ngày 31/02/2026", None),
    ]


def test_a_day_without_a_year_stays_open_when_no_year_is_known() -> None:
    text = "trước ngày 30 tháng 12"
    assert read_deadlines(text, text, None)[0].due is None


def test_periods() -> None:
    text = "giai đoạn 2021-2025; nhiệm kỳ 2025-2030; có hiệu lực từ 01/7/2025; tổng kết 15 năm"
    assert read_periods(text, text) == [
        "giai đoạn 2021-2025",
        "nhiệm kỳ 2025-2030",
        "có hiệu lực từ 01/7/2025",
        "tổng kết 15 năm",
    ]
