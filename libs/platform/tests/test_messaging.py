"""Outbox, relay, inbox and consumer on the real broker and database: once, in order, whatever happens between."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import UnknownTopicOrPartitionError
from pymongo.errors import AutoReconnect as InfrastructureAway

from chithi_platform.lease import LeaseLost
from chithi_platform.messaging.consumer import Rejected
from chithi_platform.messaging.deadletters import RawRecord
from chithi_platform.messaging.envelope import Received, headers_of
from chithi_platform.messaging.inbox import COLLECTION as INBOX
from chithi_platform.messaging.reader import QUIET_CHECKS
from chithi_platform.mongo import Session
from chithi_testkit.messages import drain
from chithi_testkit.polling import eventually
from chithi_testkit.world import World


async def produce(world: World, broker: Any, *records: tuple[bytes | None, list[tuple[str, bytes]]]) -> None:
    """Put records on the topic past the outbox, as a stranger or a duplicated delivery would."""
    await world.broker.ensure_topics()
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap)
    await producer.start()
    try:
        for value, headers in records:
            await producer.send_and_wait(world.event.topic.name, value=value, key=b"k", headers=headers)
    finally:
        await producer.stop()


def as_record(world: World, number: int, event_id: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    event = world.event(key="k", number=number)
    headers = headers_of(event_id=event_id, source="test", time=datetime.now(UTC), event=event)
    return event.model_dump_json().encode(), headers


async def test_a_topic_has_its_partitions_whoever_asked_after_it_first(world: World, broker: Any) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap, request_timeout_ms=1000)
    await producer.start()
    try:
        with pytest.raises(UnknownTopicOrPartitionError):
            await producer.partitions_for(world.event.topic.name)
        await world.broker.ensure_topics()
        assert await eventually(lambda: _partitions(producer, world)) == set(range(world.event.topic.partitions))
    finally:
        await producer.stop()


async def _partitions(producer: AIOKafkaProducer, world: World) -> set[int]:
    """Once the broker has heard of all of them."""
    try:
        found: set[int] = await producer.partitions_for(world.event.topic.name)
    except UnknownTopicOrPartitionError:
        return set()
    return found


async def test_events_arrive_once_and_in_order(world: World) -> None:
    world.run()
    for start in range(0, 60, 20):
        await world.say(*range(start, start + 20))
    await world.sees(range(60))
    rows = await world.mongo.collection("seen").find({}).sort("_id", 1).to_list(None)
    assert [row["number"] for row in rows] == list(range(60))
    await drain(world.mongo)


async def test_nothing_is_said_when_the_transaction_fails(world: World) -> None:
    async def fails(session: Session) -> None:
        await world.outbox.append(session, world.event(key="k", number=1))
        raise ValueError("domain write refused")

    with pytest.raises(ValueError, match="refused"):
        await world.mongo.transact(fails)
    async with world.mongo.session() as session:
        with pytest.raises(RuntimeError, match="transaction"):
            await world.outbox.append(session, world.event(key="k", number=1))
    assert (await world.outbox.state()).pending == 0


async def test_crash_between_write_and_publish(world: World) -> None:
    await world.say(1, 2, 3)  # no relay runs: the process died after its commit
    assert (await world.outbox.state()).pending == 3
    other = world.make()
    other.run()
    await other.sees([1, 2, 3])


async def test_redelivery_is_idempotent(world: World, broker: Any) -> None:
    again = as_record(world, 7, "the-same-id")
    await produce(world, broker, again, again, as_record(world, 8, "another-id"), again)
    world.run(world.consumer)
    await world.sees([7, 8])
    await produce(world, broker, again, as_record(world, 9, "a-third"))
    await world.sees([7, 8, 9])


async def test_poison_bytes_and_unknown_types(world: World, broker: Any) -> None:
    _, headers = as_record(world, 1, "bad-json")
    _, wrong = as_record(world, 1, "wrong-shape")
    unknown = [(n, b"test.other.type" if n == "ce_type" else v) for n, v in headers]
    await produce(
        world,
        broker,
        (b"\xff\xfe no json", headers),
        ('{"key": "k", "number": "không phải số"}'.encode(), wrong),
        (b"{}", []),
        (None, headers[:1]),
        (b"{}", unknown),
        as_record(world, 5, "good"),
    )
    world.run(world.consumer)
    await world.sees([5])
    letters = await eventually(lambda: _letters(world, 4))
    by_id = {letter["_id"]: letter for letter in letters}
    assert by_id["bad-json"]["value"] == b"\xff\xfe no json"
    assert by_id["wrong-shape"]["error"] == "Undecodable: test.thing.happened is not valid: number"
    assert all(letter["attempts"] == 1 and letter["state"] == "dead" for letter in letters)


async def _letters(world: World, count: int) -> list[dict[str, Any]]:
    letters = await world.dead_letters.list()
    assert len(letters) == count
    return letters


async def test_dead_letter_is_retried_once_the_cause_is_gone(world: World) -> None:
    broken = True

    async def handle(events: Sequence[Received], session: Session) -> None:
        for event in events:
            if broken and event.payload.number == 13:
                raise Rejected("số 13 chưa xử lý được")
            await world.mongo.collection("seen").insert_one(
                {"_id": event.event_id, "number": event.payload.number}, session=session
            )

    other = world.make(handle)
    other.run()
    await world.say(12, 13, 14)
    await world.sees([12, 14])
    [letter] = await eventually(lambda: _letters(world, 1))
    assert letter["error"] == "Rejected: số 13 chưa xử lý được"
    assert letter["attempts"] == 1
    assert await world.dead_letters.retry(letter["_id"])
    await eventually(lambda: _letters(world, 1), what="the retry fails and is dead again")
    broken = False
    assert await eventually(lambda: world.dead_letters.retry(letter["_id"]))
    await world.sees([12, 13, 14])
    assert not await world.dead_letters.retry("no such letter")
    assert await world.dead_letters.list() == []


async def test_transient_errors_are_tried_again_then_dead_lettered(world: World) -> None:
    calls: dict[int, int] = {}

    async def handle(events: Sequence[Received], session: Session) -> None:
        for event in events:
            number = event.payload.number
            calls[number] = calls.get(number, 0) + 1
            if number == 99 or (number == 1 and calls[1] < 3):
                raise OSError("disk said no")
            await world.mongo.collection("seen").insert_one({"_id": event.event_id, "number": number}, session=session)

    other = world.make(handle, consumer_attempts=3)
    other.run()
    await world.say(1, 99, 2)
    await world.sees([1, 2])
    [letter] = await eventually(lambda: _letters(world, 1))
    assert (letter["attempts"], letter["error"]) == (3, "OSError: disk said no")


async def test_a_limit_stops_the_consumer(world: World, broker: Any) -> None:
    await produce(world, broker, *[(b"junk %d" % n, []) for n in range(8)], as_record(world, 1, "after-the-junk"))
    other = world.make(dead_letter_limit=3)
    other.run(other.consumer)
    assert await eventually(lambda: other.consumer.failure) == "4 dead letters within 600 s"
    assert len(await world.dead_letters.list()) == 4
    assert await world.seen() == []


async def test_a_letter_without_header_values_stops_nobody(world: World, broker: Any) -> None:
    _, headers = as_record(world, 1, "odd")
    await produce(world, broker, (b"junk", [*headers, ("odd", None)]), as_record(world, 2, "good"))  # type: ignore[list-item]
    world.run()
    await world.sees([2])
    await eventually(lambda: _letters(world, 1))
    await drain(world.mongo)  # of the letter's copy


async def test_a_discarded_letter_stays_discarded(world: World, broker: Any) -> None:
    broken = True

    async def handle(events: Sequence[Received], session: Session) -> None:
        if broken:
            raise Rejected("chưa xử lý được")
        rows = [{"_id": e.event_id, "number": e.payload.number} for e in events]
        await world.mongo.collection("seen").insert_many(rows, session=session)

    other = world.make(handle)
    other.run()
    await produce(world, broker, as_record(world, 1, "unwanted"))
    await eventually(lambda: _letters(world, 1))
    assert await other.dead_letters.discard("unwanted")
    broken = False
    await produce(world, broker, as_record(world, 1, "unwanted"), as_record(world, 2, "wanted"))
    await world.sees([2])


async def test_a_retry_that_comes_again_does_not_bring_a_discarded_letter_back(world: World) -> None:
    junk = RawRecord(world.event.topic.name, 0, 0, b"k", b"junk", [("ce_id", b"junk")])
    retry = replace(junk, topic=world.dead_letters.retry_topic)
    assert await world.dead_letters.add(junk, "unreadable", 1)
    assert await world.dead_letters.retry("junk")
    assert await world.dead_letters.add(retry, "unreadable again", 1), "poison is poison also when retried"
    assert await world.dead_letters.discard("junk")
    assert not await world.dead_letters.add(retry, "unreadable, the log was lost", 1)
    [letter] = await world.dead_letters.list(state=None)
    assert (letter["state"], letter["error"]) == ("discarded", "unreadable again")


async def test_known_letters_do_not_count_towards_the_limit(world: World, broker: Any) -> None:
    other = world.make(dead_letter_limit=3)
    other.run(other.consumer)
    junk = [(b"junk %d" % n, []) for n in range(2)]
    for _ in range(4):
        await produce(world, broker, *junk)
    await produce(world, broker, as_record(world, 1, "after"))
    await world.sees([1])
    assert other.consumer.failure is None
    assert len(await world.dead_letters.list()) == 2


async def test_a_log_that_went_back_under_the_same_name_is_noticed(world: World) -> None:
    leader = world.make(outbox_lease_s=600.0)  # one that lost its lease would forget what is put into it here
    leader.run(leader.relay)
    world.run(world.consumer)
    await world.say(1, 2, 3)
    await world.sees([1, 2, 3])
    await drain(world.mongo)
    for forgotten in (INBOX, "seen"):
        await world.mongo.collection(forgotten).delete_many({})
    leader.relay._offsets = {place: offset + 1000 for place, offset in leader.relay._offsets.items()}
    await world.say(4)
    await world.sees([1, 2, 3, 4])


async def test_a_client_that_stands_still_is_replaced(world: World) -> None:
    world.run()
    await world.say(1)
    await world.sees([1])
    stuck = world.consumer.reader
    assert stuck is not None
    stuck._kafka.pause(*stuck.partitions)  # as a client that lost its way: alive, and nothing arrives
    await world.say(2)
    await world.sees([1, 2], within=60)
    assert world.consumer.reader is not stuck


async def test_a_client_with_nothing_to_read_is_left_alone(world: World) -> None:
    world.run()
    await world.say(1)
    await world.sees([1])
    reader, beats = world.consumer.reader, []
    looks = 3 * QUIET_CHECKS * world.consumer._settings.broker_check_s

    async def long_quiet() -> bool:
        beats.append(world.consumer.beat)
        return beats[-1] - beats[0] > looks

    await eventually(long_quiet, within=60)
    assert world.consumer.reader is reader


async def test_a_batch_that_cannot_commit_is_taken_apart(world: World) -> None:
    sizes: list[int] = []

    async def handle(events: Sequence[Received], session: Session) -> None:
        sizes.append(len(events))
        if len(events) > 1:
            raise InfrastructureAway("the transaction was too large to commit in time")
        await world.mongo.collection("seen").insert_one(
            {"_id": events[0].event_id, "number": events[0].payload.number}, session=session
        )

    other = world.make(handle)
    await world.say(1, 2, 3)
    other.run()
    await world.sees([1, 2, 3])
    assert await world.dead_letters.list() == []
    assert sizes.count(1) == 3


async def test_stale_lease_holder_marks_nothing(world: World) -> None:
    held = await world.relay._lease.acquire()
    assert held is not None
    other = world.make(outbox_lease_s=60.0)
    await world.say(1)
    await world.relay._lease.release()  # as if it had run out
    assert await other.relay._lease.acquire()
    row = await world.mongo.collection("outbox").find_one({})
    assert row is not None
    with pytest.raises(LeaseLost):
        await world.relay._mark([row["_id"]], {"_data": "late"})
    assert (await world.outbox.state()).pending == 1


async def test_second_relay_takes_over(world: World) -> None:
    world.run()
    other = world.make()
    other.run(other.relay)
    await world.say(1)
    await world.sees([1])
    await world.halt()
    await world.say(2)
    other.run(other.consumer)
    await world.sees([1, 2])
    lease = await world.mongo.collection("leases").find_one({"_id": "outbox-relay"})
    assert lease is not None
    assert lease["token"] == other.relay._lease.token


async def test_wiped_log_is_sent_and_read_again(world: World, broker: Any) -> None:
    world.run()
    await world.say(*range(30))
    await world.sees(range(30))
    before = broker.cluster_id
    await broker.restart_wiped()
    assert broker.cluster_id != before
    await world.say(*range(30, 40))
    await world.sees(range(40))
    await drain(world.mongo)
    assert await world.dead_letters.list() == []


async def test_shutdown_mid_message_acknowledges_nothing(world: World) -> None:
    inside, gate = asyncio.Event(), asyncio.Event()

    async def handle(events: Sequence[Received], session: Session) -> None:
        rows = [{"_id": e.event_id, "number": e.payload.number} for e in events]
        await world.mongo.collection("seen").insert_many(rows, session=session)
        inside.set()
        await gate.wait()

    slow = world.make(handle)
    world.run(world.relay)
    slow.run(slow.consumer)
    await world.say(1)
    await asyncio.wait_for(inside.wait(), 60)
    slow.tasks[0].cancel()
    await asyncio.wait(slow.tasks, timeout=60)
    assert slow.tasks[0].cancelled()
    assert await world.seen() == []
    world.run(world.consumer)
    await world.sees([1])
    assert await world.dead_letters.list() == []


async def test_consumer_group_shares_partitions(world: World) -> None:
    one, two = world.make(kafka_assignment="group"), world.make(kafka_assignment="group")
    one.run(one.consumer)
    two.run(two.consumer)
    world.run(world.relay)

    def shared() -> bool:
        parts = [w.consumer.reader.partitions if w.consumer.reader else frozenset() for w in (one, two)]
        return all(parts) and not set.intersection(*map(set, parts))

    await eventually(shared, within=60, what="both have partitions of their own")
    for n in range(10):
        await world.say(n, key=f"key-{n}")
    await world.sees(range(10), within=60)
    await one.halt()
    for n in range(10, 20):
        await world.say(n, key=f"key-{n}")
    await world.sees(range(20), within=60)
