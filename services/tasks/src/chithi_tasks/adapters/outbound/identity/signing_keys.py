"""The keys that sign tokens: made at the first start, changed by age or command, published as a JWK set."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from joserfc.jwk import OKPKey

from chithi_platform.audit import AuditLog
from chithi_platform.mongo import Document, DuplicateKeyError, Mongo, Session
from chithi_platform.service import now as utc_now
from chithi_tasks.adapters.outbound.identity.vault import Vault

COLLECTION = "signing_keys"
CURRENT = "current"
REMEMBERED_S = 60.0
# longer than a process remembers the key in force, signs a token of an hour with it, and others' clocks differ
PUBLISHED = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key with its id."""

    id: str
    key: OKPKey


class SigningKeys:
    """Gives the key in force; it is read once a minute, so that a change reaches every process.

    The database holds its private part sealed.
    """

    def __init__(self, mongo: Mongo, vault: Vault, clock: Callable[[], datetime] = utc_now) -> None:
        self._mongo, self._vault, self._clock = mongo, vault, clock
        self._keys = mongo.collection(COLLECTION)
        self._current: SigningKey | None = None
        self._read_at = 0.0

    async def current(self) -> SigningKey:
        """The key in force; raises `NotOpened`. Of two processes that start at once, the first makes it for both."""
        if self._current is None or time.monotonic() - self._read_at > REMEMBERED_S:
            stored = await self._keys.find_one({"_id": CURRENT}) or await self._make()
            if self._current is None or self._current.id != stored["jwk"].get("kid"):
                self._current = self._opened(stored)
            self._read_at = time.monotonic()
        return self._current

    async def public_set(self) -> dict[str, Any]:
        """The JWK set that others verify with: the key in force, and those before it that tokens may still name."""
        current = await self.current()
        before = self._keys.find({"until": {"$gt": self._clock()}})
        return {"keys": [_public(current.key, current.id), *[row["jwk"] async for row in before]]}

    async def ensure(self) -> None:
        """Make the key if there is none; forget those that nothing can name any more."""
        await self._keys.create_index([("until", 1)], name="expiry", expireAfterSeconds=0)
        await self.current()

    async def rotate(self, audit: AuditLog, *, older_than: timedelta | None = None) -> bool:
        """Put a new key in force; the private part of the old one is forgotten. False while it is young enough."""
        new = _new_key()

        async def work(session: Session) -> bool:
            stored = await self._keys.find_one({"_id": CURRENT}, session=session)
            if stored is None or (older_than and self._clock() - stored["made_at"] < older_than):
                return False
            kids = {"kid": stored["jwk"]["kid"]}, {"kid": new.thumbprint()}
            kept: Document = {"jwk": stored["jwk"], "until": self._clock() + PUBLISHED}
            await self._keys.update_one({"_id": kids[0]["kid"]}, {"$set": kept}, upsert=True, session=session)
            await self._keys.update_one({"_id": CURRENT}, {"$set": self._stored(new)}, session=session)
            await audit.record(session, "signing-key.changed", kids[1]["kid"], before=kids[0], after=kids[1])
            return True

        done = await self._mongo.transact(work)
        self._read_at = 0.0 if done else self._read_at
        return done

    async def _make(self) -> Document:
        document = {"_id": CURRENT} | self._stored(_new_key())
        try:
            await self._keys.insert_one(document)
        except DuplicateKeyError:
            return await self._keys.find_one({"_id": CURRENT}) or document
        return document

    def _stored(self, key: OKPKey) -> Document:
        sealed = self._vault.seal(json.dumps(key.as_dict(private=True)))
        return {"jwk": _public(key, key.thumbprint()), "sealed": sealed, "made_at": self._clock()}

    def _opened(self, stored: Document) -> SigningKey:
        key = OKPKey.import_key(json.loads(self._vault.open(stored.get("sealed"), "the signing key")))
        return SigningKey(key.thumbprint(), key)


class OwnKeys(httpx.AsyncBaseTransport):
    """Answers a request for the JWK set from our own keys, so that the issuer verifies without calling itself."""

    def __init__(self, keys: SigningKeys) -> None:
        self._keys = keys

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The JWK set, whatever was asked for."""
        return httpx.Response(200, json=await self._keys.public_set(), request=request)


def _new_key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", parameters={"use": "sig"})


def _public(key: OKPKey, kid: str) -> dict[str, Any]:
    return key.as_dict(private=False) | {"kid": kid}
