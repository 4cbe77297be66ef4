"""The inbox: which events a consumer has handled, written in the transaction of their effect."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from chithi_platform.messaging.envelope import Received
from chithi_platform.mongo import Mongo, Session

COLLECTION = "inbox"


class Inbox:
    """Rows `<consumer>:<event id>`; they outlive the outbox rows that could bring the event again."""

    def __init__(self, mongo: Mongo, consumer: str) -> None:
        self._rows, self._consumer = mongo.collection(COLLECTION), consumer

    async def ensure_indexes(self, retention: timedelta) -> None:
        """Create the expiry index."""
        await self._rows.create_index([("at", 1)], name="expiry", expireAfterSeconds=int(retention.total_seconds()))

    async def take(self, events: Sequence[Received], session: Session) -> list[Received]:
        """Enter the events and return those that were new, in order and without repeats."""
        ids = {self._id(event): event for event in reversed(events)}
        known = {row["_id"] async for row in self._rows.find({"_id": {"$in": list(ids)}}, {"_id": 1}, session=session)}
        fresh = [event for event in events if ids[self._id(event)] is event and self._id(event) not in known]
        if fresh:
            now = datetime.now(UTC)
            await self._rows.insert_many([{"_id": self._id(event), "at": now} for event in fresh], session=session)
        return fresh

    async def note(self, event_id: str, session: Session) -> None:
        """Enter an event that shall not be handled any more."""
        row = {"$setOnInsert": {"at": datetime.now(UTC)}}
        await self._rows.update_one({"_id": f"{self._consumer}:{event_id}"}, row, upsert=True, session=session)

    def _id(self, event: Received) -> str:
        return f"{self._consumer}:{event.event_id}"
