"""Working days, receipt, and the class of time: the calendar's facts, and every date in exactly one class."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chithi_tasks.core.assignments.timing import (
    TIME_CLASSES,
    Timed,
    boundaries,
    day_of,
    is_working,
    last_day,
    next_working,
    receipt_due,
    start_of,
    working_days,
)

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
FRIDAY = date(2026, 10, 16)
TABLE = Path(__file__).with_name("deadlines.csv").read_text("utf-8")  # the phone's tests read it too
CASES = list(csv.DictReader(TABLE.splitlines()))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 10, 16), True),
        (date(2026, 10, 17), False),  # Saturday
        (date(2026, 2, 18), False),  # the second day of Tết
        (date(2026, 4, 27), False),  # in place of a Sunday, Hùng Vương's day
        (date(2026, 8, 31), False),  # exchanged ...
        (date(2026, 8, 22), True),  # ... for this Saturday
        (date(2026, 9, 2), False),
        (date(2024, 2, 29), True),
    ],
)
def test_working_days_are_those_of_the_calendar(day: date, working: bool) -> None:
    assert is_working(day) is working


@given(DAYS, DAYS)
def test_counting_agrees_with_the_calendar(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    days = [first + timedelta(days=n + 1) for n in range((last - first).days)]
    assert working_days(first, last) == sum(map(is_working, days))
    assert working_days(last, first) == 0


@given(DAYS, st.integers(1, 30))
def test_the_nth_working_day_is_one_and_n_away(day: date, count: int) -> None:
    found = next_working(day, count)
    assert is_working(found)
    assert working_days(day, found) == count


def test_receipt_is_due_on_the_next_working_day() -> None:
    assert receipt_due(datetime(2026, 10, 16, 2, tzinfo=UTC)) == date(2026, 10, 19)
    assert receipt_due(datetime(2026, 2, 13, 2, tzinfo=UTC)) == date(2026, 2, 23)  # all of Tết between
    assert receipt_due(datetime(2026, 10, 14, 18, tzinfo=UTC)) == date(2026, 10, 16)  # one in the morning in Hà Nội


def test_a_day_begins_in_vietnam() -> None:
    assert start_of(date(2026, 10, 16)) == datetime(2026, 10, 15, 17, tzinfo=UTC)
    assert day_of(start_of(FRIDAY)) == FRIDAY
    assert day_of(start_of(FRIDAY) - timedelta(milliseconds=1)) == FRIDAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "expected", "late"),
    [
        (date(2026, 10, 12), "in_time", 0),
        (date(2026, 10, 13), "due_soon", 0),
        (date(2026, 10, 16), "due_soon", 0),
        (date(2026, 10, 18), "due_soon", 0),  # Sunday: no working day has passed
        (date(2026, 10, 19), "late_1_2", 1),
        (date(2026, 10, 20), "late_1_2", 2),
        (date(2026, 10, 21), "late_3_7", 3),
        (date(2026, 10, 27), "late_3_7", 7),
        (date(2026, 10, 28), "late_over_7", 8),
    ],
)
def test_a_limit_on_a_friday(today: date, expected: str, late: int) -> None:
    timed = Timed("received", "assign", FRIDAY)
    assert (timed.time_class(today), timed.days_late(today)) == (expected, late)


def test_a_limit_on_a_day_of_rest_ends_with_the_next_working_day() -> None:
    saturday = FRIDAY + timedelta(days=1)
    assert last_day(saturday) == date(2026, 10, 19)
    assert Timed("issued", "delegate", saturday).time_class(date(2026, 10, 19)) == "due_soon"
    assert Timed("issued", "delegate", saturday).time_class(date(2026, 10, 20)) == "late_1_2"


def test_a_request_and_what_rests_are_never_late() -> None:
    long_after = date(2027, 3, 1)
    assert Timed("issued", "request", FRIDAY).time_class(long_after) == "due_soon"
    assert Timed("issued", "request", FRIDAY).days_late(long_after) == 0
    assert Timed("suspended", "assign", FRIDAY).time_class(long_after) == "none"
    assert Timed("withdrawn", "assign", FRIDAY).time_class(long_after) == "none"
    assert Timed("issued", "assign", None).time_class(long_after) == "none"


def test_what_was_done_is_judged_by_the_day_of_the_report() -> None:
    long_after, in_time = date(2027, 3, 1), start_of(FRIDAY) + timedelta(hours=23)
    for state in ("reported", "completed"):
        assert Timed(state, "assign", FRIDAY, in_time).time_class(long_after) == "in_time"
        late = Timed(state, "assign", FRIDAY, in_time + timedelta(days=4))
        assert (late.time_class(long_after), late.days_late(long_after)) == ("late_1_2", 2)
    assert Timed("returned", "assign", FRIDAY, in_time).time_class(long_after) == "late_over_7"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_deadlines_stand_as_the_phone_says_as_well(case: dict[str, Any]) -> None:
    day = date.fromisoformat(case["today"])
    timed = Timed(case["state"], case["mode"], date.fromisoformat(case["due"]))
    assert (timed.time_class(day), timed.days_late(day)) == (case["time_class"], int(case["late"]))
    assert timed.days_left(day) == (int(case["left"]) if case["left"] else None)


@given(DAYS, st.integers(-60, 60))
def test_boundaries_say_the_same_for_every_day(today: date, offset: int) -> None:
    """A query by ranges of the last day finds exactly what the class of each assignment says."""
    due = today + timedelta(days=offset)
    ranges = boundaries(today)
    assert [name for name in TIME_CLASSES if name in ranges and due in ranges[name]] == [
        Timed("in_progress", "assign", due).time_class(today)
    ]
