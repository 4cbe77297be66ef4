"""Events on the real broker: once, whatever is repeated, poisoned, killed or stopped in the middle."""

import asyncio
from collections.abc import Callable
from typing import Any

from chithi_contracts.events import AssignmentIssued, AssignmentProgressed, UnitChanged
from chithi_contracts.topics import ASSIGNMENT, DIRECTIVE
from chithi_platform.mongo import Mongo, Session
from chithi_platform.service import Role
from chithi_testkit.polling import eventually

from .reports import filed


async def test_redelivery_is_idempotent(start: Callable[..., Any], wire: Any) -> None:
    """The whole country: 3,321 assignments from one event that comes three times, and once more under a new id."""
    async with start() as tasks:
        sections = [tasks.section("1", "UBND các xã, phường")]
        directive = tasks.published(*sections, issuing_body="Thủ tướng Chính phủ")
        await wire.produce(*[wire.record(directive, "same")] * 3, wire.record(directive, "repeated"))
        await wire.handled(tasks, "same", "repeated")
        assignments = tasks.mongo.collection("assignments")
        assert len(await assignments.distinct("assignee.unit_id")) == 3321
        assert await assignments.count_documents({}) == 3321
        told = await tasks.said(AssignmentIssued)
        assert len(told) == len({event.assignment_id for event in told}) == 3321
        assert await tasks.service.dead_letters.list() == []


async def test_poison_bytes(start: Callable[..., Any], wire: Any) -> None:
    async with start() as tasks:
        good = tasks.published(tasks.section("1", "Công an tỉnh"))
        _, _, headers = wire.record(good, "not-json")
        await wire.produce(
            (DIRECTIVE.name, b"\xff\xfe", headers),
            (DIRECTIVE.name, '{"directive_id": "thiếu"}'.encode(), wire.record(good, "half")[2]),
            (DIRECTIVE.name, b"", []),
            wire.record(good, "good"),
        )
        await wire.handled(tasks, "good")
        letters = await eventually(tasks.service.dead_letters.list)
        assert {"not-json", "half"} < {letter["_id"] for letter in letters}
        assert len(letters) == 3
        assert await tasks.mongo.collection("assignments").count_documents({}) == 1


async def test_dead_letter(start: Callable[..., Any], wire: Any) -> None:
    """The database refuses one directive's assignments; the others go on, and later it is taken in by a retry."""
    async with start() as tasks:
        bad, good = (tasks.published(tasks.section("1", "Công an tỉnh")) for _ in range(2))
        refuse = {"directive_id": {"$ne": bad.directive_id}}
        await tasks.mongo.command({"collMod": "assignments", "validator": refuse})
        await wire.produce(wire.record(bad, "bad"), wire.record(good, "good"))
        await wire.handled(tasks, "good")
        [letter] = await eventually(tasks.service.dead_letters.list)
        assert (letter["_id"], letter["attempts"]) == ("bad", 2)
        assert await tasks.mongo.collection("directives").count_documents({}) == 1
        await tasks.mongo.command({"collMod": "assignments", "validator": {}})
        assert await tasks.service.dead_letters.retry("bad")
        await wire.handled(tasks, "bad")
        assert len(await tasks.mongo.collection("assignments").distinct("directive_id")) == 2


async def test_crash_between_write_and_publish(start: Callable[..., Any], wire: Any) -> None:
    async with start(Role.api) as dead:  # it writes, and is gone before any relay ran
        await dead.tell(dead.published())
    async with start(Role.worker) as other:
        await other.service.broker.ensure_topics()  # a reader that comes before its topic learns of it minutes later
        told = await wire.on_topic(ASSIGNMENT.name, 130)
        assert len({attributes["ce_subject"] for attributes in told}) == 130
        assert len(await other.said(UnitChanged, valid_to=None)) == 3356


async def test_shutdown_mid_message(start: Callable[..., Any], wire: Any, mongo: Mongo) -> None:
    """While another transaction holds the change counter, the handler cannot finish; a stop leaves no trace of it."""
    holding, release = asyncio.Event(), asyncio.Event()

    async def hold(session: Session) -> None:
        counters = mongo.collection("change_counters")
        await counters.update_one({"_id": "37-20250701"}, {"$inc": {"last": 1}}, session=session)
        holding.set()
        await release.wait()

    async with start(drain_s=0.3) as tasks:
        await wire.produce(wire.record(filed(None, "nowhere", "r"), "first"))
        await wire.handled(tasks, "first")  # it reads by now: the server bears a transaction for 20 s only
        holder = asyncio.ensure_future(mongo.transact(hold))
        await asyncio.wait_for(holding.wait(), 60)
        before = await _aborted(mongo)
        await wire.produce(wire.record(tasks.published(), "stopped"))

        async def stuck() -> bool:
            return await _aborted(mongo) > before + 2

        await eventually(stuck, within=20, what="the handler runs into the held counter")
    release.set()
    await asyncio.wait({holder})  # on a slow machine the server has ended its transaction by now, which is as good
    holder.exception()
    assert await mongo.collection("inbox").distinct("_id") == ["tasks:first"]
    assert await mongo.collection("assignments").count_documents({}) == 0
    async with start() as other:
        await wire.handled(other, "stopped")
        assert await mongo.collection("assignments").count_documents({}) == 130
        assert await other.service.dead_letters.list() == []


async def _aborted(mongo: Mongo) -> int:
    """Transactions that the server has aborted: here, those of the handler that ran into the counter."""
    return int((await mongo.command({"serverStatus": 1}))["transactions"]["totalAborted"])


async def test_a_batch_of_reports_moves_assignments_once(start: Callable[..., Any], wire: Any) -> None:
    async with start() as tasks:
        directive = tasks.published(tasks.section("1", "UBND các xã, phường"))
        await tasks.tell(directive)
        rows = await tasks.mongo.collection("assignments").find({}).to_list(None)
        reports = [filed(row["_id"], row["assignee"]["unit_id"], f"r{n}") for n, row in enumerate(rows)]
        records = [wire.record(report, report.report_id) for report in reports]
        await wire.produce(*records, *records[:40])
        await wire.handled(tasks, *(report.report_id for report in reports))
        states = await tasks.mongo.collection("assignments").distinct("state")
        assert states == ["reported"]
        told = await tasks.said(AssignmentProgressed)
        assert len(told) == len({event.assignment_id for event in told}) == len(rows) == 129
