"""The relay: carries the outbox to Kafka in commit order, one leader per service, and again when the log was lost."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress

import structlog
from aiokafka import AIOKafkaProducer
from opentelemetry.trace import SpanKind

from chithi_platform.lease import Lease, LeaseLost
from chithi_platform.messaging.broker import Broker, BrokerAway, shut
from chithi_platform.messaging.envelope import header
from chithi_platform.messaging.outbox import COLLECTION
from chithi_platform.mongo import ChangeStream, Document, Mongo, OperationFailure, Session, is_infrastructure_error
from chithi_platform.pacing import Every, pause
from chithi_platform.settings import ReliabilitySettings
from chithi_platform.telemetry import batch_span

log = structlog.get_logger(__name__)

BATCH = 500
SWEEP_S = 5.0
Inserts = asyncio.Queue[tuple[Document, object]]
_INSERTS = [{"$match": {"operationType": "insert"}}]


class Relay:
    """Follows the outbox by change stream while it holds the lease.

    The lease document keeps the progress: the stream's resume token, the broker's cluster id, and where each partition
    stood (the offset after the first record of its latest batch, as some brokers tell ends by batches). A log that is
    younger than this progress was wiped: every retained row is sent again, which inboxes make harmless. Rows are marked
    in a transaction that renews the lease, so a holder that slept marks nothing.
    """

    def __init__(self, mongo: Mongo, broker: Broker, settings: ReliabilitySettings) -> None:
        self._mongo, self._broker, self._settings = mongo, broker, settings
        self._rows = mongo.collection(COLLECTION)
        self._lease = Lease(mongo, "outbox-relay", settings.outbox_lease_s)
        self._offsets: dict[tuple[str, int], int] = {}
        self._cluster: str | None = None
        self._went_back = False
        self._stopping = asyncio.Event()
        self.beat = time.monotonic()

    async def run(self) -> None:
        """Lead whenever the lease is free, until `stop`; trouble with MongoDB or Kafka only delays."""
        while not self._stopping.is_set():
            self.beat = time.monotonic()
            try:
                held = await self._lease.acquire()
                if held is not None:
                    await self._lead(held)
            except LeaseLost as error:
                log.warning("relay lost its lease", error=str(error))
            except Exception as error:
                if not is_infrastructure_error(error) and not isinstance(error, BrokerAway):
                    log.exception("relay failed")
                else:
                    log.warning("relay waits", error=repr(error)[:200])
            await pause(self._stopping, 0.5)
        with suppress(Exception):  # the lease runs out by itself
            await self._lease.release()

    def stop(self) -> None:
        """End after the batch in hand."""
        self._stopping.set()

    async def _lead(self, held: Document) -> None:
        self._cluster = held.get("cluster_id")
        self._offsets = {(topic, partition): offset for topic, partition, offset in held.get("offsets", [])}
        await self._broker.ensure_topics()
        producer = await self._broker.producer()
        try:
            await self._check_log()
            token = held.get("resume_token")
            try:
                await self._follow(producer, token)
            except OperationFailure as error:
                if token is None or is_infrastructure_error(error):
                    raise
                log.warning("relay starts its stream anew", error=str(error)[:200])
                await self._follow(producer, None)
        finally:
            await shut(producer)

    async def _follow(self, producer: AIOKafkaProducer, token: Document | None) -> None:
        resume = {"resume_after": token} if token else {}
        rows: Inserts = asyncio.Queue(2 * BATCH)
        async with self._mongo.watch(COLLECTION, _INSERTS, max_await_time_ms=1000, **resume) as stream:
            reading = asyncio.ensure_future(_read(stream, rows))
            try:
                log.info("relay leads", resumed=token is not None)
                await self._sweep(producer, older_than_s=0.0 if token is None else SWEEP_S)
                await self._relay(producer, rows, reading)
            finally:
                reading.cancel()
                await asyncio.wait({reading})

    async def _relay(self, producer: AIOKafkaProducer, rows: Inserts, reading: "asyncio.Task[None]") -> None:
        check, sweep = Every(self._settings.broker_check_s), Every(SWEEP_S)
        renew = Every(self._settings.outbox_lease_s / 3)
        while not self._stopping.is_set():
            self.beat = time.monotonic()
            if batch := await _gather(rows):
                await self._publish(producer, [row for row, _ in batch], batch[-1][1])
            elif reading.done():
                reading.result()
            if check.due() and await self._check_log():
                await self._sweep(producer, older_than_s=0.0)
            if sweep.due():
                await self._sweep(producer, older_than_s=SWEEP_S)
            if renew.due():
                await self._mongo.transact(self._lease.guard)

    async def _sweep(self, producer: AIOKafkaProducer, *, older_than_s: float) -> None:
        """Send the rows that still wait although they are this old: after a failure, a wiped log or a lost stream."""
        query: Document = {"pending": True}
        if older_than_s:
            query["$expr"] = {"$lt": ["$created_at", {"$subtract": ["$$NOW", int(older_than_s * 1000)]}]}
        while not self._stopping.is_set():
            self.beat = time.monotonic()
            rows = await self._rows.find(query).sort("_id", 1).limit(BATCH).to_list(BATCH)
            if not rows:
                return
            await self._publish(producer, rows, None)

    async def _publish(self, producer: AIOKafkaProducer, rows: Sequence[Document], token: object) -> None:
        """Send the rows in order, wait for all, then mark them; a failure marks none and all are sent again."""
        parents = [header(row["headers"], "traceparent") for row in rows]
        with batch_span("outbox relay", parents, kind=SpanKind.PRODUCER):
            sent = [await producer.send(r["topic"], r["value"], r["key"], headers=_headers(r)) for r in rows]
            await asyncio.wait(sent)
            errors = [error for future in sent if (error := future.exception())]  # ask all: unheard ones are logged
            if errors:
                raise errors[0]
            results = [future.result() for future in sent]
        firsts: dict[tuple[str, int], int] = {}
        for result in results:
            firsts.setdefault((result.topic, result.partition), result.offset)
        self._went_back |= any(first < self._offsets.get(place, 0) for place, first in firsts.items())
        self._offsets |= {place: first + 1 for place, first in firsts.items()}
        await self._mark([row["_id"] for row in rows], token)

    async def _mark(self, ids: list[str], token: object) -> None:
        async def work(session: Session) -> None:
            first = {"$ifNull": ["$published_at", "$$NOW"]}  # re-sending lengthens no life: inboxes must outlive rows
            marked = [{"$set": {"published_at": first}}, {"$unset": "pending"}]
            await self._rows.update_many({"_id": {"$in": ids}, "pending": True}, marked, session=session)
            await self._lease.guard(session, self._progress(token))  # last: its document is locked until the commit

        await self._mongo.transact(work)

    def _progress(self, token: object) -> Document:
        offsets = [[topic, partition, offset] for (topic, partition), offset in sorted(self._offsets.items())]
        progress: Document = {"offsets": offsets, "cluster_id": self._cluster}
        return progress | {"resume_token": token} if token else progress

    async def _check_log(self) -> bool:
        """True when the log was wiped; then every retained row is pending again."""
        cluster = await self._broker.identity()
        wiped = self._went_back or (self._cluster is not None and cluster != self._cluster)
        if not wiped and self._offsets:
            ends = await self._broker.end_offsets(list(self._offsets))
            wiped = any(ends.get(place, 0) < offset for place, offset in self._offsets.items())
        if not wiped:
            self._cluster = cluster
            return False
        await self._broker.ensure_topics()
        await self._send_all_again(cluster)
        return True

    async def _send_all_again(self, cluster: str) -> None:
        self._cluster, self._offsets, self._went_back = cluster, {}, False

        await self._mongo.transact(self._lease.guard)
        again = {"$set": {"pending": True}}
        result = await self._rows.update_many({"pending": {"$exists": False}}, again)
        await self._mongo.transact(lambda session: self._lease.guard(session, self._progress(None)))
        log.warning("broker lost its log, sending every retained row again", rows=result.modified_count)


async def _read(stream: ChangeStream, rows: Inserts) -> None:
    """Take inserts off the stream, each with the token that resumes after it."""
    while True:
        if change := await stream.try_next():
            await rows.put((change["fullDocument"], stream.resume_token))


async def _gather(rows: Inserts) -> list[tuple[Document, object]]:
    """What is there, at most a batch; waits briefly for the first row, never for more."""
    try:
        batch = [await asyncio.wait_for(rows.get(), 0.2)]
    except TimeoutError:
        return []
    while len(batch) < BATCH and not rows.empty():
        batch.append(rows.get_nowait())
    return batch


def _headers(row: Document) -> list[tuple[str, bytes | None]]:
    return [(name, None if value is None else bytes(value)) for name, value in row["headers"]]
