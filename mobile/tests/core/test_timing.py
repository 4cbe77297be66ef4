"""Deadlines on the phone: the table of the server's own tests, and where the working days come from."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from fastapi.responses import JSONResponse, Response

from chithi_mobile.core.models import Assignment
from chithi_mobile.core.timing import Calendar

TASKS_TESTS = Path(__file__).parents[3] / "services" / "tasks" / "tests"
CASES = list(csv.DictReader((TASKS_TESTS / "deadlines.csv").read_text("utf-8").splitlines()))
TOLD = Calendar.from_json(json.loads((TASKS_TESTS / "calendar.json").read_text("utf-8")))
DAY_OFF, EXCHANGED, WORKED = date(2026, 9, 2), date(2026, 8, 31), date(2026, 8, 22)
ASK = "GET /api/tasks/v1/calendar"
A_DAY = 24 * 3600


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_deadlines_stand_as_the_server_says(case):
    task = Assignment("a", "Tuần tra", case["state"], mode=case["mode"], due=date.fromisoformat(case["due"]))
    found = TOLD.standing(task, date.fromisoformat(case["today"]))
    assert (found.time_class, found.late, found.left) == (case["time_class"], int(case["late"]), int(case["left"] or 0))


def test_without_a_calendar_weekends_are_all_that_is_known():
    for day, working in ((DAY_OFF, True), (EXCHANGED, True), (WORKED, False), (date(2026, 8, 24), True)):
        assert Calendar().is_working(day) is working
        assert TOLD.is_working(day) is (not working or day == date(2026, 8, 24))


async def test_the_working_days_are_kept_for_days_without_a_network(new_phone, phone, server, air):
    assert phone.calendar() == TOLD
    air.down = True
    assert new_phone().calendar() == TOLD


async def test_they_are_asked_for_once_a_day(phone, server, clock):
    await phone.sync()
    assert server.asked.count(ASK) == 1
    clock.forward(A_DAY)
    server.calendar = JSONResponse({"days_off": ["2026-11-20"], "worked_weekends": []})
    await phone.sync()
    assert server.asked.count(ASK) == 2
    assert phone.calendar() == Calendar((date(2026, 11, 20),))


@pytest.mark.parametrize(
    "trouble",
    [
        Response(status_code=503),
        JSONResponse({"days_off": "Chủ nhật"}),
        JSONResponse({"type": "…/http-404", "title": "Not Found"}, 404, media_type="application/problem+json"),
        JSONResponse({"type": "…/forbidden", "title": "Không có quyền"}, 403, media_type="application/problem+json"),
    ],
    ids=["busy", "strange", "no such route yet", "refused"],
)
async def test_tasks_come_though_the_working_days_do_not(new_phone, server, trouble):
    server.calendar = trouble
    phone = new_phone()
    await phone.sign_in("ca.namdinh", "mat-khau-thu")
    await phone.sync()
    assert phone.assignments()
    assert phone.calendar() == Calendar()
    server.calendar = None
    await phone.sync()
    assert phone.calendar() == TOLD


async def test_a_filed_calendar_outlives_trouble_with_the_next(phone, server, clock):
    clock.forward(A_DAY)
    server.calendar = Response(status_code=503)
    await phone.sync()
    assert phone.calendar() == TOLD
