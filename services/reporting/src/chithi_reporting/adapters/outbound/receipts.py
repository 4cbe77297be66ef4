"""Hands out receipt numbers without making every report write to the same document."""

import asyncio
from datetime import date

from chithi_platform.mongo import Mongo, ReturnDocument
from chithi_reporting.core.receipts import receipt, series

BLOCK = 20


class Receipts:
    """Takes blocks of numbers from a monthly counter, outside any transaction.

    Numbers are unique and ascend within a process; a process that stops leaves a gap of less than a block.
    """

    def __init__(self, mongo: Mongo, block: int = BLOCK) -> None:
        self._counters, self._block = mongo.collection("counters"), block
        self._series, self._next, self._end = "", 0, 0
        self._lock = asyncio.Lock()

    async def take(self, day: date) -> str:
        """The next number of the month of `day`."""
        async with self._lock:
            if self._series != series(day) or self._next >= self._end:
                await self._refill(series(day))
            number, self._next = self._next, self._next + 1
            return receipt(self._series, number)

    async def _refill(self, wanted: str) -> None:
        counter = await self._counters.find_one_and_update(
            {"_id": f"receipt:{wanted}"},
            {"$inc": {"last": self._block}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        assert counter is not None  # noqa: S101 - an upsert that returns the document after it always has one
        self._series, self._next, self._end = wanted, counter["last"] - self._block + 1, counter["last"] + 1
