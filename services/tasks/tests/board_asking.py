"""What tests of the board ask it."""

from datetime import date
from typing import Any

from chithi_contracts.events.directive import Deadline
from chithi_platform.service import now
from chithi_tasks.core.assignments.timing import day_of

BOARD = "/api/tasks/v1/board"
TODAY = day_of(now())


def dated(day: date) -> list[Deadline]:
    return [Deadline(kind="date", due=day, text=f"trước ngày {day:%d/%m/%Y}")]


async def rows(client: Any, **params: Any) -> list[dict[str, Any]]:
    """Every row of every page."""
    found: list[dict[str, Any]] = []
    while True:
        answer = await client.get(BOARD, params=params)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        params["cursor"] = page["next_cursor"]


async def figures(client: Any, **params: Any) -> dict[str, Any]:
    return dict((await client.get(BOARD, params=params | {"limit": 1})).json()["counts"])
