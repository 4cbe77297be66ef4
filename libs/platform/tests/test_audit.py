"""The audit log: rows come with their change, are sealed once and in order, and any tampering is found and named."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from chithi_platform.audit import Actor, AuditLog, Entry
from chithi_platform.audit.chain import link
from chithi_platform.audit.places import Places
from chithi_platform.audit.sealing import Sealer, backlog, head
from chithi_platform.audit.verifying import verify
from chithi_platform.lease import LeaseLost
from chithi_platform.mongo import Mongo, Session
from chithi_testkit.polling import eventually

OFFICER = Actor(who="an", role="coordinator", unit_id="37-20250701", session_id="s", address="203.0.113.9")


async def write(mongo: Mongo, *subjects: str) -> None:
    log = AuditLog(mongo, "tasks")

    async def work(session: Session) -> None:
        for subject in subjects:
            changes = {"state": "reported"}, {"state": "returned", "due": date(2026, 3, 1), "of": {"b"}}
            await log.record(
                session, "assignment.returned", subject, before=changes[0], after=changes[1], actor=OFFICER
            )

    await mongo.transact(work)


async def sealed(mongo: Mongo, *subjects: str) -> Places:
    """The log with these rows, each in the chain."""
    places = Places.of(mongo)
    await places.ensure()
    await write(mongo, *subjects)
    await seal(mongo)
    return places


async def seal(mongo: Mongo, batch: int = 500) -> None:
    sealer = Sealer(mongo, Places.of(mongo), lease_s=60, batch=batch)
    assert await sealer._lease.acquire()
    while await sealer.seal():
        pass
    await sealer._lease.release()


async def test_a_row_says_who_did_what_from_where_before_and_after(mongo: Mongo) -> None:
    began = datetime.now(UTC) - timedelta(milliseconds=1)
    await write(mongo, "a1", "a2")
    log = AuditLog(mongo, "tasks")
    [row] = [row async for row in log.find(subject="a1", who="an", action="assignment.")]
    assert (row["who"], row["role"], row["address"], row["outcome"]) == ("an", "coordinator", "203.0.113.9", "done")
    assert (row["before"], row["after"]) == (
        {"state": "reported"},
        {"state": "returned", "due": "2026-03-01", "of": ["b"]},
    )
    assert len([row async for row in log.find(since=began)]) == 2
    assert not [row async for row in log.find(until=began)]
    assert not [row async for row in log.find(since=datetime.now(UTC) + timedelta(seconds=5))]


async def test_nothing_is_recorded_of_a_change_that_fails(mongo: Mongo) -> None:
    log = AuditLog(mongo, "tasks")

    async def work(session: Session) -> None:
        await log.record_all(session, [Entry("assignment.accepted", str(i)) for i in range(3)])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await mongo.transact(work)
    assert await backlog(log.places) == (0, 0.0)
    async with mongo.session() as session:
        with pytest.raises(RuntimeError, match="transaction"):
            await log.record(session, "assignment.accepted", "x")


async def test_an_untouched_log_verifies(mongo: Mongo) -> None:
    places = await sealed(mongo, *map(str, range(25)))
    middle = await places.chain.find_one({"_id": 12})
    await write(mongo, "late")
    verdict = await verify(places, middle["hash"] if middle else None)
    assert (verdict.findings, verdict.count, verdict.waiting, verdict.expected_at) == ([], 25, 1, 12)
    last = await head(places)
    assert last is not None
    assert verdict.head == last["hash"]


Tamper = Callable[[Places], Awaitable[Any]]


async def _row(places: Places, seq: int) -> str:
    found = await places.chain.find_one({"_id": seq})
    assert found is not None
    return str(found["row"])


async def change_a_field(places: Places) -> None:
    await places.rows.update_one({"_id": await _row(places, 3)}, {"$set": {"after.state": "completed"}})


async def add_a_field(places: Places) -> None:
    await places.rows.update_one({"_id": await _row(places, 3)}, {"$set": {"note": "x"}})


async def change_the_time(places: Places) -> None:
    await places.rows.update_one({"_id": await _row(places, 3)}, {"$set": {"at": datetime(2020, 1, 1, tzinfo=UTC)}})


async def delete_a_row(places: Places) -> None:
    await places.rows.delete_one({"_id": await _row(places, 3)})


async def change_a_link(places: Places) -> None:
    await places.chain.update_one({"_id": 3}, {"$set": {"row_hash": "0" * 64}})


async def change_the_head(places: Places) -> None:
    await places.chain.update_one({"_id": 6}, {"$set": {"hash": "0" * 64}})


async def delete_a_link(places: Places) -> None:
    await places.chain.delete_one({"_id": 3})


async def delete_row_and_link(places: Places) -> None:
    await places.rows.delete_one({"_id": await _row(places, 3)})
    await places.chain.delete_one({"_id": 3})


async def swap_two_rows(places: Places) -> None:
    ids = [await _row(places, 3), await _row(places, 4)]
    rows = [await places.rows.find_one({"_id": i}) for i in ids]
    for row_id, row in zip(ids, reversed(rows), strict=True):
        await places.rows.delete_one({"_id": row_id})
        await places.rows.insert_one({**(row or {}), "_id": row_id})


async def insert_a_row(places: Places) -> None:
    row = await places.rows.find_one({"_id": await _row(places, 3)})
    await places.rows.insert_one({**(row or {}), "_id": "0198-forged", "subject": "forged"})


async def insert_a_row_as_a_shell_does(places: Places) -> None:
    row = {"_id": ObjectId("650000000000000000000001"), "action": "assignment.returned", "subject": "forged"}
    await places.rows.insert_one(row)


async def insert_a_row_by_any_id(places: Places) -> None:
    await places.rows.insert_one({"_id": {"a": 1}, "action": "assignment.returned", "subject": "forged"})


async def insert_links_out_of_order(places: Places) -> None:
    for number in (-1, "z"):
        await places.chain.insert_one({"_id": number, "row": {"_id": number}, "told": "x"})


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (change_a_field, ["dòng đã bị sửa: #3 {3} action=assignment.returned subject=c who=an"]),
        (add_a_field, ["dòng đã bị sửa: #3 {3} action=assignment.returned subject=c who=an"]),
        (change_the_time, ["dòng đã bị sửa: #3 {3} action=assignment.returned subject=c who=an"]),
        (delete_a_row, ["dòng đã bị xóa: #3 {3} action=assignment.returned subject=c who=an"]),
        (
            change_a_link,
            [
                "mắt xích đã bị sửa: #3 {3} action=assignment.returned subject=c who=an",
                "dòng đã bị sửa: #3 {3} action=assignment.returned subject=c who=an",
            ],
        ),
        (change_the_head, ["mắt xích đã bị sửa: #6 {6} action=assignment.returned subject=f who=an"]),
        (
            delete_a_link,
            [
                "mất mắt xích 3–3 ngay trước: #4 {4} action=assignment.returned subject=d who=an",
                "dòng được chèn từ ngoài hệ thống: {3} action=assignment.returned subject=c who=an",
            ],
        ),
        (
            delete_row_and_link,
            ["mất mắt xích 3–3 ngay trước: #4 {4} action=assignment.returned subject=d who=an"],
        ),
        (
            swap_two_rows,
            [
                "dòng đã bị sửa: #3 {3} action=assignment.returned subject=c who=an",
                "dòng đã bị sửa: #4 {4} action=assignment.returned subject=d who=an",
            ],
        ),
        (
            insert_a_row_as_a_shell_does,
            ["dòng được chèn từ ngoài hệ thống: 650000000000000000000001 action=assignment.returned subject=forged"],
        ),
        (
            insert_a_row_by_any_id,
            ["dòng được chèn từ ngoài hệ thống: {{'a': 1}} action=assignment.returned subject=forged"],
        ),
        (insert_links_out_of_order, ["mắt xích lạ, không do hệ thống thêm: " + name for name in ("-1", "z")]),
        (
            insert_a_row,
            ["dòng được chèn từ ngoài hệ thống: 0198-forged action=assignment.returned subject=forged who=an"],
        ),
    ],
)
async def test_tampering_is_found_and_named(mongo: Mongo, tamper: Tamper, named: list[str]) -> None:
    places = await sealed(mongo, *"abcdef")
    ids = [""] + [await _row(places, seq) for seq in range(1, 7)]
    await tamper(places)
    assert [str(finding) for finding in (await verify(places)).findings] == [line.format(*ids) for line in named]


async def test_a_tail_that_was_cut_off_is_found_by_what_was_seen_before(mongo: Mongo) -> None:
    places = await sealed(mongo, *"abcdef")
    seen = (await verify(places)).head
    for seq in (5, 6):
        await places.rows.delete_one({"_id": await _row(places, seq)})
        await places.chain.delete_one({"_id": seq})
    [own] = (await verify(places)).findings
    assert str(own) == f"chuỗi bị cắt hoặc bị thay: không còn mắt xích cuối mà dịch vụ đã niêm phong: #6 {seen}"
    before = (await places.chain.find_one({"_id": 4}) or {})["hash"]
    await places.leases.update_one({}, {"$set": {"sealed": {"seq": 4, "hash": before}}})
    assert not (await verify(places)).findings, "who may write to both databases leaves no trace but the anchor"
    [finding] = (await verify(places, seen)).findings
    assert "cuối chuỗi bị cắt" in str(finding)
    assert seen in str(finding)


async def test_a_log_that_is_gone_or_was_put_in_place_of_another_is_found(mongo: Mongo) -> None:
    places = await sealed(mongo, *"abc")
    seen = (await verify(places)).head
    for collection in (places.rows, places.chain):
        await collection.drop()
    assert [str(found).split()[-2:] for found in (await verify(places)).findings] == [["#3", seen]]
    forged = [link(None, "x", None, datetime(2026, 3, 1, tzinfo=UTC))]
    for number in range(3):
        forged.append(link(forged[-1], str(number), None, datetime(2026, 3, 1, tzinfo=UTC)))
    await places.chain.insert_many(forged)
    assert any(str(found).endswith(f"#3 {seen}") for found in (await verify(places)).findings)


async def test_a_log_without_a_row_is_well(mongo: Mongo) -> None:
    verdict = await verify(Places.of(mongo))
    assert (verdict.findings, verdict.count, verdict.waiting) == ([], 0, 0)


async def test_what_is_written_while_it_is_verified_is_no_finding(mongo: Mongo) -> None:
    places = await sealed(mongo, *map(str, range(50)))
    sealer, enough = Sealer(mongo, places, batch=3), asyncio.Event()
    sealing = asyncio.ensure_future(sealer.run())

    async def writing() -> None:
        number = 0
        while not enough.is_set():
            await write(mongo, f"later-{number}")
            number += 1

    writer, verdicts = asyncio.ensure_future(writing()), [await verify(places)]
    while verdicts[-1].count < 80:
        verdicts.append(await verify(places))
    enough.set()
    await writer
    sealer.stop()
    await sealing
    assert [found for verdict in verdicts for found in verdict.findings] == []


async def test_a_row_that_is_removed_before_it_is_sealed_is_missed(mongo: Mongo) -> None:
    places = Places.of(mongo)
    await places.ensure()
    await write(mongo, "a", "b")
    row = await places.rows.find_one({"subject": "a"})
    await places.rows.delete_one({"subject": "a"})
    await seal(mongo)
    assert row is not None
    findings = (await verify(places)).findings
    assert [str(finding) for finding in findings] == [f"dòng bị xóa trước khi niêm phong: #1 {row['_id']}"]


async def test_a_row_that_commits_late_is_sealed_once(mongo: Mongo) -> None:
    places = Places.of(mongo)
    await places.ensure()
    log = AuditLog(mongo, "tasks")
    async with mongo.session() as session:
        session.start_transaction()
        await log.record(session, "assignment.accepted", "late", actor=OFFICER)
        await write(mongo, "early")
        await seal(mongo)
        assert (await verify(places)).count == 1
        await session.commit_transaction()
    await seal(mongo)
    verdict = await verify(places)
    assert (verdict.findings, verdict.count, verdict.waiting) == ([], 2, 0)
    found = await places.chain.find({}).sort("_id", 1).to_list(None)
    assert [link["told"]["subject"] for link in found] == ["early", "late"]


async def test_two_processes_seal_each_row_once_while_rows_are_written(mongo: Mongo) -> None:
    places = Places.of(mongo)
    await places.ensure()
    sealers = [Sealer(mongo, places, batch=7) for _ in range(2)]
    running = [asyncio.ensure_future(sealer.run()) for sealer in sealers]
    await asyncio.gather(*(write(mongo, *(f"{writer}-{i}" for i in range(5))) for writer in range(40)))

    async def all_sealed() -> bool:
        return await places.chain.count_documents({}) == 200

    await eventually(all_sealed, within=60)
    for sealer in sealers:
        sealer.stop()
    await asyncio.gather(*running)
    verdict = await verify(places)
    assert (verdict.findings, verdict.count, verdict.waiting) == ([], 200, 0)


async def test_who_lost_the_lease_seals_nothing(mongo: Mongo) -> None:
    places = Places.of(mongo)
    await places.ensure()
    await write(mongo, "a")
    stale, heir = [Sealer(mongo, places, lease_s=60) for _ in range(2)]
    assert await stale._lease.acquire()
    await stale._lease.release()  # as if it had run out
    assert await heir._lease.acquire()
    with pytest.raises(LeaseLost):
        await stale.seal()
    assert await heir.seal() == 1
    assert not (await verify(places)).findings


SEALING = """
import asyncio, sys
from chithi_platform.audit.places import Places
from chithi_platform.audit.sealing import Sealer
from chithi_platform.mongo import Mongo
mongo = Mongo(sys.argv[1], sys.argv[2])
asyncio.run(Sealer(mongo, Places.of(mongo), lease_s=2, batch=5).run())
"""


async def test_a_process_killed_in_a_batch_leaves_nothing_half_sealed(mongo: Mongo, mongod: Any) -> None:
    places = Places.of(mongo)
    await places.ensure()
    await write(mongo, *map(str, range(600)))
    for goal in (20, 120, 600):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SEALING, mongod.url, mongo.database_name, stderr=asyncio.subprocess.DEVNULL
        )

        async def reached(goal: int = goal) -> bool:
            return await places.chain.count_documents({}) >= goal

        await eventually(reached, within=120)
        process.kill()
        await process.wait()
    verdict = await verify(places)
    assert (verdict.findings, verdict.count, verdict.waiting) == ([], 600, 0)
