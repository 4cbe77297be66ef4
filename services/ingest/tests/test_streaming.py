"""A reading told line by line, over a real socket: progress, turns, refusals, and callers who hang up."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from structlog.testing import capture_logs

from chithi_cli.local.ports import free_port
from chithi_ingest.adapters.inbound.streaming import lines
from chithi_ingest.adapters.outbound.reader import ExtractionError, Reading
from chithi_ingest.core import parse
from chithi_platform.mongo import Mongo
from chithi_platform.problems import Problem
from chithi_testkit.messages import said
from chithi_testkit.polling import eventually

NDJSON = {"Accept": "application/x-ndjson"}


class SlowReader:
    """Reads when told to: what a real reading does in minutes."""

    def __init__(self) -> None:
        self.go, self.running, self.cancelled = asyncio.Event(), 0, 0

    async def read(self, name: str, content: bytes, progress: Callable[[int, int], None]) -> Reading:
        self.running += 1
        progress(1, 2)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
        if b"broken" in content:
            raise ExtractionError("malformed", "Tệp hỏng.")
        return Reading(content.decode(), parse(content.decode()), recognised=True, legibility=0.5, notes=("mờ",))

    async def stop(self) -> None:
        """Nothing runs on."""


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> SlowReader:
    """What the service reads with."""
    reader = SlowReader()
    monkeypatch.setattr("chithi_ingest.app.Reader", lambda **_: reader)
    return reader


@pytest.fixture
async def desk(slow: SlowReader, open_desk: Any) -> AsyncIterator[Any]:
    """Room for two uploads, of which one is read at a time."""
    async with open_desk(uploads_at_once=2, readings_at_once=1) as opened:
        yield opened


@pytest.fixture
async def url(desk: Any) -> AsyncIterator[str]:
    """The service behind uvicorn, since only a socket can be hung up on."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(desk.service.app, port=port, log_config=None, lifespan="off", timeout_graceful_shutdown=2)
    )
    serving = asyncio.ensure_future(server.serve())
    await eventually(lambda: server.started)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


@asynccontextmanager
async def streamed(desk: Any, url: str, content: bytes) -> AsyncIterator[AsyncIterator[Any]]:
    headers = {"Authorization": desk.http.headers["Authorization"]} | NDJSON
    async with (
        httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as client,
        client.stream("POST", desk.url, files={"file": ("a.txt", content)}) as answer,
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
        yield (json.loads(line) async for line in answer.aiter_lines())


async def test_a_reading_is_told_while_it_runs(desk: Any, url: str, slow: SlowReader) -> None:
    async with streamed(desk, url, desk.sample) as told:
        assert await anext(told) == {"state": "reading", "done": 0, "pages": 0}
        assert await anext(told) == {"state": "reading", "done": 1, "pages": 2}
        slow.go.set()
        *beats, last = [line async for line in told]
        assert all(line["state"] == "reading" for line in beats), "a slow end is told again and again"
    assert (last["state"], last["status"], last["directive"]["duplicate"]) == ("done", 201, None)
    stored = await desk.get(last["directive"]["id"])
    assert (stored["recognised"], stored["legibility"], stored["notes"]) == (True, 0.5, ["mờ"])
    async with streamed(desk, url, desk.sample) as told:
        [again] = [line async for line in told]
    assert (again["state"], again["status"], again["directive"]["duplicate"]) == ("done", 200, "content")


async def test_a_refusal_is_the_last_line(desk: Any, url: str, slow: SlowReader, mongo: Mongo) -> None:
    slow.go.set()
    async with streamed(desk, url, b"broken") as told:
        last = [line async for line in told][-1]
    assert (last["state"], last["problem"]["status"]) == ("refused", 422)
    assert last["problem"]["type"].endswith("/malformed")
    assert last["problem"]["errors"][0]["field"] == "file"
    assert await mongo.collection("directives").count_documents({}) == 0


async def test_who_hangs_up_ends_the_reading(desk: Any, url: str, slow: SlowReader, mongo: Mongo) -> None:
    async with streamed(desk, url, desk.sample) as told:
        await anext(told)
        await eventually(lambda: slow.running == 1)
    await eventually(lambda: slow.cancelled == 1, what="the reading ends")
    plain = asyncio.ensure_future(
        httpx.AsyncClient(base_url=url, timeout=60).post(
            desk.url,
            files={"file": ("a.txt", desk.sample)},
            headers={"Authorization": desk.http.headers["Authorization"]},
        )
    )
    await eventually(lambda: slow.running == 1)
    plain.cancel()
    await eventually(lambda: slow.cancelled == 2, what="the unstreamed reading ends")
    assert await mongo.collection("directives").count_documents({}) == 0
    assert await said(mongo) == []
    slow.go.set()
    for content in (b"1. a", b"1. b", b"1. c"):
        assert (await desk.send(content)).status_code == 201, "no place is lost"


async def test_uploads_wait_their_turn_and_too_many_are_told_so(desk: Any, url: str, slow: SlowReader) -> None:
    async with streamed(desk, url, b"1. a") as first:
        assert (await anext(first))["state"] == "reading"
        async with streamed(desk, url, b"1. b") as second:
            assert await anext(second) == {"state": "waiting"}
            third = await desk.send(b"1. c")
            assert desk.problem(third) == (429, "queue-full")
            assert third.headers["retry-after"]
            slow.go.set()
            last = [line async for line in second][-1]
            assert last["state"] == "done", last
        assert [line async for line in first][-1]["state"] == "done"
    assert (await desk.send(b"1. c")).status_code == 201


async def test_what_one_document_cannot_hold_is_refused(
    desk: Any, slow: SlowReader, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chithi_ingest.adapters.inbound.intake.MAX_STORED", 1000)
    slow.go.set()
    answer = await desk.send()
    assert desk.problem(answer) == (413, "too-large")
    assert desk.pointers(answer) == ["file"]
    assert await mongo.collection("readings").count_documents({}) == 0


async def test_silence_is_filled() -> None:
    done = asyncio.Event()

    async def work(_: Any) -> Any:
        await done.wait()
        raise Problem(422, "malformed", "Không đọc được tệp")

    told = lines(work, beat_s=0.01)
    assert [await anext(told) for _ in range(3)] == [b'{"state":"waiting"}\n'] * 3
    done.set()
    assert b'"refused"' in [line async for line in told][-1]


async def test_an_unexpected_fault_tells_nobody_what_the_paper_said(
    desk: Any, slow: SlowReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def burst(*_: Any) -> Any:
        raise ZeroDivisionError("what the paper said")

    monkeypatch.setattr(slow, "read", burst)
    with capture_logs() as logs:
        plain = await desk.send(b"1. a")
        told = (await desk.send(b"1. a", headers=NDJSON)).text
    assert desk.problem(plain) == (500, "internal")
    assert json.loads(told.splitlines()[-1])["problem"]["status"] == 500
    assert [entry["error"] for entry in logs] == ["ZeroDivisionError"] * 2
    assert "paper said" not in f"{plain.text}{told}{logs}"
