"""The pages of ingest, put together."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter

from chithi_ingest.adapters.inbound.desk import Desk
from chithi_ingest.web.assets import asset, modules_of
from chithi_ingest.web.register import register_router
from chithi_ingest.web.review import review_router
from chithi_ingest.web.words import WORDS, script_words
from chithi_webui import environment

TEMPLATES = Path(__file__).parent / "templates"


def page_routers(desk: Desk, clock: Callable[[], datetime]) -> list[APIRouter]:
    """The routers of /chi-thi and /chi-thi/{id}."""
    pages = environment(TEMPLATES, words=WORDS)
    pages.globals.update(asset=asset, modules_of=modules_of, script_words=script_words)
    return [register_router(pages, desk, clock), review_router(pages, desk)]
