"""Directives over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response, UploadFile
from pydantic import BaseModel, Field

from chithi_ingest.adapters.inbound.intake import Intake
from chithi_ingest.adapters.outbound.directives import DirectiveRepository
from chithi_platform.mongo import Document
from chithi_platform.problems import Problem
from chithi_platform.security import Principal, require

MULTIPART_MARGIN = 64 * 1024
Reader = Annotated[Principal, Depends(require("clerk", "coordinator", "admin", "ops"))]
Clerk = Annotated[Principal, Depends(require("clerk", "coordinator", "admin"))]


class DirectiveOut(BaseModel):
    """A directive: `parsed` is what was read, in the shape of `chithi parse --format json`."""

    id: str
    status: str
    version: int
    file_name: str
    unit_id: str
    created_at: datetime
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    parsed: dict[str, Any]


class DirectivePage(BaseModel):
    """A page of directives, newest first, without their sections."""

    items: list[DirectiveOut]
    next_cursor: str | None


class Withdrawal(BaseModel):
    """Why a directive no longer binds."""

    reason: str = Field(min_length=3, max_length=500)


def routes(intake: Intake, directives: DirectiveRepository, max_file_bytes: int) -> APIRouter:
    """The routes of `/api/ingest/v1`."""
    router = APIRouter(prefix="/api/ingest/v1/directives", tags=["directives"])

    async def mine(directive_id: str, user: Reader) -> Document:
        directive = await directives.get(directive_id)
        if directive is None or not user.covers(directive["path"]):
            raise Problem(404, "unknown-directive", "Không tìm thấy", "Chỉ thị không có hoặc ngoài phạm vi của bạn.")
        return directive

    Mine = Annotated[Document, Depends(mine)]  # noqa: N806 - a type, made here because it needs `directives`

    @router.post(
        "",
        status_code=201,
        max_body_size=max_file_bytes + MULTIPART_MARGIN,
        responses={200: {"model": DirectiveOut, "description": "the same content again"}},
    )
    async def take_in(file: UploadFile, user: Clerk, response: Response) -> DirectiveOut:
        """Read a document and keep it as a draft."""
        content = await file.read(max_file_bytes + 1)
        directive, is_new = await intake.take_in(name=file.filename or "", content=content, user=user)
        response.status_code = 201 if is_new else 200
        return _answer(directive, response)

    @router.get("")
    async def list_directives(
        user: Reader,
        cursor: Annotated[str | None, Query(max_length=64)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> DirectivePage:
        """The directives of the caller's subtree, newest first."""
        rows = await directives.page(user.unit_id, before=cursor, limit=limit + 1)
        more = rows[limit - 1]["_id"] if len(rows) > limit else None
        return DirectivePage(items=[_out(row) for row in rows[:limit]], next_cursor=more)

    @router.get("/{directive_id}")
    async def get(directive: Mine, response: Response) -> DirectiveOut:
        """One directive with what was read from it."""
        return _answer(directive, response)

    @router.post("/{directive_id}/publish")
    async def publish(
        directive: Mine, user: Clerk, response: Response, if_match: Annotated[str | None, Header()] = None
    ) -> DirectiveOut:
        """Publish the draft: its sections become assignments. `If-Match` carries the version that was reviewed."""
        return _answer(await intake.publish(directive, version=_version(if_match), user=user), response)

    @router.post("/{directive_id}/withdraw")
    async def withdraw(directive: Mine, user: Clerk, response: Response, body: Withdrawal) -> DirectiveOut:
        """Withdraw a published directive."""
        return _answer(await intake.withdraw(directive, reason=body.reason, user=user), response)

    return router


def _version(if_match: str | None) -> int:
    if if_match is None:
        raise Problem(428, "precondition-required", "Thiếu phiên bản", "Gửi kèm If-Match với phiên bản đã xem.")
    try:
        return int(if_match.strip('W/"'))
    except ValueError as error:
        raise Problem(412, "stale-version", "Văn bản đã thay đổi", "If-Match không đúng phiên bản.") from error


def _answer(directive: Document, response: Response) -> DirectiveOut:
    response.headers["ETag"] = f'"{directive["version"]}"'
    return _out(directive)


def _out(directive: Document) -> DirectiveOut:
    fields: dict[str, Any] = {name: directive.get(name) for name in DirectiveOut.model_fields if name != "id"}
    return DirectiveOut(id=directive["_id"], **fields)
