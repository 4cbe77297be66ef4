"""A probe says yes to a page that answers 200, and no to everything else, without hanging."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from chithi_cli.local import probes
from chithi_cli.local.ports import HOST, free_port
from chithi_cli.local.probes import answers_ok

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answering(*, status: bytes) -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readline()
        known = first == b"GET /health/ready HTTP/1.1\r\n"
        writer.write(b"HTTP/1.1 " + (status if known else b"404 Not Found") + b"\r\n\r\n")
        writer.close()

    return answer


async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def hanging_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (answering(status=b"200 OK"), True),
        (answering(status=b"503 Service Unavailable"), False),
        (silence, False),
        (hanging_up, False),
    ],
    ids=["ready", "not ready", "silent", "hangs up"],
)
async def test_only_a_page_that_answers_200_is_ready(
    answer: Answer, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "_PATIENCE", 0.2 if answer is silence else 60.0)
    port = free_port()
    server = await asyncio.start_server(answer, HOST, port)
    async with server:
        assert await answers_ok(port, "/health/ready")() is expected


async def test_a_closed_port_is_not_ready() -> None:
    assert not await answers_ok(free_port(), "/health/ready")()
