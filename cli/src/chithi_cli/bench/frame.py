"""What a benchmark gives: figures, each beside the bound that was measured in the same run."""

import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chithi_cli.local.broker import Broker
from chithi_cli.local.brokers import BrokerKind, new_broker
from chithi_cli.local.mongod import Mongod
from chithi_cli.local.ports import free_port


@dataclass(frozen=True)
class Figure:
    """One measured value. `bound` is what the machine could do at best, or a stated limit; `ratio` is value / bound."""

    name: str
    value: float
    unit: str
    bound: float
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """The value as a share of its bound; it survives a noisy machine."""
        return self.value / self.bound if self.bound else 0.0

    def to_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        plain = asdict(self)
        detail = plain.pop("detail")
        return {
            **plain,
            "value": round(self.value, 3),
            "bound": round(self.bound, 3),
            "ratio": round(self.ratio, 3),
        } | {"detail": detail}


Benchmark = Callable[[BrokerKind], Coroutine[Any, Any, list[Figure]]]


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Seconds that one call took."""
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


@asynccontextmanager
async def parts(kafka: BrokerKind) -> AsyncIterator[tuple[Mongod, Broker]]:
    """An empty database and an empty broker."""
    with TemporaryDirectory(prefix="chithi-bench-") as folder:
        mongod = Mongod(Path(folder), port=free_port())
        broker = new_broker(kafka, Path(folder))
        try:
            await mongod.start()
            await broker.start()
            yield mongod, broker
        finally:
            await broker.stop()
            await mongod.stop()
