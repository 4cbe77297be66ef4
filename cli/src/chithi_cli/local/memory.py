"""Resident memory of whole process families, found by their session."""

import asyncio
import os
from collections.abc import Callable, Collection
from contextlib import suppress

import psutil

MB = 1024 * 1024


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return 0


def resident_bytes(sessions: Collection[int], *, also: Collection[int] = ()) -> int:
    """Sum the resident memory of every process of these sessions, and of the processes named in `also`.

    Pages that processes share are counted for each of them, so this is an upper bound.
    """
    total = 0
    for pid in psutil.pids():
        if pid in also or _session(pid) in sessions:
            with suppress(psutil.Error):
                total += int(psutil.Process(pid).memory_info().rss)
    return total


class MemoryMeter:
    """Samples our own process and the given sessions, and keeps the highest sum."""

    def __init__(self, sessions: Callable[[], Collection[int]], *, every: float = 1.0) -> None:
        self._sessions, self._every = sessions, every
        self.peak = 0

    def sample(self) -> int:
        """Measure now."""
        now = resident_bytes(self._sessions(), also=(os.getpid(),))
        self.peak = max(self.peak, now)
        return now

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            self.sample()
            await asyncio.sleep(self._every)
