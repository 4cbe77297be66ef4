"""A long piece of work told line by line (NDJSON), and given up when the one who asked has gone."""

import asyncio
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from fastapi import Request
from pydantic_core import to_json

from chithi_platform.mongo import is_infrastructure_error
from chithi_platform.problems import Problem, unavailable

MEDIA_TYPE = "application/x-ndjson"
BEAT_S = 10.0  # a line at least this often, so that nothing on the way takes the silence for the end
_LAST = ("done", "refused")
T = TypeVar("T")
Line = dict[str, Any]
Report = Callable[[Line], None]
log = structlog.get_logger(__name__)


async def while_connected(request: Request, work: Awaitable[T]) -> T:
    """The work's result; the work is cancelled when the caller hangs up."""
    task, gone = asyncio.ensure_future(_guarded(work)), asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise Problem(499, "caller-gone", "Người gửi đã ngắt kết nối")
        return task.result()
    finally:
        await _end(gone)
        await _end(task)


async def _hung_up(request: Request) -> None:
    """Returns when the caller has gone; `Request.is_disconnected` never sees it through a middleware."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def lines(work: Callable[[Report], Awaitable[Line]], *, beat_s: float = BEAT_S) -> AsyncGenerator[bytes]:
    """What the work reports and, as the last line, what it gives; a `Problem` becomes the last line, `refused`."""
    told: asyncio.Queue[Line] = asyncio.Queue()

    async def run() -> None:
        told.put_nowait(await _concluded(work(told.put_nowait)))

    task = asyncio.ensure_future(run())
    last: Line = {"state": "waiting"}
    try:
        while last["state"] not in _LAST:
            with suppress(TimeoutError):
                last = await asyncio.wait_for(told.get(), beat_s)
            yield to_json(last) + b"\n"
    finally:
        await _end(task)


async def _concluded(work: Awaitable[Line]) -> Line:
    try:
        return await _guarded(work)
    except Problem as problem:
        return {"state": "refused", "problem": problem.body()}


async def _guarded(work: Awaitable[T]) -> T:
    """The work's result or a `Problem`. Of anything else only kind and place are logged: its words may be a paper's."""
    try:
        return await work
    except Problem:
        raise
    except Exception as error:
        if is_infrastructure_error(error):
            raise unavailable("Cơ sở dữ liệu chưa sẵn sàng.") from None
        frames = traceback.extract_tb(error.__traceback__)
        log.error("taking in failed", error=type(error).__name__, at=[f"{f.name}:{f.lineno}" for f in frames[-4:]])
        detail = "Tệp chưa được tiếp nhận. Lỗi đã được ghi lại."
        raise Problem(500, "internal", "Lỗi hệ thống", detail) from None


async def _end(task: "asyncio.Future[Any]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await task
