"""The route that takes papers in, told line by line to those who ask for it."""

from collections.abc import AsyncGenerator
from contextlib import ExitStack
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from chithi_ingest.adapters.inbound.answers import DirectiveOut
from chithi_ingest.adapters.inbound.desk import PREFIX, Clerk, Desk
from chithi_ingest.adapters.inbound.streaming import MEDIA_TYPE, Line, Report, lines, while_connected
from chithi_ingest.adapters.inbound.upload import MARGIN, Upload, read_upload
from chithi_platform.openapi import refusal
from chithi_platform.security import Principal

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "supersedes": {"type": "string", "description": "id of the directive whose place this takes"},
                    },
                }
            }
        },
    }
}
_SAME = "the unit has this paper already (`duplicate` says by what), or the lines of a streamed reading"

_ANSWERS: dict[int | str, dict[str, Any]] = refusal(409, 415, 422, 429) | {
    200: {"model": DirectiveOut, "description": _SAME, "content": {MEDIA_TYPE: {}}}
}


def intake_routes(desk: Desk) -> APIRouter:
    """`POST /directives`."""
    router = APIRouter(prefix=PREFIX, tags=["directives"])

    @router.post(
        "",
        status_code=201,
        max_body_size=desk.max_file_bytes + MARGIN,
        response_model=DirectiveOut,
        responses=_ANSWERS,
        openapi_extra=_FORM,
    )
    async def take_in(request: Request, user: Clerk) -> Response:
        """Read a document and keep it as a draft. `Accept: application/x-ndjson` streams the progress of the reading.

        The last line has the state `done` (with the directive) or `refused` (with the problem document).
        """
        with ExitStack() as place:
            desk.queue.take_place()
            place.callback(desk.queue.leave)
            upload = await read_upload(request, desk.max_file_bytes)
            if MEDIA_TYPE in request.headers.get("accept", ""):
                return _Streamed(lines(lambda report: _taken(desk, upload, user, report)), place.pop_all())
            stored, duplicate = await while_connected(request, desk.intake.take_in(upload, user))
        body = (await desk.out(stored, user, duplicate=duplicate)).model_dump(mode="json")
        return JSONResponse(body, 200 if duplicate else 201, {"ETag": f'"{stored["version"]}"'})

    return router


class _Streamed(StreamingResponse):
    """Lines that keep their upload's place until the last of them is out, or the caller has gone."""

    def __init__(self, told: AsyncGenerator[bytes], place: ExitStack) -> None:
        super().__init__(told, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
        self._told, self._place = told, place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the lines."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._told.aclose()
            self._place.close()


async def _taken(desk: Desk, upload: Upload, user: Principal, report: Report) -> Line:
    stored, duplicate = await desk.intake.take_in(upload, user, report)
    directive = await desk.out(stored, user, duplicate=duplicate)
    return {"state": "done", "status": 200 if duplicate else 201, "directive": directive.model_dump(mode="json")}
