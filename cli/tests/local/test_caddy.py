"""The gateway sends each path to its service, guards every answer, and tells its own failures as problem documents."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from chithi_cli.local.caddy import Caddy
from chithi_cli.local.ports import free_port
from chithi_testkit.polling import eventually

SERVICES = ("ingest", "tasks", "notify")  # reporting stays down


def _stand_in(name: str) -> Starlette:
    """A service that tells its name, what it was asked and how much it was sent."""

    async def answer(request: Request) -> Response:
        size = len(await request.body())
        if request.url.path.endswith("/long"):
            return PlainTextResponse("Công an xã " * 500, headers={"content-security-policy": "default-src 'none'"})
        return JSONResponse({"name": name, "path": request.url.path, "size": size})

    async def stream(_: Request) -> Response:
        async def words() -> AsyncIterator[bytes]:
            yield b"data: mot\n\n"
            await asyncio.Event().wait()

        return StreamingResponse(words(), media_type="text/event-stream")

    methods = ["GET", "POST", "PUT"]
    return Starlette(routes=[Route("/api/tasks/stream", stream), Route("/{path:path}", answer, methods=methods)])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gateway(run_dir: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a gateway in front of three stand-ins and one service that is away."""
    ports = {name: free_port() for name in (*SERVICES, "reporting")}
    servers = []
    for name in SERVICES:
        config = uvicorn.Config(_stand_in(name), port=ports[name], log_config=None, timeout_graceful_shutdown=1)
        servers.append(uvicorn.Server(config))
    serving = [asyncio.create_task(server._serve()) for server in servers]
    await eventually(lambda: all(server.started for server in servers))
    caddy = Caddy(
        run_dir / "gateway",
        port=free_port(),
        upstreams={name: [f"127.0.0.1:{port}"] for name, port in ports.items()},
    )
    await caddy.start()
    async with httpx.AsyncClient(base_url=caddy.url, timeout=60, trust_env=False) as client:
        yield client
    await caddy.stop()
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*serving)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/ingest/v1/directives", "ingest"),
        ("/chi-thi", "ingest"),
        ("/chi-thi/01", "ingest"),
        ("/api/tasks/v1/tokens", "tasks"),
        ("/login", "tasks"),
        ("/logout", "tasks"),
        ("/nhiem-vu/01", "tasks"),
        ("/api/notify/v1/alerts", "notify"),
    ],
)
async def test_each_path_reaches_its_service(gateway: httpx.AsyncClient, path: str, name: str) -> None:
    assert (await gateway.get(path)).json() == {"name": name, "path": path, "size": 0}


@pytest.mark.parametrize("path", ["/api/tasks/v1/me", "/health/live", "/nowhere", "/api/ingest/long"])
async def test_every_answer_carries_the_guards(gateway: httpx.AsyncClient, path: str) -> None:
    headers = (await gateway.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert policy == "default-src 'none'" if path.endswith("/long") else "default-src 'self'" in policy
    assert not {"server", "via"} & set(headers)


async def test_text_is_compressed_and_streams_are_not(gateway: httpx.AsyncClient) -> None:
    accepting = {"accept-encoding": "gzip"}
    assert (await gateway.get("/api/tasks/long", headers=accepting)).headers["content-encoding"] == "gzip"
    async with gateway.stream("GET", "/api/tasks/stream", headers=accepting) as response:
        first = await anext(response.aiter_raw())
    assert (response.headers.get("content-encoding"), first) == (None, b"data: mot\n\n")


async def test_a_service_that_is_away_is_a_problem_document(gateway: httpx.AsyncClient) -> None:
    response = await gateway.get("/api/reporting/v1/forms")
    assert response.status_code == 502
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["type"]) == (502, "https://chithi.vn/problems/unavailable")
    assert "thử lại" in problem["title"]


async def test_a_page_of_a_service_that_is_away_is_vietnamese(gateway: httpx.AsyncClient) -> None:
    response = await gateway.get("/")
    assert response.status_code == 502
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "tạm thời gián đoạn" in response.text


async def test_more_than_25_mb_is_refused(gateway: httpx.AsyncClient) -> None:
    fits = await gateway.post("/api/ingest/v1/directives", content=b"x" * 25_000_000)
    assert fits.json()["size"] == 25_000_000
    response = await gateway.post("/api/ingest/v1/directives", content=b"x" * 25_000_001)
    assert response.status_code == 413
    assert response.json()["type"] == "https://chithi.vn/problems/body-too-large"


@pytest.mark.parametrize("path", ["/health/ready", "/metrics"])
async def test_the_inside_is_not_shown(gateway: httpx.AsyncClient, path: str) -> None:
    response = await gateway.get(path)
    assert response.status_code == 404
    assert "Không có trang này" in response.text
