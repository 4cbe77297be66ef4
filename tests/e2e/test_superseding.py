"""One directive takes another's place, through all services: from the clerk's choice to the commune's inbox."""

from typing import Any

import httpx

from chithi_testkit.polling import eventually

from .site import Site

PAPER = """ỦY BAN NHÂN DÂN
TỈNH NINH BÌNH

Số: {number}/CT-UBND
Ninh Bình, ngày 05 tháng 02 năm 2026

CHỈ THỊ
Về bảo đảm an toàn {subject}

Ủy ban nhân dân tỉnh yêu cầu:

1. Sở Thông tin và Truyền thông kiểm tra {subject}, báo cáo trước ngày 31/3/2026.

2. Ủy ban nhân dân các xã, phường báo cáo Công an tỉnh trước ngày 15 hằng tháng.

Nơi nhận:
- Như trên;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn B
"""
PRESS = "so-van-hoa-the-thao-va-du-lich"


async def hand_in(client: httpx.AsyncClient, number: str, **form: str) -> dict[str, Any]:
    text = PAPER.format(number=number, subject=f"đường thủy lần {number}")
    file = {"file": (f"{number}.txt", text.encode(), "text/plain")}
    answer = await client.post("/api/ingest/v1/directives", files=file, data=form)
    return dict(answer.raise_for_status().json())


async def publish(client: httpx.AsyncClient, draft: dict[str, Any]) -> None:
    address = f"/api/ingest/v1/directives/{draft['id']}/publish"
    (await client.post(address, headers={"If-Match": f'"{draft["version"]}"'})).raise_for_status()


async def choose(client: httpx.AsyncClient, draft: dict[str, Any], written: str, query: str) -> dict[str, Any]:
    """What a clerk does on the page: search, take the suggestion of the agency for the press, keep it."""
    items = (await client.get("/api/tasks/v1/assignees", params={"q": query})).raise_for_status().json()["items"]
    [wanted] = [item for item in items if item["id"].startswith(PRESS)]
    choice = {"ordinal": "1", "written": written, **{key: wanted[key] for key in ("kind", "id", "name")}}
    headers = {"If-Match": f'"{draft["version"]}"', "Content-Type": "application/json-patch+json"}
    patch = [{"op": "add", "path": "/chosen/-", "value": choice}]
    address = f"/api/ingest/v1/directives/{draft['id']}"
    return dict((await client.patch(address, json=patch, headers=headers)).raise_for_status().json())


async def states(client: httpx.AsyncClient, directive: str) -> dict[str, str]:
    """The directive's assignments, as the coordinator sees them: assignee to state."""
    query = {"directive_id": directive, "limit": 500}
    items = (await client.get("/api/tasks/v1/assignments", params=query)).raise_for_status().json()["items"]
    return {item["assignee"]["id"]: item["state"] for item in items}


async def test_another_directive_takes_the_place_and_everybody_learns_of_it(site: Site) -> None:
    async with site.signed_in(site.login("clerk")) as clerk, site.signed_in(site.officers[0]) as officer:
        old = await hand_in(clerk, "871")
        old = await choose(clerk, old, "Sở Thông tin và Truyền thông", "so thong tin truyen thong")
        await publish(clerk, old)

        async def issued() -> bool:
            found = await states(clerk, old["id"])
            return len(found) == 130 and f"{PRESS}:37-20250701" in found

        await eventually(issued, within=60, what="the chosen agency and 129 communes have their assignments")
        new = await hand_in(clerk, "872", supersedes=old["id"])
        await publish(clerk, new)

        async def replaced() -> bool:
            before, after = await states(clerk, old["id"]), await states(clerk, new["id"])
            return set(before.values()) == {"withdrawn"} and len(after) == 130 and "withdrawn" not in after.values()

        await eventually(replaced, within=60, what="the old assignments ended and the new ones are there")

        async def told() -> bool:
            alerts = (await officer.get("/api/notify/v1/alerts", params={"limit": 200})).raise_for_status().json()
            bodies = [alert["body"] for alert in alerts["items"] if alert["kind"] == "assignment_withdrawn"]
            return "Lý do: Được thay thế bằng Chỉ thị số 872/CT-UBND." in bodies

        await eventually(told, within=60, what="the commune was told which directive took over")
