"""Months of Decree 09/2019 at their edges."""

from datetime import date

import pytest

from chithi_mobile.core.period import following, period_of, previous, proposed, span


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 11, 14), "2026-11"),
        (date(2026, 11, 15), "2026-12"),
        (date(2026, 12, 14), "2026-12"),
        (date(2026, 12, 15), "2027-01"),
        (date(2027, 1, 1), "2027-01"),
        (date(2028, 2, 29), "2028-03"),
    ],
)
def test_a_day_belongs_to_its_period(day, period):
    assert period_of(day) == period
    first, last = span(period)
    assert first <= day <= last


def test_spans_and_neighbours():
    assert span("2026-11") == (date(2026, 10, 15), date(2026, 11, 14))
    assert span("2027-01") == (date(2026, 12, 15), date(2027, 1, 14))
    assert previous("2027-01") == "2026-12"
    assert following("2026-12") == "2027-01"


def test_after_closing_the_closed_period_is_proposed_for_ten_days():
    assert proposed(date(2026, 11, 14)) == "2026-11"
    assert proposed(date(2026, 11, 24)) == "2026-11"
    assert proposed(date(2026, 11, 25)) == "2026-12"


def test_what_is_no_month_is_refused():
    with pytest.raises(ValueError, match="unpack"):
        span("2026")
