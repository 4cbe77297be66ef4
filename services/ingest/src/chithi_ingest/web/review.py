"""The page /chi-thi/{id}: a directive's text beside what was read from it."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment
from starlette.responses import JSONResponse, Response

from chithi_ingest.adapters.inbound import refusals, telling
from chithi_ingest.adapters.inbound.desk import Desk, may_change
from chithi_ingest.core.model import Directive
from chithi_ingest.web.guard import EDITORS, guarded
from chithi_ingest.web.source import laid_out, sheets
from chithi_ingest.web.view import BATCH, Review
from chithi_ingest.web.words import WORDS
from chithi_platform.mongo import Document
from chithi_platform.problems import Problem
from chithi_platform.security import Principal
from chithi_webui import render
from chithi_webui.words import language, speaker

KEPT = 4  # directives at hand
FIRST_SHEETS = 6  # laid out at once; the others come when they are scrolled to
ASKED_OF_TASKS = {"issuing_body", "subject", "issue_date", "addressees", "sections", "unit_id"}


class ReviewPages:
    """The page of one directive, and the parts of it that scripts fetch anew or later."""

    def __init__(self, pages: Environment, desk: Desk) -> None:
        self._pages, self._desk = pages, desk
        self._known: dict[tuple[str, int], Directive] = {}

    async def whole(self, request: Request, caller: Principal) -> Response:
        """The page with the first sheets of text and the first batch of sections."""
        stored = await self._mine(request, caller)
        text = await self._text(stored)
        found = sheets(text)
        first = [laid_out(text, sheet) for sheet in found[:FIRST_SHEETS]]
        told = await self._desk.out(stored, caller)
        shown = {"sheets": [*first, *found[FIRST_SHEETS:]], "batch": 0, "batch_size": BATCH}
        shown["editor"] = caller.role in EDITORS and may_change(stored, caller)
        return await self._answer(request, caller, "review.html", stored, told=told, **shown)

    async def head(self, request: Request, caller: Principal) -> Response:
        """What ought to be looked at, and the particulars."""
        return await self._answer(request, caller, "review_head.html", await self._mine(request, caller))

    async def batch(self, request: Request, caller: Principal) -> Response:
        """One batch of sections."""
        number = int(request.path_params["number"])
        return await self._answer(request, caller, "review_batch.html", await self._mine(request, caller), batch=number)

    async def sheet(self, request: Request, caller: Principal) -> Response:
        """One sheet of the text."""
        stored = await self._mine(request, caller)
        text, number = await self._text(stored), int(request.path_params["number"])
        found = sheets(text)
        if number >= len(found):
            raise Problem(404, "unknown-sheet", "Không có trang này", "Văn bản ngắn hơn số trang được hỏi.")
        shown = {"sheet": laid_out(text, found[number]), "id": stored["_id"]}
        return render(self._pages, "review_sheet.html", request=request, **shown)

    async def asked_of_tasks(self, request: Request, caller: Principal) -> Response:
        """What scripts ask the task service, who would get what: the very words that publishing would say."""
        stored = await self._mine(request, caller)
        as_if = {"published_at": datetime.now(UTC), "published_by": caller.subject}
        told = telling.published({**stored, **as_if}).model_dump(mode="json", include=ASKED_OF_TASKS)
        return JSONResponse(told, headers={"Cache-Control": "private, no-cache"})

    async def _mine(self, request: Request, caller: Principal) -> Document:
        return await self._desk.mine(request.path_params["directive_id"], caller)

    async def _text(self, stored: Document) -> str:
        reading = await self._desk.directives.reading(stored["_id"])
        if reading is None:
            raise refusals.unknown()
        return str(reading["text"])

    async def _read(self, stored: Document) -> Directive:
        """The directive of this version; the parts of one page ask for the same again and again."""
        key = (stored["_id"], stored["version"])
        if key not in self._known:
            read = await asyncio.to_thread(Directive.model_validate, stored["parsed"])
            self._known = dict([*self._known.items(), (key, read)][-KEPT:])
            return read
        return self._known[key]

    async def _answer(
        self, request: Request, caller: Principal, template: str, stored: Document, **more: Any
    ) -> Response:
        word = speaker(language(request), WORDS)
        told = {"accepted": stored["accepted"], "corrections": stored["corrections"]}
        frame = {
            "user": caller,
            "here": "directives",
            "id": stored["_id"],
            "review": Review(await self._read(stored), word, **told),
            "draft": stored["status"] == "draft",
            "editable": stored["status"] == "draft" and caller.role in EDITORS and may_change(stored, caller),
        }
        return render(self._pages, template, request=request, **frame | more)


def review_router(pages: Environment, desk: Desk) -> APIRouter:
    """The routes of one directive's page and of its parts."""
    router = APIRouter(include_in_schema=False)
    shown = ReviewPages(pages, desk)
    parts = {
        "": shown.whole,
        "/tong-quan": shown.head,
        "/muc/{number:int}": shown.batch,
        "/trang/{number:int}": shown.sheet,
        "/giao-cho": shown.asked_of_tasks,
    }
    for path, show in parts.items():
        router.add_api_route("/chi-thi/{directive_id}" + path, guarded(pages, show), methods=["GET"])
    return router
