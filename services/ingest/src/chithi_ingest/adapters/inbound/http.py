"""Directives over HTTP: list, read, correct, publish, withdraw."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from chithi_ingest.adapters.inbound import refusals
from chithi_ingest.adapters.inbound.answers import DirectiveOut, DirectivePage, summary
from chithi_ingest.adapters.inbound.desk import PREFIX, Clerk, Desk, IfMatch, Reader, version_of
from chithi_ingest.adapters.inbound.paper import searchable
from chithi_ingest.core.model import Directive
from chithi_ingest.core.review.gold import gold
from chithi_platform.mongo import Document
from chithi_platform.openapi import refusal
from chithi_platform.problems import Problem

MAX_PATCH = 256 * 1024
PATCH_TYPE = "application/json-patch+json"
_SHORTEST_REASON = 3
_PRIVATE = {"Cache-Control": "private, no-cache"}
_PATCH: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {PATCH_TYPE: {"schema": {"type": "array", "items": {"type": "object"}}}},
    }
}


def _written(reason: str) -> str:
    words = " ".join(reason.split())
    if len(words) < _SHORTEST_REASON or not words.isprintable():
        raise PydanticCustomError("reason", "Hãy ghi lý do thu hồi bằng chữ, ít nhất 3 ký tự.")
    return words


class Withdrawal(BaseModel):
    """Why a directive no longer binds."""

    reason: Annotated[str, Field(min_length=_SHORTEST_REASON, max_length=500), AfterValidator(_written)]


def routes(desk: Desk) -> APIRouter:
    """The routes that read directives and change their state."""
    router = APIRouter(prefix=PREFIX, tags=["directives"])
    Mine = Annotated[Document, Depends(desk.mine)]  # noqa: N806 - a type, made here because it needs the desk
    Changeable = Annotated[Document, Depends(desk.changeable)]  # noqa: N806 - as above

    @router.get("")
    async def list_directives(
        user: Reader,
        status: Literal["draft", "published", "superseded", "withdrawn"] | None = None,
        q: Annotated[str, Query(max_length=200)] = "",
        cursor: Annotated[str | None, Query(max_length=64)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> DirectivePage:
        """The directives of the caller's subtree, newest first; `q` finds words of number, subject, issuer, file."""
        words = searchable(q).split()[:8]
        rows = await desk.directives.page(user.units, before=cursor, limit=limit + 1, status=status, words=words)
        more = rows[limit - 1]["_id"] if len(rows) > limit else None
        return DirectivePage(items=[summary(row) for row in rows[:limit]], next_cursor=more)

    @router.get("/{directive_id}")
    async def get(directive: Mine, user: Reader, response: Response) -> DirectiveOut:
        """One directive with what was read from it, and its place in the cascade."""
        return await desk.answer(directive, user, response)

    @router.get("/{directive_id}/text", response_class=PlainTextResponse)
    async def text(directive: Mine) -> Response:
        """The text that the spans of the directive point into (positions count Unicode code points)."""
        return PlainTextResponse((await _reading(desk, directive))["text"], headers=_PRIVATE)

    @router.get("/{directive_id}/gold")
    async def export(directive: Mine) -> dict[str, Any]:
        """The directive as corrected, in the format of the annotated texts that readings are scored against."""
        return gold(Directive.model_validate(directive["parsed"]), source_file=directive["file_name"])

    @router.patch(
        "/{directive_id}", max_body_size=MAX_PATCH, openapi_extra=_PATCH, responses=refusal(409, 412, 415, 428)
    )
    async def correct(
        user: Clerk, directive: Changeable, request: Request, response: Response, if_match: IfMatch = None
    ) -> DirectiveOut:
        """Correct a draft by a JSON patch (RFC 6902) of `{"directive": …, "chosen": […], "accepted": […]}`."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != PATCH_TYPE:
            raise Problem(415, "wrong-type", "Kiểu dữ liệu không được hỗ trợ", f"Gửi Content-Type: {PATCH_TYPE}.")
        version = version_of(if_match)
        changed = await desk.revision.correct(directive, await request.body(), version=version, user=user)
        return await desk.answer(changed, user, response)

    @router.post("/{directive_id}/publish", responses=refusal(409, 412, 428))
    async def publish(user: Clerk, directive: Changeable, response: Response, if_match: IfMatch = None) -> DirectiveOut:
        """Publish the draft: its sections become assignments. `If-Match` carries the version that was reviewed."""
        changed = await desk.lifecycle.publish(directive, version=version_of(if_match), user=user)
        return await desk.answer(changed, user, response)

    @router.post("/{directive_id}/withdraw", responses=refusal(409, 412, 428))
    async def withdraw(
        user: Clerk, directive: Changeable, response: Response, body: Withdrawal, if_match: IfMatch = None
    ) -> DirectiveOut:
        """Withdraw a published directive."""
        version = version_of(if_match)
        changed = await desk.lifecycle.withdraw(directive, version=version, reason=body.reason, user=user)
        return await desk.answer(changed, user, response)

    @router.delete("/{directive_id}", status_code=204, responses=refusal(409, 412, 428))
    async def discard(user: Clerk, directive: Changeable, if_match: IfMatch = None) -> None:
        """Remove a draft with its text."""
        await desk.revision.discard(directive, version=version_of(if_match))

    return router


async def _reading(desk: Desk, directive: Document) -> Document:
    reading = await desk.directives.reading(directive["_id"])
    if reading is None:
        raise refusals.unknown()
    return reading
