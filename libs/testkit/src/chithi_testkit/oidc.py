"""A small OpenID Connect provider over real HTTP, which signs in whom a test names and lies when a test wants it to."""

import asyncio
import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from chithi_cli.local.ports import free_port
from chithi_testkit.polling import eventually

Claims = dict[str, Any]
PUBLIC = "http://127.0.0.1:8080"


def person(username: str, **more: Any) -> Claims:
    """Claims of somebody whom the provider knows."""
    return {"sub": f"sub-{username}", "preferred_username": username, "name": "Trần Thị B"} | more


@dataclass
class OidcProvider:
    """`person` is who signs in next; `altered` changes claims, `signed` the signature, before a token is handed out.

    Refresh tokens are good once; one that comes twice ends all of its sign-in. `renewing` may answer in place of the
    rules when one comes; `disabled` are subs for whom none is good any more.
    """

    issuer: str
    client_id: str = "chithi"
    secret: str = "at-the-provider-only"  # noqa: S105 - known to the test alone
    person: Claims = field(default_factory=dict)
    altered: Callable[[Claims], Claims] = dict
    signed: Callable[[Claims], str] | None = None
    metadata: Claims = field(default_factory=dict)
    kept_for_userinfo: tuple[str, ...] = ()
    userinfo_status: int = 200
    refreshing: bool = True
    renewing: Callable[[], Awaitable[Response | None]] | None = None
    disabled: set[str] = field(default_factory=set)
    handed_out: list[str] = field(default_factory=list)
    reused: list[str] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "one"}))
    ended: list[dict[str, str]] = field(default_factory=list)
    asked: int = 0
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _people: dict[str, Claims] = field(default_factory=dict)
    _good: set[str] = field(default_factory=set)

    def reset(self) -> None:
        """Honest again."""
        self.person, self.altered, self.signed, self.metadata, self.kept_for_userinfo = {}, dict, None, {}, ()
        self.userinfo_status, self.refreshing, self.renewing, self.disabled, self.reused = 200, True, None, set(), []

    def settings(self, **more: Any) -> dict[str, Any]:
        """What tells the tasks service to sign people in here."""
        fixed = {"oidc_issuer": self.issuer, "oidc_client_id": self.client_id, "public_url": PUBLIC}
        return fixed | {"oidc_client_secret": self.secret} | more

    def token(self, claims: Claims) -> str:
        """Claims signed with the provider's key."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def claims(self, **more: Any) -> Claims:
        """What a token for the client says now."""
        now = int(time.time())
        fixed = {"iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 300}
        return {name: value for name, value in (fixed | self.person | more).items() if value is not None}

    def discovery(self) -> Claims:
        """What the provider says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | self.metadata

    def authorized(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to, with a code that is good once."""
        code = secrets.token_urlsafe()
        self._codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state'], 'iss': self.issuer})}"

    async def answered(self, request: Request, form: dict[str, str]) -> Response:
        """The token answer (RFC 6749, section 5)."""
        basic = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        if form["grant_type"] == "refresh_token":
            return (await self.renewing() if self.renewing else None) or self.renewed(form["refresh_token"])
        return self.redeemed(form)

    def redeemed(self, form: dict[str, str]) -> Response:
        """For a code (PKCE, RFC 7636)."""
        asked = self._codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if asked is None or asked["code_challenge"] != challenge.decode():
            return JSONResponse({"error": "invalid_grant", "error_description": "Code not valid"}, 400)
        return self._tokens(secrets.token_urlsafe(), self.person, nonce=asked["nonce"])

    def renewed(self, refresh_token: str) -> Response:
        """For a refresh token, `<sign-in>.<secret>`."""
        sign_in = refresh_token.partition(".")[0]
        if refresh_token not in self._good:
            self.reused.append(refresh_token)
            self._good = {one for one in self._good if not one.startswith(f"{sign_in}.")}
        if refresh_token not in self._good or self._people[sign_in]["sub"] in self.disabled:
            return JSONResponse({"error": "invalid_grant", "error_description": "Token is not active"}, 400)
        self._good.remove(refresh_token)
        return self._tokens(sign_in, self._people[sign_in])

    def _tokens(self, sign_in: str, who: Claims, **more: Any) -> Response:
        claims = self.altered(self.claims(**(who | more)))
        claims = {name: value for name, value in claims.items() if name not in self.kept_for_userinfo}
        told = {"access_token": "opaque", "token_type": "Bearer", "id_token": (self.signed or self.token)(claims)}
        if self.refreshing:
            self._people[sign_in] = who
            self.handed_out.append(f"{sign_in}.{secrets.token_urlsafe()}")
            self._good.add(self.handed_out[-1])
            told["refresh_token"] = self.handed_out[-1]
        return JSONResponse(told)

    def app(self) -> FastAPI:
        """The provider's endpoints."""
        app = FastAPI(openapi_url=None)

        @app.get("/.well-known/openid-configuration")
        async def discovery() -> Claims:
            self.asked += 1
            return self.discovery()

        @app.get("/jwks")
        async def jwks() -> Any:
            return KeySet([self.key]).as_dict(private=False)

        @app.get("/authorize")
        async def authorize(request: Request) -> Response:
            return RedirectResponse(self.authorized(dict(request.query_params)), 303)

        @app.post("/token")
        async def token(request: Request) -> Response:
            form = await request.form()
            return await self.answered(request, {name: str(value) for name, value in form.items()})

        @app.get("/userinfo")
        async def userinfo() -> Response:
            return JSONResponse(self.person, self.userinfo_status)

        @app.get("/logout")
        async def logout(request: Request) -> Response:
            self.ended.append(dict(request.query_params))
            return RedirectResponse(request.query_params["post_logout_redirect_uri"], 303)

        return app


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The test run keeps its own."""
        yield


@asynccontextmanager
async def oidc_provider() -> AsyncIterator[OidcProvider]:
    """A running provider."""
    port = free_port()
    provider = OidcProvider(f"http://127.0.0.1:{port}")
    server = _Server(uvicorn.Config(provider.app(), port=port, log_config=None, lifespan="off", ws="none"))
    serving = asyncio.ensure_future(server.serve())

    async def up() -> bool:
        return bool(server.started)

    await eventually(up, within=20, what="the provider answers")
    try:
        yield provider
    finally:
        server.should_exit = True
        await serving
