"""The board's pages over HTTP: who sees what, the way to the sign-in, unchanged parts, what a dialog offers."""

import re
from typing import Any

import pytest

ROW = re.compile(r'<tr data-id="([^"]+)"')
PART = {"HX-Request": "true"}


async def issued(tasks: Any) -> tuple[str, dict[str, str]]:
    """A directive, and its assignments by section and assignee's unit."""
    directive = tasks.published()
    await tasks.tell(directive)
    rows = await tasks.mongo.collection("assignments").find({"directive_id": directive.directive_id}).to_list(None)
    return directive.directive_id, {
        f"{row['section_ordinal']} {row['assignee']['unit_id']}": row["_id"] for row in rows
    }


async def test_who_is_not_signed_in_is_led_there_and_back(tasks: Any) -> None:
    async with tasks.client() as client:
        answer = await client.get("/nhiem-vu?q=tuần tra")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/session/renew?next=/nhiem-vu%3Fq%3Dtu%25E1%25BA%25A7n%2520tra"
        assert (await client.get("/nhiem-vu/bang", headers=PART)).status_code == 401


@pytest.mark.parametrize(
    ("role", "unit", "seen"),
    [
        ("coordinator", "ninh_binh", 50),
        ("clerk", "ninh_binh", 50),
        ("commune_officer", "ward", 1),
        ("agency_officer", "ninh_binh", 1),
        ("coordinator", "far_ward", 0),
    ],
)
async def test_everybody_sees_their_own_part(tasks: Any, role: str, unit: str, seen: int) -> None:
    directive, _ = await issued(tasks)
    async with await tasks.signed_in(role, getattr(tasks, unit)) as client:
        page = (await client.get("/nhiem-vu", params={"directive_id": directive})).raise_for_status().text
    assert len(ROW.findall(page)) == seen
    assert ("data-may-chase" in page) == (role == "coordinator")
    assert ('name="pick"' in page) == (role == "coordinator" and seen > 0)
    assert ("data-accept=" in page) == role.endswith("officer")


async def test_an_unchanged_part_is_not_sent_again_until_something_changes(tasks: Any) -> None:
    directive, ids = await issued(tasks)
    address = f"/nhiem-vu/bang?directive_id={directive}"
    async with (
        await tasks.signed_in("coordinator", tasks.ninh_binh) as client,
        await tasks.signed_in("commune_officer", tasks.ward) as officer,
    ):
        first = (await client.get(address, headers=PART)).raise_for_status()
        assert "<html" not in first.text
        known = PART | {"If-None-Match": first.headers["etag"]}
        assert (await client.get(address, headers=known)).status_code == 304
        client.cookies.set("chithi_lang", "en")
        assert (await client.get(address, headers=known)).status_code == 200
        client.cookies.clear()
        own = ids[f"2 {tasks.ward}"]
        (await officer.post(f"/api/tasks/v1/assignments/{own}/accept")).raise_for_status()
        assert (await client.get(address, headers=known)).status_code == 200


async def test_the_page_offers_what_the_reader_may_do(tasks: Any) -> None:
    _, ids = await issued(tasks)
    own = ids[f"2 {tasks.ward}"]
    async with await tasks.signed_in("commune_officer", tasks.ward) as officer:
        page = (await officer.get(f"/nhiem-vu/{own}")).raise_for_status().text
        assert 'data-now="accept"' in page
        assert 'id="do-report"' in page
        assert 'id="do-withdraw"' not in page
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as coordinator:
        page = (await coordinator.get(f"/nhiem-vu/{own}")).raise_for_status().text
        assert 'id="do-withdraw"' in page
        assert 'data-now="accept"' not in page
    async with await tasks.signed_in("ops", tasks.ninh_binh) as ops:
        page = (await ops.get(f"/nhiem-vu/{own}")).raise_for_status().text
        assert "data-do=" not in page
        assert 'data-action="comments"' not in page
    async with await tasks.signed_in("commune_officer", tasks.other_ward) as stranger:
        answer = await stranger.get(f"/nhiem-vu/{own}")
        assert answer.status_code == 404
        assert "Không tìm thấy nhiệm vụ" in answer.text


async def test_a_province_lists_its_communes_to_hand_on_to(tasks: Any) -> None:
    _, ids = await issued(tasks)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        page = (await client.get(f"/nhiem-vu/{ids[f'1 {tasks.ninh_binh}']}")).raise_for_status().text
    assert page.count('name="target"') == 129


async def test_an_address_typed_by_hand_breaks_nothing(tasks: Any) -> None:
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        odd = {"state": "x", "time_class": "<b>", "unit_id": "nowhere", "q": "</script>", "agency": "khong-co"}
        page = (await client.get("/nhiem-vu", params=odd)).raise_for_status().text
        assert "</script>&#34;" not in page
        assert "&lt;/script&gt;" in page
        assert (await client.get("/nhiem-vu", params={"cursor": "!"})).status_code == 422
