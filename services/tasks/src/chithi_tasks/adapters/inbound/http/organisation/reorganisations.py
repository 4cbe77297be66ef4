"""Mergers, splits and renames of units: tried, filed, followed, given up before their day."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from chithi_platform.mongo import Document
from chithi_platform.openapi import refusal
from chithi_platform.problems import FieldError, Problem
from chithi_platform.security import Principal, refuse_unit, require
from chithi_tasks.adapters.inbound.http.organisation.reorganisation_schemas import (
    MoveOut,
    PlanOut,
    ReorganisationIn,
    ReorganisationOut,
    ReorganisationPage,
    TotalsOut,
)
from chithi_tasks.adapters.inbound.organisation.reorganisation_desk import ReorganisationDesk
from chithi_tasks.adapters.inbound.organisation.reorganiser import Belongings
from chithi_tasks.adapters.outbound.organisation.reorganisations import ReorganisationRepository
from chithi_tasks.adapters.outbound.organisation.units import UnitRepository
from chithi_tasks.core.organisation.reorganisation import Plan, PlanRefused, Reorganisation

Admin = Annotated[Principal, Depends(require("admin"))]
MOST_FAULTS = 200


class ReorganisationRoutes:
    """What the routes need, and the rule of who may: the account's unit lies above every unit that is touched."""

    def __init__(
        self,
        *,
        desk: ReorganisationDesk,
        rows: ReorganisationRepository,
        units: UnitRepository,
        belongings: Belongings,
    ) -> None:
        self.desk, self.rows, self._units, self._belongings = desk, rows, units, belongings

    async def allow(self, asked: Reorganisation, user: Principal) -> None:
        """Refuse an admin whose subtree does not cover every unit that ends, and everything above what begins."""
        named = asked.predecessors() | {unit.parent for unit in asked.new_units}
        for row in (await self._units.many(named)).values():
            ends = row["_id"] in asked.predecessors()
            if not user.covers(row["path"]) or (ends and row["_id"] == user.unit_id):
                raise refuse_unit("successions" if ends else "new_units")

    async def tried(self, asked: Reorganisation) -> PlanOut:
        """The plan, without any change."""
        plan = await self.desk.plan(asked)
        before = await self._belongings.totals([unit.id for unit in plan.ends], asked.eve)
        return PlanOut(
            effective_on=asked.effective_on,
            basis=asked.basis,
            ends=len(plan.ends),
            begins=len(plan.begins),
            moves=_moves(plan),
            before=TotalsOut.model_validate(before),
        )

    async def get(self, reorganisation_id: str, user: Principal) -> Document:
        """The reorganisation; 404 for one whose units the admin does not cover."""
        row = await self.rows.get(reorganisation_id)
        if row is None or not user.covers(row["within"]):
            message = f"Không tìm thấy đợt sắp xếp {reorganisation_id}."
            raise Problem(404, "unknown-reorganisation", "Không có đợt sắp xếp này", message)
        return row


def reorganisation_routes(desk: ReorganisationRoutes) -> APIRouter:
    """The routes, bound to their desk."""
    router = APIRouter(prefix="/api/tasks/v1/reorganisations", tags=["organisation"])

    tried: dict[int | str, dict[str, Any]] = {200: {"model": PlanOut, "description": "Only tried, with `dry_run`"}}

    @router.post("", status_code=202, responses=tried | refusal(404, 409))
    async def file(
        body: ReorganisationIn,
        user: Admin,
        response: Response,
        dry_run: Annotated[bool, Query(description="only say what would happen")] = False,
    ) -> PlanOut | ReorganisationOut:
        """Check a reorganisation, and file it; it is carried out on its day, or at once when that is over."""
        asked = body.asked()
        await desk.allow(asked, user)
        try:
            if dry_run:
                response.status_code = 200
                return await desk.tried(asked)
            row = await desk.desk.file(asked, user.subject)
        except PlanRefused as refused:
            raise _refused(refused) from refused
        response.headers["Location"] = f"{router.prefix}/{row['_id']}"
        return _out(row)

    @router.get("")
    async def list_all(
        user: Admin, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=100)] = 20
    ) -> ReorganisationPage:
        """Those that the admin's subtree covers."""
        found = await desk.rows.page(within=user.units, after=cursor, limit=limit)
        items = [_out(row) for row in found[:limit]]
        has_more = len(found) > limit
        return ReorganisationPage(items=items, next_cursor=items[-1].id if has_more else None, has_more=has_more)

    @router.get("/{reorganisation_id}")
    async def get(reorganisation_id: str, user: Admin) -> ReorganisationOut:
        """How far one came, and the totals before and after."""
        return _out(await desk.get(reorganisation_id, user))

    @router.delete("/{reorganisation_id}", status_code=204, responses=refusal(409))
    async def cancel(reorganisation_id: str, user: Admin) -> None:
        """Give up one that waits for its day."""
        await desk.get(reorganisation_id, user)
        if not await desk.desk.cancel(reorganisation_id):
            message = "Đợt sắp xếp đã bắt đầu hoặc đã kết thúc; muốn đổi lại, hãy lập đợt sắp xếp mới."
            raise Problem(409, "not-planned", "Không hủy được", message)

    return router


def _moves(plan: Plan) -> list[MoveOut]:
    names = {unit.id: unit.name for unit in plan.ends}
    return [
        MoveOut(
            from_id=move.from_id,
            from_name=names[move.from_id],
            to_id=move.target.id,
            to_name=move.target.name,
            reason=move.reason,
        )
        for move in plan.moves
    ]


def _refused(refused: PlanRefused) -> Problem:
    errors: Sequence[FieldError] = [
        {"field": fault.field, "rule": fault.rule, "message": fault.message} for fault in refused.faults
    ]
    more = f" Còn {len(errors) - MOST_FAULTS} lỗi khác." if len(errors) > MOST_FAULTS else ""
    detail = f"Sửa các dòng được nêu rồi gửi lại.{more}"
    return Problem(422, "bad-reorganisation", "Phương án sắp xếp chưa đúng", detail, list(errors[:MOST_FAULTS]))


def _out(row: Document) -> ReorganisationOut:
    counts = {"units": len(row["moves"]), "ends": len(row["ends"]), "begins": len(row["begins"])}
    optional = {field: row.get(field) for field in ("before", "after")} | {"faults": row.get("faults", [])}
    return ReorganisationOut.model_validate(row | counts | optional | {"id": row["_id"]})
