"""What an officer does on the page of an assignment, and the coordinator's answer."""

from pathlib import Path

from playwright.async_api import expect

from chithi_testkit.polling import eventually

from . import tasking
from .browser import NARROW, Open, enter, overflow, picture
from .site import Site

TOMORROW, LATER = "2031-05-02", "2031-06-15"


async def test_an_officer_works_on_a_task_and_asks_for_time_the_coordinator_answers(
    site: Site, open_page: Open, tmp_path: Path
) -> None:
    task, officer, coordinator = await tasking.of_officer(site, 3), site.officers[3], site.login("coordinator")
    await tasking.act(site, coordinator, task, "due", due=TOMORROW, reason="Ấn định hạn")
    async with open_page() as page:
        await tasking.opened(page, site, task, officer)
        await page.get_by_role("button", name="Tiếp nhận").click()
        await expect(page.locator("[data-state=received]")).to_be_visible()
        await page.get_by_role("button", name="Bắt đầu thực hiện").click()
        await expect(page.locator("[data-state=in_progress]")).to_be_visible()
        await page.get_by_role("button", name="Xin gia hạn").click()
        dialog = page.get_by_role("dialog", name="Xin gia hạn")
        await dialog.get_by_label("Xin gia hạn đến").fill(LATER)
        await dialog.get_by_label("Lý do").fill("Mưa lũ chia cắt")
        await dialog.get_by_role("button", name="Xin gia hạn").click()
        await expect(page.get_by_text("Xin gia hạn đến 15/06/2031")).to_be_visible()
        await expect(page.get_by_role("button", name="Đặt hạn")).to_have_count(0)
    async with open_page() as page:
        await tasking.opened(page, site, task)
        await page.get_by_role("button", name="Trả lời xin gia hạn").click()
        dialog = page.get_by_role("dialog", name="Trả lời xin gia hạn")
        await dialog.get_by_label("Không đồng ý").check()
        await dialog.get_by_role("button", name="Trả lời").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("Hãy ghi lý do")
        await dialog.get_by_label("Đồng ý gia hạn", exact=True).check()
        await dialog.get_by_role("button", name="Trả lời").click()
        await expect(page.get_by_text("Đã gia hạn đến 15/06/2031")).to_be_visible()
        await picture(page, "assignment-history-1280", tmp_path)
    assert (await tasking.told(site, task))["due"] == LATER


async def test_an_officer_reports_here_and_the_coordinator_sends_it_back(site: Site, open_page: Open) -> None:
    task, officer = await tasking.of_officer(site, 4), site.officers[4]
    async with open_page(NARROW) as page:
        await tasking.opened(page, site, task, officer)
        await page.get_by_role("button", name="Báo cáo kết quả").click()
        dialog = page.get_by_role("dialog", name="Báo cáo kết quả")
        await dialog.get_by_label("Kết quả thực hiện").fill("Đã tuần tra 12 lượt, không phát sinh vụ việc.")
        assert await overflow(page) == 0
        await dialog.get_by_role("button", name="Gửi báo cáo").click()
        await expect(tasking.said(page)).to_contain_text("Đã nhận báo cáo")

    async def reported() -> bool:
        return bool((await tasking.told(site, task))["state"] == "reported")

    await eventually(reported, within=60, what="the report has reached the task")
    async with open_page() as page:
        await tasking.opened(page, site, task)
        await page.get_by_role("button", name="Trả lại").click()
        await page.get_by_role("dialog", name="Trả lại").get_by_label("Lý do").fill("Thiếu số liệu xử phạt")
        await page.get_by_role("dialog", name="Trả lại").get_by_role("button", name="Trả lại").click()
        await expect(page.locator("[data-state=returned]")).to_be_visible()
        await expect(page.locator(".banner.trouble")).to_contain_text("Thiếu số liệu xử phạt")


async def test_an_assignment_of_others_does_not_exist(site: Site, open_page: Open) -> None:
    task = await tasking.of_officer(site, 5)
    async with open_page(expected=("404",)) as page:
        await enter(page, site.officers[6], f"/nhiem-vu/{task}")
        await expect(page.get_by_role("alert")).to_contain_text("Không tìm thấy nhiệm vụ")
        await page.get_by_role("link", name="Về danh sách nhiệm vụ").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Nhiệm vụ")
