"""Every shape of limit that directives write, resolved for a directive issued on Friday, 13 November 2026."""

from datetime import date

import pytest

from chithi_ingest.core.limits.deadlines import read_deadlines, read_periods, timing_of
from chithi_ingest.core.model import Deadline
from chithi_ingest.core.text.source import modern_tone

ISSUED = date(2026, 11, 13)


def _read(text: str, issued: date | None = ISSUED) -> list[Deadline]:
    found = read_deadlines(text, modern_tone(text), issued)
    for one in found:
        assert text[one.start : one.end] == one.value.text
    return [one.value for one in found]


DAYS = [
    ("Hoàn thành trước ngày 31/01/2027.", "trước ngày 31/01/2027", date(2027, 1, 31)),
    (
        "Chậm nhất là ngày 30 tháng 6 năm 2027 các cơ quan gửi",
        "Chậm nhất là ngày 30 tháng 6 năm 2027",
        date(2027, 6, 30),
    ),
    ("muộn nhất vào ngày 05-12-2026 phải xong", "muộn nhất vào ngày 05-12-2026", date(2026, 12, 5)),
    ("thực hiện đến hết ngày 31 tháng 8 năm 2027;", "đến hết ngày 31 tháng 8 năm 2027", date(2027, 8, 31)),
    ("xong trước 15/12/2026, báo cáo", "trước 15/12/2026", date(2026, 12, 15)),
    ("gửi hồ sơ trước 16 giờ 30 phút ngày 20/11/2026.", "trước 16 giờ 30 phút ngày 20/11/2026", date(2026, 11, 20)),
    ("báo cáo trước 17h00 ngày 20/11/2026", "trước 17h00 ngày 20/11/2026", date(2026, 11, 20)),
    ("ra quân từ ngày 15/12/2026 đến ngày 14/02/2027.", "từ ngày 15/12/2026 đến ngày 14/02/2027", date(2027, 2, 14)),
    ("cao điểm từ 15/12/2026 đến hết 14/02/2027", "từ 15/12/2026 đến hết 14/02/2027", date(2027, 2, 14)),
    (
        "không cắt điện từ 0h00 ngày 25/01/2027 đến 24h00 ngày 05/02/2027.",
        "từ 0h00 ngày 25/01/2027 đến 24h00 ngày 05/02/2027",
        date(2027, 2, 5),
    ),
    ("từ nay đến hết ngày 31/12/2026 tập trung", "từ nay đến hết ngày 31/12/2026", date(2026, 12, 31)),
    ("Thời hạn hoàn thành: 30/6/2027.", "30/6/2027", date(2027, 6, 30)),
    ("trong ngày 01/12/2026 phải gửi", "trong ngày 01/12/2026", date(2026, 12, 1)),
    ("không muộn hơn ngày 10 tháng 12 năm 2026", "không muộn hơn ngày 10 tháng 12 năm 2026", date(2026, 12, 10)),
    ("thông qua trước ngày 30 tháng 12.", "trước ngày 30 tháng 12", date(2026, 12, 30)),
    ("gửi về Sở trước ngày 15/01 để tổng hợp", "trước ngày 15/01", date(2027, 1, 15)),
    ("chậm nhất là ngày 05 tháng 11 phải nộp", "chậm nhất là ngày 05 tháng 11", date(2027, 11, 5)),
    ("gửi kết quả trước 25/11, quá hạn", "trước 25/11", date(2026, 11, 25)),
    ("báo cáo chậm nhất vào ngày 13/11", "chậm nhất vào ngày 13/11", date(2026, 11, 13)),
    ("trước ngày 31/02/2027", "trước ngày 31/02/2027", None),
]
SPANS = [
    ("xử lý dứt điểm trong tháng 12 năm 2026.", "trong tháng 12 năm 2026", "month", date(2026, 12, 31)),
    ("xong trước tháng 9 năm 2027", "trước tháng 9 năm 2027", "month", date(2027, 8, 31)),
    ("đến tháng 3/2027 phải đạt", "đến tháng 3/2027", "month", date(2027, 3, 31)),
    ("đến hết tháng 11 hoàn thành", "đến hết tháng 11", "month", date(2026, 11, 30)),
    ("vào tháng 10 tổ chức", "vào tháng 10", "month", date(2027, 10, 31)),
    ("trong cuối tháng 4 năm 2027", "trong cuối tháng 4 năm 2027", "month", date(2027, 4, 30)),
    ("vào đầu tháng 12/2026", "vào đầu tháng 12/2026", "month", date(2026, 12, 10)),
    ("trước giữa tháng 12/2026 gửi", "trước giữa tháng 12/2026", "month", date(2026, 12, 20)),
    ("trong tháng 5, 6 năm 2027", "trong tháng 5, 6 năm 2027", "month", date(2027, 6, 30)),
    ("trong tháng 5 và tháng 6/2027", "trong tháng 5 và tháng 6/2027", "month", date(2027, 6, 30)),
    ("Thời gian hoàn thành: tháng 6/2027", "tháng 6/2027", "month", date(2027, 6, 30)),
    ("trong Quý III/2024.", "trong Quý III/2024", "quarter", date(2024, 9, 30)),
    ("Chậm nhất là cuối quý I năm 2027,", "Chậm nhất là cuối quý I năm 2027", "quarter", date(2027, 3, 31)),
    ("thực hiện ngay trong quý IV năm 2026", "ngay trong quý IV năm 2026", "quarter", date(2026, 12, 31)),
    ("vào đầu quý I năm 2027 trình", "vào đầu quý I năm 2027", "quarter", date(2027, 1, 31)),
    ("trước quí II/2027", "trước quí II/2027", "quarter", date(2027, 3, 31)),
    ("hoàn thành trong quý 4", "trong quý 4", "quarter", date(2026, 12, 31)),
    ("hoàn thành trong quý I", "trong quý I", "quarter", date(2027, 3, 31)),
    ("trong quý I và quý II năm 2027", "trong quý I và quý II năm 2027", "quarter", date(2027, 6, 30)),
    ("xong trong 6 tháng đầu năm 2027", "trong 6 tháng đầu năm 2027", "half_year", date(2027, 6, 30)),
    ("trong 06 tháng cuối năm", "trong 06 tháng cuối năm", "half_year", date(2026, 12, 31)),
    ("cấp xã đến năm 2030.", "đến năm 2030", "year", date(2030, 12, 31)),
    ("từ năm 2027 đến năm 2030 đào tạo", "từ năm 2027 đến năm 2030", "year", date(2030, 12, 31)),
    ("để triển khai trong năm 2026.", "trong năm 2026", "year", date(2026, 12, 31)),
    ("phấn đấu trước năm 2030", "trước năm 2030", "year", date(2029, 12, 31)),
    ("từ nay đến hết năm 2027", "từ nay đến hết năm 2027", "year", date(2027, 12, 31)),
    ("đến cuối năm 2027 có", "đến cuối năm 2027", "year", date(2027, 12, 31)),
    ("từ nay đến cuối năm tập trung", "từ nay đến cuối năm", "year", date(2026, 12, 31)),
    ("ban hành ngay trong năm nay", "ngay trong năm nay", "year", date(2026, 12, 31)),
    ("chi trả xong trước Tết Nguyên đán năm 2027", "trước Tết Nguyên đán năm 2027", "date", date(2027, 2, 5)),
    ("gia cố đê trước mùa mưa bão", "trước mùa mưa bão", "date", None),
]
OTHERS = [
    ("Thường xuyên kiện toàn", "Thường xuyên", "standing"),
    ("báo cáo định kỳ hoặc đột xuất về Công an tỉnh", "định kỳ hoặc đột xuất", "periodic"),
    ("báo cáo định kỳ, đột xuất khi có yêu cầu.", "định kỳ, đột xuất khi có yêu cầu", "periodic"),
    ("định kỳ báo cáo kết quả", "định kỳ", "periodic"),
    ("báo cáo đột xuất khi có yêu cầu", "báo cáo đột xuất khi có yêu cầu", "open"),
    ("cung cấp hồ sơ khi có yêu cầu", "khi có yêu cầu", "open"),
    ("di dời theo đúng lộ trình đã được phê duyệt", "theo đúng lộ trình đã được phê duyệt", "open"),
]
CONTEXT = [
    "Chương trình xây dựng văn bản hàng năm (sau đây gọi tắt)",
    "kinh doanh hàng hóa, hàng không, ngân hàng",
    "các cửa hàng tháng trước đã ký cam kết",
    "giai đoạn 2025 - 2030, tầm nhìn đến năm 2045",
    "có hiệu lực từ 01/7/2025",
    "Chỉ thị này có hiệu lực sau 10 ngày kể từ ngày ký",
    "bố trí từ nguồn chi thường xuyên",
    "kịp thời báo cáo, tham mưu",
    "tính đến ngày 30/6/2026, toàn tỉnh có 12 vụ",
    "từ ngày 15/12/2024 đến ngày 14/12/2025, xảy ra 12 vụ",
    "kết quả đạt được trong năm 2025 còn thấp",
    "ngày bầu cử diễn ra vào ngày 15/3/2026",
    "trung tâm giáo dục thường xuyên",
    "rà soát các nút giao thông thường xuyên ùn tắc",
    "Quyết định số 30/3/2010, trực 24/7, lễ 02/9",
    "trong 6 tháng qua tình hình ổn định",
    "tư vấn khi có yêu cầu của người dân",
]


