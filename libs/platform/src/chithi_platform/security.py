"""Who is asking, and which subtree of units they may touch."""

import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Protocol
from urllib.parse import urlsplit

import httpx
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from chithi_platform.audit import signed_in_as
from chithi_platform.issuer_keys import IssuerKeys
from chithi_platform.problems import Problem

COOKIE = "chithi_session"
ALGORITHM = "Ed25519"  # the fully specified name of EdDSA over Curve25519 (RFC 9864)
_CACHE_SIZE = 5000
_SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Principal:
    """The caller: an account bound to one unit, and to one agency of it if `agency_id` is set.

    `path` holds unit ids from the nation down to the own unit, `heir_of` the ended ones that this unit stands for.
    `session_id` names the sign-in that the token belongs to, `device_id` the enrolled phone. `scopes` bound what
    another system's client may do; None for people.
    """

    subject: str
    name: str
    role: str
    unit_id: str
    path: tuple[str, ...]
    agency_id: str | None = None
    session_id: str | None = None
    device_id: str | None = None
    scopes: frozenset[str] | None = None
    heir_of: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """Whose things are the caller's: the own unit's, and those of the units that it took over."""
        return (self.unit_id, *self.heir_of)

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agency that the caller is bound to, and the same one of each unit that the own unit took over."""
        kind = (self.agency_id or "").partition(":")[0]
        return (self.agency_id, *(f"{kind}:{unit_id}" for unit_id in self.heir_of)) if self.agency_id else ()

    def covers(self, unit_path: list[str] | tuple[str, ...]) -> bool:
        """Whether a unit with this path lies, or lay, inside the caller's subtree."""
        return any(unit_id in unit_path for unit_id in self.units)


class Verifier(Protocol):
    """Turns a token into a principal."""

    async def verify(self, token: str) -> Principal:
        """Raise a 401 `Problem` when the token is no good, a 503 one when the keys cannot be had."""


def not_signed_in(code: str, detail: str) -> Problem:
    """The 401 that asks the caller to sign in."""
    return Problem(401, code, "Cần đăng nhập", detail, headers={"WWW-Authenticate": f'Bearer error="{code}"'})


class JwksVerifier:
    """Verifies EdDSA tokens against the issuer's published keys; remembers verified tokens until they expire."""

    def __init__(self, jwks_url: str, issuer: str, client: httpx.AsyncClient) -> None:
        self._keys = IssuerKeys(jwks_url, client)
        self._claims = JWTClaimsRegistry(
            leeway=30,
            iss={"essential": True, "value": issuer},
            exp={"essential": True},
            sub={"essential": True},
        )
        self._seen: dict[bytes, tuple[float, Principal]] = {}

    async def verify(self, token: str) -> Principal:
        """The principal of a valid token; see `Verifier`."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._seen.get(digest)
        if known and known[0] > time.time():
            return known[1]
        claims = await self._decode(token)
        try:
            principal = _principal(claims)
        except KeyError as error:
            raise not_signed_in("invalid-token", f"Thẻ đăng nhập thiếu thông tin {error}.") from error
        if len(self._seen) >= _CACHE_SIZE:
            self._seen.clear()
        self._seen[digest] = (float(claims["exp"]), principal)
        return principal

    async def _decode(self, token: str) -> dict[str, Any]:
        try:
            decoded = jwt.decode(token, await self._keys.for_token(token), algorithms=[ALGORITHM])
        except (JoseError, ValueError) as error:
            raise not_signed_in("invalid-token", "Thẻ đăng nhập không hợp lệ. Hãy đăng nhập lại.") from error
        try:
            self._claims.validate(decoded.claims)
        except JoseError as error:
            raise not_signed_in("expired-token", "Phiên đăng nhập đã hết hạn. Hãy đăng nhập lại.") from error
        return decoded.claims


def _principal(claims: dict[str, Any]) -> Principal:
    scope = claims.get("scope")
    return Principal(
        subject=claims["sub"],
        name=claims["name"],
        role=claims["role"],
        unit_id=claims["unit"],
        path=tuple(claims["path"]),
        agency_id=claims.get("agency"),
        session_id=claims.get("sid"),
        device_id=claims.get("device"),
        scopes=None if scope is None else frozenset(scope.split()),
        heir_of=tuple(claims.get("heir_of", ())),
    )


def _token(request: Request) -> str | None:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value:
        return value.strip()
    cookie = request.cookies.get(COOKIE)
    if cookie and request.method not in _SAFE and not from_own_pages(request):
        detail = "Yêu cầu đến từ một trang web khác nên bị chặn. Hãy mở lại trang ChiThi rồi thao tác tiếp."
        raise Problem(403, "foreign-page", "Không có quyền", detail)
    return cookie


def from_own_pages(request: Request) -> bool:
    """Whether a browser sent this on behalf of our own pages: a cookie comes along whoever made the browser ask.

    `Sec-Fetch-Site` says so where the browser sends it (over HTTPS and on this machine), else `Origin` has to name the
    host that was asked. Every browser sends one of them with whatever changes something; who sends neither is refused.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


DescribedToken = Annotated[  # read by nobody: it makes the OpenAPI document say that the route asks who calls
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(scheme_name="token", bearerFormat="JWT", auto_error=False, description="access token")),
]


async def current_principal(request: Request, _: DescribedToken = None) -> Principal:
    """FastAPI dependency: the caller, from the bearer token or the session cookie."""
    token = _token(request)
    if not token:
        raise not_signed_in("no-token", "Hãy đăng nhập để tiếp tục.")
    verifier: Verifier = request.app.state.verifier
    principal = await verifier.verify(token)
    signed_in_as(principal.subject, principal.role, principal.unit_id, principal.session_id)
    _check_scope(principal, request)
    return principal


def _check_scope(principal: Principal, request: Request) -> None:
    """Another system's client needs `<service>:read`, or `<service>:write` to change anything."""
    if principal.scopes is None:
        return
    _, _, path = request.url.path.partition("/api/")
    needed = f"{path.partition('/')[0]}:{'read' if request.method in _SAFE else 'write'}"
    if needed not in principal.scopes:
        raise Problem(403, "missing-scope", "Không có quyền", f"Thẻ của ứng dụng thiếu quyền {needed}.")


CurrentUser = Annotated[Principal, Depends(current_principal)]


def require(*roles: str) -> Callable[[Principal], Awaitable[Principal]]:
    """A dependency that lets only these roles pass."""

    async def check(principal: CurrentUser) -> Principal:
        if principal.role not in roles:
            raise Problem(403, "forbidden-role", "Không có quyền", f"Việc này dành cho vai trò: {', '.join(roles)}.")
        return principal

    return check


def refuse_unit(field: str = "unit_id") -> Problem:
    """The 403 for a unit outside the caller's subtree."""
    message = "Đơn vị nằm ngoài phạm vi được giao."
    detail = f"{message} Quyền với đơn vị khác do quản trị của đơn vị cấp trên cấp."
    return Problem(
        403, "foreign-unit", "Không có quyền", detail, [{"field": field, "rule": "own-subtree", "message": message}]
    )
