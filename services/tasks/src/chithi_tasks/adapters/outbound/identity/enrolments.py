"""Enrolment codes by their hash, and the count of wrong ones."""

from dataclasses import asdict
from datetime import datetime, timedelta

from chithi_platform.mongo import Document, Mongo, ReturnDocument, Session
from chithi_tasks.core.identity.enrolment import Enrolment

COLLECTION = "enrolments"
TRIES = "enrolment_tries"
KEPT = timedelta(days=30)
WINDOW = timedelta(minutes=10)
TRIES_PER_ADDRESS = 20
TRIES_IN_ALL = 1000
"""Of 2^50 codes a thousand guesses in the life of one find one of 3,321 waiting with a chance of 1 in 300 million."""

EVERYBODY = "*"


class EnrolmentRepository:
    """Codes that were made; each is kept for a month after it ended, as its hash."""

    def __init__(self, mongo: Mongo) -> None:
        self._enrolments, self._tries = mongo.collection(COLLECTION), mongo.collection(TRIES)

    async def ensure(self) -> None:
        """Create the indexes."""
        await self._enrolments.create_index([("code_hash", 1)], name="code", unique=True)
        await self._enrolments.create_index([("username", 1), ("expires_at", 1)], name="of_account")
        kept = int(KEPT.total_seconds())
        await self._enrolments.create_index([("made_at", 1)], name="expiry", expireAfterSeconds=kept)
        await self._tries.create_index([("at", 1)], name="expiry", expireAfterSeconds=int(2 * WINDOW.total_seconds()))

    async def add(self, enrolment: Enrolment, session: Session) -> None:
        """Keep a new code."""
        await self._enrolments.insert_one(_document(enrolment), session=session)

    async def find(self, enrolment_id: str) -> Enrolment | None:
        """The code of that id."""
        return _enrolment(await self._enrolments.find_one({"_id": enrolment_id}))

    async def by_code(self, code_hash: str, session: Session) -> Enrolment | None:
        """The code with that hash, whatever became of it."""
        return _enrolment(await self._enrolments.find_one({"code_hash": code_hash}, session=session))

    async def use(
        self, enrolment: Enrolment, device_id: str, attempt_hash: str | None, now: datetime, session: Session
    ) -> None:
        """Mark as used. Two phones with one code meet here: the transaction of the later one runs again."""
        used = {"used_at": now, "device_id": device_id, "attempt_hash": attempt_hash}
        await self._enrolments.update_one({"_id": enrolment.id}, {"$set": used}, session=session)

    async def cancel(self, enrolment_id: str, now: datetime, session: Session) -> bool:
        """End a code that waits; whether it did."""
        waiting = {"_id": enrolment_id, "used_at": None, "cancelled_at": None, "expires_at": {"$gt": now}}
        done = await self._enrolments.update_one(waiting, {"$set": {"cancelled_at": now}}, session=session)
        return bool(done.modified_count)

    async def cancel_waiting(self, username: str, now: datetime, session: Session) -> None:
        """End all waiting codes of an account: a new one takes their place, or nothing does."""
        waiting = {"username": username, "used_at": None, "cancelled_at": None, "expires_at": {"$gt": now}}
        await self._enrolments.update_many(waiting, {"$set": {"cancelled_at": now}}, session=session)

    async def count_try(self, address: str, now: datetime) -> timedelta | None:
        """Count a try before it is looked at, so that parallel guesses cannot slip through.

        None lets it go on; else so long nothing is looked at.
        """
        for who, most in ((address, TRIES_PER_ADDRESS), (EVERYBODY, TRIES_IN_ALL)):
            if await self._counted(who, now, 1) > most:
                return _window(now) + WINDOW - now
        return None

    async def was_right(self, address: str, now: datetime) -> None:
        """A code that was right is no guess: phones of a whole province may come from one address."""
        for who in (address, EVERYBODY):
            await self._counted(who, now, -1)

    async def _counted(self, who: str, now: datetime, step: int) -> int:
        key = {"_id": f"{who}|{_window(now):%Y%m%dT%H%M}"}
        change = {"$inc": {"tries": step}, "$setOnInsert": {"at": now}}
        row = await self._tries.find_one_and_update(key, change, upsert=True, return_document=ReturnDocument.AFTER)
        return int(row["tries"]) if row else 0


def _window(now: datetime) -> datetime:
    return now - timedelta(seconds=now.timestamp() % WINDOW.total_seconds())


def _document(enrolment: Enrolment) -> Document:
    fields = asdict(enrolment)
    return {"_id": fields.pop("id")} | fields


def _enrolment(document: Document | None) -> Enrolment | None:
    if document is None:
        return None
    return Enrolment(id=document["_id"], **{name: value for name, value in document.items() if name != "_id"})
