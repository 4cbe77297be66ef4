"""Takes reorganisations in: checked against the register, kept until their day, or given up."""

from collections.abc import Callable
from datetime import datetime
from itertools import takewhile
from typing import Any

from chithi_platform.audit import AuditLog
from chithi_platform.mongo import Document, Mongo, Session
from chithi_tasks.adapters.outbound.organisation.reorganisations import ReorganisationRepository, id_of
from chithi_tasks.adapters.outbound.organisation.unit_documents import to_unit
from chithi_tasks.adapters.outbound.organisation.units import UnitRepository
from chithi_tasks.core.organisation.planning import plan_of
from chithi_tasks.core.organisation.reorganisation import Fault, Move, Plan, PlanRefused, Reorganisation

MOST_UNITS = 3000  # that one transaction bears, with their events
REPEATABLE = ("failed", "cancelled")


class ReorganisationDesk:
    """Plans and files; the same reorganisation filed twice is one."""

    def __init__(
        self,
        *,
        mongo: Mongo,
        units: UnitRepository,
        rows: ReorganisationRepository,
        audit: AuditLog,
        clock: Callable[[], datetime],
    ) -> None:
        self._mongo, self._units, self._rows = mongo, units, rows
        self._audit, self._clock = audit, clock

    async def plan(self, asked: Reorganisation, session: Session = None) -> Plan:
        """The checked plan against the register as it is; raises `PlanRefused`."""
        ending = await self._units.below(asked.predecessors(), asked.eve, session)
        if len(ending) > MOST_UNITS:
            message = f"Một lần sắp xếp tối đa {MOST_UNITS} đơn vị (ở đây {len(ending)}); hãy tách theo tỉnh."
            raise PlanRefused([Fault("successions", "too-many", message)])
        named = asked.predecessors() | {unit.parent for unit in asked.new_units}
        rows = await self._units.many(named | {above for row in ending for above in row["path"]}, session)
        rows |= {row["_id"]: row for row in ending}
        codes, parents = {unit.code for unit in asked.new_units}, {unit.parent for unit in asked.new_units}
        rows |= {row["_id"]: row for row in await self._units.living(codes, parents, session)}
        plan = plan_of(asked, {key: to_unit(row) for key, row in rows.items()})
        await self._is_first(plan, session)
        return plan

    async def _is_first(self, plan: Plan, session: Session) -> None:
        """Nothing of the same day may be there already: neither these units nor others below those that end."""
        if known := await self._units.many([unit.id for unit in plan.begins], session):
            message = f"Đã có đơn vị {', '.join(sorted(known)[:5])}; đợt sắp xếp này hình như đã được ghi nhận."
            raise PlanRefused([Fault("new_units", "exists", message)])
        ends = [unit.id for unit in plan.ends]
        if younger := await self._units.begun_below(ends, plan.reorganisation.effective_on, session):
            message = (
                f"{younger['name']} bắt đầu ngày {younger['valid_from']} trong đơn vị kết thúc; gộp hai đợt làm một."
            )
            raise PlanRefused([Fault("effective_on", "same-day", message)])

    async def file(self, asked: Reorganisation, by: str) -> Document:
        """Check and keep it; it is applied on its day. One that was filed before is answered as it stands."""

        async def work(session: Session) -> Document:
            known = await self._rows.get(id_of(asked), session)
            if known is not None and known["state"] not in REPEATABLE:
                return known
            plan = await self.plan(asked, session)
            other = await self._rows.planned_with({unit.id for unit in plan.ends}, session)
            if other is not None:
                message = (
                    f"Đợt sắp xếp theo {other['basis']} đang chờ ngày {other['effective_on']} cũng kết thúc đơn vị này."
                )
                raise PlanRefused([Fault("successions", "planned-already", message)])
            row = await self._rows.put(asked, {"by": by, "at": self._clock(), **facts_of(plan)}, session)
            after = {"basis": asked.basis, "effective_on": row["effective_on"], "ends": len(plan.ends)}
            await self._audit.record(session, "reorganisation.planned", row["_id"], after=after)
            return row

        return await self._mongo.transact(work)

    async def cancel(self, reorganisation_id: str) -> bool:
        """Give up one that waits for its day; False when it does not wait any more."""

        async def work(session: Session) -> bool:
            row = await self._rows.get(reorganisation_id, session)
            if row is None or row["state"] != "planned":
                return False
            await self._rows.advance(row, {"state": "cancelled"}, session)
            before, after = {"state": "planned"}, {"state": "cancelled"}
            await self._audit.record(session, "reorganisation.cancelled", row["_id"], before=before, after=after)
            return True

        return await self._mongo.transact(work)


def facts_of(plan: Plan) -> dict[str, Any]:
    """What is kept of a plan: who ends, who begins, who goes where, and that nobody has gone yet."""
    return {
        "ends": [unit.id for unit in plan.ends],
        "begins": [unit.id for unit in plan.begins],
        "within": _shared([unit.path[:-1] for unit in plan.ends]),
        "moves": [_move(move) for move in plan.moves],
        "moved": 0,
        "rounds": 0,
        "found": 0,
        "assignments_moved": 0,
        "accounts_moved": 0,
    }


def _shared(paths: list[tuple[str, ...]]) -> list[str]:
    """The units that all that ends lies in: whose administrators it concerns."""
    return [ids[0] for ids in takewhile(lambda ids: len(set(ids)) == 1, zip(*paths, strict=False))]


def _move(move: Move) -> Document:
    return {"from": move.from_id, "to": move.target.id, "reason": move.reason}
