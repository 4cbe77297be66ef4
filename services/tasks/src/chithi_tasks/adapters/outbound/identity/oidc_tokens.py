"""Checks what another identity provider signed."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import httpx
from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

LEEWAY_S = 60  # the clocks of two houses differ
KEYS_LIFE_S = 3600.0
KEYS_PAUSE_S = 10.0  # forged key ids must not make us ask all the time
# no "none", and no HMAC: whoever knows the public key could sign with it
ALGORITHMS = frozenset(
    ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
)


class BadToken(Exception):
    """The token is forged, meant for somebody else, or too old; the reason is for the log."""


class UnknownKey(BadToken):
    """The provider does not publish the key that the token names; a new one may take a moment to be heard of."""


class ProviderAway(Exception):
    """The provider does not answer, or not as OpenID Connect has it."""


class TokenCheck:
    """Verifies tokens against the provider's published keys."""

    def __init__(self, *, http: httpx.AsyncClient, client_id: str, clock: Callable[[], datetime]) -> None:
        self._http, self._client_id, self._clock = http, client_id, clock
        self._keys: KeySet | None = None
        self._fetched_at = 0.0
        self._lock = asyncio.Lock()

    async def claims(self, token: str, metadata: Mapping[str, Any], *, nonce: str | None = None) -> dict[str, Any]:
        """What a token of this provider for this client says; raises `BadToken`, `ProviderAway`."""
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        algorithms = sorted(ALGORITHMS.intersection(offered))
        decoded = await self._decoded(token, metadata, algorithms)
        self._check(decoded.claims, metadata["issuer"], nonce)
        return decoded.claims

    async def _decoded(self, token: str, metadata: Mapping[str, Any], algorithms: list[str]) -> jwt.Token:
        for fresh in (False, True):
            keys = await self._key_set(metadata["jwks_uri"], fresh=fresh)
            try:
                return jwt.decode(token, keys, algorithms=algorithms)
            except (JoseError, ValueError) as error:
                if fresh:
                    kind = UnknownKey if isinstance(error, InvalidKeyIdError) else BadToken
                    raise kind(f"signature: {error}") from error
        raise AssertionError("unreachable")

    def _check(self, claims: dict[str, Any], issuer: str, nonce: str | None) -> None:
        """OpenID Connect Core 3.1.3.7."""
        registry = JWTClaimsRegistry(
            now=int(self._clock().timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        try:
            registry.validate(claims)
        except JoseError as error:
            raise BadToken(str(error)) from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self._client_id) != self._client_id and nonce is not None:
            raise BadToken("azp: the token was made for another client")
        if nonce is not None and claims.get("nonce") != nonce:
            raise BadToken("nonce: the token answers another request")

    async def _key_set(self, url: str, *, fresh: bool) -> KeySet:
        async with self._lock:
            age = time.monotonic() - self._fetched_at
            if self._keys and age < (KEYS_PAUSE_S if fresh else KEYS_LIFE_S):
                return self._keys
            try:
                answer = await self._http.get(url)
                self._keys = KeySet.import_key_set(answer.raise_for_status().json())
            except (httpx.HTTPError, JoseError, ValueError) as error:
                raise ProviderAway(f"keys: {error!r}") from error
            self._fetched_at = time.monotonic()
            return self._keys


def check_same_sign_in(first: str, claims: Mapping[str, Any]) -> None:
    """OpenID Connect Core 12.2: a renewal's token is of the same sign-in as its ID token `first`, which was checked.

    Raises `BadToken`.
    """
    before = json.loads(jws.extract_compact(first.encode()).payload)
    if changed := [name for name in ("iss", "sub", "azp") if claims.get(name) != before.get(name)]:
        raise BadToken(f"{', '.join(changed)}: the token is of another sign-in")
    if claims.get("nonce", before.get("nonce")) != before.get("nonce"):
        raise BadToken("nonce: the token is of another sign-in")
