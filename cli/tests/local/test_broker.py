"""The broker starts at once, and a wiped restart is another, empty cluster on the same port."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chithi_cli.local.broker import Tansu
from chithi_cli.local.ports import free_port


@pytest_asyncio.fixture(loop_scope="session")
async def tansu(run_dir: Path) -> AsyncIterator[Tansu]:
    """A broker of this test's own."""
    broker = Tansu(run_dir / "own", port=free_port())
    begun = time.monotonic()
    await broker.start()
    assert time.monotonic() - begun < 3
    yield broker
    await broker.stop()


async def _look(broker: Tansu, *, create: str | None = None) -> tuple[str, list[str]]:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    try:
        if create:
            await admin.create_topics([NewTopic(create, num_partitions=6, replication_factor=1)])
        return (await admin.describe_cluster())["cluster_id"], await admin.list_topics()
    finally:
        await admin.close()


async def test_a_wiped_restart_is_another_cluster(tansu: Tansu) -> None:
    before, topics = await _look(tansu, create="letters")
    assert (before, topics) == (tansu.cluster_id, ["letters"])
    port = tansu.port
    await tansu.restart_wiped()
    after, topics = await _look(tansu)
    assert (after, topics) == (tansu.cluster_id, [])
    assert after != before
    assert tansu.port == port


async def test_a_killed_broker_comes_back(tansu: Tansu) -> None:
    tansu.process.kill()
    await tansu.start()
    assert (await _look(tansu))[0] == tansu.cluster_id
