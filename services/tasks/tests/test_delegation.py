"""Handing on to subordinates: once each, counted above, followed by what happens to the parent."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from chithi_contracts.events import (
    AssignmentCompleted,
    AssignmentIssued,
    AssignmentResumed,
    AssignmentSuspended,
    AssignmentWithdrawn,
    DirectiveSuperseded,
    ReportReturned,
    ReportSubmitted,
)
from chithi_tasks.adapters.inbound.assignments import cascades
from chithi_tasks.core.assignments.delegation import child_id

URL = "/api/tasks/v1/assignments"
POLICE = "cong-an-tinh:37-20250701"
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


async def parent_of(tasks: Any) -> tuple[Any, str]:
    directive = tasks.published(tasks.section("1", "Công an tỉnh"))
    await tasks.tell(directive)
    row = await tasks.mongo.collection("assignments").find_one({"directive_id": directive.directive_id})
    return directive, row["_id"]


async def act(client: Any, one: str, action: str, body: Any = None) -> Any:
    version = (await client.get(f"{URL}/{one}")).headers["etag"]
    return await client.post(f"{URL}/{one}/{action}", json=body or {}, headers={"If-Match": version})


def report(one: str, unit: str, event: type[Any] = ReportSubmitted, **more: Any) -> Any:
    times = {"received_at": NOW} if event is ReportSubmitted else {}
    fields = {"report_id": f"r-{one}", "revision": 1, "unit_id": unit, "form_id": "nhiem-vu", "period": "2026-03"}
    return event(**(fields | {"values": {}, "assignment_id": one} | times | more))


@pytest.fixture
async def police(tasks: Any) -> Any:
    async with await tasks.signed_in("agency_officer", tasks.ninh_binh, agency_id=POLICE) as client:
        yield client


async def test_to_every_commune_and_twice_is_once(tasks: Any, police: Any) -> None:
    _, parent = await parent_of(tasks)
    wish = {
        "all_below": True,
        "text": "Báo cáo số vụ. Gửi hằng tháng.",
        "form_id": "antt-thang",
        "recurrence": "FREQ=MONTHLY;BYMONTHDAY=15",
    }
    first = await act(police, parent, "delegate", wish)
    assert (first.status_code, first.json()["issued"]) == (200, 129), first.text
    assert first.json()["assignment"]["delegated"] == {"total": 129, "received": 0, "reported": 0, "completed": 0}
    assert first.json()["assignment"]["state"] == "received"
    again = await act(police, parent, "delegate", wish)
    assert (again.json()["issued"], len(again.json()["already"])) == (0, 129)
    told = await tasks.said(AssignmentIssued, parent_id=parent)
    assert len({event.assignment_id for event in told}) == len(told) == 129
    assert {(e.form_id, e.recurrence, e.mode) for e in told} == {("antt-thang", wish["recurrence"], "delegate")}
    pages = (await police.get(f"{URL}/{parent}/children", params={"limit": 100})).json()
    rest = (await police.get(f"{URL}/{parent}/children", params={"cursor": pages["next_cursor"]})).json()
    assert (len(pages["items"]), len(rest["items"]), rest["next_cursor"]) == (100, 29, None)
    async with await tasks.signed_in("commune_officer", tasks.ward) as officer:
        mine = child_id(parent, tasks.ward)
        shown = (await officer.get(f"{URL}/{mine}")).json()
        assert (shown["text"], shown["title"], shown["parent_id"]) == (wish["text"], "Báo cáo số vụ", parent)
        assert "accept" in shown["allowed"]
        assert (await officer.get(f"{URL}/{parent}")).status_code == 404


async def test_only_inside_the_assignees_units_and_never_to_nobody(tasks: Any, police: Any) -> None:
    _, parent = await parent_of(tasks)
    refusals = [
        ({"targets": [{"kind": "unit", "id": tasks.far_ward}]}, 403),
        ({"targets": []}, 422),
        ({"targets": [{"kind": "agency", "id": POLICE}]}, 422),
        ({"targets": [{"kind": "unit", "id": "không có"}]}, 422),
        ({"targets": [{"kind": "unit", "id": tasks.ward}], "recurrence": "FREQ=SECONDLY"}, 422),
        ({"targets": [{"kind": "unit", "id": tasks.ward}], "due": "2020-01-01"}, 422),
        ({"targets": [{"kind": "unit", "id": tasks.ward}], "form_id": "../x"}, 422),
    ]
    for body, status in refusals:
        assert (body, (await act(police, parent, "delegate", body)).status_code) == (body, status)
    assert await tasks.said(AssignmentIssued, parent_id=parent) == []


async def test_children_who_report_at_once_are_all_counted_and_move_the_parent(tasks: Any, police: Any) -> None:
    _, parent = await parent_of(tasks)
    wards = [unit.id for unit in tasks.tree.children(tasks.ninh_binh)][:12]
    targets = [{"kind": "unit", "id": ward} for ward in wards]
    await act(police, parent, "delegate", {"targets": targets})
    await asyncio.gather(*(tasks.tell(report(child_id(parent, ward), ward)) for ward in wards[:-1]))
    shown = (await police.get(f"{URL}/{parent}")).json()
    assert shown["delegated"] == {"total": 12, "received": 11, "reported": 11, "completed": 0}
    assert shown["state"] == "in_progress"
    await tasks.tell(report(child_id(parent, wards[-1]), wards[-1]))
    assert (await police.get(f"{URL}/{parent}")).json()["state"] == "reported"
    back = report(
        child_id(parent, wards[0]), wards[0], ReportReturned, reason="thiếu", returned_at=NOW, returned_by="b"
    )
    await tasks.tell(back)
    shown = (await police.get(f"{URL}/{parent}")).json()
    assert (shown["state"], shown["delegated"]["reported"]) == ("in_progress", 11)
    history = (await police.get(f"{URL}/{parent}/history")).json()["items"]
    assert [step["action"] for step in history] == ["issue", "delegate", "roll-up", "roll-up", "roll-up"]


async def test_who_handed_on_steers_what_was_handed_on(tasks: Any, police: Any) -> None:
    _, parent = await parent_of(tasks)
    await act(police, parent, "delegate", {"targets": [{"kind": "unit", "id": tasks.ward}]})
    child = child_id(parent, tasks.ward)
    assert {"withdraw", "due", "chase", "comments"} < set((await police.get(f"{URL}/{child}")).json()["allowed"])
    await tasks.tell(report(child, tasks.ward))
    returned = await act(police, child, "return", {"reason": "thiếu số liệu"})
    assert (returned.status_code, returned.json()["state"]) == (200, "returned")
    assert (await act(police, child, "withdraw", {"reason": "giao nhầm"})).json()["state"] == "withdrawn"
    assert (await police.get(f"{URL}/{parent}")).json()["delegated"]["total"] == 0
    again = await act(police, parent, "delegate", {"targets": [{"kind": "unit", "id": tasks.ward}]})
    assert again.json()["issued"] == 1
    assert (await police.get(f"{URL}/{child}")).json()["state"] == "issued"
    async with await tasks.signed_in("agency_officer", tasks.ninh_binh, agency_id="so-y-te:37-20250701") as other:
        assert (await other.get(f"{URL}/{child}")).status_code == 404


@pytest.mark.parametrize("at_once", [1000, 50])
async def test_rest_end_and_completion_reach_the_children(
    tasks: Any, police: Any, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Within the parent's transaction, or, where they are too many for it, when its event comes back."""
    monkeypatch.setattr(cascades, "AT_ONCE", at_once)
    _, parent = await parent_of(tasks)
    await act(police, parent, "delegate", {"all_below": True})
    states = tasks.mongo.collection("assignments")

    async def count(state: str) -> int:
        return int(await states.count_documents({"parent_id": parent, "state": state}))

    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss:
        assert (await act(boss, parent, "suspend", {"reason": "bão số 3"})).status_code == 200
        assert await count("suspended") == min(at_once, 129)
        await tasks.tell(*await tasks.said(AssignmentSuspended, assignment_id=parent))
        assert await count("suspended") == 129
        await act(boss, parent, "resume")
        await tasks.tell(*await tasks.said(AssignmentResumed, assignment_id=parent))
        assert await count("issued") == 129
        await tasks.tell(report(child_id(parent, tasks.ward), tasks.ward))
        assert (await act(boss, parent, "complete", {"note": "đủ"})).status_code == 422
        done = await act(boss, parent, "complete", {"note": "đã đủ số liệu", "force": True})
        assert done.json()["state"] == "completed"
        await tasks.tell(*await tasks.said(AssignmentCompleted, assignment_id=parent))
        assert (await count("completed"), await count("withdrawn")) == (1, 128)


