"""The board: every assignment that a person may see, found and counted quickly."""

from chithi_contracts.topics import CATALOGUE
from chithi_platform.service import Parts
from chithi_tasks.adapters.inbound.http.assignments.board import Board, board_routes
from chithi_tasks.adapters.outbound.assignments.board_ledger import BoardLedger
from chithi_tasks.app.pages import page_routers
from chithi_tasks.app.shared import Shared


def board_parts(shared: Shared) -> Parts:
    """The read side of assignments."""
    shared.assignments.watch(BoardLedger(shared.rt.mongo).written)
    board = Board(shared.board, shared.organisation, shared.rt.clock)
    return Parts(
        topics=CATALOGUE, routers=[board_routes(board), *page_routers(shared, board)], startup=[shared.board.ensure]
    )
