"""Libraries that say the same many times a second: once in a while is enough."""

import logging
import time
from collections.abc import Callable

KINDS = 1000  # so many kinds of messages are told apart, then all begin anew


class Repeats(logging.Filter):
    """Lets a message of these loggers through once in `seconds`; its next time says how many were left out.

    Messages are alike when they come from the same place, whatever they name.
    """

    def __init__(self, *loggers: str, seconds: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._loggers, self._seconds, self._clock = loggers, seconds, clock
        self._told: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        if record.name.partition(".")[0] not in self._loggers:
            return True
        place, now = (record.pathname, record.lineno), self._clock()
        last, left_out = self._told.get(place, (-self._seconds, 0))
        if now - last < self._seconds:
            self._told[place] = last, left_out + 1
            return False
        if len(self._told) >= KINDS:
            self._told.clear()
        self._told[place] = now, 0
        if left_out:
            record.msg, record.args = f"{record.getMessage()} (and {left_out} alike)", ()
        return True
