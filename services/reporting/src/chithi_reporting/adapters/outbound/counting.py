"""Moves the cells of one generation by what changes tell, inside the caller's transaction."""

import secrets
from collections.abc import Mapping, Sequence

from chithi_platform.mongo import Document, ReplaceOne, Session, UpdateOne
from chithi_reporting.adapters.outbound.generations import Generation
from chithi_reporting.core.aggregation import (
    Amounts,
    CellKey,
    Change,
    Contribution,
    Place,
    Tally,
    Verdict,
    advance,
    deltas,
)

SLOTS = 16


class Counter:
    """Counts changes into contributions and cells.

    The cells of a province or of the nation are touched by every report below them. So that workers do not wait for
    one another there, each process adds to one slot of the cell; a reader sums the slots.
    """

    def __init__(self, slot: int | None = None) -> None:
        self._slot = secrets.randbelow(SLOTS) if slot is None else slot

    async def count(
        self, generation: Generation, changes: Sequence[Change], places: Mapping[str, Place], session: Session
    ) -> None:
        """Apply the changes in order; those that tell nothing new leave no trace."""
        known = await self._known(generation, places, session)
        tally, touched = Tally(), set[str]()
        for change in changes:
            before = known.get(change.report_id, Contribution())
            after = advance(before, change)
            if after is before:
                continue
            known[change.report_id] = after
            touched.add(change.report_id)
            tally.add(places[change.report_id], deltas(before, after))
        if not touched:
            return
        rows = [_row(key, known[key], places[key]) for key in sorted(touched)]
        await generation.contributions.bulk_write(
            [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows], ordered=False, session=session
        )
        if moves := [move for key in sorted(tally.cells) if (move := self._move(key, tally.cells[key]))]:
            await generation.cells.bulk_write(moves, ordered=False, session=session)

    async def _known(
        self, generation: Generation, places: Mapping[str, Place], session: Session
    ) -> dict[str, Contribution]:
        found = generation.contributions.find({"_id": {"$in": list(places)}}, session=session)
        return {row["_id"]: _contribution(row) async for row in found}

    def _move(self, key: CellKey, amounts: Amounts) -> UpdateOne | None:
        unit, form, period = key
        moved = {
            f"{side}.{indicator}.{what}": amount
            for (side, indicator), both in amounts.items()
            for what, amount in zip(("value", "reports"), both, strict=True)
            if amount
        }
        if not moved:
            return None
        where = {"unit_id": unit, "form_id": form, "period": period, "slot": self._slot}
        return UpdateOne(
            {"_id": f"{period}:{form}:{unit}:{self._slot}"}, {"$inc": moved, "$setOnInsert": where}, upsert=True
        )


def _row(report_id: str, now: Contribution, place: Place) -> Document:
    return {
        "_id": report_id,
        "form_id": place.form_id,
        "period": place.period,
        "path": list(place.path),
        "unit_id": place.path[-1],
        "filed_revision": now.filed_revision,
        "filed": dict(now.filed),
        "verdicts": [
            {"revision": n, "decision": v.decision, "values": dict(v.values)} for n, v in sorted(now.verdicts.items())
        ],
        "approved": bool(now.approved_revision),
        "filed_at": now.filed_at,
    }


def _contribution(row: Document) -> Contribution:
    verdicts = {v["revision"]: Verdict(v["decision"], v["values"]) for v in row["verdicts"]}
    return Contribution(row["filed_revision"], row["filed"], row["filed_at"], verdicts)
