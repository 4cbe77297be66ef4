"""The token issuer's public keys: fetched, remembered, and used while the issuer is slow or away."""

import asyncio
import time

import httpx
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chithi_platform.problems import unavailable

LIFE_S = 300.0
PAUSE_S = 2.0  # between two requests for a key that the issuer may not have


class IssuerKeys:
    """Keys of one issuer."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self._url, self._client = url, client
        self._keys: KeySet | None = None
        self._fetched_at = -LIFE_S
        self._fetching: asyncio.Task[KeySet] | None = None

    async def for_token(self, token: str) -> KeySet:
        """The keys to check the token with; those at hand if they have the one that it names.

        Raises a 503 `Problem` when there are none at hand and none to be had.
        """
        keys = await self._at_hand()
        if not _names_one_of(token, keys) and self._age() >= PAUSE_S:  # the issuer may have a new key
            return await self._fetched()
        return keys

    async def _at_hand(self) -> KeySet:
        """Old keys are good while new ones are on their way, however slow the issuer is."""
        if self._keys is None:
            return await self._fetched()
        if self._age() >= LIFE_S:
            self._begin()
        return self._keys

    async def _fetched(self) -> KeySet:
        """What the issuer publishes now, else the keys at hand; all who ask at once share one request."""
        return await asyncio.shield(self._begin())

    def _begin(self) -> "asyncio.Task[KeySet]":
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.ensure_future(self._fetch())
            self._fetching.add_done_callback(_seen)
        return self._fetching

    async def _fetch(self) -> KeySet:
        try:
            answer = await self._client.get(self._url)
            self._keys = KeySet.import_key_set(answer.raise_for_status().json())
        except (httpx.HTTPError, ValueError) as error:
            if not self._keys:
                raise unavailable("Chưa lấy được khoá kiểm tra đăng nhập.") from error
        self._fetched_at = time.monotonic()
        return self._keys

    def _age(self) -> float:
        return time.monotonic() - self._fetched_at


def _seen(task: "asyncio.Task[KeySet]") -> None:
    """Whoever waits raises the error; when nobody does, it is no news."""
    if not task.cancelled():
        task.exception()


def _names_one_of(token: str, keys: KeySet) -> bool:
    """Whether the token names a key that we have; what is no token at all needs no request either."""
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError):
        return True
    return any(key.kid == kid for key in keys.keys)
