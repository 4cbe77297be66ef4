"""The pytest plugin: fixtures of a real database and a real broker, started once a session on first use."""

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from chithi_cli.local.broker import Broker
from chithi_cli.local.brokers import BrokerKind, new_broker
from chithi_cli.local.mongod import Mongod
from chithi_cli.local.ports import free_port
from chithi_platform.mongo import Mongo, patiently
from chithi_testkit.run_dir import make_run_dir

KAFKA: BrokerKind = "apache" if os.environ.get("CHITHI_TEST_KAFKA") == "apache" else "tansu"
MONGO_DRIVER = os.environ.get("CHITHI_TEST_MONGO_DRIVER", "motor")


@pytest.fixture(scope="session")
def run_dir() -> Iterator[Path]:
    """Where the session's database and broker keep data and logs."""
    directory = make_run_dir()
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def mongod(run_dir: Path) -> AsyncIterator[Mongod]:
    """A primary that takes writes: `.url`, and `.process` to kill or suspend; `await .start()` brings it back."""
    server = Mongod(run_dir, port=free_port())
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def broker(run_dir: Path) -> AsyncIterator[Broker]:
    """A broker: `.bootstrap`, `.cluster_id`, `.profile`, `await .restart_wiped()`, and `.process` to kill or suspend.

    Tansu, or Apache Kafka when CHITHI_TEST_KAFKA=apache. It is shared by the session: use `empty_broker` when records
    of other tests would disturb.
    """
    server = new_broker(KAFKA, run_dir)
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def empty_broker(broker: Broker) -> Broker:
    """The session's broker, wiped just now."""
    await broker.restart_wiped()
    return broker


@pytest_asyncio.fixture(loop_scope="session")
async def mongo(mongod: Mongod) -> AsyncIterator[Mongo]:
    """An empty database of its own, dropped after the test."""
    database = Mongo(mongod.url, f"test_{uuid.uuid4().hex[:12]}", "pymongo" if MONGO_DRIVER == "pymongo" else "motor")
    yield database
    async with asyncio.timeout(180):  # the test is over, however long the server is held up now
        await patiently(database.drop_database)
    await database.close()


@pytest.fixture
def unique() -> Callable[[str], str]:
    """`unique("chithi.report.v1")` is that name with a prefix of this test, for topics and consumer groups."""
    prefix = uuid.uuid4().hex[:8]
    return lambda name: f"{prefix}.{name}"
