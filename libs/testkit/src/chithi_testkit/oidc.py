"""A small OpenID Connect provider over real HTTP, which signs in whom a test names and lies when a test wants it to."""

import asyncio
import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from chithi_cli.local.ports import free_port
from chithi_testkit.polling import eventually

Claims = dict[str, Any]
Text = Annotated[str, Form()]
PUBLIC = "http://127.0.0.1:8080"


def person(username: str, **more: Any) -> Claims:
    """Claims of somebody whom the provider knows."""
    return {"sub": f"sub-{username}", "preferred_username": username, "name": "Trần Thị B"} | more


@dataclass
class OidcProvider:
    """`person` is who signs in next; `altered` changes claims, `signed` the signature, before a token is handed out."""

    issuer: str
    client_id: str = "chithi"
    secret: str = "at-the-provider-only"  # noqa: S105 - known to the test alone
    person: Claims = field(default_factory=dict)
    altered: Callable[[Claims], Claims] = dict
    signed: Callable[[Claims], str] | None = None
    metadata: Claims = field(default_factory=dict)
    kept_for_userinfo: tuple[str, ...] = ()
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "one"}))
    ended: list[dict[str, str]] = field(default_factory=list)
    asked: int = 0
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def reset(self) -> None:
        """Honest again."""
        self.person, self.altered, self.signed, self.metadata, self.kept_for_userinfo = {}, dict, None, {}, ()

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

    def redeemed(self, request: Request, form: dict[str, str]) -> Response:
        """The token answer (RFC 6749, section 5; PKCE, RFC 7636)."""
        basic = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self._codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if asked is None or asked["code_challenge"] != challenge.decode():
            return JSONResponse({"error": "invalid_grant", "error_description": "Code not valid"}, 400)
        claims = self.altered(self.claims(nonce=asked["nonce"]))
        claims = {name: value for name, value in claims.items() if name not in self.kept_for_userinfo}
        token = (self.signed or self.token)(claims)
        return JSONResponse({"access_token": "opaque", "token_type": "Bearer", "id_token": token})

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
        async def token(request: Request, code: Text = "", code_verifier: Text = "") -> Response:
            return self.redeemed(request, {"code": code, "code_verifier": code_verifier})

        @app.get("/userinfo")
        async def userinfo() -> Claims:
            return self.person

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
