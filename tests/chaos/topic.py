"""The topic past the outbox: what lies on it, what is not read yet, and records put there by a stranger."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.structs import ConsumerRecord

from chithi_contracts.topics import REPORT

Headers = list[tuple[str, bytes]]
PLACES = [TopicPartition(REPORT.name, number) for number in range(REPORT.partitions)]


@asynccontextmanager
async def reader(bootstrap: str, group: str | None = None) -> AsyncIterator[Any]:
    """A client that sees all partitions and never joins the group whose offsets it asks for."""
    client = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await client.start()
    try:
        client.assign(PLACES)
        yield client
    finally:
        await client.stop()


async def unread(client: Any) -> int:
    """Records that the group has not committed yet."""
    ends = await client.end_offsets(PLACES)
    return sum([max(0, ends[place] - (await client.committed(place) or 0)) for place in PLACES])


async def records(bootstrap: str) -> list[ConsumerRecord]:
    """Everything on the topic."""
    found: list[ConsumerRecord] = []
    async with reader(bootstrap) as client:
        ends = await client.end_offsets(PLACES)
        for place in PLACES:
            client.seek(place, 0)
        while True:
            fetched = await client.getmany(timeout_ms=500)
            found += [record for batch in fetched.values() for record in batch]
            if not fetched and all([await client.position(place) >= ends[place] for place in PLACES]):
                return found


async def put(bootstrap: str, rows: Sequence[tuple[bytes | None, bytes | None, Headers]]) -> None:
    """Put (key, value, headers) on the topic."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, linger_ms=5)
    await producer.start()
    try:
        for key, value, headers in rows:
            await producer.send(REPORT.name, value=value, key=key, headers=headers)
        await producer.flush()
    finally:
        await producer.stop()
