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
