"""The way to the reader: a bounded number of uploads in memory, of which a few are read at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from chithi_platform.problems import Problem


class ReadingQueue:
    """`places` uploads may be here at all, `at_once` of them are read; the others wait, first come, first read."""

    def __init__(self, *, places: int, at_once: int) -> None:
        self._places, self._turns = places, asyncio.Semaphore(at_once)
        self._here = 0

    def take_place(self) -> None:
        """Room for one upload, to be taken before its body is read; raises the 429 `Problem` when there is none."""
        if self._here >= self._places:
            detail = "Đang có nhiều văn bản chờ đọc. Hãy gửi lại sau ít giây; tệp này chưa được tiếp nhận."
            raise Problem(429, "queue-full", "Quá nhiều yêu cầu", detail, headers={"Retry-After": "5"})
        self._here += 1

    def leave(self) -> None:
        """Give the room back."""
        self._here -= 1

    @asynccontextmanager
    async def turn(self, waiting: Callable[[], None]) -> AsyncIterator[None]:
        """The turn to be read; `waiting` is called when it has not come yet."""
        if self._turns.locked():
            waiting()
        async with self._turns:
            yield
