"""One renewal at a time per phone, also across processes: two that spend one refresh token would look like a thief."""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from chithi_mobile.core.sender import MEMORY


class Turns:
    """`async with turns.mine(): ...`; the kernel frees the lock of a killed process."""

    def __init__(self, store_path: str) -> None:
        self._path = store_path
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def mine(self) -> AsyncIterator[None]:
        async with self._lock:
            if self._path == MEMORY:
                yield
                return
            handle = await asyncio.to_thread(_locked, Path(f"{self._path}.renewal"))
            with handle:
                yield


def _locked(path: Path) -> IO[str]:
    handle = path.open("w")
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle
