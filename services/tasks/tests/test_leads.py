"""Naming the one lead ends the assignments of others: only for somebody who steers them all."""

from typing import Any

from chithi_tasks.core.assignments.fan_out import assignment_id

URL = "/api/tasks/v1/assignments"
POLICE, HEALTH = "cong-an-tinh:37-20250701", "so-y-te:37-20250701"


async def act(client: Any, one: str, action: str, body: Any = None, version: int = 1) -> Any:
    return await client.post(f"{URL}/{one}/{action}", json=body or {}, headers={"If-Match": f'"{version}"'})


async def test_a_lead_outside_the_callers_units_is_not_taken_away(tasks: Any) -> None:
    directive = tasks.published(tasks.section("1", "Công an tỉnh", "Sở Y tế"))
    await tasks.tell(directive)
    mine = assignment_id(directive.directive_id, "1", POLICE)
    other = assignment_id(directive.directive_id, "1", HEALTH)
    boss = await tasks.signed_in("coordinator", tasks.ninh_binh)
    nation = await tasks.signed_in("coordinator", "VN")
    async with boss, nation:
        away = {"kind": "unit", "id": tasks.far_ward, "reason": "Hà Nội cùng chủ trì"}
        assert (await act(nation, other, "assignee", away)).status_code == 200
        assert "lead" not in (await boss.get(f"{URL}/{mine}")).json()["allowed"]
        refused = await act(boss, mine, "lead")
        assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[1]) == (403, "forbidden-role")
        assert (await nation.get(f"{URL}/{other}")).json()["state"] == "issued"
        shown = (await nation.get(f"{URL}/{mine}")).json()
        assert ("lead" in shown["allowed"], shown["version"]) == (True, 1)
        assert (await act(nation, mine, "lead")).status_code == 200
    rows = [row async for row in tasks.service.audit.find() if row["subject"] in (mine, other)]
    noted = {(row["subject"], row["action"]) for row in rows}
    assert noted == {
        (other, "assignment.assignee-changed"),
        (other, "assignment.withdrawn"),
        (mine, "assignment.lead-named"),
    }
