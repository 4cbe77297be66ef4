"""The token endpoint for programs (RFC 6749): what is asked for is a grant, errors are in that standard's words."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from chithi_platform.problems import Problem
from chithi_platform.telemetry import trace_id

Form = Mapping[str, str]
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_FORM = "application/x-www-form-urlencoded"
_LONGEST = 16_384
_STATUS = {"invalid_client": 401, "slow_down": 429, "temporarily_unavailable": 503}


class Refused(Exception):
    """An error of RFC 6749, section 5.2: its code, and a sentence for the one who sets the program up."""

    def __init__(self, error: str, description: str, **headers: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.description, self.headers = error, description, headers


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a token: its form, who sent it by which secret, and from where."""

    form: Form
    client_id: str | None
    client_secret: str | None
    request: Request


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What a grant gives."""

    access_token: str
    expires_in: int
    scope: str | None = None
    more: Mapping[str, Any] | None = None

    def body(self) -> dict[str, Any]:
        """As RFC 6749, section 5.1, wants it."""
        scope = {"scope": self.scope} if self.scope is not None else {}
        told = {"access_token": self.access_token, "token_type": "Bearer", "expires_in": self.expires_in}
        return told | scope | dict(self.more or {})


Grant = Callable[[Asked], Awaitable[TokenAnswer]]


def oauth_routes(grants: Mapping[str, Grant]) -> APIRouter:
    """The endpoint; `grants` by their `grant_type`."""
    router = APIRouter(prefix="/api/tasks/v1/oauth", tags=["clients"])

    @router.post("/token", openapi_extra=_described(list(grants)), responses=_ANSWERS, response_model=None)
    async def token(request: Request) -> JSONResponse:
        """Exchange a grant for a bearer token; `client_credentials` with the client's id and secret.

        The secret comes by HTTP Basic or in the form. `scope` narrows what the client was given. There is no refresh
        token: the program asks again. Errors are 400 or 401 with `error` and `error_description`.
        """
        try:
            asked = await _read(request)
            grant = grants.get(asked.form.get("grant_type", ""))
            if grant is None:
                raise Refused("unsupported_grant_type", f"grant_type phải là một trong: {', '.join(grants)}.")
            return JSONResponse((await grant(asked)).body(), headers=NO_STORE)
        except Refused as refused:
            return _refusal(refused)

    return router


def _refusal(refused: Refused) -> JSONResponse:
    """The standard's two fields, and beside them those of a problem document."""
    status = _STATUS.get(refused.error, 400)
    code = refused.error.replace("_", "-")
    problem = Problem(status, code, "Không cấp được thẻ", refused.description).body()
    told = {"error": refused.error, "error_description": refused.description, "instance": f"urn:trace:{trace_id()}"}
    return JSONResponse(problem | told, status, NO_STORE | refused.headers)


async def _read(request: Request) -> Asked:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Refused("invalid_request", f"Gửi các tham số theo dạng {_FORM}.")
    if len(await request.body()) > _LONGEST:
        raise Refused("invalid_request", "Yêu cầu quá dài.")
    fields = (await request.form()).multi_items()
    form = {name: value for name, value in fields if isinstance(value, str)}
    if len(form) != len(fields):
        raise Refused("invalid_request", "Mỗi tham số chỉ được gửi một lần.")
    basic = _basic(request.headers.get("authorization", ""))
    if basic and "client_secret" in form:
        raise Refused("invalid_request", "Chỉ dùng một cách xác thực: HTTP Basic hoặc client_secret trong biểu mẫu.")
    client_id, secret = basic or (form.get("client_id"), form.get("client_secret"))
    return Asked(form, client_id, secret, request)


def _basic(header: str) -> tuple[str, str] | None:
    """Id and secret out of HTTP Basic; each is form-encoded inside (RFC 6749, section 2.3.1)."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        colon = user = secret = ""
    if not colon:
        raise Refused("invalid_client", "Phần Authorization không đọc được.", **CHALLENGE)
    return unquote_plus(user), unquote_plus(secret)


CHALLENGE = {"WWW-Authenticate": 'Basic realm="chithi"'}
_ERROR: dict[str, Any] = {
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["error", "error_description"],
                "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
            }
        }
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The token",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["access_token", "token_type", "expires_in"],
                    "properties": {
                        "access_token": {"type": "string"},
                        "token_type": {"const": "Bearer"},
                        "expires_in": {"type": "integer"},
                        "scope": {"type": "string"},
                    },
                }
            }
        },
    },
    400: _ERROR | {"description": "The request is not as RFC 6749 wants it"},
    401: _ERROR | {"description": "The client is unknown, closed, expired or its secret is wrong"},
}


def _described(grant_types: list[str]) -> dict[str, Any]:
    text = {"type": "string"}
    properties = {
        "grant_type": {"type": "string", "enum": grant_types},
        "scope": text,
        "client_id": text,
        "client_secret": text,
    }
    schema = {"type": "object", "required": ["grant_type"], "properties": properties}
    return {"requestBody": {"required": True, "content": {_FORM: {"schema": schema}}}}
