"""What events do to assignments stands in the audit log, once, with what it followed from."""

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from chithi_contracts.events import DirectiveWithdrawn, ReportReturned
from chithi_platform.audit.verifying import Verdict, verify
from chithi_platform.mongo import Document, Mongo
from chithi_tasks.core.assignments.fan_out import assignment_id
from chithi_testkit.polling import eventually

from .reports import filed

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
URL = "/api/tasks/v1/assignments"


async def story(tasks: Any, assignment: str) -> list[Document]:
    """All rows that tell of the assignment, oldest first."""
    return [row async for row in tasks.service.audit.find(subject=assignment)][::-1]


async def sealed(tasks: Any) -> Verdict:
    """What verifying finds once every row is in the chain."""

    async def nothing_waits() -> bool:
        return not await tasks.service.audit.places.waiting.count_documents({})

    await eventually(nothing_waits, within=60)
    return await verify(tasks.service.audit.places)


async def test_the_whole_story_of_an_assignment(start: Callable[..., Any], wire: Any) -> None:
    """Each event comes three times: one row for its effect, sealed."""
    async with start() as tasks:
        directive = tasks.published(tasks.section("1", "UBND các xã, phường"))
        one = assignment_id(directive.directive_id, "1", tasks.ward)
        report = filed(one, tasks.ward, received_at=NOW)
        decided = {"reason": "thiếu số liệu", "returned_at": NOW, "returned_by": "an"}
        back = ReportReturned(**report.model_dump(exclude={"received_at"}), **decided)
        for event, event_id in ((directive, "published"), (report, "filed"), (back, "returned")):
            await wire.produce(*[wire.record(event, event_id)] * 3)
            await wire.handled(tasks, event_id)
        rows, verdict = await story(tasks, one), await sealed(tasks)
    told = [(row["action"], row["cause"], row["who"], row["address"]) for row in rows]
    assert told == [
        ("assignment.issued", "vn.chithi.directive.published published", "system", None),
        ("assignment.reported", "vn.chithi.report.submitted filed", "system", None),
        ("assignment.report-returned", "vn.chithi.report.returned returned", "system", None),
    ]
    issued, reported, returned = rows
    assert (issued["subject"], len(issued["about"]), len(set(issued["about"]))) == (directive.directive_id, 129, 129)
    assert (issued["before"], issued["after"]["section_ordinal"], issued["after"]["mode"]) == (None, "1", "assign")
    assert (reported["before"]["state"], reported["after"]["state"]) == ("issued", "reported")
    assert (reported["before"]["last_report"], reported["after"]["last_report"]["report_id"]) == (None, "r1")
    assert (returned["before"]["state"], returned["after"]["reason"]) == ("reported", "thiếu số liệu")
    assert (verdict.findings, verdict.waiting) == ([], 0)


async def test_what_ends_alike_is_one_row_and_what_does_not_has_its_own(tasks: Any) -> None:
    directive = tasks.published(tasks.section("1", "UBND các xã, phường"))
    one = assignment_id(directive.directive_id, "1", tasks.ward)
    why = {"reason": "ban hành nhầm", "withdrawn_at": NOW, "withdrawn_by": "an"}
    ended = DirectiveWithdrawn(directive_id=directive.directive_id, **why)
    await tasks.tell(directive, filed(one, tasks.ward, received_at=NOW), ended, ended)
    mine, others = await story(tasks, one), await story(tasks, directive.directive_id)
    assert [row["action"] for row in mine] == ["assignment.issued", "assignment.reported", "assignment.withdrawn"]
    assert (mine[2]["subject"], mine[2]["before"]["state"]) == (one, "reported")
    [alike] = [row for row in others if row["action"] == "assignment.withdrawn"]
    assert (len(alike["about"]), one in alike["about"], alike["before"]["state"]) == (128, False, "issued")
    assert alike["after"] == {"state": "withdrawn", "ended": "ban hành nhầm", "reason": "ban hành nhầm"}


