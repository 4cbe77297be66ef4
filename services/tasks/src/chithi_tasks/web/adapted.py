"""The pages' sources: the board and the reading of assignments, as the routes of the API use them."""

from chithi_platform.security import Principal
from chithi_tasks.adapters.inbound.assignments.reading import AssignmentReading
from chithi_tasks.adapters.inbound.http.assignments.board import Board
from chithi_tasks.adapters.inbound.http.assignments.board_schemas import BoardPage
from chithi_tasks.core.assignments.assignment import LIVE
from chithi_tasks.core.assignments.query import MODES, STATES, Filter, Sort
from chithi_tasks.core.assignments.timing import LATE, TIME_CLASSES
from chithi_tasks.web.board_filter import BoardFilter
from chithi_tasks.web.sources import Json


class BoardSource:
    """Asks the board as its route does."""

    def __init__(self, board: Board) -> None:
        self._board = board

    async def page(
        self, caller: Principal, asked: BoardFilter, *, limit: int, known: str | None
    ) -> tuple[str, Json | None]:
        """See `sources.Board`."""
        sort: Sort = "issued" if asked.sort == "issued" else "unit" if asked.sort == "unit" else "due"
        answer = await self._board.answer(
            caller,
            filter_of(asked),
            role="coordinating" if asked.role else "assignee",
            sort=sort,
            cursor=asked.cursor,
            limit=limit,
            known=known,
        )
        tag = answer.headers["etag"]
        if answer.status_code == 304:
            return tag, None
        return tag, BoardPage.model_validate_json(bytes(answer.body)).model_dump()


class AssignmentSource:
    """Asks the reading as its routes do."""

    def __init__(self, reading: AssignmentReading) -> None:
        self._reading = reading

    async def detail(self, caller: Principal, assignment_id: str) -> Json:
        """See `sources.Assignments`."""
        return (await self._reading.one(caller, assignment_id)).model_dump()

    async def history(self, caller: Principal, assignment_id: str) -> list[Json]:
        """See `sources.Assignments`."""
        found = await self._reading.history(caller, assignment_id)
        return [one.model_dump() for one in found.items]

    async def children(self, caller: Principal, assignment_id: str, limit: int) -> list[Json]:
        """See `sources.Assignments`."""
        found = await self._reading.children(caller, assignment_id, "", limit)
        return [one.model_dump() for one in found.items]


def filter_of(asked: BoardFilter) -> Filter:
    """The board's own words for what the page's address says."""
    states = {state for state in LIVE if not asked.state} | {state for state in STATES if state == asked.state}
    classes = set(LATE) if asked.time_class == "late" else {one for one in TIME_CLASSES if one == asked.time_class}
    return Filter(
        directive_id=asked.directive_id or None,
        agency=asked.agency or None,
        unit_id=asked.unit_id or None,
        parent_id=asked.parent_id or None,
        states=frozenset(states),
        time_classes=frozenset(classes),
        modes=frozenset(mode for mode in MODES if mode == asked.mode),
        proposal=bool(asked.proposal),
        receipt_late=bool(asked.receipt),
        q=asked.q,
    )
