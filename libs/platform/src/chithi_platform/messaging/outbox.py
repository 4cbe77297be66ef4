"""The transactional outbox: what a service says, written in the transaction of what it did."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chithi_platform import telemetry
from chithi_platform.events import EventPayload
from chithi_platform.ids import uuid7
from chithi_platform.messaging.envelope import RawHeaders, headers_of
from chithi_platform.mongo import Document, Mongo, Session

COLLECTION = "outbox"


@dataclass(frozen=True)
class OutboxState:
    """How the outbox stands: rows that wait, and the age of the oldest in seconds (0 when none waits)."""

    pending: int
    oldest_age_s: float


class Outbox:
    """The only way to publish. Rows are sent by the relay, marked, and kept for re-sending until they expire."""

    def __init__(self, mongo: Mongo, source: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._rows, self._source, self._clock = mongo.collection(COLLECTION), source, clock

    async def ensure_indexes(self, retention: timedelta) -> None:
        """Create the indexes: pending rows in order; expiry of published ones, but for those of compacted topics."""
        await self._rows.create_index(
            [("pending", 1), ("_id", 1)], name="pending", partialFilterExpression={"pending": True}
        )
        await self._rows.create_index(
            [("published_at", 1)],
            name="expiry",
            expireAfterSeconds=int(retention.total_seconds()),
            partialFilterExpression={"expires": True},
        )

    async def append(self, session: Session, *events: Any) -> None:
        """Add the events, in this order, to the session's transaction."""
        if not session.in_transaction:
            raise RuntimeError("outbox.append needs the transaction of the domain write")
        await self._insert([self._row(event) for event in events], session)

    async def append_raw(
        self, session: Session, *, topic: str, key: bytes | None, value: bytes | None, headers: RawHeaders
    ) -> None:
        """Add a record as it is: a dead letter's copy, or its retry."""
        row = self._base(topic, key, value, [list(h) for h in headers])
        await self._insert([row], session)

    async def state(self) -> OutboxState:
        """Count the pending rows and date the oldest."""
        pending = await self._rows.count_documents({"pending": True})
        oldest = await self._rows.find({"pending": True}, {"created_at": 1}).sort("_id", 1).limit(1).to_list(1)
        age = (self._clock() - oldest[0]["created_at"]).total_seconds() if oldest else 0.0
        return OutboxState(pending, max(age, 0.0))

    async def _insert(self, rows: list[Document], session: Session) -> None:
        if rows:
            await self._rows.insert_many(rows, session=session)

    def _row(self, event: EventPayload) -> Document:
        now = self._clock()
        event_id = uuid7()
        headers = headers_of(event_id=event_id, source=self._source, time=now, event=event)
        key = event.partition_key.encode()
        row = self._base(event.topic.name, key, event.model_dump_json().encode(), [list(h) for h in headers], event_id)
        return row | {"expires": event.topic.config.get("cleanup.policy") != "compact"}

    def _base(
        self, topic: str, key: bytes | None, value: bytes | None, headers: list[list[Any]], event_id: str | None = None
    ) -> Document:
        parent = telemetry.traceparent()
        if parent and not any(name == "traceparent" for name, _ in headers):
            headers.append(["traceparent", parent.encode()])
        return {
            "_id": event_id or uuid7(),
            "topic": topic,
            "key": key,
            "value": value,
            "headers": headers,
            "created_at": self._clock(),
            "pending": True,
            "expires": True,
        }