async def test_children_end_with_their_directive(tasks: Any, police: Any) -> None:
    directive, parent = await parent_of(tasks)
    await act(police, parent, "delegate", {"targets": [{"kind": "unit", "id": tasks.ward}]})
    over = DirectiveSuperseded(directive_id=directive.directive_id, superseded_by="x", number="9/CT", superseded_at=NOW)
    await tasks.tell(over, over)
    told = await tasks.said(AssignmentWithdrawn, directive_id=directive.directive_id)
    assert {event.assignment_id for event in told} == {parent, child_id(parent, tasks.ward)}
    assert len(told) == 2


async def test_to_the_whole_country_in_one_go(tasks: Any) -> None:
    directive = tasks.published(tasks.section("1", "Bộ Công an"), issuing_body="Thủ tướng Chính phủ")
    await tasks.tell(directive)
    row = await tasks.mongo.collection("assignments").find_one({"directive_id": directive.directive_id})
    async with await tasks.signed_in("agency_officer", "VN", agency_id=row["assignee"]["id"]) as ministry:
        answer = await act(ministry, row["_id"], "delegate", {"all_below": True})
        assert (answer.status_code, answer.json()["issued"]) == (200, 3321)
        assert (await ministry.get(f"{URL}/{row['_id']}")).json()["delegated"]["total"] == 3321


async def test_a_child_hands_on_again_and_counts_rise_through_both(tasks: Any, police: Any) -> None:
    _, parent = await parent_of(tasks)
    await act(police, parent, "delegate", {"targets": [{"kind": "unit", "id": tasks.ward}]})
    child = child_id(parent, tasks.ward)
    own = f"cong-an-xa:{tasks.ward}"
    async with await tasks.signed_in("commune_officer", tasks.ward) as officer:
        handed = await act(officer, child, "delegate", {"targets": [{"kind": "agency", "id": own}]})
        assert handed.json()["issued"] == 1
        await tasks.tell(report(child_id(child, own), tasks.ward))
        assert (await officer.get(f"{URL}/{child}")).json()["state"] == "reported"
    shown = (await police.get(f"{URL}/{parent}")).json()
    assert (shown["state"], shown["delegated"]["reported"]) == ("reported", 1)
