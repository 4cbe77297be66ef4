"""The working days over HTTP: what phones keep, asked for by anybody who is signed in."""

from datetime import date
from pathlib import Path
from typing import Any

from chithi_platform.service import now
from chithi_tasks.adapters.inbound.http.assignments.calendar import Calendar
from chithi_tasks.core.assignments.timing import day_of, is_working

URL = "/api/tasks/v1/calendar"
KEPT = Path(__file__).with_name("calendar.json")


async def test_three_years_of_working_days_are_told_in_less_than_a_kilobyte(tasks: Any) -> None:
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        answer = await client.get(URL)
        again = await client.get(URL, headers={"If-None-Match": answer.headers["ETag"]})
    assert Calendar.model_validate(answer.json()) == Calendar.around(day_of(now()))
    assert len(answer.content) < 1000
    assert (again.status_code, again.content) == (304, b"")


async def test_nobody_else_is_told(tasks: Any) -> None:
    async with tasks.client() as client:
        assert (await client.get(URL)).status_code == 401


def test_the_phones_tests_work_on_what_is_really_told() -> None:
    """After a change of the library or of a decree, write the file anew and look at what changed."""
    told = Calendar.around(date(2026, 11, 22))
    assert Calendar.model_validate_json(KEPT.read_text("utf-8")) == told
    assert all(day.weekday() < 5 and not is_working(day) for day in told.days_off)
    assert [day.isoformat() for day in told.worked_weekends] == ["2025-04-26", "2026-08-22"]
