"""Watches the parts that run and brings back those that end by themselves, each time after a longer wait."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal, Protocol

from chithi_cli.local.ports import PortTakenError
from chithi_cli.local.process import ChildProcess, ProcessFailedError

_LOOK_EVERY = 0.1
_FIRST_WAIT, _LONGEST_WAIT, _STEADY_AFTER = 0.25, 30.0, 60.0


class Part(Protocol):
    """Something with one process of its own that can be started again."""

    process: ChildProcess

    async def start(self) -> None:
        """Start it and return when it is ready."""

    async def stop(self) -> None:
        """Stop it gently."""


@dataclass(frozen=True)
class Incident:
    """Something that the person who runs the system should know."""

    part: str
    kind: Literal["ended", "restarted", "failed", "rolled"]
    detail: str = ""


Report = Callable[[Incident], None]


class Watch:
    """Restarts what ends, except while it is held or removed: that is how one stops a part on purpose."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._parts: dict[str, Part] = {}
        self._restarts: dict[str, asyncio.Task[None]] = {}
        self._waits: dict[str, float] = {}

    def add(self, name: str, part: Part) -> None:
        """Watch a part from now on."""
        self._parts[name] = part

    async def remove(self, name: str) -> None:
        """Leave a part alone from now on, also one that is being restarted."""
        self._parts.pop(name, None)
        await self._forget_restart(name)

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        """Leave a watched part alone while the block stops and starts it."""
        part = self._parts.get(name)
        await self.remove(name)
        try:
            yield
        finally:
            if part is not None:
                self.add(name, part)

    async def run(self) -> None:
        """Look until cancelled; restarts under way are then abandoned."""
        try:
            while True:
                for name, part in self._parts.items():
                    if not part.process.running and not self._restarting(name):
                        self._report(Incident(name, "ended", f"code {part.process.returncode}"))
                        self._restarts[name] = asyncio.create_task(self._restart(name, part))
                await asyncio.sleep(_LOOK_EVERY)
        finally:
            for name in list(self._restarts):
                await self._forget_restart(name)

    def _restarting(self, name: str) -> bool:
        task = self._restarts.get(name)
        return task is not None and not task.done()

    async def _restart(self, name: str, part: Part) -> None:
        """Try until it is ready again; the wait doubles while it keeps ending soon after its start."""
        while True:
            wait = self._waits.get(name, _FIRST_WAIT)
            self._waits[name] = min(wait * 2, _LONGEST_WAIT)
            await asyncio.sleep(wait)
            try:
                await part.start()
            except (ProcessFailedError, PortTakenError) as error:
                self._report(Incident(name, "failed", str(error)))
                continue
            self._report(Incident(name, "restarted"))
            asyncio.get_running_loop().call_later(_STEADY_AFTER, self._calm, name, part.process.pid)
            return

    def _calm(self, name: str, pid: int) -> None:
        """Forget the waits of a part that has run steadily."""
        if name in self._parts and self._parts[name].process.pid == pid:
            self._waits.pop(name, None)

    async def _forget_restart(self, name: str) -> None:
        task = self._restarts.pop(name, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