@pytest.mark.parametrize(("text", "limit", "due"), DAYS)
def test_days(text: str, limit: str, due: date | None) -> None:
    assert [(d.text, d.kind, d.due) for d in _read(text)] == [(limit, "date", due)]


@pytest.mark.parametrize(("text", "limit", "kind", "due"), SPANS)
def test_spans_of_time_end_on_their_last_day(text: str, limit: str, kind: str, due: date | None) -> None:
    assert [(d.text, d.kind, d.due) for d in _read(text)] == [(limit, kind, due)]


@pytest.mark.parametrize(("text", "limit", "kind"), OTHERS)
def test_limits_without_a_day(text: str, limit: str, kind: str) -> None:
    assert _read(text) == [Deadline.model_validate({"text": limit, "kind": kind})]


@pytest.mark.parametrize("text", CONTEXT)
def test_context_is_no_limit(text: str) -> None:
    assert _read(text) == []


def test_a_limit_is_named_once() -> None:
    text = "trong quý II năm 2010. Trong quý II năm 2010; trước ngày 31/12/2026"
    assert [d.text for d in _read(text)] == ["trong quý II năm 2010", "trước ngày 31/12/2026"]


def test_a_day_without_a_year_stays_open_when_no_year_is_known() -> None:
    text = "trước ngày 30 tháng 12"
    assert [d.due for d in _read(text, None)] == [None]
    assert [f.value.due for f in read_deadlines(text, text, None, 2024)] == [date(2024, 12, 30)]


