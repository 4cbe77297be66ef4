"""The pages of /nhiem-vu, put together."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter

from chithi_tasks.core.resolving.organisation import Organisation
from chithi_tasks.web.assets import ASSETS
from chithi_tasks.web.assignment import AssignmentPages, assignment_router
from chithi_tasks.web.board import BoardPages, board_router
from chithi_tasks.web.sources import Assignments, Board
from chithi_tasks.web.words import WORDS
from chithi_tasks.web.words_scripts import SCRIPTS
from chithi_webui import environment

TEMPLATES = Path(__file__).parent / "templates"


def task_pages(
    board: Board, assignments: Assignments, organisation: Organisation, clock: Callable[[], datetime]
) -> list[APIRouter]:
    """The routers of the board and of one assignment."""
    pages = environment(TEMPLATES, words=WORDS, assets=ASSETS, script_words=SCRIPTS)
    return [
        board_router(BoardPages(pages, board, organisation, clock), pages),
        assignment_router(AssignmentPages(pages, assignments, organisation, clock), pages),
    ]
