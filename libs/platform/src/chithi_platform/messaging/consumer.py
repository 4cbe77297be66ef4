"""The consumer runtime: batches in one transaction with their inbox rows, explicit commits, limited dead letters."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, TypeVar

import stamina
import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from opentelemetry.trace import SpanKind

from chithi_platform.audit import because
from chithi_platform.messaging.broker import Broker, BrokerAway, shut
from chithi_platform.messaging.deadletters import DeadLetters, RawRecord
from chithi_platform.messaging.envelope import Received, Undecodable, decode
from chithi_platform.messaging.inbox import Inbox
from chithi_platform.mongo import Mongo, Session, is_infrastructure_error
from chithi_platform.pacing import Every, pause
from chithi_platform.settings import ServiceSettings
from chithi_platform.telemetry import batch_span, span

log = structlog.get_logger(__name__)

Handler = Callable[[Sequence[Received], Session], Awaitable[None]]
LIMIT_WINDOW_S = 600.0
CLIENT_S = 60.0  # the client waits for its group, its coordinator and metadata without an end of its own
QUIET_CHECKS = 15  # after so many checks of the log without a record we look whether there are any
BATCH_TRIES = 3
Offsets = dict[TopicPartition, int]
T = TypeVar("T")


class Rejected(Exception):
    """A handler's verdict that this event can never be handled: it is dead-lettered at once."""


class StandsStill(KafkaError):  # type: ignore[misc]  # aiokafka has no types
    """Nothing arrives though there is something to read: only a new client helps."""


class TooManyDeadLetters(Exception):
    """The limit was reached: something is wrong with us, not with the messages. The consumer stops."""


@contextmanager
def handling(event: Received) -> Iterator[None]:
    """The span of one event, below the trace that caused it; the audit log names the event for what is done within."""
    with (
        span(f"handle {event.type}", kind=SpanKind.CONSUMER, parent=event.traceparent, event_id=event.event_id),
        because(f"{event.type} {event.event_id}"),
    ):
        yield


def each(work: Callable[[Received, Session], Awaitable[None]]) -> Handler:
    """A handler that takes events one by one, each in its own span below the trace that caused it."""

    async def handle(events: Sequence[Received], session: Session) -> None:
        for event in events:
            with handling(event):
                await work(event, session)

    return handle


