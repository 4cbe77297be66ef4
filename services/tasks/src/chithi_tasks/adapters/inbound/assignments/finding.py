"""Finds the assignments that a board's filter means, for what is done to all of them."""

from collections.abc import Callable
from datetime import datetime

from chithi_platform.security import Principal
from chithi_tasks.adapters.inbound.http.assignments.board import view_of
from chithi_tasks.adapters.inbound.http.assignments.commands import ChaseFilter
from chithi_tasks.adapters.outbound.assignments.board import BoardReader
from chithi_tasks.adapters.outbound.assignments.board_plan import Wanted
from chithi_tasks.core.assignments.query import Filter
from chithi_tasks.core.assignments.timing import day_of
from chithi_tasks.core.resolving.organisation import Organisation

PAGE = 500


class BoardFinder:
    """Pages through the board."""

    def __init__(self, reader: BoardReader, organisation: Organisation, clock: Callable[[], datetime]) -> None:
        self._reader, self._organisation, self._clock = reader, organisation, clock

    async def __call__(self, user: Principal, asked: ChaseFilter, most: int) -> list[str]:
        """Ids in the order of their last days, at most `most`."""
        view, today = view_of(user, self._organisation), day_of(self._clock())
        heads = await self._reader.heads(view)
        ids: list[str] = []
        place: list[str] | None = None
        while len(ids) < most:
            page = await self._reader.page(view, heads, Wanted(_filter(asked), "due", PAGE, today, place))
            ids += [str(row["_id"]) for row in page.items]
            place = page.place
            if place is None:
                break
        return ids[:most]


def _filter(asked: ChaseFilter) -> Filter:
    return Filter(
        directive_id=asked.directive_id,
        agency=asked.agency,
        unit_id=asked.unit_id,
        parent_id=asked.parent_id,
        states=frozenset(asked.state),
        time_classes=frozenset(asked.time_class),
        modes=frozenset(asked.mode),
        proposal=asked.proposal,
        receipt_late=asked.receipt == "late",
        q=asked.q.strip(),
    )
