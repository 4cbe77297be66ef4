"""Counts failed sign-ins in MongoDB; see `core.identity.lockout` for where a try counts and what follows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chithi_platform.mongo import Document, DuplicateKeyError, Mongo
from chithi_tasks.core.identity.lockout import STEPS, Bucket, pause_after

COLLECTION = "sign_in_failures"
FORGET = timedelta(hours=1)
A_MOMENT = timedelta(seconds=1)


class Tries:
    """Every try is counted before it is checked, so that parallel guesses cannot slip through."""

    def __init__(self, mongo: Mongo) -> None:
        self._tries = mongo.collection(COLLECTION)

    async def ensure(self) -> None:
        """Create the index that forgets an hour after the last try."""
        await self._tries.create_index([("at", 1)], name="expiry", expireAfterSeconds=int(FORGET.total_seconds()))

    async def count(self, buckets: Sequence[Bucket], now: datetime) -> timedelta | None:
        """Count a try in each bucket; None lets it go on, else it is refused for so long."""
        if pause := await self._closed(buckets, now):
            return pause
        counted = [await self._count(bucket, now) for bucket in buckets]
        return None if all(counted) else await self._closed(buckets, now) or A_MOMENT

    async def succeeded(self, buckets: Sequence[Bucket]) -> None:
        """Forget the first bucket, and in the wider ones just this try: others may be guessing there."""
        first, *wider = (bucket.key for bucket in buckets)
        await self._tries.delete_one({"_id": first})
        await self._tries.update_many({"_id": {"$in": wider}, "tries": {"$gt": 0}}, {"$inc": {"tries": -1}})

    async def _closed(self, buckets: Sequence[Bucket], now: datetime) -> timedelta | None:
        query = {"_id": {"$in": [bucket.key for bucket in buckets]}, "until": {"$gt": now}}
        pauses = [row["until"] - now async for row in self._tries.find(query)]
        return max(*pauses, A_MOMENT) if pauses else None

    async def _count(self, bucket: Bucket, now: datetime) -> bool:
        is_open = {"_id": bucket.key, "$or": [{"until": {"$lte": now}}, {"until": None}]}
        try:
            await self._tries.update_one(is_open, _counted(bucket, now), upsert=True)
        except DuplicateKeyError:  # it is closed, or another first try was just counted
            return bool((await self._tries.update_one(is_open, _counted(bucket, now))).modified_count)
        return True


def _counted(bucket: Bucket, now: datetime) -> list[Document]:
    """One more try; how long the bucket is then closed comes from a table, so that one update does it all."""
    pauses = [int(pause_after(bucket.free + n, bucket.free).total_seconds() * 1000) for n in range(STEPS + 1)]
    beyond = {"$subtract": ["$tries", bucket.free]}
    pause = {"$arrayElemAt": [pauses, {"$min": [beyond, STEPS]}]}
    return [
        {"$set": {"tries": {"$add": [{"$ifNull": ["$tries", 0]}, 1]}, "at": now}},
        {"$set": {"until": {"$cond": [{"$lt": [beyond, 0]}, None, {"$add": [now, pause]}]}}},
    ]
