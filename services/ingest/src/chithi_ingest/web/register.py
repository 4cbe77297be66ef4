"""The page /chi-thi: the register of directives, and handing papers in."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from jinja2 import Environment
from starlette.responses import RedirectResponse, Response

from chithi_ingest.adapters.inbound.desk import Desk
from chithi_ingest.adapters.inbound.paper import searchable
from chithi_ingest.adapters.inbound.streaming import while_connected
from chithi_ingest.adapters.inbound.upload import MARGIN, read_upload
from chithi_ingest.web.guard import EDITORS, guarded, refuse_foreign_forms
from chithi_ingest.web.listing import PAGE, STATUSES, Filter, row
from chithi_platform.problems import Problem
from chithi_platform.security import Principal
from chithi_webui import render

_WORDS = 8


@dataclass(frozen=True)
class Taken:
    """What became of a file that a plain form brought."""

    name: str
    id: str = ""
    number: str | None = None
    problem: Problem | None = None


def register_router(pages: Environment, desk: Desk, clock: Callable[[], datetime]) -> APIRouter:
    """The register's routes."""
    router = APIRouter(include_in_schema=False)

    async def show(request: Request, caller: Principal, taken: Taken | None = None) -> Response:
        chosen = _filter(request)
        found = await desk.directives.page(
            caller.units,
            before=chosen.cursor or None,
            limit=PAGE + 1,
            status=chosen.status or None,
            words=searchable(chosen.q).split()[:_WORDS],
        )
        return render(
            pages,
            "register.html",
            request=request,
            status=taken.problem.status if taken and taken.problem else 200,
            user=caller,
            here="directives",
            rows=[row(document) for document in found[:PAGE]],
            chosen=chosen,
            more=found[PAGE - 1]["_id"] if len(found) > PAGE else "",
            statuses=STATUSES,
            editor=caller.role in EDITORS,
            max_mb=desk.max_file_bytes // (1024 * 1024),
            taken=taken,
            now=clock(),
        )

    async def take_in(request: Request, caller: Principal) -> Response:
        """The way in for a browser without scripts: one file, then its review."""
        refuse_foreign_forms(request)
        if caller.role not in EDITORS:
            raise Problem(
                403, "forbidden-role", "Không có quyền", "Việc nhập văn bản dành cho văn thư, điều phối viên."
            )
        name = ""
        try:
            with ExitStack() as place:
                desk.queue.take_place()
                place.callback(desk.queue.leave)
                upload = await read_upload(request, desk.max_file_bytes)
                name = upload.name
                stored, duplicate = await while_connected(request, desk.intake.take_in(upload, caller))
        except Problem as problem:
            return await show(request, caller, Taken(_speakable(name, problem), problem=problem))
        if duplicate:
            return await show(request, caller, Taken(name, stored["_id"], stored["parsed"]["number"]))
        return RedirectResponse(f"/chi-thi/{stored['_id']}", 303)

    router.add_api_route("/chi-thi", guarded(pages, show), methods=["GET"])
    router.add_api_route(
        "/chi-thi", guarded(pages, take_in), methods=["POST"], max_body_size=desk.max_file_bytes + MARGIN
    )
    return router


def _filter(request: Request) -> Filter:
    asked = request.query_params
    status = asked.get("status", "")
    return Filter(status if status in STATUSES else "", asked.get("q", "").strip()[:100], asked.get("cursor", "")[:64])


def _speakable(name: str, problem: Problem) -> str:
    """Of a secret paper not even the name is said again."""
    return "" if problem.code == "secret-document" else name
