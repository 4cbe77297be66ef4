"""Keeps a process's tree of units the one that the register has."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date

import structlog

from chithi_tasks.adapters.outbound.organisation.units import UnitRepository
from chithi_tasks.core.organisation.register import tree_of
from chithi_tasks.core.organisation.units import UnitTree
from chithi_tasks.core.resolving.organisation import Organisation

log = structlog.get_logger(__name__)

LOOK_S = 1.0
Today = Callable[[], date]
Step = Callable[[UnitTree], Awaitable[None]]


class RegisterFollower:
    """Looks for a new edition each second, in every role; `on_change` steps run with each new tree."""

    def __init__(
        self, units: UnitRepository, organisation: Organisation, today: Today, on_change: Sequence[Step] = ()
    ) -> None:
        self._units, self._organisation, self._today, self._on_change = units, organisation, today, on_change
        self._edition = 0  # the packaged tables
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the register as it is, then follow it."""
        await self.refresh()
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Follow no more."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def refresh(self) -> bool:
        """Put the register's tree in force if it is another; True when it was. The indexes are made on a thread."""
        if await self._units.edition() == self._edition:
            return False
        edition, register = await self._units.register()
        tree = tree_of(register, self._today())
        for step in self._on_change:
            await step(tree)
        await asyncio.to_thread(self._organisation.replace, tree)
        self._edition = edition
        return True

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                if await self.refresh():
                    log.info("units changed", edition=self._edition)
            except Exception as error:
                log.warning("register not read", error=repr(error)[:200])
