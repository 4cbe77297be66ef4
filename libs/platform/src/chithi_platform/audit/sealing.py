"""The sealing job: puts rows into the chain, a batch at a time, one process of a service at a time."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import structlog

from chithi_platform.audit.chain import link
from chithi_platform.audit.places import LEASE, Places
from chithi_platform.lease import Lease, LeaseLost
from chithi_platform.mongo import Document, Mongo, Session, is_infrastructure_error
from chithi_platform.pacing import Every, pause

log = structlog.get_logger(__name__)

BATCH = 500
_LEASE_S = 10.0
_PAUSE_S = 0.5
_ANCHOR_S = 60.0


class Sealer:
    """Seals what waits. A row is named in `waiting` by its own transaction, so however late that commits, it is found.

    A link, its place in the order and the removal from `waiting` are one transaction under the lease: a killed
    process leaves whole batches, and the numbers and rows of links are unique, so no row is sealed twice.
    """

    def __init__(self, mongo: Mongo, places: Places, *, lease_s: float = _LEASE_S, batch: int = BATCH) -> None:
        self._mongo, self._places, self._batch = mongo, places, batch
        self._lease = Lease(mongo, LEASE, lease_s)
        self._stopping = asyncio.Event()
        self._anchored: int | None = None

    def stop(self) -> None:
        """End `run` after the batch in hand."""
        self._stopping.set()

    async def run(self) -> None:
        """Seal until stopped; while the database is away, wait."""
        anchor = Every(_ANCHOR_S)
        while not self._stopping.is_set():
            try:
                sealed = await self._seal_as_leader()
                if anchor.due():
                    await self._tell()
            except LeaseLost:
                sealed = 0
            except Exception as error:
                if not is_infrastructure_error(error):
                    log.error("audit rows not sealed", exc_info=error)
                sealed = 0
            if sealed < self._batch:
                await pause(self._stopping, _PAUSE_S)
        with suppress(Exception):  # the database may be gone as well; the lease runs out by itself
            await self._tell()
            await self._lease.release()

    async def _seal_as_leader(self) -> int:
        """Nobody leads while nothing waits: an idle service writes nothing."""
        waits = await self._places.waiting.find_one({})
        return await self.seal() if waits and await self.lead() else 0

    async def lead(self) -> bool:
        """Take the lease, or keep it; False when it is another process's."""
        return await self._lease.acquire() is not None

    async def seal(self) -> int:
        """Seal one batch and tell how many rows it held; raises `LeaseLost` when another process holds the lease."""
        waiting = await self._places.waiting.find({}).sort("_id", 1).limit(self._batch).to_list(None)
        ids = [found["_id"] for found in waiting]
        if not ids:
            return 0

        async def work(session: Session) -> None:
            rows = {r["_id"]: r async for r in self._places.rows.find({"_id": {"$in": ids}}, session=session)}
            links = _links(await head(self._places, session), ids, rows)
            last = links[-1]
            await self._lease.guard(session, {"sealed": {"seq": last["_id"], "hash": last["hash"]}})
            await self._places.chain.insert_many(links, session=session)
            await self._places.waiting.delete_many({"_id": {"$in": ids}}, session=session)

        await self._mongo.transact(work)
        return len(ids)

    async def _tell(self) -> None:
        """Log the head: an anchor outside the database, to be given to `chithi audit verify --expect`."""
        last = await head(self._places)
        if last and last["_id"] != self._anchored:
            self._anchored = last["_id"]
            log.info("audit head", seq=last["_id"], hash=last["hash"])


async def head(places: Places, session: Session | None = None) -> Document | None:
    """The last link."""
    found = await places.chain.find({"_id": {"$gt": 0}}, session=session).sort("_id", -1).limit(1).to_list(1)
    return found[0] if found else None


async def backlog(places: Places) -> tuple[int, float]:
    """How many rows wait to be sealed, and the age of the oldest in seconds."""
    oldest = await places.waiting.find({}).sort("at", 1).limit(1).to_list(1)
    if not oldest:
        return 0, 0.0
    age = (datetime.now(UTC) - oldest[0]["at"]).total_seconds()
    return await places.waiting.count_documents({}), max(age, 0.0)


def _links(last: Document | None, ids: list[str], rows: dict[str, Document]) -> list[Document]:
    links: list[Document] = []
    at = datetime.now(UTC)
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)  # as the database will give it back
    for row_id in ids:
        last = link(last, row_id, rows.get(row_id), at)
        links.append(last)
    return links
