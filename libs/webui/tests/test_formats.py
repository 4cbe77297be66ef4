"""Numbers, dates and changes read as officials write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chithi_webui import formats

NOW = datetime(2026, 3, 14, 7, 0, tzinfo=UTC)  # 14:00 in Vietnam


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 0, "0"),
        (1234, 0, "1.234"),
        (1234.5, 1, "1.234,5"),
        (-1234567, 0, "−1.234.567"),
        (-0.04, 1, "0,0"),
        (None, 0, "—"),
    ],
)
def test_number(value, digits, text):
    assert formats.number(value, digits) == text


def test_a_rate_needs_a_whole():
    assert formats.percent(8758, 9222) == "95,0\N{NO-BREAK SPACE}%"
    assert formats.percent(1, 0) == "—"


def test_dates_are_those_of_a_vietnamese_clock():
    late = datetime(2026, 3, 13, 18, 30, 5, tzinfo=UTC)
    assert formats.day(late) == "14/03/2026"
    assert formats.clock(late) == "01:30 14/03/2026"
    assert formats.hour(late) == "01:30:05"
    assert formats.day(date(2026, 3, 4)) == "04/03/2026"


@pytest.mark.parametrize(
    ("back", "text"),
    [
        (timedelta(seconds=20), "vừa xong"),
        (timedelta(minutes=5), "5 phút trước"),
        (timedelta(hours=2), "2 giờ trước"),
        (timedelta(hours=13), "hôm nay 01:00"),
        (timedelta(hours=16, minutes=56), "hôm qua 21:04"),
        (timedelta(days=3), "3 ngày trước"),
        (timedelta(days=30), "12/02/2026"),
        (timedelta(seconds=-3), "vừa xong"),
    ],
)
def test_ago(back, text):
    assert formats.ago(NOW - back, NOW) == text


def test_ago_speaks_english_too():
    assert formats.ago(NOW - timedelta(hours=2), NOW, "en") == "2 h ago"
    assert formats.ago(NOW - timedelta(hours=16), NOW, "en") == "yesterday 22:00"


def test_span_names_years_only_where_they_differ():
    assert formats.span(date(2026, 2, 15), date(2026, 3, 14)) == "15/02 – 14/03"
    assert formats.span(date(2025, 12, 15), date(2026, 1, 14)) == "15/12/2025 – 14/01/2026"


@pytest.mark.parametrize(
    ("now", "before", "better", "text", "meaning", "arrow"),
    [
        (1124, 1000, "up", "+12,4\N{NO-BREAK SPACE}%", "good", "▲"),
        (1124, 1000, "down", "+12,4\N{NO-BREAK SPACE}%", "bad", "▲"),
        (969, 1000, "down", "−3,1\N{NO-BREAK SPACE}%", "good", "▼"),
        (5, 4, None, "+1", "plain", "▲"),
        (3, 0, "down", "+3", "bad", "▲"),
        (4, 4, "up", "không đổi", "plain", ""),
        (4, None, "up", "—", "plain", ""),
    ],
)
def test_change(now, before, better, text, meaning, arrow):
    assert formats.change(now, before, better) == formats.Change(text, meaning, arrow)