class Consumer:
    """Reads the topics of the handled events, and the service's retry topic.

    Effects happen exactly once: inbox rows and effects share a transaction, offsets are committed after it. While
    MongoDB or Kafka is away the consumer waits. A wiped log (another cluster id) is read again from its beginning.
    """

    def __init__(
        self,
        *,
        service: str,
        mongo: Mongo,
        broker: Broker,
        dead_letters: DeadLetters,
        settings: ServiceSettings,
        handlers: Mapping[type[Any], Handler],
    ) -> None:
        self._service, self._mongo, self._broker, self._settings = service, mongo, broker, settings
        self._dead_letters, self._inbox = dead_letters, Inbox(mongo, service)
        self._models = {event.type: event for event in handlers}
        self._handlers = {event.type: handler for event, handler in handlers.items()}
        self._topics = sorted({event.topic.name for event in handlers} | {dead_letters.retry_topic})
        self._kafka: AIOKafkaConsumer | None = None
        self._cluster: str | None = None
        self._recent_dead: list[float] = []
        self._stopping = asyncio.Event()
        self.beat = time.monotonic()
        self.failure: str | None = None

    async def run(self) -> None:
        """Consume until `stop`; raises `TooManyDeadLetters` when the limit is reached."""
        while not self._stopping.is_set():
            self.beat = time.monotonic()
            try:
                await self._session()
            except TooManyDeadLetters:
                raise
            except Exception as error:
                if not isinstance(error, BrokerAway) and not is_infrastructure_error(error):
                    log.exception("consumer failed")
                else:
                    log.warning("consumer waits", error=repr(error)[:200])
                await pause(self._stopping, 1.0)

    def stop(self) -> None:
        """End after the batch in hand."""
        self._stopping.set()

    async def _session(self) -> None:
        await self._broker.ensure_topics()
        self._cluster = await self._broker.identity()
        kafka = self._broker.consumer(self._service)
        try:
            await self._assign(kafka)
            self._kafka = kafka
            await self._loop(kafka)
        finally:
            self._kafka = None
            await shut(kafka)

    async def _assign(self, kafka: AIOKafkaConsumer) -> None:
        if self._settings.shares_partitions:
            kafka.subscribe(self._topics, listener=_OnAssigned(self, kafka))
            await kafka.start()
            return
        await kafka.start()
        partitions = [TopicPartition(t, p) for t in self._topics for p in self._broker.partitions(t)]
        kafka.assign(partitions)
        await self.check_positions(kafka, partitions)

    async def _loop(self, kafka: AIOKafkaConsumer) -> None:
        check, quiet, ends = Every(self._settings.broker_check_s), self._quiet(), Offsets()
        while not self._stopping.is_set():
            self.beat = time.monotonic()
            async with asyncio.timeout(CLIENT_S):
                fetched = await kafka.getmany(timeout_ms=200, max_records=self._settings.kafka_batch)
            if records := [record for batch in fetched.values() for record in batch]:
                await self._take([_raw(record) for record in records])
                await self._commit(kafka, {tp: batch[-1].offset + 1 for tp, batch in fetched.items() if batch})
                quiet, ends = self._quiet(), {}
            if check.due():
                await self._check_log(kafka)
            if quiet.due():
                ends = await _still_moving(kafka, ends)

    def _quiet(self) -> Every:
        return Every(QUIET_CHECKS * self._settings.broker_check_s)

    async def _check_log(self, kafka: AIOKafkaConsumer) -> None:
        async with asyncio.timeout(CLIENT_S):
            before, self._cluster = self._cluster, await self._broker.identity()
        if self._cluster != before:
            log.warning("broker lost its log, reading it from the beginning")
            await self.check_positions(kafka, list(kafka.assignment()))

    async def check_positions(self, kafka: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> None:
        """Start partitions of another log than the one last read at their beginning, and note the log."""
        logs = self._mongo.collection("consumer_logs")
        for tp in partitions:
            key = f"{self._service}/{tp.topic}/{tp.partition}"
            known = await logs.find_one({"_id": key})
            if known and known["cluster_id"] == self._cluster:
                continue
            kafka.seek(tp, 0)
            await self._commit(kafka, {tp: 0})
            await logs.update_one({"_id": key}, {"$set": {"cluster_id": self._cluster}}, upsert=True)

    async def _commit(self, kafka: AIOKafkaConsumer, offsets: dict[TopicPartition, int]) -> None:
        try:
            async with asyncio.timeout(CLIENT_S):
                await kafka.commit(offsets)
        except (CommitFailedError, IllegalStateError) as error:
            log.warning("commit refused, the batch will come again", error=repr(error)[:200])

    async def _take(self, records: Sequence[RawRecord]) -> None:
        """Handle a batch; what cannot be handled is dead-lettered. Returns only when nothing of it can be lost."""
        events: list[tuple[RawRecord, Received]] = []
        for record in records:
            try:
                event = decode(record.headers, record.value, self._models)
            except Undecodable as error:
                await self._bury(record, error, attempts=1)
                continue
            if event is not None:
                events.append((record, event))
        if events and not await self._handle_together(events):
            for record, event in events:
                await self._handle_alone(record, event)

    async def _handle_together(self, events: Sequence[tuple[RawRecord, Received]]) -> bool:
        """One transaction for the whole batch; False when it must be taken apart, be it that it is too large."""
        try:
            await self._patiently([event for _, event in events], tries=BATCH_TRIES if len(events) > 1 else None)
        except Exception as error:
            if len(events) > 1:
                log.warning("batch taken apart", size=len(events), error=repr(error)[:300])
            return False
        return True

    async def _handle_alone(self, record: RawRecord, event: Received) -> None:
        attempts = 0
        try:
            async for attempt in stamina.retry_context(
                on=lambda error: not isinstance(error, Rejected),
                attempts=self._settings.consumer_attempts,
                wait_initial=0.05,
                wait_max=1.0,
            ):
                with attempt:
                    attempts = attempt.num
                    await self._patiently([event])
        except Exception as error:
            await self._bury(record, error, attempts)

    async def _patiently(self, events: Sequence[Received], tries: int | None = None) -> None:
        """Handle in one transaction, waiting as long as the database is away."""
        with batch_span(f"{self._service} consume", [e.traceparent for e in events], kind=SpanKind.CONSUMER):
            await self._outlast(lambda: self._mongo.transact(lambda session: self._effect(events, session)), tries)

    async def _outlast(self, work: Callable[[], Awaitable[T]], tries: int | None = None) -> T:
        """Do the work, again after each time that the database was away; `tries` bounds that."""
        attempt = 0
        while True:
            try:
                return await work()
            except Exception as error:
                attempt += 1
                if not is_infrastructure_error(error) or attempt == tries:
                    raise
                log.warning("database away, consumer waits", error=repr(error)[:200])
                await self._wait_for_mongo()

    async def _effect(self, events: Sequence[Received], session: Session) -> None:
        fresh = await self._inbox.take(events, session)
        for handler, group in groupby(fresh, key=lambda event: self._handlers[event.type]):
            await handler(list(group), session)

    async def _wait_for_mongo(self) -> None:
        """Keep our partitions, without reading, until the database answers again."""
        kafka = self._kafka
        while not self._stopping.is_set():
            self.beat = time.monotonic()
            if kafka is not None and (partitions := kafka.assignment()):
                kafka.pause(*partitions)
                for tp, batch in (await kafka.getmany(timeout_ms=0)).items():
                    kafka.seek(tp, batch[0].offset)  # of a partition that came to us meanwhile
                kafka.resume(*(partitions & kafka.assignment()))
            await pause(self._stopping, 0.5)
            try:
                await self._mongo.ping()
            except Exception as error:
                if not is_infrastructure_error(error):
                    raise
            else:
                return
        raise asyncio.CancelledError

    async def _bury(self, record: RawRecord, error: BaseException, attempts: int) -> None:
        reason = f"{type(error).__name__}: {error}"
        log.error("dead letter", topic=record.topic, offset=record.offset, error=reason[:300])
        if not await self._outlast(lambda: self._dead_letters.add(record, reason, attempts)):
            return
        now = time.monotonic()
        self._recent_dead = [at for at in self._recent_dead if now - at < LIMIT_WINDOW_S] + [now]
        if len(self._recent_dead) > self._settings.dead_letter_limit:
            self.failure = f"{len(self._recent_dead)} dead letters within {LIMIT_WINDOW_S:.0f} s"
            log.error("consumer stopped", reason=self.failure)
            raise TooManyDeadLetters(self.failure)


class _OnAssigned(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    def __init__(self, consumer: Consumer, kafka: AIOKafkaConsumer) -> None:
        self._consumer, self._kafka = consumer, kafka

    def on_partitions_revoked(self, revoked: Any) -> None:
        """Nothing is pending between batches: offsets are committed after each."""

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Check that the partitions still belong to the log that was read."""
        await self._consumer.check_positions(self._kafka, list(assigned))


async def _still_moving(kafka: AIOKafkaConsumer, seen: Offsets) -> Offsets:
    """The ends of our partitions; raises `StandsStill` if what was there at the last look has not come since."""
    async with asyncio.timeout(CLIENT_S):
        ends: Offsets = await kafka.end_offsets(sorted(kafka.assignment()))
        left = {tp: seen[tp] - await kafka.position(tp) for tp in ends if tp in seen}
    if missing := {f"{tp.topic}/{tp.partition}": count for tp, count in left.items() if count > 0}:
        raise StandsStill(f"records that do not arrive: {missing}")
    return ends


def _raw(record: Any) -> RawRecord:
    return RawRecord(record.topic, record.partition, record.offset, record.key, record.value, record.headers)
