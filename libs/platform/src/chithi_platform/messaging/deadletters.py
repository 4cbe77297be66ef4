"""Dead letters: what could not be handled, kept with its original bytes until a person decides."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from chithi_platform.audit import AuditLog
from chithi_platform.messaging.envelope import header
from chithi_platform.messaging.inbox import Inbox
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Document, Mongo, Session

COLLECTION = "dead_letters"
ERROR_LIMIT = 1000


@dataclass(frozen=True)
class RawRecord:
    """A Kafka record as it came."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]

    @property
    def identity(self) -> str:
        """The event's id, or a digest of the bytes: the same for every redelivery of the record."""
        event_id = header(self.headers, "ce_id")
        if event_id:
            return event_id
        return hashlib.sha256(b"\0".join([self.key or b"", self.value or b""])).hexdigest()


class DeadLetters:
    """The register of one service. A letter is `dead`, then `retried` or `discarded`."""

    def __init__(self, mongo: Mongo, outbox: Outbox, service: str) -> None:
        self._mongo, self._outbox, self._service = mongo, outbox, service
        self._letters = mongo.collection(COLLECTION)
        self.retry_topic = f"chithi.retry.{service}"
        self.copy_topic = f"chithi.dlq.{service}"

    async def add(self, record: RawRecord, error: str, attempts: int) -> bool:
        """Register the record and publish a copy; False when it was registered before, and nothing changed."""
        now = datetime.now(UTC)
        failure = {"error": error[:ERROR_LIMIT], "attempts": attempts, "failed_at": now}
        original = asdict(record) | {"service": self._service, "first_failed_at": now}

        async def work(session: Session) -> bool:
            if record.topic == self.retry_topic:
                retried = {"_id": record.identity, "state": "retried"}  # not discarded: a lost log brings retries again
                again = {"$set": {"state": "dead", **failure}}
                result = await self._letters.update_one(retried, again, session=session)
                if result.matched_count:
                    return True
            first = {"$setOnInsert": original | failure | {"state": "dead"}}
            result = await self._letters.update_one({"_id": record.identity}, first, upsert=True, session=session)
            if is_new := result.upserted_id is not None:
                extra = {"chithi_topic": record.topic, "chithi_error": error[:ERROR_LIMIT]}
                told = [*record.headers, *((name, value.encode()) for name, value in extra.items())]
                topic, key, value = self.copy_topic, record.key, record.value
                await self._outbox.append_raw(session, topic=topic, key=key, value=value, headers=told)
            return is_new

        return await self._mongo.transact(work)

    async def list(self, state: str | None = "dead", limit: int = 100) -> "list[Document]":
        """The newest letters, with their headers and bytes."""
        query = {"state": state} if state else {}
        return await self._letters.find(query).sort("failed_at", -1).limit(limit).to_list(limit)

    async def get(self, letter_id: str) -> Document | None:
        """One letter; None when there is none of that id."""
        return await self._letters.find_one({"_id": letter_id})

    async def retry(self, letter_id: str) -> bool:
        """Put the original bytes on the service's retry topic; False when no such letter is dead."""

        async def work(session: Session) -> bool:
            letter = await self._take(letter_id, "retried", session)
            if letter is None:
                return False
            body = {name: letter[name] for name in ("key", "value", "headers")}
            await self._outbox.append_raw(session, topic=self.retry_topic, **body)
            return True

        return await self._mongo.transact(work)

    async def discard(self, letter_id: str) -> bool:
        """Set the letter aside for good: no redelivery is handled any more. False when no such letter is dead."""

        async def work(session: Session) -> bool:
            letter = await self._take(letter_id, "discarded", session)
            if letter is not None:
                await Inbox(self._mongo, self._service).note(letter_id, session)
            return letter is not None

        return await self._mongo.transact(work)

    async def _take(self, letter_id: str, state: str, session: Any) -> Document | None:
        changed = {"$set": {"state": state, "decided_at": datetime.now(UTC)}}
        found = await self._letters.find_one_and_update({"_id": letter_id, "state": "dead"}, changed, session=session)
        if found is not None:
            before, after = {"state": "dead", "error": found["error"]}, {"state": state}
            audit = AuditLog(self._mongo, self._service)
            await audit.record(session, f"dead-letter.{state}", letter_id, before=before, after=after)
        return found