@pytest.mark.parametrize(
    ("text", "timing"),
    [
        ("thường xuyên rà soát, xong trước ngày 01/12/2026", "dated"),
        ("trong vòng 10 ngày kể từ ngày ký", "dated"),
        ("trước mùa mưa bão", "dated"),
        ("thường xuyên, định kỳ báo cáo", "recurring"),
        ("thường xuyên; trong vòng 24 giờ", "relative"),
        ("thường xuyên tuần tra", "standing"),
        ("báo cáo đột xuất khi có yêu cầu", "open"),
        ("tăng cường tuần tra", "none_in_text"),
    ],
)
def test_timing_of_a_task(text: str, timing: str) -> None:
    assert timing_of(read_deadlines(text, text, ISSUED)) == timing


def test_periods() -> None:
    text = "giai đoạn 2021-2025; nhiệm kỳ 2025-2030; có hiệu lực từ 01/7/2025; tổng kết 15 năm"
    found = read_periods(text, text)
    assert [f.value for f in found] == [
        "giai đoạn 2021-2025",
        "nhiệm kỳ 2025-2030",
        "có hiệu lực từ 01/7/2025",
        "tổng kết 15 năm",
    ]
    assert [text[f.start : f.end] for f in found] == [f.value for f in found]


@pytest.mark.parametrize(
    "text", ["trước ngày 15 tháng 4 năm 2026", "trong quý III năm 2026", "ngày 05 tháng 9 năm 2019"]
)
def test_the_year_of_a_day_is_no_period_of_its_own(text: str) -> None:
    assert read_periods(text, text) == []
