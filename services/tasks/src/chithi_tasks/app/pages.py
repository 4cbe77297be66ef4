"""The board's page and that of one assignment."""

from fastapi import APIRouter

from chithi_tasks.adapters.inbound.assignments.reading import AssignmentReading
from chithi_tasks.adapters.inbound.http.assignments.board import Board
from chithi_tasks.adapters.outbound.assignments.directives import DirectiveRepository
from chithi_tasks.adapters.outbound.assignments.ledger import Books
from chithi_tasks.app.shared import Shared
from chithi_tasks.web.adapted import AssignmentSource, BoardSource
from chithi_tasks.web.task_pages import task_pages


def page_routers(shared: Shared, board: Board) -> list[APIRouter]:
    """The routers of /nhiem-vu."""
    rt, organisation = shared.rt, shared.organisation
    reading = AssignmentReading(
        books=Books(rt.mongo, shared.assignments, rt.outbox, rt.audit),
        directives=DirectiveRepository(rt.mongo),
        changes=shared.changes,
        organisation=organisation,
        clock=rt.clock,
    )
    return task_pages(BoardSource(board), AssignmentSource(reading), organisation, rt.clock)
