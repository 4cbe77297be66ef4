"""Waiting for something to become true, with a deadline instead of a sleep."""

import asyncio
import inspect
import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_STEP = 0.02


class NeverHappenedError(AssertionError):
    """A condition stayed false until its deadline."""

    def __init__(self, what: str, within: float, last: object) -> None:
        super().__init__(f"{what} did not happen within {within:g} s; last seen: {last!r}")


async def eventually(predicate: Callable[[], Any], *, within: float = 60.0, what: str | None = None) -> Any:
    """Call the predicate until it gives a true value, and return that value.

    The predicate may be async, and may assert: an AssertionError counts as "not yet". Other errors pass through.
    """
    deadline = time.monotonic() + within
    while True:
        last: object
        try:
            outcome = predicate()
            value = await outcome if inspect.isawaitable(outcome) else outcome
        except AssertionError as error:
            last = error
        else:
            if value:
                return value
            last = value
        if time.monotonic() > deadline:
            raise NeverHappenedError(what or inspect.getdoc(predicate) or predicate.__qualname__, within, last)
        await asyncio.sleep(_STEP)
