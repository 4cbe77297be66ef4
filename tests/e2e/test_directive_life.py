"""A directive's life in a real browser: published, replaced, withdrawn, thrown away, and reviewed without tasks."""

import json
import re
from pathlib import Path

from playwright.async_api import Page, expect

from chithi_testkit.polling import eventually

from . import papers
from .browser import NARROW, WIDE, Open, enter, faults, overflow, picture, ready
from .site import Site


async def publish(site: Site, text: str) -> str:
    """Hand the paper in and publish it over the API."""
    draft = await papers.hand_in(site, text)
    async with site.signed_in(site.login("clerk")) as client:
        address = f"/api/ingest/v1/directives/{draft['id']}/publish"
        (await client.post(address, headers={"If-Match": f'"{draft["version"]}"'})).raise_for_status()
    return str(draft["id"])


async def test_a_published_directive_is_withdrawn_with_its_reason(site: Site, open_page: Open, tmp_path: Path) -> None:
    directive = await publish(site, papers.short())
    async with open_page() as page:
        await enter(page, site.login("clerk"), f"/chi-thi/{directive}")
        await ready(page)
        await expect(page.locator("h1")).to_contain_text("Đã phát hành")
        for viewport, name in ((WIDE, "published-1280"), (NARROW, "published-390")):
            await page.set_viewport_size(viewport)
            assert await faults(page) == []
            assert await overflow(page) == 0
            await picture(page, name, tmp_path)
        await page.set_viewport_size(WIDE)
        await expect(page.locator("#history")).to_contain_text("Phát hành")
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name="Tải kết quả đã sửa").click()
        await (await downloading.value).save_as(tmp_path / "gold.json")
        assert len(json.loads((tmp_path / "gold.json").read_text(encoding="utf-8"))["sections"]) == 3
        await page.get_by_role("button", name="Thu hồi").click()
        dialog = page.locator("#withdraw-dialog")
        await dialog.get_by_label("Lý do").fill("Ban hành nhầm")
        await dialog.get_by_role("button", name="Thu hồi").click()
        await expect(page.locator("h1 [data-status=withdrawn]")).to_be_visible()
        await expect(page.locator("#history")).to_contain_text("Ban hành nhầm")
        await expect(page.get_by_role("button", name="Thu hồi")).to_have_count(0)


async def test_another_paper_takes_the_place(site: Site, open_page: Open) -> None:
    text = papers.short()
    directive = await publish(site, text)
    async with open_page() as page:
        await enter(page, site.login("clerk"), f"/chi-thi/{directive}")
        await ready(page)
        await page.get_by_role("button", name="Thay bằng văn bản khác").click()
        dialog = page.locator("#replace-dialog")
        changed = text.replace("Sở Xây dựng đóng", "Sở Công Thương đóng")
        await dialog.get_by_label("Chọn tệp của văn bản mới").set_input_files(papers.upload(changed, "moi.txt"))
        await dialog.get_by_role("button", name="Gửi").click()
        await expect(page).not_to_have_url(re.compile(directive))
        await expect(page.locator("h1 [data-status=draft]")).to_be_visible()
        await expect(page.locator("#history")).to_contain_text("Thay thế")
        await ready(page)
        await page.locator("#publish").click()
        await expect(page.locator(".gets")).to_be_visible()
        await page.locator("#publish-now").click()
        await expect(page.locator("h1 [data-status=published]")).to_be_visible()
        await page.goto(f"/chi-thi/{directive}")
        await expect(page.locator("h1 [data-status=superseded]")).to_be_visible()
        await expect(page.locator("#history")).to_contain_text("Được thay thế bởi")


async def test_a_draft_is_thrown_away(site: Site, open_page: Open) -> None:
    draft = await papers.hand_in(site, papers.short())
    async with open_page() as page:
        await enter(page, site.login("clerk"), f"/chi-thi/{draft['id']}")
        await ready(page)
        await page.get_by_role("button", name="Xóa dự thảo").click()
        await expect(page.locator("#delete-dialog")).to_contain_text("gồm 3 mục")
        await page.locator("#delete-dialog").get_by_role("button", name="Xóa dự thảo").click()
        await expect(page).to_have_url(re.compile("/chi-thi$"))
        await expect(page.locator(f'a[href="/chi-thi/{draft["id"]}"]')).to_have_count(0)


async def test_the_directive_above_is_named_and_linked_once_it_is_here(site: Site, open_page: Open) -> None:
    child = await papers.hand_in(site, papers.short())
    async with open_page() as page:
        await enter(page, site.login("clerk"), f"/chi-thi/{child['id']}")
        await ready(page)
        await expect(page.locator("#history")).to_contain_text("99/CT-TTg")
        await expect(page.locator("#history")).to_contain_text("chưa có trong hệ thống")


async def test_reading_only_shows_why_and_changes_nothing(site: Site, open_page: Open) -> None:
    draft = await papers.hand_in(site, papers.short())
    async with open_page(expected=("403",)) as page:
        await enter(page, site.login("ops"), f"/chi-thi/{draft['id']}")
        await ready(page)
        await page.locator('.value[data-at="/sections/0/lead/0"]').click()
        await expect(page.locator(".card-of mark")).to_have_text("Công an tỉnh")
        await expect(page.locator(".card-of form, #publish, .tools")).to_have_count(0)


async def test_without_the_task_service_the_review_goes_on(site: Site, open_page: Open, tmp_path: Path) -> None:
    draft = await papers.hand_in(site, papers.short())
    async with open_page(expected=("/api/tasks/", "Failed to load resource")) as page:
        await enter(page, site.login("clerk"), "/chi-thi")
        await site.system.halt("tasks")
        try:
            await page.goto(f"/chi-thi/{draft['id']}")
            await expect(page.locator("#tasks-away")).to_contain_text("Dịch vụ nhiệm vụ đang bận")
            await picture(page, "review-tasks-away-1280", tmp_path)
            await page.locator('[data-accept="1"]').click()
            await expect(page.locator('[data-accept="1"]')).to_have_attribute("aria-pressed", "true")
            await page.locator("#publish").click()
            await expect(page.locator("#publish-line")).to_contain_text("3 mục")
            await expect(page.locator("#offline")).to_be_hidden()  # the network is there, and so is this service
            await page.keyboard.press("Escape")
        finally:
            await site.system.resume("tasks")
        again = "document.querySelector('#tasks-away button')?.click()"  # a question under way may be answered first
        await eventually(lambda: _gone(page, again), within=60, what="the page asks again and has its answer")
        await expect(page.locator("#muc-3 [data-who]")).to_contain_text("129 xã, phường")


async def _gone(page: Page, again: str) -> bool:
    await page.evaluate(again)
    return await page.locator("#tasks-away").count() == 0
