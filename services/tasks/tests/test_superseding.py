"""A directive whose place another took: its open assignments end once, in any order, whatever breaks in between."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from chithi_contracts.events import AssignmentIssued, AssignmentWithdrawn, DirectiveSuperseded, ReportSubmitted
from chithi_contracts.topics import ASSIGNMENT, DIRECTIVE
from chithi_platform.service import Role
from chithi_tasks.adapters.inbound.assignments.events import NotAlone
from chithi_testkit.polling import eventually

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
REASON = "Được thay thế bằng Chỉ thị số 15/CT-UBND."


def superseded(directive: Any, number: str | None = "15/CT-UBND") -> DirectiveSuperseded:
    fields = {"directive_id": directive.directive_id, "superseded_by": "d-new", "number": number}
    return DirectiveSuperseded(**fields, superseded_at=NOW)


async def test_open_assignments_end_and_the_assigned_are_told_why(tasks: Any) -> None:
    directive = tasks.published(tasks.section("1", "Công an tỉnh"), tasks.section("2", "UBND phường Nam Định"))
    await tasks.tell(directive, superseded(directive))
    told = await tasks.said(AssignmentWithdrawn, directive_id=directive.directive_id)
    assert {event.assignee.id for event in told} == {"cong-an-tinh:37-20250701", tasks.ward}
    assert {event.reason for event in told} == {REASON}
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        url = "/api/tasks/v1/assignments"
        [item] = (await client.get(url, params={"directive_id": directive.directive_id})).json()["items"]
        shown = (await client.get(f"{url}/{item['id']}")).json()
        refused = await client.post(f"{url}/{item['id']}/accept")
    assert (shown["state"], shown["ended"]) == ("withdrawn", REASON)
    assert (refused.status_code, refused.json()["detail"]) == (409, REASON)


async def test_a_directive_without_a_number_is_replaced_too(tasks: Any) -> None:
    directive = tasks.published(tasks.section("1", "Công an tỉnh"))
    await tasks.tell(directive, superseded(directive, None))
    [told] = await tasks.said(AssignmentWithdrawn, directive_id=directive.directive_id)
    assert told.reason == "Được thay thế bằng một chỉ thị mới."


async def test_it_may_come_before_the_directive_itself(tasks: Any) -> None:
    directive = tasks.published(tasks.section("1", "Công an tỉnh"))
    await tasks.tell(superseded(directive), directive, directive)
    assert await tasks.mongo.collection("assignments").count_documents({"directive_id": directive.directive_id}) == 0
    assert await tasks.said(AssignmentWithdrawn, directive_id=directive.directive_id) == []


async def test_the_new_directive_issues_its_own_and_loses_none(tasks: Any) -> None:
    old = tasks.published(tasks.section("1", "Công an tỉnh"))
    new = tasks.published(tasks.section("1", "Công an tỉnh"), supersedes=old.directive_id)
    told = superseded(old).model_copy(update={"superseded_by": new.directive_id})
    for events in ((old, new, told), (told, new)):
        await tasks.tell(*events)
    rows = tasks.mongo.collection("assignments").find({"directive_id": {"$in": [old.directive_id, new.directive_id]}})
    states = {row["directive_id"]: row["state"] async for row in rows}
    assert states == {old.directive_id: "withdrawn", new.directive_id: "issued"}


async def test_what_was_reported_before_ends_too_and_a_late_report_changes_nothing(tasks: Any) -> None:
    directive = tasks.published(tasks.section("1", "UBND phường Nam Định"))
    await tasks.tell(directive)
    row = await tasks.mongo.collection("assignments").find_one({"directive_id": directive.directive_id})
    report = ReportSubmitted(
        report_id=uuid4().hex,
        revision=1,
        unit_id=tasks.ward,
        form_id="nhiem-vu",
        period="2026-03",
        values={},
        assignment_id=row["_id"],
        received_at=NOW,
    )
    late = report.model_copy(update={"report_id": uuid4().hex})
    await tasks.tell(report, superseded(directive), late)
    after = await tasks.mongo.collection("assignments").find_one({"_id": row["_id"]})
    assert (after["state"], after["last_report"]["report_id"]) == ("withdrawn", report.report_id)


async def test_redelivery_is_idempotent(start: Callable[..., Any], wire: Any) -> None:
    async with start() as tasks:
        directive = tasks.published()
        again = [wire.record(superseded(directive), "same")] * 3 + [wire.record(superseded(directive), "repeated")]
        await wire.produce(wire.record(directive, "issued"), *again, wire.record(directive, "republished"))
        await wire.handled(tasks, "issued", "same", "repeated", "republished")
        assert await tasks.mongo.collection("assignments").distinct("state") == ["withdrawn"]
        told = await tasks.said(AssignmentWithdrawn)
        assert len(told) == len({event.assignment_id for event in told}) == 130
        assert {event.assignment_version for event in told} == {2}


async def test_poison_bytes(start: Callable[..., Any], wire: Any) -> None:
    async with start() as tasks:
        directive = tasks.published(tasks.section("1", "Công an tỉnh"))
        _, _, headers = wire.record(superseded(directive), "not-json")
        await wire.produce(
            wire.record(directive, "issued"),
            (DIRECTIVE.name, b"\xff\xfe", headers),
            (DIRECTIVE.name, b'{"directive_id": "x"}', wire.record(superseded(directive), "half")[2]),
            wire.record(superseded(directive), "good"),
        )
        await wire.handled(tasks, "good")
        letters = await eventually(tasks.service.dead_letters.list)
        assert {letter["_id"] for letter in letters} == {"not-json", "half"}
        assert await tasks.mongo.collection("assignments").distinct("state") == ["withdrawn"]


async def test_dead_letter(start: Callable[..., Any], wire: Any) -> None:
    """The database refuses to end one directive's assignments; another's end, and a retry takes the first in."""
    async with start() as tasks:
        bad, good = (tasks.published(tasks.section("1", "Công an tỉnh")) for _ in range(2))
        await tasks.tell(bad, good)
        refuse = {"$or": [{"directive_id": {"$ne": bad.directive_id}}, {"state": {"$ne": "withdrawn"}}]}
        await tasks.mongo.command({"collMod": "assignments", "validator": refuse})
        await wire.produce(wire.record(superseded(bad), "bad"), wire.record(superseded(good), "good"))
        await wire.handled(tasks, "good")
        [letter] = await eventually(tasks.service.dead_letters.list)
        assert (letter["_id"], letter["attempts"]) == ("bad", 2)
        kept = await tasks.mongo.collection("directives").find_one({"_id": bad.directive_id})
        assert "superseded_at" not in kept
        await tasks.mongo.command({"collMod": "assignments", "validator": {}})
        assert await tasks.service.dead_letters.retry("bad")
        await wire.handled(tasks, "bad")
        assert await tasks.mongo.collection("assignments").distinct("state") == ["withdrawn"]


async def test_crash_between_write_and_publish(start: Callable[..., Any], wire: Any) -> None:
    async with start(Role.api) as dead:  # it writes, and is gone before any relay ran
        directive = dead.published()
        await dead.tell(directive, superseded(directive))
    async with start(Role.worker) as other:
        await other.service.broker.ensure_topics()
        told = await wire.on_topic(ASSIGNMENT.name, 260)
        ended = [attributes["ce_subject"] for attributes in told if attributes["ce_type"] == AssignmentWithdrawn.type]
        assert len(ended) == len(set(ended)) == 130
        assert len(await other.said(AssignmentWithdrawn)) == 130


async def test_what_is_too_large_for_one_transaction_goes_in_portions(tasks: Any, monkeypatch: Any) -> None:
    """130 in portions of 50, all of it twice; a directive of one section in the same transaction has to wait."""
    monkeypatch.setattr("chithi_tasks.adapters.inbound.assignments.events.AT_ONCE", 50)
    large, small = tasks.published(), tasks.published(tasks.section("1", "Công an tỉnh"))
    for _ in range(2):
        await tasks.tell(large)
    assert len(await tasks.said(AssignmentIssued, directive_id=large.directive_id)) == 130
    for _ in range(2):
        await tasks.tell(superseded(large))
    told = await tasks.said(AssignmentWithdrawn, directive_id=large.directive_id)
    assert len({event.assignment_id for event in told}) == len(told) == 130
    another = large.model_copy(update={"directive_id": uuid4().hex})
    with pytest.raises(NotAlone):
        await tasks.tell_together(small, another)
    assert await tasks.said(AssignmentIssued, directive_id=small.directive_id) == []
    await tasks.tell_together(another, superseded(another))
    assert len(await tasks.said(AssignmentWithdrawn, directive_id=another.directive_id)) == 130


async def test_a_crash_between_portions_is_made_good(start: Callable[..., Any], wire: Any, monkeypatch: Any) -> None:
    """The database refuses some of the communes: the portions before them stay, and nothing is told twice later."""
    monkeypatch.setattr("chithi_tasks.adapters.inbound.assignments.events.AT_ONCE", 50)
    async with start() as tasks:
        directive = tasks.published()
        last = tasks.tree.communes(tasks.ninh_binh)[-1].id
        await tasks.mongo.command({"collMod": "assignments", "validator": {"assignee.unit_id": {"$ne": last}}})
        await wire.produce(wire.record(directive, "large"), wire.record(tasks.published(), "next"))
        letters = await eventually(tasks.service.dead_letters.list)
        assert "large" in {letter["_id"] for letter in letters}
        found = await tasks.mongo.collection("assignments").count_documents({"directive_id": directive.directive_id})
        assert found == 100
        await tasks.mongo.command({"collMod": "assignments", "validator": {}})
        assert await tasks.service.dead_letters.retry("large")
        await wire.handled(tasks, "large")
        told = await tasks.said(AssignmentIssued, directive_id=directive.directive_id)
        assert len({event.assignment_id for event in told}) == len(told) == 130
