"""A wiped restart of the broker is another, empty cluster on the same port."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chithi_cli.local.apache import KafkaNotFoundError, kafka_jars
from chithi_cli.local.broker import Broker
from chithi_cli.local.brokers import new_broker
from chithi_testkit.plugin import KAFKA
from chithi_testkit.polling import eventually


@pytest_asyncio.fixture(loop_scope="session")
async def own(run_dir: Path) -> AsyncIterator[Broker]:
    """A broker of this test's own."""
    broker = new_broker(KAFKA, run_dir / "own")
    await broker.start()
    yield broker
    await broker.stop()


async def _look(broker: Broker, *, create: str | None = None) -> tuple[str, list[str]]:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    try:
        if create:
            await admin.create_topics([NewTopic(create, num_partitions=6, replication_factor=1)])
            await eventually(lambda: _knows(admin, create), what="the broker has heard of the new topic")
        return (await admin.describe_cluster())["cluster_id"], await admin.list_topics()
    finally:
        await admin.close()


async def _knows(admin: AIOKafkaAdminClient, topic: str) -> bool:
    return topic in await admin.list_topics()


async def test_a_wiped_restart_is_another_cluster(own: Broker) -> None:
    before, topics = await _look(own, create="letters")
    assert (before, topics) == (own.cluster_id, ["letters"])
    port = own.port
    await own.restart_wiped()
    after, topics = await _look(own)
    assert (after, topics) == (own.cluster_id, [])
    assert after != before
    assert own.port == port


async def test_a_killed_broker_comes_back(own: Broker) -> None:
    before, _ = await _look(own, create="letters")
    own.process.kill()
    await own.start()
    after, topics = await _look(own)
    survives = own.profile == "kafka"
    assert (after == before, topics == ["letters"]) == (survives, survives)


def test_missing_jars_name_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHITHI_KAFKA_JARS", str(tmp_path))
    with pytest.raises(KafkaNotFoundError, match="make kafka"):
        kafka_jars()
