"""One client's reading of topics: from the beginning of a log it does not know, and never standing still unnoticed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from chithi_platform.messaging.broker import Broker, shut
from chithi_platform.messaging.deadletters import RawRecord
from chithi_platform.mongo import Mongo
from chithi_platform.pacing import Every
from chithi_platform.settings import ServiceSettings

log = structlog.get_logger(__name__)

CLIENT_S = 60.0  # the client waits for its group, its coordinator and metadata without an end of its own
QUIET_CHECKS = 15  # after so many checks of the log without a record we look whether there are any
Offsets = dict[TopicPartition, int]


class StandsStill(KafkaError):  # type: ignore[misc]  # aiokafka has no types
    """Nothing arrives though there is something to read: only a new client helps."""


class Reader:
    """Reads a service's topics until an error ends it; then a new one goes on from what was committed."""

    def __init__(
        self, *, service: str, topics: Sequence[str], mongo: Mongo, broker: Broker, settings: ServiceSettings
    ) -> None:
        self._service, self._topics, self._broker, self._settings = service, topics, broker, settings
        self._logs = mongo.collection("consumer_logs")
        self._kafka = broker.consumer(service)
        self._cluster = ""
        self._fetched: Offsets = {}
        self._ends: Offsets = {}
        self._check, self._quiet = Every(settings.broker_check_s), self._quiet_from_now()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Connected, with partitions of our own or the promise of some."""
        try:
            async with asyncio.timeout(CLIENT_S):
                await self._broker.ensure_topics()
                self._cluster = await self._broker.identity()
                await self._assign()
            yield
        finally:
            await shut(self._kafka)

    @property
    def partitions(self) -> frozenset[TopicPartition]:
        """What is ours at the moment."""
        return frozenset(self._kafka.assignment())

    async def batch(self) -> list[RawRecord]:
        """The next records, none if there are none for a moment. Raises Kafka's errors and `StandsStill`."""
        async with asyncio.timeout(CLIENT_S):
            fetched = await self._kafka.getmany(timeout_ms=200, max_records=self._settings.kafka_batch)
        self._fetched = {tp: records[-1].offset + 1 for tp, records in fetched.items() if records}
        if self._fetched:
            self._quiet, self._ends = self._quiet_from_now(), {}
        return [_raw(record) for records in fetched.values() for record in records]

    async def done(self) -> None:
        """Commit the latest batch, and look now and then whether the log is the same and the client alive."""
        if self._fetched:
            await self._commit(self._fetched)
        if self._check.due():
            await self._check_log()
        if self._quiet.due():
            await self._check_progress()

    async def hold(self) -> None:
        """Keep our partitions without reading on."""
        held = self._kafka.assignment()
        if not held:
            return
        self._kafka.pause(*held)
        async with asyncio.timeout(CLIENT_S):
            fetched = await self._kafka.getmany(timeout_ms=0)
        for tp, records in fetched.items():
            self._kafka.seek(tp, records[0].offset)  # of a partition that came to us meanwhile
        self._kafka.resume(*(held & self._kafka.assignment()))

    async def start_at_known(self, partitions: Sequence[TopicPartition]) -> None:
        """Start partitions of another log than the one last read at their beginning, and note the log."""
        for tp in partitions:
            key = f"{self._service}/{tp.topic}/{tp.partition}"
            known = await self._logs.find_one({"_id": key})
            if known and known["cluster_id"] == self._cluster:
                continue
            self._kafka.seek(tp, 0)
            await self._commit({tp: 0})
            await self._logs.update_one({"_id": key}, {"$set": {"cluster_id": self._cluster}}, upsert=True)

    async def _assign(self) -> None:
        if self._settings.shares_partitions:
            self._kafka.subscribe(self._topics, listener=_OnAssigned(self))
            await self._kafka.start()
            return
        await self._kafka.start()
        partitions = [TopicPartition(t, p) for t in self._topics for p in self._broker.partitions(t)]
        self._kafka.assign(partitions)
        await self.start_at_known(partitions)

    async def _commit(self, offsets: Offsets) -> None:
        try:
            async with asyncio.timeout(CLIENT_S):
                await self._kafka.commit(offsets)
        except (CommitFailedError, IllegalStateError) as error:
            log.warning("commit refused, the batch will come again", error=repr(error)[:200])

    async def _check_log(self) -> None:
        async with asyncio.timeout(CLIENT_S):
            before, self._cluster = self._cluster, await self._broker.identity()
        if self._cluster != before:
            log.warning("broker lost its log, reading it from the beginning")
            await self.start_at_known(sorted(self.partitions))

    async def _check_progress(self) -> None:
        """Raise `StandsStill` if what was there at the last look has not come since."""
        async with asyncio.timeout(CLIENT_S):
            seen, self._ends = self._ends, await self._kafka.end_offsets(sorted(self.partitions))
            left = {tp: seen[tp] - await self._kafka.position(tp) for tp in self._ends if tp in seen}
        if missing := {f"{tp.topic}/{tp.partition}": count for tp, count in left.items() if count > 0}:
            raise StandsStill(f"records that do not arrive: {missing}")

    def _quiet_from_now(self) -> Every:
        return Every(QUIET_CHECKS * self._settings.broker_check_s)


class _OnAssigned(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def on_partitions_revoked(self, revoked: Any) -> None:
        """Nothing is pending between batches: offsets are committed after each."""

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Check that the partitions still belong to the log that was read."""
        await self._reader.start_at_known(list(assigned))


def _raw(record: Any) -> RawRecord:
    return RawRecord(record.topic, record.partition, record.offset, record.key, record.value, record.headers)
