"""The worker's work on the register: the units of before 2025 come in slowly, reorganisations are carried out."""

import asyncio
import time

import structlog

from chithi_platform.lease import Lease
from chithi_platform.mongo import is_infrastructure_error
from chithi_tasks.adapters.inbound.organisation.reorganiser import Reorganiser
from chithi_tasks.adapters.outbound.organisation.reorganisations import Overtaken
from chithi_tasks.adapters.outbound.organisation.unit_imports import UnitImport

log = structlog.get_logger(__name__)

LEASE, LEASE_S = "organisation", 30.0
LOOK_S = 1.0
FIRST_S = 20.0  # after a start those who wait for the system have the machine to themselves
SHARE = 4  # history takes a fifth of the time at most, so that nobody waits for it


class RegisterJob:
    """One process at a time does it; whoever comes after goes on where it stopped."""

    def __init__(self, lease: Lease, imports: UnitImport, reorganiser: Reorganiser) -> None:
        self._lease, self._imports, self._reorganiser = lease, imports, reorganiser
        self._has_history, self._history_from = False, time.monotonic() + FIRST_S

    async def run(self) -> None:
        """For ever; trouble of one reorganisation is logged and tried again."""
        while True:
            pause = LOOK_S
            try:
                if await self._lease.acquire():
                    pause = await self._work()
            except Overtaken:
                log.info("another process works on the register")
            except Exception as error:
                known = is_infrastructure_error(error)
                log.warning("register job waits", error=repr(error)[:300], exc_info=None if known else error)
            await asyncio.sleep(pause)

    async def stop(self) -> None:
        """Let the next process in at once."""
        try:
            await self._lease.release()
        except Exception as error:
            log.info("lease not given back", error=repr(error)[:200])

    async def _work(self) -> float:
        """Do one piece; how long to wait before the next, in seconds."""
        if await self._reorganiser.step():
            return 0.0
        started = time.monotonic()
        if self._has_history or started < self._history_from:
            return LOOK_S
        self._has_history = not await self._imports.history()
        return LOOK_S + SHARE * (time.monotonic() - started)
