"""The key that signs tokens: made at the first start, kept in MongoDB, published as a JWK set."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from joserfc.jwk import OKPKey

from chithi_platform.mongo import DuplicateKeyError, Mongo

COLLECTION = "signing_keys"
CURRENT = "current"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key with its id."""

    id: str
    key: OKPKey

    def public_set(self) -> dict[str, Any]:
        """The JWK set that others verify with; it holds no private part."""
        return {"keys": [self.key.as_dict(private=False) | {"kid": self.id}]}


class SigningKeys:
    """Gives the current key; it is read once and then remembered."""

    def __init__(self, mongo: Mongo) -> None:
        self._keys = mongo.collection(COLLECTION)
        self._current: SigningKey | None = None

    async def current(self) -> SigningKey:
        """The key in force. Of two processes that start at once, the first makes it for both."""
        if self._current is None:
            stored = await self._keys.find_one({"_id": CURRENT}) or await self._make()
            key = OKPKey.import_key(stored["jwk"])
            self._current = SigningKey(key.thumbprint(), key)
        return self._current

    async def ensure(self) -> None:
        """Make the key if there is none."""
        await self.current()

    async def _make(self) -> dict[str, Any]:
        key = OKPKey.generate_key("Ed25519", parameters={"use": "sig"})
        document = {"_id": CURRENT, "jwk": key.as_dict(private=True), "made_at": datetime.now(UTC)}
        try:
            await self._keys.insert_one(document)
        except DuplicateKeyError:
            return await self._keys.find_one({"_id": CURRENT}) or document
        return document


class OwnKeys(httpx.AsyncBaseTransport):
    """Answers a request for the JWK set from our own key, so that the issuer verifies without calling itself."""

    def __init__(self, keys: SigningKeys) -> None:
        self._keys = keys

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The JWK set, whatever was asked for."""
        return httpx.Response(200, json=(await self._keys.current()).public_set(), request=request)
