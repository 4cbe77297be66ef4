"""A small world of one service: an outbox, a relay, a consumer, on the real broker and database."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel

from chithi_platform.messaging.broker import Broker
from chithi_platform.messaging.consumer import Consumer, Handler
from chithi_platform.messaging.deadletters import DeadLetters
from chithi_platform.messaging.envelope import Received
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.messaging.relay import Relay
from chithi_platform.mongo import Mongo, Session
from chithi_platform.settings import ServiceSettings
from chithi_testkit.polling import eventually


@dataclass(frozen=True)
class ATopic:
    """A topic of the test's own."""

    name: str
    partitions: int = 2
    config: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """One service's messaging, with a handler that counts what it sees in the collection `seen`."""

    mongo: Mongo
    outbox: Outbox
    broker: Broker
    relay: Relay
    consumer: Consumer
    dead_letters: DeadLetters
    event: type[Any]
    make: Callable[..., "World"]
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def say(self, *numbers: int, key: str = "k") -> None:
        async def work(session: Session) -> None:
            await self.outbox.append(session, *(self.event(key=key, number=n) for n in numbers))

        await self.mongo.transact(work)

    async def seen(self) -> list[int]:
        rows = await self.mongo.collection("seen").find({}).sort("_id", 1).to_list(None)
        return [row["number"] for row in rows]

    async def sees(self, numbers: Sequence[int], within: float = 60) -> None:
        async def all_there() -> bool:
            return sorted(await self.seen()) == sorted(numbers)

        try:
            await eventually(all_there, within=within)
        finally:
            assert sorted(await self.seen()) == sorted(numbers)

    def run(self, *parts: Relay | Consumer) -> None:
        self.tasks += [asyncio.ensure_future(part.run()) for part in parts or (self.relay, self.consumer)]

    async def halt(self) -> None:
        self.relay.stop()
        self.consumer.stop()
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=60)
        self.tasks.clear()


@pytest.fixture
async def world(mongo: Mongo, broker: Any, unique: Callable[[str], str]) -> AsyncIterator[World]:
    """A world; `world.make(...)` gives another process of the same service."""
    topic, service = ATopic(unique("things")), unique("svc")
    made: list[World] = []

    class ThingHappened(BaseModel):
        type: ClassVar[str] = "test.thing.happened"
        topic: ClassVar[ATopic]
        key: str
        number: int

        @property
        def partition_key(self) -> str:
            return self.key

        @property
        def aggregate_id(self) -> str:
            return self.key

        @classmethod
        def dataschema(cls) -> str:
            return "test.thing.happened.v1.json"

    ThingHappened.topic = topic

    def make(handler: Handler | None = None, **overrides: Any) -> World:
        settings = ServiceSettings(
            kafka_bootstrap=broker.bootstrap,
            kafka_profile=broker.profile,
            broker_check_s=0.2,
            **{"consumer_attempts": 2, **overrides},
        )
        outbox = Outbox(mongo, f"test/{service}")
        dead_letters = DeadLetters(mongo, outbox, service)
        specs = [topic, ATopic(dead_letters.retry_topic, 1), ATopic(dead_letters.copy_topic, 1)]
        link = Broker(settings, specs)

        async def count(events: Sequence[Received], session: Session) -> None:
            rows = [{"_id": e.event_id, "number": e.payload.number} for e in events]
            await mongo.collection("seen").insert_many(rows, session=session)

        consumer = Consumer(
            service=service,
            mongo=mongo,
            broker=link,
            dead_letters=dead_letters,
            settings=settings,
            handlers={ThingHappened: handler or count},
        )
        relay = Relay(mongo, link, settings)
        made.append(World(mongo, outbox, link, relay, consumer, dead_letters, ThingHappened, make))
        return made[-1]

    yield make()
    for one in made:
        await one.halt()
        await one.broker.close()
