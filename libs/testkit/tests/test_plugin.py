"""The fixtures give a real database and a real broker, apart for each test."""

from collections.abc import Callable

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chithi_cli.local.broker import Broker
from chithi_platform.mongo import Mongo

_seen: list[str] = []


@pytest.mark.parametrize("turn", [1, 2])
async def test_every_test_has_a_database_of_its_own(mongo: Mongo, turn: int) -> None:
    await mongo.collection("things").insert_one({"_id": 1, "turn": turn})
    assert await mongo.collection("things").count_documents({}) == 1
    assert mongo.database_name not in _seen
    _seen.append(mongo.database_name)


async def test_the_database_has_transactions(mongo: Mongo) -> None:
    async def work(session: object) -> str:
        await mongo.collection("a").insert_one({"_id": 1}, session=session)
        await mongo.collection("b").insert_one({"_id": 1}, session=session)
        return "done"

    assert await mongo.transact(work) == "done"
    assert await mongo.collection("b").count_documents({}) == 1


async def test_a_record_goes_through_the_broker(broker: Broker, unique: Callable[[str], str]) -> None:
    topic = unique("letters")
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    await admin.close()
    idempotent = broker.profile == "kafka"
    async with AIOKafkaProducer(bootstrap_servers=broker.bootstrap, enable_idempotence=idempotent) as producer:
        await producer.send_and_wait(topic, "thư".encode(), headers=[("ce_id", b"1")])
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=broker.bootstrap,
        group_id=unique("g"),
        auto_offset_reset="earliest",
        session_timeout_ms=6000 if idempotent else 2000,
        heartbeat_interval_ms=500,
    )
    async with consumer:
        record = await consumer.getone()
    assert (record.value, record.headers) == ("thư".encode(), (("ce_id", b"1"),))


async def test_an_empty_broker_is_another_cluster(broker: Broker) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    before = await admin.describe_cluster()
    await admin.close()
    await broker.restart_wiped()
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    after = await admin.describe_cluster()
    topics = await admin.list_topics()
    await admin.close()
    assert before["cluster_id"] != after["cluster_id"] == broker.cluster_id
    assert not [name for name in topics if name.endswith("letters")]
