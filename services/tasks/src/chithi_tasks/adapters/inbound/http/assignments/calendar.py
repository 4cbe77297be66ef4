"""The working days by which last days are judged, for those who judge without asking: phones without a network."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from pydantic import BaseModel

from chithi_platform.security import current_principal
from chithi_tasks.core.assignments.timing import WEEKEND, day_of, exceptions


class Calendar(BaseModel):
    """Every other day from `first` to `last` is worked from Monday to Friday and free on Saturday and Sunday."""

    first: date
    last: date
    days_off: list[date]
    worked_weekends: list[date]

    @classmethod
    def around(cls, today: date) -> "Calendar":
        """This year, the one that older last days fall into, and the one that later ones do."""
        first, last = date(today.year - 1, 1, 1), date(today.year + 1, 12, 31)
        found = list(exceptions(first, last))
        worked = [day for day in found if day.weekday() in WEEKEND]
        return cls(first=first, last=last, days_off=[day for day in found if day not in worked], worked_weekends=worked)


def calendar_routes(clock: Callable[[], datetime]) -> APIRouter:
    """The route, bound to the clock."""
    router = APIRouter(prefix="/api/tasks/v1/calendar", tags=["assignments"], dependencies=[Depends(current_principal)])

    @router.get("", response_model=Calendar, responses={304: {"description": "Nothing changed"}})
    async def read_calendar(if_none_match: Annotated[str | None, Header()] = None) -> Response:
        """Public holidays, days in lieu and exchanged Saturdays of last year, this year and the next."""
        body = Calendar.around(day_of(clock())).model_dump_json()
        headers = {
            "ETag": f'W/"{hashlib.sha256(body.encode()).hexdigest()[:24]}"',
            "Cache-Control": "private, no-cache",
        }
        if if_none_match == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="application/json")

    return router
