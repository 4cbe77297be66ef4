"""Periods of Decree 09/2019: their days, their neighbours, and that nothing falls between two of them."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chithi_reporting.core.periods import Period, UnknownPeriodError, day_in_vietnam, month_of, parse

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))
PERIODS = st.one_of(
    st.builds(Period, st.just("month"), st.integers(2001, 2099), st.integers(1, 12)),
    st.builds(Period, st.just("quarter"), st.integers(2001, 2099), st.integers(1, 4)),
    st.builds(Period, st.just("half"), st.integers(2001, 2099), st.integers(1, 2)),
    st.builds(Period, st.just("nine"), st.integers(2001, 2099)),
    st.builds(Period, st.just("year"), st.integers(2001, 2099)),
)


@pytest.mark.parametrize(
    ("text", "first", "last", "title"),
    [
        ("2026-11", date(2026, 10, 15), date(2026, 11, 14), "Tháng 11/2026"),
        ("2024-03", date(2024, 2, 15), date(2024, 3, 14), "Tháng 3/2024"),
        ("2026-01", date(2025, 12, 15), date(2026, 1, 14), "Tháng 1/2026"),
        ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14), "Quý I/2026"),
        ("2026-Q4", date(2026, 9, 15), date(2026, 12, 14), "Quý IV/2026"),
        ("2026-H1", date(2025, 12, 15), date(2026, 6, 14), "6 tháng đầu năm 2026"),
        ("2026-H2", date(2026, 6, 15), date(2026, 12, 14), "6 tháng cuối năm 2026"),
        ("2026-9M", date(2025, 12, 15), date(2026, 9, 14), "9 tháng năm 2026"),
        ("2026", date(2025, 12, 15), date(2026, 12, 14), "Năm 2026"),
    ],
)
def test_days_and_titles(text, first, last, title):
    period = parse(text)
    assert (period.first, period.last, period.title, period.id) == (first, last, title, text)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 12, 14), "2026-12"),
        (date(2026, 12, 15), "2027-01"),
        (date(2026, 12, 31), "2027-01"),
        (date(2027, 1, 14), "2027-01"),
        (date(2027, 1, 15), "2027-02"),
        (date(2024, 2, 29), "2024-03"),
        (date(2026, 4, 30), "2026-05"),
    ],
)
def test_a_day_belongs_to_the_month_that_holds_it(day, month):
    assert month_of(day).id == month


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-0", "2026-1", "2026-Q5", "2026-H3", "26-11", "1999-01", "2026-11 ", "٢٠٢٦-11"]
)
def test_what_is_no_period(text):
    with pytest.raises(UnknownPeriodError, match="2026-Q4"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "before", "last_year"),
    [
        ("2026-01", "2025-12", "2025-01"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026-H2", "2026-H1", "2025-H2"),
        ("2026-9M", "2025-9M", "2025-9M"),
        ("2026", "2025", "2025"),
    ],
)
def test_neighbours(text, before, last_year):
    assert (parse(text).previous.id, parse(text).same_last_year.id) == (before, last_year)


@given(PERIODS)
def test_an_id_names_its_period(period):
    assert parse(period.id) == period


@given(DAYS)
def test_every_day_is_in_its_month(day):
    month = month_of(day)
    assert month.first <= day <= month.last


def test_the_day_begins_seven_hours_before_that_of_utc():
    assert day_in_vietnam(datetime(2026, 11, 14, 16, 59, tzinfo=UTC)) == date(2026, 11, 14)
    assert day_in_vietnam(datetime(2026, 11, 14, 17, 0, tzinfo=UTC)) == date(2026, 11, 15)


@given(PERIODS)
def test_months_tile_their_period(period):
    months = period.months
    assert (months[0].first, months[-1].last) == (period.first, period.last)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(months))


@given(PERIODS.filter(lambda period: period.kind != "nine"))
def test_the_previous_period_ends_the_day_before(period):
    assert period.previous.last + timedelta(days=1) == period.first
