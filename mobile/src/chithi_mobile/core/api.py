"""The server as the phone sees it over HTTP: either a proven answer or a named trouble."""

import json
import ssl
from collections.abc import Sequence
from functools import cache
from typing import Any

import httpx

from chithi_mobile.core.answers import (
    NO_NETWORK,
    STRANGE,
    ApiError,
    Refused,
    SignInNeeded,
    Unreachable,
    answer_of,
    shaped,
)
from chithi_mobile.core.device import Device, DeviceInfo, Proof
from chithi_mobile.core.ids import new_trace_id, traceparent
from chithi_mobile.core.models import Assignment, Form, Json, Page, Receipt, Tokens, User
from chithi_mobile.core.timing import Calendar

__all__ = ["Api", "ApiError", "Refused", "SignInNeeded", "Unreachable", "new_client"]

TIMEOUT = httpx.Timeout(20, connect=10)


class Api:
    """Calls of the field app. Only JSON of the right shape is an answer; HTML and redirects are a captive portal."""

    def __init__(self, base_url: str, client: httpx.AsyncClient) -> None:
        self.server = base_url.rstrip("/")
        self._client = client

    async def sign_in(self, username: str, password: str) -> tuple[User, Tokens]:
        data = await self._call("POST", "/api/tasks/v1/tokens", body={"username": username, "password": password})
        return shaped(lambda: (User.from_json(data["user"]), Tokens.from_json(data)))

    async def renew(self, refresh: str, proof: Proof | None) -> tuple[User, Tokens]:
        """The next pair of tokens; may be asked again with the same token as long as no answer came."""
        body = {"refresh_token": refresh} | ({"proof": proof.as_json()} if proof else {})
        data = await self._call("POST", "/api/tasks/v1/tokens/refresh", body=body)
        return shaped(lambda: (User.from_json(data["user"]), Tokens.from_json(data)))

    async def enrol(self, code: str, info: DeviceInfo, attempt: str) -> tuple[User, Tokens, Device]:
        """Exchanges a one-time code; with the same `attempt` it may be asked again when the answer was lost."""
        body = {"code": code, "device": info.as_json(), "attempt": attempt}
        data = await self._call("POST", "/api/tasks/v1/enrolments/redeem", body=body)
        return shaped(lambda: (User.from_json(data["user"]), Tokens.from_json(data), Device.from_json(data)))

    async def forms(self, token: str) -> Sequence[Json]:
        data = await self._call("GET", "/api/reporting/v1/forms", token=token)
        return shaped(lambda: [item for item in data["items"] if Form.from_json(item)])

    async def calendar(self, token: str) -> Json:
        data: Json = await self._call("GET", "/api/tasks/v1/calendar", token=token)
        return shaped(lambda: data if Calendar.from_json(data) else {})

    async def assignments(self, token: str, cursor: str | None) -> Page:
        params = {"cursor": cursor} if cursor else {}
        data = await self._call("GET", "/api/tasks/v1/assignments", token=token, params=params)
        items = shaped(lambda: tuple(item for item in data["items"] if Assignment.from_json(item)))
        gone = shaped(lambda: tuple(str(one) for one in data.get("gone") or ()))
        return Page(items, data.get("next_cursor"), bool(data.get("has_more")), gone, bool(data.get("reset")))

    async def assignment(self, token: str, assignment_id: str) -> Json:
        item: Json = await self._call("GET", f"/api/tasks/v1/assignments/{assignment_id}", token=token)
        return shaped(lambda: item if Assignment.from_json(item) else {})

    async def accept(self, token: str, assignment_id: str) -> Json:
        item: Json = await self._call("POST", f"/api/tasks/v1/assignments/{assignment_id}/accept", token=token)
        return shaped(lambda: item if Assignment.from_json(item) else {})

    async def start(self, token: str, assignment_id: str, version: int) -> Json:
        """Says that the work has begun, on the version that the officer saw."""
        path = f"/api/tasks/v1/assignments/{assignment_id}/start"
        item: Json = await self._call("POST", path, token=token, body={}, version=version)
        return shaped(lambda: item if Assignment.from_json(item) else {})

    async def put_report(self, token: str, report_id: str, body: str, *, trace_id: str) -> Receipt:
        """Success is proven by a receipt for the same id, and by nothing less."""
        path = f"/api/reporting/v1/reports/{report_id}"
        data = await self._call("PUT", path, token=token, body=json.loads(body), trace_id=trace_id)
        receipt = shaped(lambda: _receipt(data))
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
        version: int = 0,
    ) -> Any:
        headers = {"Accept": "application/json", "traceparent": traceparent(trace_id or new_trace_id())}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if version:
            headers["If-Match"] = f'"{version}"'
        try:
            response = await self._client.request(
                method, self.server + path, params=params, json=body, headers=headers, follow_redirects=False
            )
        except httpx.RequestError as error:
            raise Unreachable(NO_NETWORK) from error
        return answer_of(response)


def new_client(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """A client with our time limits; many phones of one process may share one."""
    return httpx.AsyncClient(timeout=TIMEOUT, transport=transport, verify=_trust(), trust_env=False)


@cache
def _trust() -> ssl.SSLContext:
    """Built once: it takes tens of milliseconds and is the same for every phone of a process."""
    return httpx.create_ssl_context()


def _receipt(data: Json) -> Receipt:
    number = data["receipt"]
    if not isinstance(number, str) or not number:
        raise ValueError("no receipt number")
    return Receipt(str(data["id"]), number, int(data.get("revision") or 1), str(data.get("received_at") or ""))
