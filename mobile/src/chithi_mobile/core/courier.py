"""Keeps the phone in step with the server while the app is open: at once when woken, else now and then."""

import asyncio
from collections.abc import Callable

from chithi_mobile.core.api import ApiError, SignInNeeded
from chithi_mobile.core.phone import Phone

EVERY = 30.0


class Courier:
    """Sends first, then fetches. `problem` says in words why the last round failed, `busy` that one is running."""

    def __init__(self, phone: Phone, tell: Callable[[], None], *, every: float = EVERY) -> None:
        self._phone = phone
        self._tell = tell
        self._every = every
        self._wake = asyncio.Event()
        self._force = False
        self.problem = ""
        self.busy = False

    def wake(self, *, force: bool = False) -> None:
        """Starts a round now; `force` also sends what was to wait longer."""
        self._force = self._force or force
        self._wake.set()

    async def forever(self) -> None:
        while True:
            self._wake.clear()
            force, self._force = self._force, False
            await self.round(force=force)
            try:
                await asyncio.wait_for(self._wake.wait(), self._every)
            except TimeoutError:
                continue

    async def round(self, *, force: bool = False) -> None:
        if self._phone.account.needs_sign_in:
            return
        self.busy = True
        self._tell()
        try:
            self.problem = await self._exchange(force=force)
        finally:
            self.busy = False
            self._tell()

    async def _exchange(self, *, force: bool) -> str:
        try:
            outcome = await self._phone.send(force=force)
            await self._phone.sync()
            await self._phone.complete()
        except SignInNeeded:
            return ""
        except ApiError as error:
            return error.reason
        return outcome.problem
