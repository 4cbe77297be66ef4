"""The broker is rolled when its log has grown and rests, or has grown too far; never for what was sent again."""

import asyncio
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chithi_cli.local.broker import Tansu
from chithi_cli.local.ports import free_port
from chithi_cli.local.roll import Pace, Roller
from chithi_testkit.polling import eventually

A, B = TopicPartition("t", 0), TopicPartition("t", 1)


@pytest.fixture
def pace() -> Pace:
    """A pace whose log settled empty at time 5."""
    pace = Pace(limit=100, urgent=1_000, quiet_s=5, trickle=2)
    assert not pace.due({A: 0, B: 0}, 0)
    assert not pace.due({A: 0, B: 0}, 5)
    return pace


def test_rolls_at_the_first_quiet_moment_after_the_limit(pace: Pace) -> None:
    assert not pace.due({A: 60, B: 120}, 6)
    assert not pace.due({A: 60, B: 121}, 10)
    assert pace.due({A: 60, B: 122}, 11)
    assert pace.growth({A: 60, B: 122}) == 122


def test_many_partitions_below_the_limit_do_not_add_up(pace: Pace) -> None:
    assert not pace.due({A: 99, B: 99}, 6)
    assert not pace.due({A: 99, B: 99}, 60)


def test_rolls_even_while_busy_once_it_is_urgent(pace: Pace) -> None:
    assert not pace.due({A: 999}, 6)
    assert pace.due({A: 1_000}, 7)


def test_what_was_sent_again_after_a_roll_does_not_count(pace: Pace) -> None:
    pace.reset()
    assert not pace.due({A: 0}, 100)
    assert not pace.due({A: 5_000}, 102)
    assert not pace.due({A: 5_000}, 107)
    assert not pace.due({A: 5_099}, 108)
    assert not pace.due({A: 5_099}, 113)
    assert not pace.due({A: 5_102}, 114)
    assert pace.due({A: 5_102}, 119)


async def test_rolls_a_real_broker(run_dir: Path) -> None:
    broker = Tansu(run_dir / "rolled", port=free_port())
    await broker.start()
    first, grown = broker.cluster_id, []

    async def roll(records: int) -> None:
        grown.append(records)
        await broker.restart_wiped()

    pace = Pace(limit=4, quiet_s=0.2, trickle=0)  # all that is sent, however long each record takes
    rolling = asyncio.create_task(Roller(broker, roll, pace=pace, every=0.05).run())
    await eventually(lambda: pace._settled is not None)
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic("t", num_partitions=1, replication_factor=1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=broker.bootstrap) as producer:
        for _ in range(4):
            await producer.send_and_wait("t", b"x")
    await eventually(lambda: broker.cluster_id != first)
    await eventually(lambda: grown == [4])
    rolling.cancel()
    await asyncio.gather(rolling, return_exceptions=True)
    await broker.stop()
