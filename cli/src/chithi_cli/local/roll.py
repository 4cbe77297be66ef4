"""Rolls the in-memory broker before it slows: its log only grows, and the outboxes can fill a new one."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from chithi_cli.local.broker import Broker

Offsets = dict[TopicPartition, int]


class Pace:
    """Decides when to roll, from the end offsets seen so far.

    The rows that services send again after a roll arrive in large batches and cost little, so growth counts from the
    first quiet moment after a start. A log is quiet when it has grown by no more than a trickle for `quiet_s`.
    """

    def __init__(self, *, limit: int = 4_000, urgent: int = 25_000, quiet_s: float = 5.0, trickle: int = 25) -> None:
        self._limit, self._urgent, self._quiet_s, self._trickle = limit, urgent, quiet_s, trickle
        self.reset()

    def reset(self) -> None:
        """Begin with an empty log."""
        self._settled: Offsets | None = None
        self._total, self._since = 0, -1.0

    def due(self, ends: Offsets, now: float) -> bool:
        """Take the end offsets at the time `now` (seconds) and say whether to roll."""
        total = sum(ends.values())
        if self._since < 0 or total - self._total > self._trickle:
            self._total, self._since = total, now
        quiet = now - self._since >= self._quiet_s
        if quiet and self._settled is None:
            self._settled = dict(ends)
        grown = self.growth(ends)
        return grown >= self._urgent or (quiet and grown >= self._limit)

    def growth(self, ends: Offsets) -> int:
        """Records that the busiest partition gained since the log settled."""
        settled = self._settled if self._settled is not None else ends
        return max((end - settled.get(place, 0) for place, end in ends.items()), default=0)


class Roller:
    """Reads the end offsets every few seconds and calls `roll` when the pace says so."""

    def __init__(
        self, broker: Broker, roll: Callable[[int], Awaitable[None]], *, pace: Pace | None = None, every: float = 2.0
    ) -> None:
        self._broker, self._roll, self._every = broker, roll, every
        self._pace = pace or Pace()

    async def run(self) -> None:
        """Watch until cancelled; a broker that is away, or that came back empty, starts the count anew."""
        while True:
            with suppress(KafkaError, OSError):
                await self._watch_one_cluster()
            self._pace.reset()
            await asyncio.sleep(self._every)

    async def _watch_one_cluster(self) -> None:
        cluster = self._broker.cluster_id
        admin = AIOKafkaAdminClient(bootstrap_servers=self._broker.bootstrap, request_timeout_ms=30_000)
        client = AIOKafkaConsumer(bootstrap_servers=self._broker.bootstrap, request_timeout_ms=30_000)
        try:
            await admin.start()
            await client.start()
            while self._broker.cluster_id == cluster:
                ends = await _ends(admin, client)
                if self._pace.due(ends, time.monotonic()):
                    await self._roll(self._pace.growth(ends))
                    return
                await asyncio.sleep(self._every)
        finally:
            try:
                await client.stop()
            finally:
                await admin.close()


async def _ends(admin: AIOKafkaAdminClient, client: AIOKafkaConsumer) -> Offsets:
    """Read the end offset of every partition of every topic."""
    topics = await admin.describe_topics()
    places = [TopicPartition(t["topic"], p["partition"]) for t in topics for p in t["partitions"]]
    return dict(await client.end_offsets(places)) if places else {}