async def test_what_follows_from_another_assignment_names_it(tasks: Any) -> None:
    directive = tasks.published(tasks.section("1", "Công an tỉnh"))
    await tasks.tell(directive)
    parent = assignment_id(directive.directive_id, "1", f"cong-an-tinh:{tasks.ninh_binh}")
    wish = {"targets": [{"kind": "unit", "id": unit} for unit in (tasks.ward, tasks.other_ward)], "form_id": "nhiem-vu"}
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss:
        handed = await boss.post(f"{URL}/{parent}/delegate", json=wish, headers={"If-Match": '"1"'})
        assert handed.status_code == 200, handed.text
        below = await tasks.mongo.collection("assignments").find({"parent_id": parent}).to_list(None)
        child = next(row["_id"] for row in below if row["assignee"]["id"] == tasks.ward)
        async with await tasks.signed_in("commune_officer", tasks.ward) as officer:
            assert (await officer.post(f"{URL}/{child}/accept")).status_code == 200
        version = (await boss.get(f"{URL}/{parent}")).headers["etag"]
        ended = await boss.post(f"{URL}/{parent}/withdraw", json={"reason": "nhầm"}, headers={"If-Match": version})
        assert ended.status_code == 200, ended.text
    above, (issued, accepted, gone) = await story(tasks, parent), await story(tasks, child)
    assert [row["action"].removeprefix("assignment.") for row in above] == [
        "issued",
        "delegated",
        "rolled-up",
        "withdrawn",
    ]
    assert (set(issued["about"]), issued["role"]) == ({row["_id"] for row in below}, "coordinator")
    assert issued["after"]["parent_id"] == parent
    assert (above[2]["who"], above[2]["cause"], above[2]["role"]) == ("system", f"assignment {child}", None)
    assert (accepted["role"], accepted["cause"]) == ("commune_officer", None)
    assert (gone["action"], gone["role"]) == ("assignment.withdrawn", "coordinator")
    assert gone["cause"] == f"assignment {parent}"
    assert above[3]["cause"] is None


async def test_a_consumer_killed_in_the_middle_leaves_one_row_for_each_effect(
    start: Callable[..., Any], wire: Any, mongo: Mongo, mongod: Any, empty_broker: Any, secrets_keys: str
) -> None:
    async with start() as tasks:
        directive = tasks.published(tasks.section("1", "UBND các xã, phường"))
        await wire.produce(wire.record(directive, "published"))
        await wire.handled(tasks, "published")
    rows = await mongo.collection("assignments").find({}).to_list(None)
    reports = [filed(row["_id"], row["assignee"]["unit_id"], f"r{n}", received_at=NOW) for n, row in enumerate(rows)]
    env = os.environ | {
        "CHITHI_MONGO_URL": mongod.url,
        "CHITHI_MONGO_DATABASE": mongo.database_name,
        "CHITHI_SECRETS_KEYS": secrets_keys,
        "CHITHI_KAFKA_BOOTSTRAP": empty_broker.bootstrap,
        "CHITHI_KAFKA_PROFILE": empty_broker.profile,
        "CHITHI_KAFKA_BATCH": "1",
    }
    log = mongo.beside("_audit").collection("log")
    first, *others = [wire.record(report, report.report_id) for report in reports]

    async def told_of(count: int) -> bool:
        return await log.count_documents({"action": "assignment.reported"}) >= count

    await wire.produce(first)
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "chithi_tasks", "worker"), env=env, stderr=asyncio.subprocess.DEVNULL
    )
    await eventually(lambda: told_of(1), within=120)
    async with mongo.session() as session:  # holds what it comes to last, so that no pause of ours lets it finish
        session.start_transaction()
        last = {"_id": reports[-1].assignment_id}
        await mongo.collection("assignments").update_one(last, {"$set": {"held": True}}, session=session)
        producing = asyncio.ensure_future(wire.produce(*others))
        await eventually(lambda: told_of(2))
        worker.kill()
        await worker.wait()
        await session.abort_transaction()
    await producing
    assert not await told_of(len(reports)), "killed too late"
    async with start() as tasks:
        await wire.handled(tasks, *(report.report_id for report in reports))
        found = await log.find({"action": "assignment.reported"}).to_list(None)
        verdict = await sealed(tasks)
    assert len(found) == len({row["subject"] for row in found}) == len(reports) == 129
    assert {row["cause"] for row in found} == {f"vn.chithi.report.submitted {one.report_id}" for one in reports}
    assert (verdict.findings, verdict.waiting) == ([], 0)
