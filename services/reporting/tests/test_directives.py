"""The progress of directives, from our own copy of the assignments, in whatever order their events come."""

import itertools
from datetime import UTC, datetime

from chithi_contracts.events import AssignmentAccepted, AssignmentIssued, AssignmentWithdrawn
from chithi_contracts.events.assignment import Assignee
from chithi_reporting.adapters.outbound.assignments import Assignments, DirectiveProgress

PROVINCE, COMMUNE, ELSEWHERE = "37-20250701", "13001-20250701", "00004-20250701"
NOW = datetime(2026, 11, 15, tzinfo=UTC)


def about(n: int, unit: str) -> dict:
    assignee = Assignee(kind="unit", id=unit, name="Phường Thử", unit_id=unit)
    return {"assignment_id": f"a-{n}", "assignment_version": 1, "directive_id": "d-1", "assignee": assignee}


def issued(n: int, unit: str) -> AssignmentIssued:
    return AssignmentIssued(
        **about(n, unit),
        directive_number="14/CT-UBND",
        section_ordinal="1",
        title="Tuyên truyền",
        mode="assign",
        due=None,
        issued_at=NOW,
    )


def accepted(n: int, unit: str) -> AssignmentAccepted:
    return AssignmentAccepted(**about(n, unit), accepted_at=NOW, accepted_by="an")


def withdrawn(n: int, unit: str) -> AssignmentWithdrawn:
    return AssignmentWithdrawn(**about(n, unit), reason="Thay thế", withdrawn_at=NOW)


async def test_any_order_gives_the_same_progress(api):
    assignments = Assignments(api.mongo)
    events = [issued(1, COMMUNE), accepted(1, COMMUNE), issued(2, PROVINCE), withdrawn(2, PROVINCE)]
    for order in itertools.permutations(events):
        await api.mongo.collection("assignments").delete_many({})

        async def work(session, order=order) -> None:
            for event in order:
                await assignments.put([event], session)

        await api.mongo.transact(work)
        found = await assignments.directives([COMMUNE, PROVINCE], 5)
        assert found == [DirectiveProgress("d-1", "14/CT-UBND", 1, 1, 0)]


async def test_only_its_own_units_report_counts_and_in_any_order(api):
    assignments = Assignments(api.mongo)

    async def put(session) -> None:
        await assignments.put([issued(1, COMMUNE)], session)

    async def foreign(session) -> None:
        await assignments.mark_reported([("a-1", "13002-20250701")], session)

    async def own(session) -> None:
        await assignments.mark_reported([("a-1", COMMUNE)], session)

    for steps, reported in (((put, foreign), 0), ((put, foreign, own), 1)):
        for order in itertools.permutations(steps):
            await api.mongo.collection("assignments").delete_many({})
            for step in order:
                await api.mongo.transact(step)
            found = await assignments.directives([COMMUNE], 5)
            assert found == [DirectiveProgress("d-1", "14/CT-UBND", 1, reported, reported)]


async def test_a_task_of_another_unit_is_refused_as_soon_as_it_is_known(api):
    task = {"form_id": "nhiem-vu", "values": {"nv-van-ban": 1}}
    assert (await api.put(api.body(COMMUNE, **task, assignment_id="a-9"))).status_code == 201

    async def put(session) -> None:
        await Assignments(api.mongo).put([issued(1, "13002-20250701"), issued(2, COMMUNE)], session)

    await api.mongo.transact(put)
    answer = await api.put(api.body(COMMUNE, **task, assignment_id="a-1"))
    assert answer.status_code == 422, answer.text
    assert [(e["field"], e["rule"]) for e in answer.json()["errors"]] == [("assignment_id", "own-assignment")]
    assert (await api.put(api.body(COMMUNE, **task, assignment_id="a-2"))).status_code == 201


async def test_a_foreign_report_that_was_taken_on_trust_does_not_move_the_directive(reporting):
    task = {"form_id": "nhiem-vu", "values": {"nv-van-ban": 1}, "assignment_id": "a-1"}
    assert (await reporting.put(reporting.body("13002-20250701", **task))).status_code == 201
    await reporting.say(issued(1, COMMUNE))
    await reporting.settled()
    found = await Assignments(reporting.mongo).directives([COMMUNE], 5)
    assert found == [DirectiveProgress("d-1", "14/CT-UBND", 1, 0, 0)]


async def test_a_report_moves_its_directive(reporting):
    communes = [f"{13000 + n}-20250701" for n in range(1, 7)]
    told = [issued(n, unit) for n, unit in enumerate([*communes, PROVINCE, ELSEWHERE])]
    await reporting.say(*told, accepted(0, communes[0]), withdrawn(5, communes[5]))
    for n in (0, 1):
        task = {"form_id": "nhiem-vu", "values": {"nv-van-ban": 1}, "assignment_id": f"a-{n}"}
        assert (await reporting.put(reporting.body(communes[n], **task))).status_code == 201
    await reporting.settled()
    headers = {"cookie": f"chithi_session={reporting.token('coordinator', PROVINCE)}"}
    page = (await reporting.http.get("/?form=nhiem-vu", headers=headers)).text
    assert "Chỉ thị số 14/CT-UBND" in page
    assert "2/6 đã báo cáo" in page
    assert "6 nhiệm vụ · 2 đã tiếp nhận" in page
    assert "5 xã, phường · 2 đã gửi · 3 chưa gửi" in page
    progress = await reporting.get("/progress", unit_id=PROVINCE, period="2026-11", form_id="nhiem-vu")
    assert (progress["expected"], progress["filed"]) == (5, 2)
