"""Motor beside PyMongo's own async API, on the calls that we make."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import get_args

from chithi_cli.bench.frame import Figure, median, parts
from chithi_cli.local.brokers import BrokerKind
from chithi_platform.mongo import Collection, Driver, Mongo

AT_ONCE = 16
CALLS = 2_000
ROUNDS = 3
PAYLOAD = "x" * 900
Call = Callable[[Collection, int], Awaitable[object]]


async def drivers(kafka: BrokerKind) -> list[Figure]:
    """Calls per second of both drivers in turn; the bound of motor is PyMongo async in the same run."""
    calls: dict[str, tuple[Call, int]] = {
        "insert_one": (lambda c, _: c.insert_one({"payload": PAYLOAD}), CALLS),
        "find_one": (lambda c, n: c.find_one({"_id": n % 100}), CALLS),
        "insert_many_100": (lambda c, _: c.insert_many([{"payload": PAYLOAD} for _ in range(100)]), 40),
    }
    figures = []
    async with parts(kafka) as (mongod, _broker):
        for name, (call, count) in calls.items():
            rates: dict[str, list[float]] = {driver: [] for driver in get_args(Driver)}
            for _round in range(ROUNDS):
                for driver in get_args(Driver):
                    rates[driver].append(await _rate(mongod.url, driver, call, count))
            detail = {"at_once": AT_ONCE, "rounds": ROUNDS, "bound_is": "pymongo async"}
            figures.append(
                Figure(f"drivers.motor.{name}", median(rates["motor"]), "calls/s", median(rates["pymongo"]), detail)
            )
    return figures


async def _rate(url: str, driver: Driver, call: Call, count: int) -> float:
    mongo = Mongo(url, "bench", driver)
    collection = mongo.collection("things")
    numbers = iter(range(count))

    async def client() -> None:
        for number in numbers:
            await call(collection, number)

    try:
        await collection.insert_many([{"_id": number, "payload": PAYLOAD} for number in range(100)])
        await asyncio.gather(*(collection.find_one({"_id": number}) for number in range(4 * AT_ONCE)))
        began = time.perf_counter()
        await asyncio.gather(*(client() for _ in range(AT_ONCE)))
        return count / (time.perf_counter() - began)
    finally:
        await mongo.drop_database()
        await mongo.close()
