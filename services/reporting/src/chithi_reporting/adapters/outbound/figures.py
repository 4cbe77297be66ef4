"""Reads the projection: cells, progress, and how fresh they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from chithi_platform.mongo import Document, Mongo
from chithi_reporting.adapters.outbound.generations import Generations
from chithi_reporting.core.aggregation import Side
from chithi_reporting.core.indicators import Form
from chithi_reporting.core.periods import Period

PATIENCE = timedelta(seconds=10)


class Sum(TypedDict):
    """A count, and how many reports gave it; none means that the figure is missing, not zero."""

    value: int
    reports: int


Cell = dict[Side, Sum]


@dataclass(frozen=True)
class Freshness:
    """The moment up to which everything filed is counted, and whether counting is behind."""

    as_of: datetime
    stale: bool


@dataclass(frozen=True)
class Filed:
    """What a unit filed in a period: `approved` when each of its reports is."""

    approved: bool
    last_at: datetime


class Figures:
    """The read side."""

    def __init__(self, mongo: Mongo, generations: Generations) -> None:
        self._generations, self._reports = generations, mongo.collection("reports")

    async def cells(self, unit_id: str, form: Form, period: Period) -> dict[str, Cell]:
        """Every indicator of the form, summed over the period's months."""
        live = await self._generations.live()
        months = [month.id for month in period.months]
        rows = await live.cells.find({"unit_id": unit_id, "form_id": form.id, "period": {"$in": months}}).to_list(None)
        return {indicator.code: _sum(rows, indicator.code) for indicator in form}

    async def progress(self, unit_id: str, form: Form, period: Period) -> dict[str, Filed]:
        """By unit, what was filed at or under `unit_id`."""
        live = await self._generations.live()
        where = {"form_id": form.id, "period": {"$in": [m.id for m in period.months]}, "path": unit_id}
        fields = {"unit_id": 1, "approved": 1, "filed_at": 1}
        filed: dict[str, Filed] = {}
        async for row in live.contributions.find(where | {"filed_revision": {"$gt": 0}}, fields):
            known = filed.get(row["unit_id"], Filed(True, row["filed_at"]))
            filed[row["unit_id"]] = Filed(known.approved and row["approved"], max(known.last_at, row["filed_at"]))
        return filed

    async def freshness(self, now: datetime) -> Freshness:
        """Whether the newest report that had time to be counted is."""
        live = await self._generations.live()
        newest = (
            await self._reports.find({"received_at": {"$lt": now - PATIENCE}}, {"revision": 1})
            .sort("received_at", -1)
            .limit(1)
            .to_list(1)
        )
        if not newest:
            return Freshness(now, stale=False)
        counted = await live.contributions.find_one({"_id": newest[0]["_id"]}, {"filed_revision": 1})
        if counted and counted["filed_revision"] >= newest[0]["revision"]:
            return Freshness(now, stale=False)
        last = await live.contributions.find({}, {"filed_at": 1}).sort("filed_at", -1).limit(1).to_list(1)
        return Freshness(last[0]["filed_at"] if last else now, stale=True)


def _sum(rows: Sequence[Document], code: str) -> Cell:
    sides: tuple[Side, ...] = ("filed", "approved")
    found = {side: [row[side][code] for row in rows if code in row.get(side, {})] for side in sides}
    return {
        side: Sum(
            value=sum(part.get("value", 0) for part in found[side]),
            reports=sum(part.get("reports", 0) for part in found[side]),
        )
        for side in sides
    }
