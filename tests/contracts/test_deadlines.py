"""A phone without a network and the board judge every task by one and the same rule."""

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chithi_mobile.core.models import Assignment
from chithi_mobile.core.timing import Calendar
from chithi_tasks.adapters.inbound.http.assignments.calendar import Calendar as Told
from chithi_tasks.core.assignments.timing import Timed

TOLD = Told.around(date(2026, 6, 1))
KEPT = Calendar.from_json(json.loads(TOLD.model_dump_json()))
DAYS = st.dates(TOLD.first, date(TOLD.last.year, 12, 1))


@given(
    due=DAYS,
    today=DAYS,
    state=st.sampled_from(["issued", "received", "in_progress", "returned", "suspended", "withdrawn"]),
    mode=st.sampled_from(["assign", "request", "delegate"]),
)
def test_the_phone_says_of_every_day_what_the_board_says(due: date, today: date, state: Any, mode: Any) -> None:
    board = Timed(state, mode, due)
    phone = KEPT.standing(Assignment("a", "Tuần tra", state, mode=mode, due=due), today)
    assert (phone.time_class, phone.late) == (board.time_class(today), board.days_late(today))
    if (left := board.days_left(today)) is not None:
        assert phone.left == left
