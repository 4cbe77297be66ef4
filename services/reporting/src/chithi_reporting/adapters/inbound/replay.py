"""Rebuilds contributions and cells from the reports, from scratch, while the service goes on.

Why nothing is lost or counted twice. Opening the fresh generation splits all counting transactions in two:

* Its snapshot is older than the opening. It wrote only the live generation; but the report's own document was committed
  before the event was even sent, so before that snapshot, so before our scan: the scan sees it.
* Its snapshot is younger. It writes both generations, before and after the swap.

So every event reaches the fresh generation at least once, by the scan or by its own transaction, and joining the same
thing twice changes nothing (`core.aggregation`). Two transactions that touch the same contribution conflict, and one of
them is run again on the other's result.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from chithi_platform.mongo import Document, Mongo, Session
from chithi_reporting.adapters.outbound.counting import Counter
from chithi_reporting.adapters.outbound.generations import Generation, Generations
from chithi_reporting.core.aggregation import Change, Place

BATCH = 200


@dataclass(frozen=True)
class Rebuilt:
    """What a replay did."""

    generation: int
    reports: int


async def _quiet(_: int) -> None:
    """Tell nobody."""


async def rebuild(mongo: Mongo, *, told: Callable[[int], Awaitable[None]] = _quiet, batch: int = BATCH) -> Rebuilt:
    """Build a generation from the reports and read it from then on; `told` hears how many are done."""
    generations = Generations(mongo)
    await generations.prepare()
    fresh = await generations.begin()
    counter, done = Counter(), 0
    async for ids in _batches(mongo, batch):
        await mongo.transact(partial(_count, mongo, fresh, counter, ids))
        done += len(ids)
        await told(done)
    await generations.swap(fresh)
    return Rebuilt(fresh.number, done)


async def _batches(mongo: Mongo, size: int) -> AsyncIterator[list[str]]:
    """The ids of all reports; those filed meanwhile are counted by their own events."""
    last = ""
    while True:
        rows = await mongo.collection("reports").find({"_id": {"$gt": last}}, {"_id": 1}).sort("_id", 1).to_list(size)
        if not rows:
            return
        last = rows[-1]["_id"]
        yield [row["_id"] for row in rows]


async def _count(mongo: Mongo, fresh: Generation, counter: Counter, ids: Sequence[str], session: Session) -> None:
    reports = await mongo.collection("reports").find({"_id": {"$in": list(ids)}}, session=session).to_list(None)
    places = {report["_id"]: Place(report["form_id"], report["period"], tuple(report["path"])) for report in reports}
    changes = [change for report in reports for change in changes_of(report)]
    await counter.count(fresh, changes, places, session)


def changes_of(report: Document) -> Iterator[Change]:
    """All that the report's document tells."""
    for revision in report["revisions"]:
        number, values = revision["revision"], revision["values"]
        yield Change(report["_id"], "filed", number, values, revision["received_at"])
        if revision["status"] == "approved":
            yield Change(report["_id"], "approved", number, values, revision["decided_at"])
        elif revision["status"] == "returned":
            yield Change(report["_id"], "returned", number, values, revision["decided_at"])
