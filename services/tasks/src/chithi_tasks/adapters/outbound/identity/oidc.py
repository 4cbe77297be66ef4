"""Another OpenID Connect provider: where it is, the way to it and back, and out."""

import base64
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from chithi_tasks.adapters.outbound.identity.oidc_tokens import BadToken, ProviderAway, TokenCheck, check_same_sign_in

METADATA_LIFE_S = 3600.0
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class GrantRefused(Exception):
    """The provider does not take the code or the refresh token: used already, too old, taken back, or not its own."""


@dataclass(frozen=True, slots=True)
class Client:
    """How this system is known at the provider. Without a secret it is a public client; PKCE protects it either way.

    `wanted` names the claims that the userinfo endpoint is asked for when the ID token lacks them.
    """

    issuer: str
    client_id: str
    secret: str
    scopes: str
    redirect_uri: str
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider says about who signed in; the token itself is needed once more to sign out."""

    claims: dict[str, Any]
    id_token: str
    refresh_token: str | None


@dataclass(frozen=True, slots=True)
class Renewed:
    """The provider's answer to a refresh token; of an ID token in it nothing was checked yet."""

    refresh_token: str | None
    id_token: str | None
    access_token: str | None


class Provider:
    """Speaks to the provider; its metadata are asked for an hour at most (OpenID Connect Discovery 1.0)."""

    def __init__(self, client: Client, http: httpx.AsyncClient, clock: Callable[[], datetime]) -> None:
        self._client, self._http = client, http
        self._tokens = TokenCheck(http=http, client_id=client.client_id, clock=clock)
        self._metadata: dict[str, Any] | None = None
        self._asked_at = 0.0

    @property
    def issuer(self) -> str:
        """The provider's own name."""
        return self._client.issuer

    async def way_in(self, *, state: str, nonce: str, verifier: str, afresh: bool = False) -> str:
        """Where to send the browser (authorization code with PKCE, S256); raises `ProviderAway`."""
        metadata = await self.metadata()
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect_uri,
            "scope": self._client.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return _with_query(metadata["authorization_endpoint"], query | ({"prompt": "login"} if afresh else {}))

    async def redeem(self, code: str, *, nonce: str, verifier: str) -> Answer:
        """Who came back with this code; raises `GrantRefused`, `BadToken`, `ProviderAway`."""
        metadata = await self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "code_verifier": verifier,
        }
        told = await self._token(form, metadata)
        id_token = told.get("id_token")
        if not isinstance(id_token, str):
            raise ProviderAway("the answer to the code holds no ID token")
        claims = await self._tokens.claims(id_token, metadata, nonce=nonce)
        claims = await self._more(claims, told.get("access_token"), metadata)
        return Answer(claims, id_token, _text(told, "refresh_token"))

    async def renew(self, refresh_token: str) -> Renewed:
        """Spend a refresh token (RFC 6749, section 6); raises `GrantRefused`, `ProviderAway`."""
        told = await self._token({"grant_type": "refresh_token", "refresh_token": refresh_token}, await self.metadata())
        return Renewed(*(_text(told, name) for name in ("refresh_token", "id_token", "access_token")))

    async def claims_again(self, renewed: Renewed, first: str) -> dict[str, Any] | None:
        """What the provider says now of who signed in with the ID token `first`; None when it sent no new one.

        Raises `BadToken`, `ProviderAway`.
        """
        if renewed.id_token is None:
            return None
        metadata = await self.metadata()
        claims = await self._tokens.claims(renewed.id_token, metadata)
        check_same_sign_in(first, claims)
        return await self._more(claims, renewed.access_token, metadata)

    async def claims_of(self, token: str) -> dict[str, Any]:
        """What a token says that a program brings; raises `BadToken`, `ProviderAway`."""
        return await self._tokens.claims(token, await self.metadata())

    async def way_out(self, id_token: str | None, back: str) -> str | None:
        """Where to send the browser to sign out there too; None if the provider offers no such thing."""
        end = (await self.metadata()).get("end_session_endpoint")
        if not isinstance(end, str):
            return None
        query = {"client_id": self._client.client_id, "post_logout_redirect_uri": back}
        return _with_query(end, query | ({"id_token_hint": id_token} if id_token else {}))

    async def metadata(self) -> dict[str, Any]:
        """The provider's description of itself; the last one known serves while the provider is away."""
        if self._metadata and time.monotonic() - self._asked_at < METADATA_LIFE_S:
            return self._metadata
        try:
            answer = await self._http.get(f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration")
            found = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            if self._metadata:
                return self._metadata
            raise ProviderAway(f"discovery: {error!r}") from error
        if not isinstance(found, dict) or found.get("issuer") != self._client.issuer:
            raise ProviderAway(f"discovery: the provider does not call itself {self._client.issuer}")
        if missing := [name for name in NEEDED if not isinstance(found.get(name), str)]:
            raise ProviderAway(f"discovery: {', '.join(missing)} is missing")
        self._metadata, self._asked_at = found, time.monotonic()
        return found

    async def _token(self, form: dict[str, str], metadata: dict[str, Any]) -> dict[str, Any]:
        auth, more = self._credentials(metadata)
        try:
            answer = await self._http.post(metadata["token_endpoint"], data=form | more, auth=auth)
            told = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway(f"token endpoint: {error!r}") from error
        if 400 <= answer.status_code < 500 and isinstance(told, dict) and told.get("error") == "invalid_grant":
            raise GrantRefused(str(told.get("error_description", "invalid_grant"))[:200])
        if answer.status_code != 200 or not isinstance(told, dict):
            reason = str(told.get("error"))[:200] if isinstance(told, dict) else type(told).__name__
            raise ProviderAway(f"token endpoint: {answer.status_code} {reason}")
        return told

    def _credentials(self, metadata: dict[str, Any]) -> tuple[Any, dict[str, str]]:
        client, secret = self._client.client_id, self._client.secret
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if secret and "client_secret_basic" in methods:
            return httpx.BasicAuth(client, secret), {}
        return httpx.USE_CLIENT_DEFAULT, {"client_id": client} | ({"client_secret": secret} if secret else {})

    async def _more(self, claims: dict[str, Any], token: object, metadata: dict[str, Any]) -> dict[str, Any]:
        """Some providers tell names only when asked for them; what the ID token says goes first."""
        where = metadata.get("userinfo_endpoint")
        lacking = any(name.partition(".")[0] not in claims for name in self._client.wanted)
        if not lacking or not isinstance(where, str) or not isinstance(token, str):
            return claims
        try:
            answer = await self._http.get(where, headers={"Authorization": f"Bearer {token}"})
            info = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway(f"userinfo: {error!r}") from error
        if not isinstance(info, dict) or info.get("sub") != claims["sub"]:
            raise BadToken("sub: the userinfo is about somebody else")
        return info | claims


def _text(told: dict[str, Any], name: str) -> str | None:
    value = told.get(name)
    return value if isinstance(value, str) and value else None


def _with_query(url: str, query: dict[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"
