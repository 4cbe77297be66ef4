"""Every dialog of /nhiem-vu, /nhiem-vu/{id} and /can-bo, opened by its button: WCAG 2.2 AA, whole on the screen."""

import re
from dataclasses import replace
from importlib.resources import files
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import expect

from chithi_cli import accounts
from chithi_tasks.core.identity.second_factor import new_secret
from chithi_tasks.web.assignment_view import FORMLESS, IN_MENU, RARE
from chithi_testkit.polling import eventually

from . import papers, tasking
from .browser import NARROW, WIDE, Open, enter
from .dialogs import look, look_through
from .peopling import administrator, come_in, officer, shown
from .site import Site

OF_ASSIGNMENT = {f"do-{name}" for name in (*IN_MENU, *RARE, "extension-decision", "report") if name not in FORMLESS}
TEMPLATES = files("chithi_tasks") / "web" / "templates"
LATER = "2031-06-15"
sizes = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["390", "1280"])


def named(prefix: str) -> set[str]:
    """The dialogs that the templates of that name bring."""
    found = [one.read_text(encoding="utf-8") for one in TEMPLATES.iterdir() if one.name.startswith(prefix)]
    return set(re.findall(r'<dialog id="([\w-]+)"', "".join(found)))


async def reported(site: Site, task: str, by: int) -> None:
    """The officer files a report, and it has reached the task."""
    filer = site.officers[by]
    body = {"form_id": "nhiem-vu", "unit_id": filer.unit_id, "period": "2026-02", "assignment_id": task, "values": {}}
    async with site.signed_in(filer) as client:
        address = f"/api/reporting/v1/reports/{uuid4()}"
        (await client.put(address, json=body | {"narrative": "Đã kiểm tra."})).raise_for_status()

    async def there() -> bool:
        return bool((await tasking.told(site, task))["state"] == "reported")

    await eventually(there, within=60, what="the report has reached the task")


@sizes
async def test_the_dialogs_of_an_assignment(site: Site, open_page: Open, size: dict[str, int]) -> None:
    seen: set[str] = set()
    coordinator, mine = site.login("coordinator"), site.officers[7]
    task = await tasking.of_officer(site, 7)
    await tasking.act(site, coordinator, task, "due", due="2031-05-02", reason="Ấn định hạn")
    await tasking.act(site, mine, task, "start")
    async with open_page(size) as page:
        await tasking.opened(page, site, task, mine)
        assert await look_through(page, seen) == []
    await tasking.act(site, mine, task, "extension", due=LATER, reason="Mưa lũ chia cắt các thôn phía tây của xã")
    two = papers.short().replace("Sở Xây dựng đóng", "Sở Xây dựng, Sở Tài chính chủ trì đóng")
    shared = await tasking.of_agency(site, text=two)
    async with open_page(size) as page:
        await tasking.opened(page, site, task)
        assert await look_through(page, seen) == []
        await reported(site, task, 7)
        await page.reload()
        await tasking.listening(page)
        assert await look_through(page, seen) == []
        await tasking.act(site, coordinator, task, "complete")
        await page.reload()
        await tasking.listening(page)
        assert await look_through(page, seen) == []
        await page.goto(f"/nhiem-vu/{shared}")
        await tasking.listening(page)
        assert await look_through(page, seen) == []
    assert seen == OF_ASSIGNMENT


@sizes
async def test_the_dialogs_of_the_board(site: Site, open_page: Open, size: dict[str, int]) -> None:
    await tasking.published(site)
    async with open_page(size) as page:
        await enter(page, site.login("coordinator"), "/nhiem-vu")
        await expect(page.locator("#board[data-keys=on]")).to_be_visible()
        await page.locator("#chase-all").click()
        wrong = await look(page, "chase-dialog")
        await page.keyboard.press("Escape")
        await page.keyboard.press("?")
        assert wrong + await look(page, "help-dialog") == []
    assert named("board") == {"chase-dialog", "help-dialog"}


@sizes
async def test_the_dialogs_of_people(site: Site, open_page: Open, size: dict[str, int]) -> None:
    seen: set[str] = set()
    admin, person = await administrator(site), await officer(site, "Nguyễn Thị Tôn Nữ Hoàng Phương Thảo")
    unit = accounts.gazetteer().tree.get(admin.unit_id)
    assert unit
    boss = replace(
        accounts.login(f"dp-{uuid4().hex[:8]}", "Lê Điều Phối", "coordinator", unit), second_factor=new_secret()
    )
    await accounts.create([boss], site.system.mongod.url, site.system.secrets_keys)
    async with site.signed_in(admin) as client:
        code = (await client.post("/api/tasks/v1/enrolments", json={"username": person.username})).json()["code"]
        await come_in(site, code, "Samsung Galaxy A05 của Công an xã")
        system: dict[str, Any] = {"name": "Một cửa", "unit_id": unit.id, "role": "clerk", "scopes": ["tasks:read"]}
        (await client.post("/api/tasks/v1/clients", json=system)).raise_for_status()
    async with open_page(size) as page:
        await enter(page, admin, "/can-bo")
        addresses = (f"/can-bo/{person.username}", f"/can-bo/{boss.username}", "/can-bo?muc=ung-dung", "/can-bo")
        for address in addresses:
            await page.goto(address)
            await shown(page)
            assert await look_through(page, seen) == [], address
        await page.goto(addresses[0])
        await shown(page)
        await page.get_by_role("button", name="Cấp lại mật khẩu").click()
        await page.locator("#password-dialog [type=submit]").click()
        assert await look(page, "secret-dialog") == []
    assert seen | {"secret-dialog"} == named("people")
