"""The database starts, survives a kill with its data, and moves to another port with them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from chithi_cli.local.memory import MB
from chithi_cli.local.mongod import Mongod
from chithi_cli.local.ports import PortTakenError, free_port
from chithi_platform.mongo import Mongo, Session


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(run_dir: Path) -> AsyncIterator[Mongod]:
    """A server of this module's own, since its tests kill it."""
    mongod = Mongod(run_dir / "killed", port=free_port())
    yield mongod
    await mongod.stop()


async def _insert(server: Mongod, key: str) -> None:
    mongo = Mongo(server.url, "start", server_selection_ms=60_000)
    await mongo.collection("rows").insert_one({"_id": key})
    await mongo.close()


async def _count(server: Mongod) -> int:
    mongo = Mongo(server.url, "start", server_selection_ms=60_000)
    count = await mongo.collection("rows").count_documents({})
    await mongo.close()
    return count


async def test_it_takes_writes_once_started(server: Mongod) -> None:
    await server.start()
    await _insert(server, "first")
    assert await _count(server) == 1


async def test_what_was_acknowledged_survives_a_kill(server: Mongod) -> None:
    await _insert(server, "second")
    server.process.kill()
    await server.start()
    assert await _count(server) == 2


async def test_the_data_move_to_another_port(server: Mongod) -> None:
    await server.stop()
    moved = Mongod(Path(), port=free_port(), data_dir=server.data_dir)
    moved.process.log = server.process.log
    await moved.start()
    assert await _count(moved) == 2
    await moved.stop()
    await server.start()
    assert await _count(server) == 2


async def test_a_taken_port_is_a_clear_error(server: Mongod, tmp_path: Path) -> None:
    second = Mongod(tmp_path, port=server.port)
    with pytest.raises(PortTakenError, match=rf"mongod: port {server.port} on 127\.0\.0\.1 is taken"):
        await second.start()
    assert server.process.running
    assert not second.process.running


async def test_a_small_one_has_the_same_room_for_a_transaction(run_dir: Path) -> None:
    small = Mongod(run_dir / "small", port=free_port(), small=True)
    await small.start()
    mongo = Mongo(small.url, "small", server_selection_ms=60_000)
    rows = [{"_id": number, "text": "phường " * 700} for number in range(1_000)]

    async def work(session: Session) -> None:
        await mongo.collection("rows").insert_many(rows, session=session)

    try:
        await mongo.transact(work)
        assert await mongo.collection("rows").count_documents({"text": rows[0]["text"]}) == len(rows)
        cache = (await mongo.command({"serverStatus": 1}))["wiredTiger"]["cache"]
    finally:
        await mongo.close()
        await small.stop()
    assert cache["maximum bytes configured"] == 256 * MB
