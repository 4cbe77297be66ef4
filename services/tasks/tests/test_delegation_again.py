"""Handing on again after what was handed on went to another: who has it is told by who answers now."""

from typing import Any

from chithi_contracts.events import AssignmentIssued
from chithi_tasks.core.assignments.delegation import child_id

URL = "/api/tasks/v1/assignments"
POLICE = "cong-an-tinh:37-20250701"


async def act(client: Any, one: str, action: str, body: Any) -> Any:
    version = (await client.get(f"{URL}/{one}")).headers["etag"]
    return await client.post(f"{URL}/{one}/{action}", json=body, headers={"If-Match": version})


def to(*units: str) -> dict[str, Any]:
    return {"targets": [{"kind": "unit", "id": unit} for unit in units]}


async def gone_on(tasks: Any, boss: Any) -> tuple[str, str]:
    """What was handed on to one ward went to the other: the parent and the child."""
    directive = tasks.published(tasks.section("1", "Công an tỉnh"))
    await tasks.tell(directive)
    row = await tasks.mongo.collection("assignments").find_one({"directive_id": directive.directive_id})
    parent, child = row["_id"], child_id(row["_id"], tasks.ward)
    assert (await act(boss, parent, "delegate", to(tasks.ward))).json()["issued"] == 1
    moved = await act(boss, child, "assignee", {"kind": "unit", "id": tasks.other_ward, "reason": "giao nhầm"})
    assert moved.status_code == 200, moved.text
    return parent, child


async def holders(tasks: Any, parent: str) -> list[tuple[str, str]]:
    rows = tasks.mongo.collection("assignments").find({"parent_id": parent, "state": {"$ne": "withdrawn"}})
    return [(row["_id"], row["assignee"]["id"]) async for row in rows]


async def test_who_has_it_by_now_does_not_get_it_twice(tasks: Any) -> None:
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss:
        parent, child = await gone_on(tasks, boss)
        again = (await act(boss, parent, "delegate", to(tasks.other_ward))).json()
        assert (again["issued"], again["already"]) == (0, [tasks.other_ward])
    assert await holders(tasks, parent) == [(child, tasks.other_ward)]


async def test_who_has_it_no_more_is_not_said_to_have_it(tasks: Any) -> None:
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss:
        parent, child = await gone_on(tasks, boss)
        refused = await act(boss, parent, "delegate", to(tasks.ward))
        assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[1]) == (409, "given-away")
        assert "Phường Nam Định" in refused.json()["detail"]
        assert "Phường Phủ Lý" in refused.json()["detail"]
    assert await holders(tasks, parent) == [(child, tasks.other_ward)]


async def test_what_was_taken_back_goes_to_its_target_again(tasks: Any) -> None:
    officer = await tasks.signed_in("commune_officer", tasks.ward)
    former = await tasks.signed_in("commune_officer", tasks.other_ward)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss, officer, former:
        parent, child = await gone_on(tasks, boss)
        assert (await act(boss, child, "withdraw", {"reason": "giao nhầm"})).status_code == 200
        since = (await former.get(URL, params={"limit": 500})).json()["next_cursor"]
        assert (await act(boss, parent, "delegate", to(tasks.ward))).json()["issued"] == 1
        assert (await officer.get(f"{URL}/{child}")).json()["state"] == "issued"
        assert (await former.get(URL, params={"cursor": since})).json()["gone"] == [child]
    assert await holders(tasks, parent) == [(child, tasks.ward)]
    told = await tasks.said(AssignmentIssued, assignment_id=child)
    assert [event.assignee.id for event in told] == [tasks.ward, tasks.ward]


async def test_two_children_do_not_go_to_one(tasks: Any) -> None:
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as boss:
        parent, child = await gone_on(tasks, boss)
        wards = {unit.id for unit in tasks.tree.children(tasks.ninh_binh)}
        third = min(wards - {tasks.ward, tasks.other_ward})
        assert (await act(boss, parent, "delegate", to(third))).json()["issued"] == 1
        body = {"kind": "unit", "id": tasks.other_ward, "reason": "gộp việc"}
        refused = await act(boss, child_id(parent, third), "assignee", body)
        assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[1]) == (409, "already-assigned")
    assert (child, tasks.other_ward) in await holders(tasks, parent)
