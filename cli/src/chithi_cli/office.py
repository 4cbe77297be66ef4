"""A signed-in caller of the system's HTTP API: the clerk's and the coordinator's desk, as the commands need it."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from chithi_cli.errors import CliError, problem_of

Json = dict[str, Any]


class Office:
    """One account's view of a running system, over its gateway."""

    def __init__(self, client: httpx.AsyncClient, username: str, password: str) -> None:
        self._client, self._username, self._password = client, username, password
        self._token: str | None = None

    async def sign_in(self) -> Json:
        """Get a token; returns the account."""
        answer = await self._send(
            "POST", "/api/tasks/v1/tokens", json={"username": self._username, "password": self._password}
        )
        self._token = answer["access_token"]
        return dict(answer["user"])

    async def take_in(self, path: Path) -> tuple[Json, bool]:
        """Hand a document in; (directive, False) when the system had it already."""
        content = await asyncio.to_thread(path.read_bytes)
        response = await self._request("POST", "/api/ingest/v1/directives", files={"file": (path.name, content)})
        return dict(response.json()), response.status_code == 201

    async def publish(self, directive: Json) -> Json:
        """Publish a draft at the version that was seen."""
        etag = f'"{directive["version"]}"'
        return await self._send(
            "POST", f"/api/ingest/v1/directives/{directive['id']}/publish", headers={"If-Match": etag}
        )

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

    async def _send(self, method: str, path: str, **kw: Any) -> Json:
        return dict((await self._request(method, path, **kw)).json())

    async def _request(self, method: str, path: str, **kw: Any) -> httpx.Response:
        headers = dict(kw.pop("headers", {}))
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            response = await self._client.request(method, path, headers=headers, **kw)
        except httpx.HTTPError as error:
            raise CliError(f"{self._client.base_url} does not answer ({error}); start it with `chithi up`") from error
        if response.is_error:
            raise problem_of(response)
        return response
