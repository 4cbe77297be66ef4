"""One contract for both drivers, on the real database."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from chithi_platform.lease import Lease, LeaseLost
from chithi_platform.mongo import (
    Document,
    Driver,
    DuplicateKeyError,
    InsertOne,
    Mongo,
    Session,
    UpdateOne,
    is_infrastructure_error,
    patiently,
)
from chithi_testkit.polling import eventually


@pytest.fixture(params=get_args(Driver))
async def db(request: pytest.FixtureRequest, mongod: Any) -> AsyncIterator[Mongo]:
    """The same tests, once through each driver."""
    database = Mongo(mongod.url, f"seam_{uuid.uuid4().hex[:8]}", request.param)
    yield database
    await database.drop_database()
    await database.close()


async def test_documents_come_back_as_they_went(db: Mongo) -> None:
    things = db.collection("things")
    now = datetime.now(UTC).replace(microsecond=0)
    await things.insert_one({"_id": 1, "tên": "Ninh Bình", "lúc": now, "bytes": b"\x00\xff"})
    found = await things.find_one({"_id": 1})
    assert found == {"_id": 1, "tên": "Ninh Bình", "lúc": now, "bytes": b"\x00\xff"}
    assert found["lúc"].tzinfo is not None
    with pytest.raises(DuplicateKeyError):
        await things.insert_one({"_id": 1})


async def test_queries_updates_and_pipelines(db: Mongo) -> None:
    things = db.collection("things")
    await things.insert_many([{"_id": n, "group": n % 2, "value": n} for n in range(10)])
    assert [d["_id"] async for d in things.find({"group": 1}).sort("_id", -1).limit(2)] == [9, 7]
    assert len(await things.find({}).to_list(None)) == 10
    assert await things.count_documents({"value": {"$gte": 5}}) == 5
    assert sorted(await things.distinct("group")) == [0, 1]
    summed = [d async for d in db.aggregate("things", [{"$group": {"_id": "$group", "sum": {"$sum": "$value"}}}])]
    assert {d["_id"]: d["sum"] for d in summed} == {0: 20, 1: 25}
    await things.bulk_write([UpdateOne({"_id": 0}, {"$inc": {"value": 5}}), InsertOne({"_id": 99})])
    changed = await things.find_one_and_update({"_id": 0}, {"$inc": {"value": 1}}, return_document=True)
    assert changed is not None
    assert changed["value"] == 6
    assert (await things.delete_many({"group": 1})).deleted_count == 5


async def test_a_transaction_is_whole_or_not_at_all(db: Mongo) -> None:
    await db.collection("a").insert_one({"_id": 0})
    await db.collection("b").insert_one({"_id": 0})

    async def both(session: Session) -> str:
        await db.collection("a").insert_one({"_id": 1}, session=session)
        await db.collection("b").insert_one({"_id": 1}, session=session)
        return "done"

    async def half(session: Session) -> None:
        await db.collection("a").insert_one({"_id": 2}, session=session)
        raise LookupError

    assert await db.transact(both) == "done"
    with pytest.raises(LookupError):
        await db.transact(half)
    assert await db.collection("a").count_documents({}) == 2


async def test_an_index_that_takes_longer_than_an_answer_may_is_waited_for(db: Mongo, mongod: Any) -> None:
    """An open transaction keeps the build from its lock for as long as the test likes."""
    hurried, tries = Mongo(mongod.url, db.database_name, db.driver, answer_ms=200), 0
    await db.collection("things").insert_one({"_id": 1, "a": 1})

    async def build() -> str:
        nonlocal tries
        tries += 1
        return await hurried.collection("things").create_index([("a", 1)], name="by_a")

    async def hold(session: Session) -> None:
        await db.collection("things").insert_one({"_id": 2, "a": 2}, session=session)
        held.set()
        await free.wait()

    held, free = asyncio.Event(), asyncio.Event()
    holding = asyncio.ensure_future(db.transact(hold))
    await held.wait()
    waiting = asyncio.ensure_future(patiently(build))
    await eventually(lambda: tries > 1, within=30, what="an answer that came too late")
    free.set()
    await holding
    assert await waiting == "by_a"
    await hurried.close()


async def test_conflicting_transactions_are_run_again(db: Mongo) -> None:
    counter = db.collection("counter")
    await counter.insert_one({"_id": "n", "value": 0})

    async def increment(session: Session) -> None:
        found = await counter.find_one({"_id": "n"}, session=session)
        assert found is not None
        await counter.update_one({"_id": "n"}, {"$set": {"value": found["value"] + 1}}, session=session)

    await asyncio.gather(*(db.transact(increment) for _ in range(8)))
    assert await counter.find_one({"_id": "n"}) == {"_id": "n", "value": 8}


async def test_a_conflict_at_the_commit_is_run_again(db: Mongo) -> None:
    """Both make the same collection: that shows when the second of them commits."""
    for name in ("one", "two", "three", "four"):
        tried = {1: asyncio.Event(), 2: asyncio.Event()}

        async def make(key: int, name: str = name, tried: dict[int, asyncio.Event] = tried) -> None:
            async def work(session: Session) -> None:
                try:
                    await db.collection(name).insert_one({"_id": key}, session=session)
                finally:
                    tried[key].set()
                await tried[3 - key].wait()

            await db.transact(work)

        await asyncio.gather(make(1), make(2))
        assert await db.collection(name).count_documents({}) == 2


async def test_a_change_stream_tells_inserts_in_order_and_resumes(db: Mongo) -> None:
    rows = db.collection("rows")
    await rows.insert_one({"_id": 0})
    only_inserts = [{"$match": {"operationType": "insert"}}]
    async with db.watch("rows", only_inserts, max_await_time_ms=100) as stream:
        await rows.insert_one({"_id": 1})

        async def first() -> Document | None:
            return await stream.try_next()

        change = await eventually(first)
        token = stream.resume_token
    assert change["fullDocument"] == {"_id": 1}
    await rows.insert_many([{"_id": 2}, {"_id": 3}])
    seen: list[int] = []
    async with db.watch("rows", only_inserts, max_await_time_ms=100, resume_after=token) as stream:

        async def both() -> bool:
            if change := await stream.try_next():
                seen.append(change["fullDocument"]["_id"])
            return len(seen) == 2

        await eventually(both)
    assert seen == [2, 3]


async def test_an_absent_server_is_told_from_a_bad_request(db: Mongo) -> None:
    nobody = Mongo("mongodb://127.0.0.1:1/", "x", db.driver, server_selection_ms=200)
    with pytest.raises(Exception, match=r"127\.0\.0\.1") as away:
        await nobody.ping()
    assert is_infrastructure_error(away.value)
    await nobody.close()
    with pytest.raises(Exception, match="unknown operator") as bad:
        await db.collection("x").find_one({"a": {"$nonsense": 1}})
    assert not is_infrastructure_error(bad.value)


async def test_a_lease_has_one_holder_until_it_runs_out(db: Mongo) -> None:
    first, second = Lease(db, "role", ttl_s=60), Lease(db, "role", ttl_s=600)
    assert await first.acquire()
    assert await second.acquire() is None
    assert await first.acquire(), "renewing one's own lease"
    first.ttl_s = 2.0  # by the database's clock, however long we take
    assert await first.acquire()
    await eventually(second.acquire, within=30)
    with pytest.raises(LeaseLost):
        await db.transact(first.guard)
    await db.transact(lambda session: second.guard(session, {"note": {"$literal looks": "odd"}}))
    await second.release()
    held = await first.acquire()
    assert held is not None
    assert held["note"] == {"$literal looks": "odd"}
    assert held["expires_at"] - datetime.now(UTC) < timedelta(seconds=60)
