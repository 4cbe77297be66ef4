"""Units of the organisation; public facts, so every signed-in role reads all of them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chithi_contracts.events.organisation import Level
from chithi_platform.mongo import Document
from chithi_platform.problems import Problem
from chithi_platform.security import current_principal
from chithi_tasks.adapters.inbound.http.schemas import UnitOut, UnitPage
from chithi_tasks.adapters.outbound.units import UnitRepository

Limit = Annotated[int, Query(ge=1, le=500)]
Search = Annotated[str | None, Query(max_length=100, description="part of the name, with or without diacritics")]


def unit_routes(units: UnitRepository) -> APIRouter:
    """The routes, bound to the repository."""
    router = APIRouter(prefix="/api/tasks/v1/units", tags=["organisation"], dependencies=[Depends(current_principal)])

    @router.get("")
    async def list_units(
        parent: str | None = None,
        level: Level | None = None,
        q: Search = None,
        cursor: str | None = None,
        limit: Limit = 100,
    ) -> UnitPage:
        """Units below `parent`, of one level, or whose name holds `q`; page by `cursor`."""
        found = await units.page(parent=parent, level=level, q=q, after=cursor, limit=limit)
        items = [_out(document) for document in found[:limit]]
        has_more = len(found) > limit
        return UnitPage(items=items, next_cursor=items[-1].id if has_more else None, has_more=has_more)

    @router.get("/{unit_id}")
    async def get_unit(unit_id: str) -> UnitOut:
        """One unit."""
        found = await units.get(unit_id)
        if found is None:
            raise Problem(404, "unknown-unit", "Không có đơn vị này", f"Không tìm thấy đơn vị {unit_id}.")
        return _out(found)

    return router


def _out(document: Document) -> UnitOut:
    return UnitOut.model_validate(document | {"id": document["_id"]})
