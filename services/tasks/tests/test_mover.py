"""What a unit still has to do goes to the unit that took it over; what is closed stays."""

from dataclasses import replace
from typing import Any

from chithi_contracts.events import AssignmentReassigned
from chithi_platform.mongo import Session
from chithi_platform.service import now
from chithi_tasks.adapters.outbound.assignments.assignments import AssignmentRepository
from chithi_tasks.adapters.outbound.assignments.board_ledger import BoardLedger
from chithi_tasks.adapters.outbound.assignments.changes import ChangeSequence
from chithi_tasks.adapters.outbound.assignments.ledger import Books
from chithi_tasks.adapters.outbound.assignments.mover import AssignmentMover
from chithi_tasks.core.organisation.agency_catalogue import packaged_catalogue

URL = "/api/tasks/v1/assignments"
FROM, TO = "13693-20250701", "13285-20250701"  # Phường Đông A is given to Phường Phủ Lý here


async def test_open_work_moves_with_its_state_and_closed_work_stays(tasks: Any) -> None:
    lead = ["UBND các xã, phường", "Công an các xã, phường"]
    directive = tasks.published(tasks.section("1", *lead), tasks.section("2", "Công an tỉnh", coordinating=lead[:1]))
    await tasks.tell(directive)
    assignments = tasks.mongo.collection("assignments")
    mine: dict[str, Any] = {"directive_id": directive.directive_id, "assignee.unit_id": FROM}
    before = {row["_id"]: row for row in await assignments.find(mine).to_list(None)}
    assert len(before) == 2
    unit = next(one for one, row in before.items() if row["assignee"]["kind"] == "unit")
    officer = await tasks.signed_in("commune_officer", FROM)
    boss = await tasks.signed_in("coordinator", tasks.ninh_binh)
    async with officer, boss:
        await officer.post(f"{URL}/{unit}/accept")
        cursor = (await officer.get(URL)).json()["next_cursor"]
        rows = tasks.mongo.collection("assignments")
        closed = tasks.published(tasks.section("1", "UBND các xã, phường"))
        await tasks.tell(closed)
        done = await rows.find_one({"directive_id": closed.directive_id, "assignee.unit_id": FROM})
        await officer.post(f"{URL}/{done['_id']}/accept")
        completed = await boss.post(f"{URL}/{done['_id']}/complete", json={"note": "xong"}, headers={"If-Match": '"2"'})
        assert completed.status_code == 200
        mover = AssignmentMover(_books(tasks), packaged_catalogue(), now)

        async def work(session: Session) -> int:
            return await mover.move(FROM, tasks.tree[TO], "Sáp nhập theo Nghị quyết số 1", session)

        moved = await tasks.mongo.transact(work)
        assert moved >= 2
        assert await tasks.mongo.transact(work) == 0
        page = (await officer.get(URL, params={"cursor": cursor})).json()
        assert set(before) <= set(page["gone"])
    after = {row["_id"]: row for row in await assignments.find({"_id": {"$in": list(before)}}).to_list(None)}
    assert {row["assignee"]["unit_id"] for row in after.values()} == {TO}
    assert {row["assignee"]["id"] for row in after.values()} == {TO, f"cong-an-xa:{TO}"}
    assert after[unit]["assignee"]["name"] == "Phường Phủ Lý"
    assert after[unit]["state"] == "received"
    stays = await assignments.find_one({"_id": done["_id"]})
    assert (stays["assignee"]["unit_id"], stays["state"]) == (FROM, "completed")
    told = await tasks.said(AssignmentReassigned, directive_id=directive.directive_id)
    assert {event.assignment_id for event in told} == set(before)
    assert {event.previous.unit_id for event in told} == {FROM}


async def test_what_a_process_does_not_know_yet_stays_where_it_was_given(tasks: Any) -> None:
    """The mover was a second ahead: the tree of this process is yesterday's, so the unit is unknown to it."""
    mover, store = AssignmentMover(_books(tasks), packaged_catalogue(), now), _books(tasks).store
    directive = tasks.published(tasks.section("1", "UBND các xã, phường"))
    await tasks.tell(directive)
    row = await tasks.mongo.collection("assignments").find_one({"directive_id": directive.directive_id})
    given = await store.get(row["_id"])
    assert given is not None
    assert mover.following(given, tasks.tree, now()) is None
    for path in (("VN", tasks.ninh_binh, "13700-20261201"), ("VN", "12-20261201", "03127-20261201")):
        assignee = replace(given.assignee, id=path[-1], unit_id=path[-1], path=path)
        assert mover.following(replace(given, assignee=assignee), tasks.tree, now()) is None


def _books(tasks: Any) -> Books:
    """As the service has them: the board writes along."""
    store = AssignmentRepository(tasks.mongo, ChangeSequence(tasks.mongo))
    store.watch(BoardLedger(tasks.mongo).written)
    return Books(tasks.mongo, store, tasks.service.outbox, tasks.service.audit)
