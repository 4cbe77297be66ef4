"""The consumer runtime: batches in one transaction with their inbox rows, explicit commits, limited dead letters."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, TypeVar

import stamina
import structlog
from opentelemetry.trace import SpanKind

from chithi_platform.audit import because
from chithi_platform.messaging.broker import Broker, BrokerAway
from chithi_platform.messaging.deadletters import DeadLetters, RawRecord
from chithi_platform.messaging.envelope import Received, Undecodable, decode
from chithi_platform.messaging.inbox import Inbox
from chithi_platform.messaging.reader import Reader
from chithi_platform.mongo import Mongo, Session, is_infrastructure_error
from chithi_platform.pacing import pause
from chithi_platform.settings import ServiceSettings
from chithi_platform.telemetry import batch_span, span

log = structlog.get_logger(__name__)

Handler = Callable[[Sequence[Received], Session], Awaitable[None]]
LIMIT_WINDOW_S = 600.0
BATCH_TRIES = 3
T = TypeVar("T")


class Rejected(Exception):
    """A handler's verdict that this event can never be handled: it is dead-lettered at once."""


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
        self._recent_dead: list[float] = []
        self._stopping = asyncio.Event()
        self.reader: Reader | None = None
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
        self.reader = Reader(
            service=self._service,
            topics=self._topics,
            mongo=self._mongo,
            broker=self._broker,
            settings=self._settings,
        )
        try:
            async with self.reader.reading():
                while not self._stopping.is_set():
                    self.beat = time.monotonic()
                    if records := await self.reader.batch():
                        await self._take(records)
                    await self.reader.done()
        finally:
            self.reader = None

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
                timeout=None,  # tries are counted: one may have waited for the database for an hour
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
        while not self._stopping.is_set():
            self.beat = time.monotonic()
            if self.reader is not None:
                await self.reader.hold()
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
