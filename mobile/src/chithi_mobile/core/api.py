"""The server as the phone sees it over HTTP: either a proven answer or a named trouble."""

import json
import ssl
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

import httpx

from chithi_mobile.core.ids import new_trace_id, traceparent
from chithi_mobile.core.models import Assignment, Form, Json, Page, Receipt, User, nfc

T = TypeVar("T")

TIMEOUT = httpx.Timeout(20, connect=10)
RETRY = frozenset({408, 425, 429})

NO_NETWORK = "Chưa kết nối được máy chủ"
PORTAL = "Mạng này đang đòi đăng nhập hoặc chặn kết nối"
BUSY = "Máy chủ đang bận"
STRANGE = "Máy chủ trả lời không đúng mẫu"


class ApiError(Exception):
    """Any call may end so; `reason` is Vietnamese and fit for the screen."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(ApiError):
    """No proven answer: try again later. `fault` says that the server itself failed, not the way to it."""

    def __init__(self, reason: str, *, retry_after: float = 0.0, fault: bool = False) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.fault = fault


class SignInNeeded(ApiError):
    """The token or the password was not accepted."""


class Refused(ApiError):
    """The server decided against the request (a problem document, RFC 9457): trying again cannot help."""

    def __init__(self, reason: str, *, status: int, code: str) -> None:
        super().__init__(reason)
        self.status = status
        self.code = code


class Api:
    """Calls of the field app. Only JSON of the right shape is an answer; HTML and redirects are a captive portal."""

    def __init__(self, base_url: str, client: httpx.AsyncClient) -> None:
        self._base = base_url.rstrip("/")
        self._client = client

    async def sign_in(self, username: str, password: str) -> tuple[User, str]:
        data = await self._call("POST", "/api/tasks/v1/tokens", body={"username": username, "password": password})
        return _shaped(lambda: (User.from_json(data["user"]), str(data["access_token"])))

    async def forms(self, token: str) -> Sequence[Json]:
        data = await self._call("GET", "/api/reporting/v1/forms", token=token)
        return _shaped(lambda: [item for item in data["items"] if Form.from_json(item)])

    async def assignments(self, token: str, cursor: str | None) -> Page:
        params = {"cursor": cursor} if cursor else {}
        data = await self._call("GET", "/api/tasks/v1/assignments", token=token, params=params)
        items = _shaped(lambda: tuple(item for item in data["items"] if Assignment.from_json(item)))
        return Page(items, data.get("next_cursor"), bool(data.get("has_more")))

    async def assignment(self, token: str, assignment_id: str) -> Json:
        item: Json = await self._call("GET", f"/api/tasks/v1/assignments/{assignment_id}", token=token)
        return _shaped(lambda: item if Assignment.from_json(item) else {})

    async def accept(self, token: str, assignment_id: str) -> Json:
        item: Json = await self._call("POST", f"/api/tasks/v1/assignments/{assignment_id}/accept", token=token)
        return _shaped(lambda: item if Assignment.from_json(item) else {})

    async def put_report(self, token: str, report_id: str, body: str, *, trace_id: str) -> Receipt:
        """Success is proven by a receipt for the same id, and by nothing less."""
        path = f"/api/reporting/v1/reports/{report_id}"
        data = await self._call("PUT", path, token=token, body=json.loads(body), trace_id=trace_id)
        receipt = _shaped(lambda: _receipt(data))
        if receipt.report_id != report_id:
            raise Unreachable(STRANGE)
        return receipt

    async def _call(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        params: dict[str, str] | None = None,
        body: Json | None = None,
        trace_id: str = "",
    ) -> Any:
        headers = {"Accept": "application/json", "traceparent": traceparent(trace_id or new_trace_id())}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            response = await self._client.request(
                method, self._base + path, params=params, json=body, headers=headers, follow_redirects=False
            )
        except httpx.RequestError as error:
            raise Unreachable(NO_NETWORK) from error
        return _answer(response)


def new_client(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """A client with our time limits; many phones of one process may share one."""
    return httpx.AsyncClient(timeout=TIMEOUT, transport=transport, verify=_trust(), trust_env=False)


@cache
def _trust() -> ssl.SSLContext:
    """Built once: it takes tens of milliseconds and is the same for every phone of a process."""
    return httpx.create_ssl_context()


def _answer(response: httpx.Response) -> Any:
    status, data = response.status_code, _json(response)
    if status in (200, 201) and isinstance(data, dict):
        return data
    if status in RETRY or (status >= 500 and status != 511):
        raise Unreachable(BUSY, retry_after=_retry_after(response), fault=status in (500, 501))
    if not _is_problem(response, data):
        raise Unreachable(PORTAL)
    if status == 401:
        raise SignInNeeded(_reason(data))
    code = str(data.get("type", "")).rsplit("/", 1)[-1]
    if code.startswith("http-"):
        raise Unreachable(
            STRANGE
        )  # no route there (a half-done roll-out): a word about the server, not about the report
    raise Refused(_reason(data), status=status, code=code)


def _json(response: httpx.Response) -> Any:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", "application/problem+json"):
        return None
    try:
        return response.json()
    except ValueError:
        return None


def _is_problem(response: httpx.Response, data: Any) -> bool:
    kind = response.headers.get("content-type", "")
    return 400 <= response.status_code < 500 and kind.startswith("application/problem+json") and isinstance(data, dict)


def _reason(problem: Json) -> str:
    """The title says what, the errors or the detail say where. English messages of a framework are left out."""
    title = str(problem.get("title") or "Máy chủ không nhận")
    errors = problem.get("errors")
    messages = [str(one.get("message")) for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    vietnamese = "; ".join(message for message in messages if not message.isascii())
    more = vietnamese or str(problem.get("detail") or "")
    return nfc(f"{title}: {more}" if more and more != title else title)


def _retry_after(response: httpx.Response) -> float:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else 0.0


def _receipt(data: Json) -> Receipt:
    number = data["receipt"]
    if not isinstance(number, str) or not number:
        raise ValueError("no receipt number")
    return Receipt(str(data["id"]), number, int(data.get("revision") or 1), str(data.get("received_at") or ""))


def _shaped(read: Callable[[], T]) -> T:
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreachable(STRANGE) from error
