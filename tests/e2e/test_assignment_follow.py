"""The page of an assignment while others work on it, and handing on what the whole nation was asked for."""

import re
from uuid import uuid4

from playwright.async_api import Request, expect

from chithi_cli import accounts
from chithi_testkit.polling import eventually

from . import papers, tasking
from .browser import Open
from .site import Site

A_WHILE = 31_000  # ms; the page looks every 30 s


async def test_the_page_follows_others_every_half_minute_and_leaves_alone_who_writes(
    site: Site, open_page: Open
) -> None:
    task, coordinator = await tasking.of_agency(site), site.login("coordinator")
    looked: list[str] = []

    def note(request: Request) -> None:
        if "hx-request" in request.headers:
            looked.append(request.url)

    async with open_page() as page:
        await page.clock.install()
        page.on("request", note)
        await tasking.opened(page, site, task)
        await tasking.act(site, coordinator, task, "chase", message="Đề nghị khẩn trương.")
        await page.clock.fast_forward(A_WHILE)
        await expect(page.locator(".timeline li").first).to_contain_text("Đề nghị khẩn trương.")

        comment = page.locator("#comment-text")
        await comment.fill("Đang viết dở")
        before = len(looked)
        await tasking.act(site, coordinator, task, "due", due="2031-05-02", reason="Chỉ đạo mới")
        await page.clock.fast_forward(A_WHILE)
        await page.get_by_role("button", name="Tạm dừng").click()
        await comment.evaluate(
            "field => { field.value = ''; field.dispatchEvent(new Event('input', {bubbles: true})); }"
        )
        await page.clock.fast_forward(A_WHILE)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        assert len(looked) == before  # neither while there were words nor while a dialog was open
        await page.clock.fast_forward(A_WHILE)
        await expect(page.locator(".timeline li").first).to_contain_text("Chỉ đạo mới")


async def test_the_nation_hands_on_to_units_that_are_found_by_name(site: Site, open_page: Open) -> None:
    nation = accounts.gazetteer().tree.nation
    clerk, coordinator = (
        accounts.login(f"{role}-{uuid4().hex[:6]}", f"{role} trung ương", role, nation)
        for role in ("clerk", "coordinator")
    )
    await accounts.create([clerk, coordinator], site.system.mongod.url)
    text = papers.short().replace("ỦY BAN NHÂN DÂN\nTỈNH NINH BÌNH", "THỦ TƯỚNG CHÍNH PHỦ")
    text = re.sub(r"1\. Công an tỉnh.*?(?=\nNơi nhận)", "1. Bộ Xây dựng rà soát lối đi tự mở.\n", text, flags=re.DOTALL)
    async with site.signed_in(clerk) as client:
        draft = (await client.post("/api/ingest/v1/directives", files={"file": ("a.txt", text.encode())})).json()
        headers = {"If-Match": f'"{draft["version"]}"'}
        (await client.post(f"/api/ingest/v1/directives/{draft['id']}/publish", headers=headers)).raise_for_status()

    async def there() -> str | None:
        items = (await tasking.board(site, coordinator, directive_id=draft["id"]))["items"]
        return next((str(one["id"]) for one in items), None)

    task = str(await eventually(there, within=60, what="the ministry's task"))
    async with open_page() as page:
        await tasking.opened(page, site, task, coordinator)
        await page.get_by_role("button", name="Giao cho cấp dưới").click()
        dialog = page.get_by_role("dialog", name="Giao cho cấp dưới")
        communes = re.compile(r"Sẽ giao 3\.32[01] nhiệm vụ")  # one less once the register's tests have merged two
        await expect(dialog.locator(".preview")).to_have_text(communes)
        await dialog.get_by_label("Chọn từng nơi").check()
        await expect(dialog.get_by_label("Lọc danh sách")).to_have_count(0)
        for typed, name in (("phuong nam dinh", "Phường Nam Định"), ("phuong ha giang 2", "Phường Hà Giang 2")):
            await dialog.get_by_label("Tìm xã, phường, cơ quan").fill(typed)  # at once: one list comes
            await dialog.get_by_role("option", name=name).first.click()
            await expect(dialog.locator(".chosen-list")).to_contain_text(name)
        await expect(dialog.locator(".preview")).to_contain_text("Sẽ giao 2 nhiệm vụ")
        await dialog.get_by_role("button", name="Giao cho cấp dưới").click()
        await expect(page.locator("#below")).to_contain_text("0/2 đã báo cáo")
    below = (await tasking.board(site, coordinator, parent_id=task))["items"]
    assert {one["assignee"]["name"] for one in below} == {"Phường Nam Định", "Phường Hà Giang 2"}
