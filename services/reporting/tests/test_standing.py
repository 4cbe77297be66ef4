"""When a missing report is late, and which month people work on."""

from datetime import date

import pytest

from chithi_reporting.core.periods import parse
from chithi_reporting.core.standing import default_month, due, urgency


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2026-11", date(2026, 11, 17)),  # closed on a Saturday
        ("2026-12", date(2026, 12, 16)),  # closed on a Monday
        ("2026-08", date(2026, 8, 18)),  # closed on a Friday
    ],
)
def test_two_working_days_after_closing(period, day):
    assert due(parse(period)) == day


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 11, 14), "open"),
        (date(2026, 11, 15), "soon"),
        (date(2026, 11, 17), "soon"),
        (date(2026, 11, 18), "late"),
    ],
)
def test_urgency(today, state):
    assert urgency(parse("2026-11"), today) == state


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 11, 14), "2026-11"),
        (date(2026, 11, 15), "2026-11"),
        (date(2026, 11, 24), "2026-11"),
        (date(2026, 11, 25), "2026-12"),
        (date(2026, 12, 20), "2026-12"),
        (date(2026, 12, 30), "2027-01"),
    ],
)
def test_the_month_that_people_work_on(today, month):
    assert default_month(today).id == month
