"""Recurrences as RFC 5545 rules, and lengths of time, for a directive issued on Friday, 13 November 2026."""

from datetime import date, datetime

import pytest
from dateutil.rrule import rrulestr

from chithi_ingest.core.limits.deadlines import read_deadlines
from chithi_ingest.core.model import Deadline
from chithi_ingest.core.text.source import modern_tone

ISSUED = date(2026, 11, 13)


def _read(text: str) -> list[Deadline]:
    return [found.value for found in read_deadlines(text, modern_tone(text), ISSUED)]


RULES = [
    ("báo cáo trước ngày 15 hằng tháng.", "trước ngày 15 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=15"),
    ("chậm nhất là ngày 05 hàng tháng gửi", "chậm nhất là ngày 05 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=5"),
    ("trước ngày 07 của tháng tiếp theo", "trước ngày 07 của tháng tiếp theo", "FREQ=MONTHLY;BYMONTHDAY=7"),
    ("vào ngày 10 và ngày 25 hàng tháng", "vào ngày 10 và ngày 25 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=10,25"),
    ("và định kỳ (vào ngày 22 hàng tháng) gửi", "định kỳ (vào ngày 22 hàng tháng)", "FREQ=MONTHLY;BYMONTHDAY=22"),
    ("định kỳ hàng tháng (trước ngày 25) báo cáo", "định kỳ hàng tháng (trước ngày 25)", "FREQ=MONTHLY;BYMONTHDAY=25"),
    ("trước ngày 20 của tháng cuối quý", "trước ngày 20 của tháng cuối quý",
     "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20"),
    ("trước ngày 10 của tháng đầu quý sau", "trước ngày 10 của tháng đầu quý sau",
     "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"),
    ("vào ngày 05 tháng đầu tiên của quý tiếp theo", "vào ngày 05 tháng đầu tiên của quý tiếp theo",
     "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5"),
    ("trước ngày 15 tháng thứ hai của mỗi quý", "trước ngày 15 tháng thứ hai của mỗi quý",
     "FREQ=YEARLY;BYMONTH=2,5,8,11;BYMONTHDAY=15"),
    ("vào ngày 14 tháng thứ ba của mỗi quý", "vào ngày 14 tháng thứ ba của mỗi quý",
     "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=14"),
    ("chậm nhất vào ngày 05 của tháng cuối kỳ báo cáo", "chậm nhất vào ngày 05 của tháng cuối kỳ báo cáo", None),
    ("trước ngày 15/11 hàng năm", "trước ngày 15/11 hàng năm", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=15"),
    ("trước ngày 20 tháng 6 hằng năm", "trước ngày 20 tháng 6 hằng năm", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=20"),
    ("gửi trước ngày 01 tháng 12 của năm trước", "trước ngày 01 tháng 12 của năm trước",
     "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1"),
    ("trước ngày 20 tháng 12 của năm báo cáo", "trước ngày 20 tháng 12 của năm báo cáo",
     "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20"),
    ("trước ngày 15/6 và 15/12 hằng năm", "trước ngày 15/6 và 15/12 hằng năm",
     "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15"),
    ("trước ngày 20/5 và 25/11 hằng năm", "trước ngày 20/5 và 25/11 hằng năm",
     "FREQ=YEARLY;BYMONTH=5,11;BYMONTHDAY=20,25;BYSETPOS=1,4"),
    ("vào tháng 7 hằng năm", "vào tháng 7 hằng năm", "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=-1"),
    ("vào đầu quý IV hàng năm", "vào đầu quý IV hàng năm", "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=-1"),
    ("quý IV hằng năm xây dựng", "quý IV hằng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"),
    ("theo định kỳ 06 tháng một lần (tháng 01 và tháng 6 hàng năm) để",
     "theo định kỳ 06 tháng một lần (tháng 01 và tháng 6 hàng năm)", "FREQ=YEARLY;BYMONTH=1,6;BYMONTHDAY=-1"),
    ("định kỳ 6 tháng (trước ngày 10/6) và hằng năm (trước ngày 10/12) báo cáo",
     "định kỳ 6 tháng (trước ngày 10/6) và hằng năm (trước ngày 10/12)", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=10"),
    ("định kỳ hằng tháng (trước ngày 18), quý (trước ngày 18 tháng cuối quý) gửi",
     "định kỳ hằng tháng (trước ngày 18), quý (trước ngày 18 tháng cuối quý)", "FREQ=MONTHLY;BYMONTHDAY=18"),
    ("định kỳ hàng tháng, quý, năm tổng hợp", "định kỳ hàng tháng, quý, năm", "FREQ=MONTHLY"),
    ("định kỳ 6 tháng, 1 năm báo cáo", "định kỳ 6 tháng, 1 năm", "FREQ=MONTHLY;INTERVAL=6"),
    ("báo cáo 06 tháng và hằng năm", "06 tháng và hằng năm", "FREQ=MONTHLY;INTERVAL=6"),
    ("báo cáo 06 (sáu) tháng, năm về", "06 (sáu) tháng, năm", "FREQ=MONTHLY;INTERVAL=6"),
    ("định kỳ 03 tháng kiểm tra", "định kỳ 03 tháng", "FREQ=MONTHLY;INTERVAL=3"),
    ("báo cáo hằng quý, 6 tháng gửi", "hằng quý, 6 tháng", "FREQ=MONTHLY;INTERVAL=3"),
    ("hàng quý, 6 tháng và hàng năm báo cáo", "hàng quý, 6 tháng và hàng năm", "FREQ=MONTHLY;INTERVAL=3"),
    ("báo cáo định kỳ (quý, 6 tháng, năm) về Sở", "định kỳ (quý, 6 tháng, năm)", "FREQ=MONTHLY;INTERVAL=3"),
    ("Hằng tháng, trước ngày 25, công bố", "Hằng tháng, trước ngày 25", "FREQ=MONTHLY;BYMONTHDAY=25"),
    ("6 tháng một lần rà soát", "6 tháng một lần", "FREQ=MONTHLY;INTERVAL=6"),
    ("họp giao ban 02 tuần/lần", "02 tuần/lần", "FREQ=WEEKLY;INTERVAL=2"),
    ("tổ chức ít nhất 01 lần/tháng", "ít nhất 01 lần/tháng", "FREQ=MONTHLY"),
    ("tập huấn 02 lần/năm", "02 lần/năm", "FREQ=MONTHLY;INTERVAL=6"),
    ("mỗi tháng 02 lần ra quân", "mỗi tháng 02 lần", "FREQ=MONTHLY;BYMONTHDAY=15,-1"),
    ("mỗi quý một lần họp", "mỗi quý một lần", "FREQ=MONTHLY;INTERVAL=3"),
    ("gửi báo cáo trước thứ sáu hàng tuần", "trước thứ sáu hàng tuần", "FREQ=WEEKLY;BYDAY=FR"),
    ("trước 16 giờ 00 thứ 5 hằng tuần", "trước 16 giờ 00 thứ 5 hằng tuần", "FREQ=WEEKLY;BYDAY=TH"),
    ("báo cáo nhanh trước 15 giờ hằng ngày", "trước 15 giờ hằng ngày", "FREQ=DAILY;BYHOUR=15;BYMINUTE=0"),
    ("báo cáo vào cuối mỗi tháng", "vào cuối mỗi tháng", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ("Hàng tuần, Công an xã báo cáo", "Hàng tuần", "FREQ=WEEKLY"),
    ("nội dung bắt buộc trong báo cáo hàng quý của các sở", "hàng quý", "FREQ=MONTHLY;INTERVAL=3"),
    ("Hằng năm, Sở Tư pháp báo cáo", "Hằng năm", "FREQ=YEARLY"),
    ("sơ kết 6 tháng, tổng kết năm về công tác", "sơ kết 6 tháng, tổng kết năm", "FREQ=MONTHLY;INTERVAL=6"),
]  # fmt: skip
LENGTHS = [
    ("trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản,",
     "trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản", "P5D", True, "receipt", None),
    ("sau 10 ngày kể từ ngày ký phải có kế hoạch", "sau 10 ngày kể từ ngày ký", "P10D", False, "signing",
     date(2026, 11, 23)),
    ("trong vòng 07 ngày làm việc kể từ ngày ban hành Chỉ thị này, các sở",
     "trong vòng 07 ngày làm việc kể từ ngày ban hành Chỉ thị này", "P7D", True, "signing", date(2026, 11, 25)),
    ("không quá 20 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ",
     "không quá 20 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ", "P20D", True, "receipt", None),
    ("trong vòng 48 giờ báo cáo", "trong vòng 48 giờ", "PT48H", False, None, None),
    ("không quá 24 giờ kể từ khi xảy ra vụ việc", "không quá 24 giờ kể từ khi xảy ra vụ việc", "PT24H", False, "event",
     None),
    ("chậm nhất 03 ngày làm việc phải trả lời", "chậm nhất 03 ngày làm việc", "P3D", True, None, None),
    ("trong thời hạn 10 (mười) ngày, gửi", "trong thời hạn 10 (mười) ngày", "P10D", False, None, None),
    ("trong vòng một tháng kể từ ngày ký, Sở", "trong vòng một tháng kể từ ngày ký", "P1M", False, "signing",
     date(2026, 12, 13)),
    ("trong thời hạn hai mươi (20) ngày", "trong thời hạn hai mươi (20) ngày", "P20D", False, None, None),
    ("tối đa 02 tuần phải xong", "tối đa 02 tuần", "P2W", False, None, None),
    ("gửi tài liệu trước ít nhất 05 ngày làm việc", "trước ít nhất 05 ngày làm việc", "P5D", True, "event", None),
    ("Ngay sau khi nhận được Chỉ thị này, các đơn vị", "Ngay sau khi nhận được Chỉ thị này", None, False, "receipt",
     None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "limit", "rule"), RULES)
def test_recurrences(text: str, limit: str, rule: str | None) -> None:
    assert [(d.text, d.kind, d.rule, d.due) for d in _read(text)] == [(limit, "recurring", rule, None)]


@pytest.mark.parametrize(("text", "limit", "duration", "working", "counted", "due"), LENGTHS)
def test_lengths(
    text: str, limit: str, duration: str | None, *, working: bool, counted: str | None, due: date | None
) -> None:
    assert _read(text) == [
        Deadline.model_validate(
            {
                "text": limit,
                "kind": "duration",
                "duration": duration,
                "working_days": working,
                "counted_from": counted,
                "due": due,
            }
        )
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("báo cáo trước ngày 20/5 và 25/11 hằng năm", ["2026-11-25", "2027-05-20", "2027-11-25"]),
        ("báo cáo trước ngày 05 của tháng đầu quý sau", ["2027-01-05", "2027-04-05", "2027-07-05"]),
        ("báo cáo vào cuối mỗi tháng", ["2026-11-30", "2026-12-31", "2027-01-31"]),
        ("mỗi tháng 02 lần báo cáo", ["2026-11-15", "2026-11-30", "2026-12-15"]),
        ("gửi báo cáo trước thứ sáu hàng tuần", ["2026-11-13", "2026-11-20", "2026-11-27"]),
    ],
)
def test_rules_give_the_days_that_the_words_mean(text: str, days: list[str]) -> None:
    rule = _read(text)[0].rule
    assert rule is not None
    occurrences = rrulestr(rule, dtstart=datetime(2026, 11, 13))  # noqa: DTZ001 a day, not an instant
    assert [f"{at:%Y-%m-%d}" for at in occurrences.xafter(datetime(2026, 11, 12), count=3)] == days  # noqa: DTZ001


def test_a_day_of_the_year_in_a_sentence_about_every_year_recurs() -> None:
    found = _read("Định kỳ hằng năm báo cáo kết quả về Công an tỉnh trước ngày 15 tháng 12.")
    assert [(d.text, d.kind, d.rule) for d in found] == [
        ("Định kỳ hằng năm", "recurring", "FREQ=YEARLY"),
        ("trước ngày 15 tháng 12", "recurring", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"),
    ]
