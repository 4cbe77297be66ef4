"""Units of today and of any day since the register began; public facts, so every role reads them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response

from chithi_contracts.events.organisation import Level
from chithi_platform.mongo import Document
from chithi_platform.openapi import refusal
from chithi_platform.problems import FieldError, Problem
from chithi_platform.security import Principal, current_principal, refuse_unit, require
from chithi_tasks.adapters.inbound.http.organisation.unit_schemas import (
    ClusterIn,
    LinkOut,
    UnitDetail,
    UnitOut,
    UnitPage,
)
from chithi_tasks.adapters.inbound.organisation.clusters import ClusterDesk
from chithi_tasks.adapters.outbound.organisation.units import UnitRepository
from chithi_tasks.core.identity.account import day_of
from chithi_tasks.core.organisation.history_table import REGISTER_FROM

Limit = Annotated[int, Query(ge=1, le=500)]
Search = Annotated[str | None, Query(max_length=100, description="part of the name, with or without diacritics")]
AsOf = Annotated[date | None, Query(description="units valid on that day; default today")]
IfMatch = Annotated[str | None, Header(description="the version that was seen, as the ETag has it")]
Steering = Annotated[Principal, Depends(require("coordinator", "admin"))]


def unit_routes(units: UnitRepository, clusters: ClusterDesk, clock: Callable[[], datetime]) -> APIRouter:
    """The routes, bound to the repository."""
    router = APIRouter(prefix="/api/tasks/v1/units", tags=["organisation"], dependencies=[Depends(current_principal)])

    @router.get("")
    async def list_units(
        parent: str | None = None,
        level: Level | None = None,
        q: Search = None,
        cluster: str | None = None,
        as_of: AsOf = None,
        cursor: str | None = None,
        limit: Limit = 100,
    ) -> UnitPage:
        """Units below `parent`, of one level, of a cluster, or whose name holds `q`; page by `cursor`."""
        found = await units.page(
            day=day_asked(as_of, clock), parent=parent, level=level, cluster=cluster, q=q, after=cursor, limit=limit
        )
        items = [_out(document) for document in found[:limit]]
        has_more = len(found) > limit
        return UnitPage(items=items, next_cursor=items[-1].id if has_more else None, has_more=has_more)

    @router.get("/{unit_id}")
    async def get_unit(unit_id: str, response: Response) -> UnitDetail:
        """One unit, also one that ended, with those that it came from and those that took it over."""
        found = await units.get(unit_id)
        if found is None:
            raise unknown(unit_id)
        response.headers["ETag"] = f'"{found["version"]}"'
        return await _detail(found, units)

    @router.put("/{unit_id}/cluster", responses=refusal(409, 412, 428))
    async def set_cluster(
        unit_id: str, body: ClusterIn, user: Steering, response: Response, if_match: IfMatch = None
    ) -> UnitDetail:
        """Put a commune into a cluster, or out of it. Whoever steers its superior may."""
        found = await units.get(unit_id)
        if found is None:
            raise unknown(unit_id)
        if user.unit_id == unit_id or not user.covers(found["path"]):
            raise refuse_unit("unit_id")
        changed = await clusters.set(unit_id, body.name, version_of(if_match))
        response.headers["ETag"] = f'"{changed["version"]}"'
        return await _detail(changed, units)

    return router


def unknown(unit_id: str) -> Problem:
    """There never was such a unit."""
    return Problem(404, "unknown-unit", "Không có đơn vị này", f"Không tìm thấy đơn vị {unit_id}.")


def version_of(if_match: str | None) -> int:
    """The version that a change is made against; 428 without one, 412 for one that cannot be."""
    if if_match is None:
        raise Problem(428, "precondition-required", "Thiếu phiên bản", "Gửi kèm If-Match với phiên bản đã xem.")
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > 9:
        raise Problem(412, "stale-version", "Đơn vị đã thay đổi", "If-Match không đúng phiên bản; hãy tải lại đơn vị.")
    return int(text)


def day_asked(as_of: date | None, clock: Callable[[], datetime]) -> date:
    """The day that is asked for, by default today in Vietnam; 422 for one before the register."""
    day = as_of or day_of(clock())
    if day < REGISTER_FROM:
        message = f"Danh mục đơn vị bắt đầu từ ngày {REGISTER_FROM:%d/%m/%Y}; chọn ngày đó hoặc muộn hơn."
        error: FieldError = {"field": "as_of", "rule": "before-register", "message": message}
        raise Problem(422, "before-register", "Ngoài thời gian của danh mục", message, [error])
    return day


def _out(document: Document) -> UnitOut:
    return UnitOut.model_validate(document | {"id": document["_id"]})


async def _detail(document: Document, units: UnitRepository) -> UnitDetail:
    links = [*document["predecessors"], *document["successors"]]
    others = await units.many([link["unit_id"] for link in links])
    return UnitDetail(
        **_out(document).model_dump(),
        predecessors=[_link(link, others) for link in document["predecessors"]],
        successors=[_link(link, others) for link in document["successors"]],
    )


def _link(link: Document, others: dict[str, Document]) -> LinkOut:
    """The other unit may not be there yet, while what was before 2025 comes in: then its id says what it can."""
    other = others.get(link["unit_id"]) or _unseen(link["unit_id"])
    facts = {field: other[field] for field in ("name", "level", "valid_from", "valid_to")}
    return LinkOut(unit_id=link["unit_id"], relation=link["relation"], main=link["main"], **facts)


def _unseen(unit_id: str) -> Document:
    code = unit_id.partition("-")[0]
    level = {2: "province", 3: "district"}.get(len(code), "commune")
    return {"name": code, "level": level, "valid_from": REGISTER_FROM, "valid_to": None}
