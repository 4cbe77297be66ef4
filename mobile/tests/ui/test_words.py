"""The words on the screens: deadlines, moments, periods, and lines that fit."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chithi_mobile.core.models import Assignment, Report, Subject
from chithi_mobile.core.timing import Calendar
from chithi_mobile.ui import words
from chithi_mobile.ui.ellipsis import fit

NOW = datetime(2026, 11, 16, 14, 4, tzinfo=UTC)
TASK = Assignment(id="a", title="Tuần tra", state="received", directive_number="01/CT-UBND", section_ordinal="4")
REPORT = Report("r", Subject("antt-thang", "2026-11"), "u", {}, "", "waiting", NOW)


@pytest.mark.parametrize(
    ("due", "text", "kind"),
    [
        (date(2026, 11, 11), "Quá hạn 3 ngày", "late"),
        (date(2026, 11, 13), "Quá hạn 1 ngày", "late"),
        (date(2026, 11, 16), "Hôm nay là ngày cuối", "soon"),
        (date(2026, 11, 17), "Còn 1 ngày làm việc", "soon"),
        (date(2026, 11, 19), "Còn 3 ngày làm việc", "soon"),
        (date(2026, 11, 20), "Hạn 20/11", "good"),
        (date(2027, 1, 5), "Hạn 05/01/2027", "good"),
        (None, "Không ghi thời hạn", "waiting"),
    ],
)
def test_deadlines(due, text, kind):
    sign = words.due(replace(TASK, due=due), Calendar(), NOW)
    assert (sign.text, sign.kind) == (text, kind)


def test_a_deadline_in_words_of_the_directive_is_kept():
    assert words.due(replace(TASK, due_text="Thường xuyên"), Calendar(), NOW).text == "Thường xuyên"


def test_on_a_day_of_rest_after_the_last_day_nothing_is_late():
    sign = words.due(replace(TASK, due=date(2026, 11, 13)), Calendar(), NOW - timedelta(days=1))
    assert (sign.text, sign.kind) == ("Hạn 13/11", "soon")


def test_a_request_is_asked_for_and_never_late():
    sign = words.due(replace(TASK, mode="request", due=date(2026, 1, 5)), Calendar(), NOW)
    assert (sign.text, sign.kind) == ("Đề nghị trước 05/01/2026", "waiting")


def test_the_day_changes_at_midnight_in_vietnam():
    late_evening = datetime(2026, 11, 16, 16, 59, tzinfo=UTC)
    assert words.today(late_evening) == date(2026, 11, 16)
    assert words.today(late_evening + timedelta(minutes=1)) == date(2026, 11, 17)
    assert words.moment(NOW, NOW) == "21:04"
    assert words.moment(NOW, NOW + timedelta(days=1)) == "21:04 ngày 16/11"


def test_numbers_periods_and_sources():
    assert words.number(1234567) == "1.234.567"
    assert words.period_name("2026-03") == "Tháng 3/2026"
    assert words.period_days("2026-03") == "15/02 – 14/03"
    assert words.directive(TASK) == "01/CT-UBND · mục 4"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Chờ mạng"),
        ({"problem": "Máy chủ đang bận"}, "Chờ mạng · máy chủ đang bận"),
        ({"state": "sending"}, "Đang gửi"),
        ({"state": "received", "receipt": "BC-2611-00417"}, "Đã nhận · BC-2611-00417"),
        ({"state": "returned", "problem": "thiếu số người bị thương"}, "Bị trả lại: thiếu số người bị thương"),
    ],
)
def test_the_outbox_tells_the_truth(changes, text):
    assert words.outbox_sign(replace(REPORT, **changes), needs_sign_in=False).text == text


def test_a_waiting_report_says_when_it_waits_for_the_person():
    assert words.outbox_sign(REPORT, needs_sign_in=True).text == "Chờ đăng nhập lại"


def test_lines_fit_and_say_that_they_were_cut():
    def width(text):
        return len(text)

    assert fit("một hai ba bốn", 7, 2, width) == "một hai\nba bốn"
    assert fit("một hai ba bốn năm sáu", 7, 2, width) == "một hai\nba bốn…"
    assert fit("một hai ba, bốn năm", 7, 2, width) == "một hai\nba…"
    assert fit("nghiêngngả rất dài", 5, 1, width) == "nghiêngngả…"
    assert fit("", 5, 2, width) == ""
