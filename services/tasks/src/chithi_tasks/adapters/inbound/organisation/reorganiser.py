"""Carries reorganisations out: units at once, then the open work and the people, some at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from chithi_platform.audit import AuditLog, because
from chithi_platform.mongo import Document, Mongo, Session
from chithi_tasks.adapters.inbound.organisation.reorganisation_desk import ReorganisationDesk, facts_of
from chithi_tasks.adapters.outbound.organisation.reorganisations import ReorganisationRepository, to_reorganisation
from chithi_tasks.adapters.outbound.organisation.unit_documents import to_document, to_unit
from chithi_tasks.adapters.outbound.organisation.units import UnitRepository
from chithi_tasks.core.identity.account import day_of
from chithi_tasks.core.organisation.reorganisation import Plan, PlanRefused
from chithi_tasks.core.organisation.succession import Successions
from chithi_tasks.core.organisation.units import Unit

PORTION_UNITS, PORTION = 50, 500
SETTLED = timedelta(seconds=5)  # by then every process has read the new tree, and issues nothing to what ended


class WorkMover(Protocol):
    """Hands the open assignments of a unit and its agencies to another unit; closed ones stay."""

    async def move(self, unit_id_from: str, target: Unit, reason: str, session: Session) -> int:
        """How many it moved. It may stop at `PORTION` or beyond: then it is asked again."""


class PeopleMover(Protocol):
    """Ends the appointments to a unit on the day before `on`, and begins them anew at another."""

    async def move(self, unit_id_from: str, target: Unit, on: date, session: Session) -> int:
        """How many accounts it moved. It may stop at `PORTION` or beyond: then it is asked again."""


class Belongings(Protocol):
    """Counts what must not be lost."""

    async def totals(self, unit_ids: Sequence[str], day: date) -> Mapping[str, int]:
        """How many assignments, open and closed, and how many people in office on the day the units have."""


@dataclass(frozen=True)
class Movers:
    """Those who know what belongs to units, and how to move it."""

    work: WorkMover
    people: PeopleMover
    belongings: Belongings


class Reorganiser:
    """A reorganisation is *planned*, on its day *moving*, then *done*; what no longer fits the register has *failed*.

    Units, links, events and the mark that it began are one transaction. Each portion of moves is one that carries its
    progress, so a crash anywhere is made good by going on, and nothing is moved twice.
    """

    def __init__(
        self,
        *,
        mongo: Mongo,
        desk: ReorganisationDesk,
        units: UnitRepository,
        rows: ReorganisationRepository,
        movers: Movers,
        audit: AuditLog,
        clock: Callable[[], datetime],
        settled: timedelta = SETTLED,
    ) -> None:
        self._mongo, self._desk, self._units, self._rows = mongo, desk, units, rows
        self._movers, self._audit, self._clock, self._settled = movers, audit, clock, settled

    async def step(self) -> bool:
        """Do the next piece of what is due; False when there is nothing to do now."""
        row = await self._rows.due(day_of(self._clock()))
        if row is None:
            return False
        if row["state"] == "planned":
            await self._apply(row)
        elif row["moved"] < len(row["moves"]):
            if row["rounds"] and self._clock() < row["applied_at"] + self._settled:
                return False
            await self._move(row)
        elif row["rounds"] == 0 or row["found"]:
            await self._again(row)
        else:
            await self._finish(row)
        return True

    async def _apply(self, row: Document) -> None:
        asked = to_reorganisation(row)

        async def work(session: Session) -> None:
            plan = await self._desk.plan(asked, session)
            before = await self._movers.belongings.totals([unit.id for unit in plan.ends], asked.eve)
            await self._write(plan, session)
            fields = {"state": "moving", "applied_at": self._clock(), "before": dict(before), **facts_of(plan)}
            await self._rows.advance(row, fields, session)
            await self._units.new_edition(session)
            after = {"state": "moving", "ends": len(plan.ends), "begins": len(plan.begins)}
            await self._audit.record(session, "reorganisation.applied", row["_id"], after=after)

        try:
            await self._mongo.transact(work)
        except PlanRefused as refused:
            await self._fail(row, refused)

    async def _write(self, plan: Plan, session: Session) -> None:
        """End what ends, begin what begins; each change is told."""
        links = Successions(plan.successions)
        rows = await self._units.many([unit.id for unit in plan.ends], session)
        for unit in plan.ends:
            successors = to_document(unit, successors=links.successors(unit.id))["successors"]
            rows[unit.id] |= {"valid_to": plan.reorganisation.eve.isoformat(), "successors": successors}
            rows[unit.id]["version"] += 1
        begun = [to_document(unit, predecessors=links.predecessors(unit.id)) for unit in plan.begins]
        for row in begun:
            row["cluster"] = _cluster([rows[link["unit_id"]] for link in row["predecessors"]])
        await self._units.put([*rows.values(), *begun], session)

    async def _fail(self, row: Document, refused: PlanRefused) -> None:
        faults = [{"field": fault.field, "rule": fault.rule, "message": fault.message} for fault in refused.faults]

        async def work(session: Session) -> None:
            await self._rows.advance(row, {"state": "failed", "faults": faults}, session)
            after = {"state": "failed", "faults": [fault.message for fault in refused.faults[:20]]}
            await self._audit.record(session, "reorganisation.failed", row["_id"], after=after)

        await self._mongo.transact(work)

    async def _move(self, row: Document) -> None:
        """Move what the next units have, until there is enough for one transaction."""

        async def work(session: Session) -> None:
            assignments, accounts, at = 0, 0, row["moved"]
            moves = row["moves"][at : at + PORTION_UNITS]
            targets = await self._units.many({move["to"] for move in moves}, session)
            for move in moves:
                moved = await self._move_one(move, targets, row["effective_on"], session)
                assignments, accounts = assignments + moved[0], accounts + moved[1]
                if sum(moved) >= PORTION:  # the same unit again: there may be more
                    break
                at += 1
                if assignments + accounts >= PORTION:
                    break
            fields = {
                "moved": at,
                "found": row["found"] + assignments + accounts,
                "assignments_moved": row["assignments_moved"] + assignments,
                "accounts_moved": row["accounts_moved"] + accounts,
            }
            await self._rows.advance(row, fields, session)

        with because(f"reorganisation {row['_id']}"):
            await self._mongo.transact(work)

    async def _move_one(
        self, move: Document, targets: Mapping[str, Document], effective_on: str, session: Session
    ) -> tuple[int, int]:
        target, on = to_unit(targets[move["to"]]), date.fromisoformat(effective_on)
        assignments = await self._movers.work.move(move["from"], target, move["reason"], session)
        return assignments, await self._movers.people.move(move["from"], target, on, session)

    async def _again(self, row: Document) -> None:
        """Another round finds what was issued to the old units in the meantime."""
        fields: Document = {"moved": 0, "rounds": row["rounds"] + 1, "found": 0}
        await self._mongo.transact(lambda session: self._rows.advance(row, fields, session))

    async def _finish(self, row: Document) -> None:
        touched, day = [*row["ends"], *row["begins"]], date.fromisoformat(row["effective_on"])
        totals = dict(await self._movers.belongings.totals(touched, day))

        async def work(session: Session) -> None:
            fields = {"state": "done", "done_at": self._clock(), "after": totals}
            await self._rows.advance(row, fields, session)
            before, after = {"state": "moving", "totals": row["before"]}, {"state": "done", "totals": totals}
            await self._audit.record(session, "reorganisation.finished", row["_id"], before=before, after=after)

        await self._mongo.transact(work)


def _cluster(rows: Sequence[Document]) -> str | None:
    """A new unit stays in the cluster that all its predecessors were in."""
    names = {row["cluster"] for row in rows}
    return names.pop() if len(names) == 1 else None
