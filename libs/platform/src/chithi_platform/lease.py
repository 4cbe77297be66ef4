"""A lease on a role that only one process may hold; the database's clock decides, not ours."""

import os
import socket
from datetime import UTC, datetime
from typing import Any

from chithi_platform.ids import uuid7
from chithi_platform.mongo import Document, DuplicateKeyError, Mongo, Session

COLLECTION = "leases"


class LeaseLost(Exception):
    """Another process holds the lease now: whatever this one still does must not count."""


class Lease:
    """One named lease, with an owner token and an expiry.

    Every write that relies on the lease passes `guard` inside its transaction: a holder that slept through its expiry
    matches nothing and is told so. The document also says for people who the holder is: `host:process id`.
    """

    def __init__(self, mongo: Mongo, name: str, ttl_s: float) -> None:
        self.name, self.ttl_s = name, ttl_s
        self.token, self.holder = uuid7(), f"{socket.gethostname()}:{os.getpid()}"
        self._leases = mongo.collection(COLLECTION)

    async def acquire(self) -> Document | None:
        """Take or renew the lease; the lease document when it is ours, None when another's.

        A transaction that a killed holder left open keeps the document locked; after half a life of waiting this
        raises, since a claim by an old clock would be worth nothing.
        """
        free = {"$or": [{"$eq": ["$token", self.token]}, {"$lte": ["$expires_at", "$$NOW"]}]}
        held = await self._take({"_id": self.name, "$expr": free})
        if held is None and await self._create():
            held = await self._take({"_id": self.name, "$expr": free})
        return held

    async def guard(self, session: Session, changes: Document | None = None) -> None:
        """Renew inside a transaction and set `changes` on the lease document; raises `LeaseLost`."""
        mine = {"_id": self.name, "token": self.token, "$expr": {"$gt": ["$expires_at", "$$NOW"]}}
        result = await self._leases.update_one(mine, self._claim(changes), session=session)
        if result.matched_count != 1:
            raise LeaseLost(f"lease {self.name} is no longer held by {self.token}")

    async def release(self) -> None:
        """Let the next process in at once."""
        await self._leases.update_one({"_id": self.name, "token": self.token}, [{"$set": {"expires_at": "$$NOW"}}])

    async def _take(self, query: Document) -> Document | None:
        return await self._leases.find_one_and_update(
            query, self._claim(), return_document=True, maxTimeMS=int(self.ttl_s * 500)
        )

    async def _create(self) -> bool:
        try:
            await self._leases.insert_one(
                {"_id": self.name, "token": None, "expires_at": datetime(1970, 1, 1, tzinfo=UTC)}
            )
        except DuplicateKeyError:
            return False
        return True

    def _claim(self, changes: Document | None = None) -> list[Any]:
        expiry = {"$add": ["$$NOW", int(self.ttl_s * 1000)]}
        literals = {key: {"$literal": value} for key, value in (changes or {}).items()}
        return [{"$set": {"token": self.token, "holder": self.holder, "expires_at": expiry, **literals}}]
