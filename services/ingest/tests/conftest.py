"""Ingest in-process on a real database, seen by a clerk."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import httpx
import pytest

from chithi_ingest.app import build
from chithi_ingest.settings import IngestSettings
from chithi_platform.mongo import Mongo
from chithi_platform.security import Principal
from chithi_platform.service import Parts, Role, Runtime, Service

SAMPLE = (files("chithi_ingest") / "samples" / "chi-thi-mau.txt").read_bytes()
PROVINCE = "37-20250701"
URL = "/api/ingest/v1/directives"
Json = dict[str, Any]


class Names:
    """Takes `role@unit/unit+ended…` as the token: the issuer is another service's matter."""

    async def verify(self, token: str) -> Principal:
        role, _, way = token.partition("@")
        way, *ended = way.split("+")
        path = ("VN", *way.split("/"))
        return Principal("vanthu", "Văn thư", role, path[-1], path, heir_of=tuple(ended))


def parts(rt: Runtime) -> Parts:
    built = build(rt)
    built.verifier = Names()
    return built


@dataclass
class Desk:
    """The clerk's calls, in short."""

    http: httpx.AsyncClient
    service: Service
    sample: bytes = SAMPLE
    url: str = URL

    async def send(self, content: bytes | str = SAMPLE, name: str = "chi-thi.txt", **more: Any) -> httpx.Response:
        raw = content.encode() if isinstance(content, str) else content
        return await self.http.post(self.url, files={"file": (name, raw)}, **more)

    async def draft(self, content: bytes | str = SAMPLE, **more: Any) -> Json:
        answer = await self.send(content, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def get(self, directive_id: str, **more: Any) -> Json:
        answer = await self.http.get(f"{self.url}/{directive_id}", **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def patch(self, directive_id: str, version: int, *steps: Json, **more: Any) -> httpx.Response:
        headers = {"If-Match": f'"{version}"', "Content-Type": "application/json-patch+json"} | more.pop("headers", {})
        body = json.dumps(list(steps), ensure_ascii=False).encode()
        return await self.http.patch(f"{self.url}/{directive_id}", content=body, headers=headers, **more)

    async def post(self, directive_id: str, what: str, version: int, **more: Any) -> httpx.Response:
        headers = {"If-Match": f'"{version}"'} | more.pop("headers", {})
        return await self.http.post(f"{self.url}/{directive_id}/{what}", headers=headers, **more)

    async def published(self, content: bytes | str = SAMPLE, **more: Any) -> Json:
        draft = await self.draft(content, **more)
        asked = {"headers": more["headers"]} if "headers" in more else {}
        answer = await self.post(draft["id"], "publish", 1, **asked)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    @staticmethod
    def as_(role: str, way: str = PROVINCE) -> dict[str, dict[str, str]]:
        return {"headers": {"Authorization": f"Bearer {role}@{way}"}}

    @staticmethod
    def problem(response: httpx.Response) -> tuple[int, str]:
        assert response.headers["content-type"] == "application/problem+json", response.text
        return response.status_code, response.json()["type"].rpartition("/")[2]

    @staticmethod
    def pointers(response: httpx.Response) -> list[str]:
        return [error["field"] for error in response.json()["errors"]]


OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def open_desk(mongo: Mongo, mongod: Any) -> OpenDesk:
    """`open_desk(uploads_at_once=2)` is a desk of a service with these settings, open while its block lasts."""

    @asynccontextmanager
    async def opened(**settings: Any) -> AsyncIterator[Desk]:
        where = {"mongo_url": mongod.url, "mongo_database": mongo.database_name, "mongo_driver": mongo.driver}
        service = Service("ingest", IngestSettings(**where, **settings), parts, Role.api)
        await service.start()
        headers = {"Authorization": f"Bearer clerk@{PROVINCE}"}
        transport = httpx.ASGITransport(service.app)
        try:
            async with httpx.AsyncClient(transport=transport, base_url="http://ingest", headers=headers) as http:
                yield Desk(http, service)
        finally:
            await service.stop()

    return opened


@pytest.fixture
async def desk(open_desk: OpenDesk) -> AsyncIterator[Desk]:
    """A clerk of the province; `expect_events` reads what the service says from the same database."""
    async with open_desk() as opened:
        yield opened
