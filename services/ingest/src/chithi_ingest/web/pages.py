"""The pages of ingest, put together."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter

from chithi_ingest.adapters.inbound.desk import Desk
from chithi_ingest.web.assets import ASSETS
from chithi_ingest.web.register import register_router
from chithi_ingest.web.review import review_router
from chithi_ingest.web.words import SCRIPT_WORDS, WORDS
from chithi_webui import environment

TEMPLATES = Path(__file__).parent / "templates"


def page_routers(desk: Desk, clock: Callable[[], datetime]) -> list[APIRouter]:
    """The routers of /chi-thi and /chi-thi/{id}."""
    pages = environment(TEMPLATES, words=WORDS, assets=ASSETS, script_words=SCRIPT_WORDS)
    return [register_router(pages, desk, clock), review_router(pages, desk)]
