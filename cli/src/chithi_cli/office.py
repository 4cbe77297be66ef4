"""A signed-in caller of the system's HTTP API: the clerk's and the coordinator's desk, as the commands need it."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from chithi_cli.errors import CliError, problem, problem_of
from chithi_ingest.adapters.outbound.reader import MAX_BYTES
from chithi_tasks.core.identity.second_factor import code_of

Json = dict[str, Any]
DIRECTIVES, TOKENS = "/api/ingest/v1/directives", "/api/tasks/v1/tokens"
_SILENCE_S = 60.0  # the system says something at least every ten
_PATIENCE_S = 600.0
_LONGEST_PAUSE_S = 30.0
_SEND_AGAIN = "Hãy gửi lại: tệp đã vào hệ thống sẽ được nhận ra, không bị trùng."


def _unheard(_: Json) -> None:
    """Nobody watches the progress."""


class Office:
    """One account's view of a running system, over its gateway."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        username: str,
        password: str,
        second_factor: str | None = None,
        *,
        ask_code: Callable[[], str] | None = None,
    ) -> None:
        """`second_factor` is the secret of its app, where the account has one; `ask_code` asks who has the app."""
        self._client, self._username, self._password = client, username, password
        self._second_factor, self._ask_code = second_factor, ask_code
        self._token: str | None = None
        self._refresh_token = ""
        self._renew_at = 0.0

    async def sign_in(self) -> Json:
        """Get a token; returns the account."""
        credentials = {"username": self._username, "password": self._password}
        if self._second_factor:
            credentials["otp"] = code_of(self._second_factor, datetime.now(UTC))
        try:
            return self._signed_in(await self._send("POST", TOKENS, json=credentials))
        except CliError as error:
            if self._ask_code is None or error.code != "second-factor-needed":
                raise
        credentials["otp"] = self._ask_code()
        return self._signed_in(await self._send("POST", TOKENS, json=credentials))

    def _signed_in(self, answer: Json) -> Json:
        self._token, self._refresh_token = answer["access_token"], answer["refresh_token"]
        self._renew_at = time.monotonic() + answer["expires_in"] / 2
        return dict(answer["user"])

    async def take_in(self, path: Path, heard: Callable[[Json], None] = _unheard) -> tuple[Json, bool]:
        """Hand a document in; (directive, False) when the system had it already, and its `duplicate` says by what.

        `heard` is told the progress of the reading, as the system streams it.
        """
        content = await asyncio.to_thread(_content, path)
        await self._stay_signed_in()
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                last = await self._read_in(path.name, content, heard)
            except _Again as again:
                if time.monotonic() > deadline:
                    raise CliError(f"hệ thống bận quá {_PATIENCE_S / 60:.0f} phút, chưa nhận tệp này") from None
                heard({"state": "waiting"})
                await asyncio.sleep(again.after_s)
            else:
                return dict(last["directive"]), last["status"] == 201

    async def _read_in(self, name: str, content: bytes, heard: Callable[[Json], None]) -> Json:
        """The last line of a streamed reading."""
        last: Json = {"state": "waiting"}
        headers = self._headers() | {"Accept": "application/x-ndjson"}
        files, timeout = {"file": (name, content)}, httpx.Timeout(30, read=_SILENCE_S)
        try:
            async with self._client.stream("POST", DIRECTIVES, headers=headers, files=files, timeout=timeout) as answer:
                if answer.is_error:
                    await answer.aread()
                    raise _refused(answer)
                async for line in answer.aiter_lines():
                    last = json.loads(line)
                    heard(last)
        except httpx.HTTPError as error:
            raise CliError(_broken(error, self._client.base_url, last)) from error
        if last["state"] == "refused":
            raise problem(last["problem"])
        if last["state"] != "done":
            raise CliError(f"hệ thống ngừng trả lời giữa chừng. {_SEND_AGAIN}")
        return last

    async def _stay_signed_in(self) -> None:
        """A token lives for minutes, a folder of scans is read for hours."""
        if self._token and time.monotonic() > self._renew_at:
            renewal = {"refresh_token": self._refresh_token}
            self._signed_in(await self._send("POST", f"{TOKENS}/refresh", json=renewal))

    async def publish(self, directive: Json) -> Json:
        """Publish a draft at the version that was seen."""
        await self._stay_signed_in()
        etag = f'"{directive["version"]}"'
        return await self._send("POST", f"{DIRECTIVES}/{directive['id']}/publish", headers={"If-Match": etag})

    async def assignments(self, directive_id: str) -> list[Json]:
        """All assignments of a directive, page by page."""
        found: list[Json] = []
        params: dict[str, Any] = {"directive_id": directive_id, "limit": 200}
        while True:
            page = await self._send("GET", "/api/tasks/v1/assignments", params=params)
            found += page["items"]
            if not page["has_more"]:
                return found
            params["cursor"] = page["next_cursor"]

    async def get(self, path: str, **params: Any) -> Json:
        """Any other reading."""
        return await self._send("GET", path, params=params)

    async def put(self, path: str, body: Json) -> Json:
        """Any other writing under an id of the caller's own."""
        return await self._send("PUT", path, json=body)

    async def post(self, path: str, body: Json, **params: Any) -> Json:
        """Any other request for a change."""
        await self._stay_signed_in()
        return await self._send("POST", path, json=body, params=params)

    async def _send(self, method: str, path: str, **kw: Any) -> Json:
        return dict((await self._request(method, path, **kw)).json())

    async def _request(self, method: str, path: str, **kw: Any) -> httpx.Response:
        headers = self._headers() | kw.pop("headers", {})
        try:
            response = await self._client.request(method, path, headers=headers, **kw)
        except httpx.HTTPError as error:
            raise CliError(_broken(error, self._client.base_url)) from error
        if response.is_error:
            raise problem_of(response)
        return response

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}


class _Again(Exception):
    """The same request may be answered after this many seconds."""

    def __init__(self, after_s: float) -> None:
        super().__init__(after_s)
        self.after_s = after_s


def _content(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise CliError(f"Tệp lớn quá {MAX_BYTES // 1024 // 1024} MB. Hãy tách hoặc nén lại tệp.")
    return path.read_bytes()


def _refused(answer: httpx.Response) -> Exception:
    if answer.status_code == 429:
        return _Again(min(float(answer.headers.get("retry-after", "5")), _LONGEST_PAUSE_S))
    return problem_of(answer)


def _broken(error: httpx.HTTPError, url: object, last: Json | None = None) -> str:
    """What a broken connection means: there was nobody, or somebody fell silent in the middle of a reading."""
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) or last is None:
        return f"{url} does not answer ({error}); start it with `chithi up`"
    if isinstance(error, httpx.ReadTimeout):
        return f"hệ thống im lặng quá {_SILENCE_S:.0f} giây khi đang đọc tệp. {_SEND_AGAIN}"
    return f"mất kết nối khi đang đọc tệp ({type(error).__name__}). {_SEND_AGAIN}"
