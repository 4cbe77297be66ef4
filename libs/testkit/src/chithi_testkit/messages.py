"""What services said to each other: expect events, and wait until they have been carried and handled."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from chithi_platform.messaging.envelope import header
from chithi_platform.messaging.inbox import COLLECTION as INBOX
from chithi_platform.messaging.outbox import COLLECTION as OUTBOX
from chithi_platform.mongo import Mongo
from chithi_testkit.polling import eventually


class EventType(Protocol):
    """A class of events of the contracts."""

    type: Any


@dataclass(frozen=True)
class Said:
    """One event in an outbox."""

    event_id: str
    type: str
    subject: str
    topic: str
    key: str
    value: bytes

    def read(self, event: Any) -> Any:
        """The payload as its contract reads it."""
        return event.model_validate_json(self.value)


async def said(mongo: Mongo, *, beside: frozenset[str] = frozenset()) -> list[Said]:
    """Everything that the service of this database said, oldest first, but for the ids in `beside`."""
    rows = await mongo.collection(OUTBOX).find({}).sort("_id", 1).to_list(None)
    return [
        Said(
            event_id=row["_id"],
            type=header(row["headers"], "ce_type") or "",
            subject=header(row["headers"], "ce_subject") or "",
            topic=row["topic"],
            key=(row["key"] or b"").decode(),
            value=row["value"],
        )
        for row in rows
        if row["_id"] not in beside
    ]


@asynccontextmanager
async def expect_events(mongo: Mongo, *expected: EventType) -> AsyncIterator[list[Said]]:
    """Assert that the block makes the service say exactly these events, in this order; none named means silence.

    The list that is yielded holds them after the block.
    """
    before = frozenset(one.event_id for one in await said(mongo))
    heard: list[Said] = []
    yield heard
    heard += await said(mongo, beside=before)
    assert [one.type for one in heard] == [event.type for event in expected]


async def drain(*sources: Mongo, within: float = 60.0) -> None:
    """Wait until nothing waits in the outboxes of these databases."""

    async def nothing_waits() -> bool:
        waiting = [await source.collection(OUTBOX).count_documents({"pending": True}) for source in sources]
        assert not any(waiting), f"{waiting} rows wait"
        return True

    await eventually(nothing_waits, within=within, what="an empty outbox")


async def handled(source: Mongo, target: Mongo, *events: EventType, consumer: str, within: float = 60.0) -> None:
    """Wait until every event of these types that `source` said stands in the inbox of the consumer in `target`."""
    types = {event.type for event in events}

    async def all_there() -> bool:
        wanted = [f"{consumer}:{one.event_id}" for one in await said(source) if one.type in types]
        there = await target.collection(INBOX).count_documents({"_id": {"$in": wanted}})
        assert there == len(wanted), f"{there} of {len(wanted)} handled"
        return True

    await eventually(all_there, within=within, what=f"everything handled by {consumer}")
