"""The pages of people: who is listed for whom, what a narrowed list shows, what nobody may see."""

from datetime import timedelta
from typing import Any

import pytest

from chithi_tasks.core.identity.account import day_of

V1 = "/api/tasks/v1"


async def page(tasks: Any, address: str, role: str = "coordinator", unit_id: str | None = None) -> Any:
    async with await tasks.signed_in(role, unit_id or tasks.ninh_binh) as client:
        return await client.get(address)


async def enrol(tasks: Any, username: str) -> dict[str, Any]:
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        code = (await client.post(f"{V1}/enrolments", json={"username": username})).json()["code"]
        sent = {"code": code, "device": {"name": "Máy của xã <b>"}}
        return dict((await client.post(f"{V1}/enrolments/redeem", json=sent)).json())


async def test_people_are_found_by_words_without_diacritics(tasks: Any) -> None:
    mine = await tasks.account("commune_officer", tasks.ward, name="Đỗ Thị Ước")
    other = await tasks.account("commune_officer", tasks.ward, name="Bùi Văn Khác")
    far = await tasks.account("commune_officer", tasks.far_ward, name="Đỗ Thị Ước")
    found = await page(tasks, "/can-bo?q=do uoc")
    assert found.status_code == 200
    assert mine in found.text
    assert other not in found.text
    assert far not in found.text
    assert "Phường Nam Định" in found.text


async def test_a_coordinator_sees_those_in_charge_of_tasks_and_an_admin_everybody(tasks: Any) -> None:
    clerk = await tasks.account("clerk", tasks.ninh_binh, name="Văn Thư Nhất")
    assert clerk not in (await page(tasks, "/can-bo?q=van thu nhat")).text
    assert clerk in (await page(tasks, "/can-bo?q=van thu nhat", "admin")).text
    assert (await page(tasks, f"/can-bo/{clerk}")).status_code == 404
    assert (await page(tasks, f"/can-bo/{clerk}", "admin")).status_code == 200


async def test_officers_without_a_phone_are_found(tasks: Any) -> None:
    with_phone = await tasks.account("commune_officer", tasks.ward, name="Có Máy Rồi")
    without = await tasks.account("commune_officer", tasks.ward, name="Chưa Máy Nào")
    await enrol(tasks, with_phone)
    listed = (await page(tasks, f"/can-bo?state=no-phone&unit={tasks.ward}&q=may")).text
    assert without in listed
    assert with_phone not in listed
    assert "1 điện thoại" in (await page(tasks, "/can-bo?q=co may roi")).text


async def test_a_term_that_is_over_is_said(timed: Any, clock: Any) -> None:
    ending = day_of(clock()).isoformat()
    username = await timed.account("commune_officer", timed.ward, valid_to=ending)
    assert username in (await page(timed, "/can-bo?state=active")).text
    clock.ahead = timedelta(days=1)
    assert username in (await page(timed, "/can-bo?state=ended")).text
    assert username not in (await page(timed, "/can-bo?state=active")).text


async def test_long_lists_come_in_pages(timed: Any) -> None:
    names = {await timed.account("commune_officer", timed.ward) for _ in range(60)}
    seen: set[str] = set()
    address = "/can-bo"
    for _ in range(2):
        text = (await page(timed, address)).text
        seen |= {name for name in names if f"/can-bo/{name}" in text}
        [_, _, tail] = text.partition("cursor=")
        address = f"/can-bo?cursor={tail.partition(chr(34))[0]}"
    assert seen == names


async def test_one_person_with_phones_sessions_and_appointments(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward, name="Lê <i>Hoa")
    phone = await enrol(tasks, username)
    text = (await page(tasks, f"/can-bo/{username}")).text
    assert "Lê &lt;i&gt;Hoa" in text
    assert "Máy của xã &lt;b&gt;" in text
    assert phone["device_id"] in text
    assert "1/3 đang dùng" in text
    assert "Công an xã, phường" in text
    assert phone["device_key"] not in text
    assert 'data-open="close-dialog"' in text
    phones = (await page(tasks, "/can-bo?muc=dien-thoai")).text
    assert phone["device_id"] in phones


async def test_the_english_page_says_the_same(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    async with await tasks.signed_in("admin", tasks.ninh_binh) as client:
        client.cookies.set("chithi_lang", "en")
        for address in ("/can-bo", f"/can-bo/{username}", "/can-bo?muc=dien-thoai", "/can-bo?muc=ung-dung"):
            answer = await client.get(address)
            assert (answer.status_code, '<html lang="en">' in answer.text) == (200, True), address


async def test_clients_are_for_admins(tasks: Any) -> None:
    new = {"name": "Cổng <dịch vụ>", "unit_id": tasks.ninh_binh, "role": "clerk", "scopes": ["tasks:read"]}
    async with await tasks.signed_in("admin", tasks.ninh_binh) as client:
        made = (await client.post(f"{V1}/clients", json=new)).json()
        text = (await client.get("/can-bo?muc=ung-dung")).text
    assert "Cổng &lt;dịch vụ&gt;" in text
    assert made["client_id"] in text
    assert made["client_secret"] not in text
    refused = await page(tasks, "/can-bo?muc=ung-dung")
    assert refused.status_code == 403
    assert "muc=ung-dung" not in (await page(tasks, "/can-bo")).text


@pytest.mark.parametrize("role", ["clerk", "ops", "agency_officer", "commune_officer"])
async def test_others_are_told_who_gives_the_right(tasks: Any, role: str) -> None:
    refused = await page(tasks, "/can-bo", role, tasks.ward if role == "commune_officer" else tasks.ninh_binh)
    assert refused.status_code == 403
    assert "Quyền do quản trị của đơn vị cấp" in refused.text


async def test_who_is_not_signed_in_is_led_there_and_back(tasks: Any) -> None:
    async with tasks.client() as client:
        answer = await client.get("/can-bo?q=a&state=active")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("next=/can-bo%3Fq%3Da%26state%3Dactive")


async def test_units_of_others_are_refused(tasks: Any) -> None:
    assert (await page(tasks, f"/can-bo?unit={tasks.far_ward}")).status_code == 403
    far = await tasks.account("commune_officer", tasks.far_ward)
    assert (await page(tasks, f"/can-bo/{far}")).status_code == 404


async def test_the_link_of_a_code_needs_nobody_signed_in(tasks: Any) -> None:
    async with tasks.client() as client:
        answer = await client.get("/kich-hoat")
    assert answer.status_code == 200
    assert "Kích hoạt điện thoại" in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
