"""The page of one assignment in a real browser: handing on, doubts, time, two people at once, a lost session."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from . import papers, tasking
from .browser import NARROW, WIDE, Open, enter, faults, overflow, picture
from .site import Site

LARGE = {"width": 1920, "height": 1080}
TOMORROW, LATER = "2031-05-02", "2031-06-15"


async def test_handing_on_to_communes_says_what_it_will_do_and_the_parts_appear(
    site: Site, open_page: Open, tmp_path: Path
) -> None:
    task = await tasking.of_agency(site)
    async with open_page() as page:
        await tasking.opened(page, site, task)
        await page.get_by_role("button", name="Giao cho cấp dưới").click()
        dialog = page.get_by_role("dialog", name="Giao cho cấp dưới")
        await expect(dialog.locator(".preview")).to_contain_text("Sẽ giao 129 nhiệm vụ")
        await dialog.get_by_label("Chọn từng nơi").check()
        await dialog.get_by_label("Lọc danh sách").fill("phuong nam dinh")
        await dialog.get_by_label("Phường Nam Định").check()
        await dialog.get_by_label("Lọc danh sách").fill("")
        await dialog.get_by_label("Phường Phủ Lý").check()
        await dialog.get_by_label("Tìm xã, phường, cơ quan").fill("so tai chinh")
        await dialog.locator(".combo [role=option]").first.click()
        await expect(dialog.locator(".chosen-list")).to_contain_text("Sở Tài chính")
        await dialog.get_by_label("Biểu báo cáo").select_option("antt-thang")
        await dialog.get_by_label("Kỳ báo cáo").select_option(label="Hằng tháng")
        await dialog.get_by_label("Hạn (để trống").fill(TOMORROW)
        await expect(dialog.locator(".day-spelled")).to_have_text("Thứ Sáu, 02/05/2031")
        await dialog.get_by_label("Lý do").fill("Gia hạn cho các xã mới sắp xếp")
        await expect(dialog.locator(".preview")).to_contain_text(
            "Sẽ giao 3 nhiệm vụ · hằng tháng · biểu “Báo cáo tháng"
        )
        await expect(dialog.locator(".preview")).to_be_in_viewport(ratio=1)
        await picture(page, "assignment-delegate-1280", tmp_path)
        assert await faults(page) == []
        await dialog.get_by_role("button", name="Giao cho cấp dưới").click()
        await expect(page.locator("#below")).to_contain_text("0/3 đã báo cáo")
        await page.locator("#below").get_by_role("link", name="Phường Nam Định").click()
        await expect(page.get_by_role("link", name="Thuộc nhiệm vụ cấp trên")).to_be_visible()
        child = await tasking.told(site, page.url.rsplit("/", 1)[-1])
        assert (child["parent_id"], child["form_id"], child["due"]) == (task, "antt-thang", TOMORROW)
        await page.go_back()
        await picture(page, "assignment-below-1280", tmp_path)


async def test_a_proposed_assignee_is_confirmed_or_another_one_chosen(
    site: Site, open_page: Open, tmp_path: Path
) -> None:
    text = papers.short().replace("Sở Xây dựng đóng", f"{tasking.ENDED} đóng")
    first, second = (
        await tasking.of_agency(site, text=text),
        await tasking.of_agency(site, text=text.replace("/CT-UBND", "/CT-UB")),
    )
    async with open_page() as page:
        await tasking.opened(page, site, first)
        await expect(page.locator(".proposal")).to_contain_text(tasking.ENDED)
        await picture(page, "assignment-proposal-1280", tmp_path)
        await page.get_by_role("button", name="Xác nhận Sở Xây dựng").click()
        await expect(page.locator(".proposal")).to_have_count(0)
        await expect(page.locator(".timeline")).to_contain_text("xác nhận nơi nhận")

        await page.goto(f"/nhiem-vu/{second}")
        await tasking.listening(page)
        await page.get_by_role("button", name="Chọn nơi khác").click()
        dialog = page.get_by_role("dialog", name="Đổi nơi nhận")
        await dialog.get_by_label("Tìm cơ quan").fill("cong an tinh")
        await page.keyboard.press("ArrowDown")
        await expect(dialog.get_by_role("option").first).to_be_visible()
        await dialog.get_by_role("option", name="Công an tỉnh Ninh Bình").click()
        await dialog.get_by_label("Lý do").fill("Theo phân công mới")
        await dialog.get_by_role("button", name="Đổi nơi nhận").click()
        await expect(page.locator(".proposal")).to_have_count(0)
        await expect(page.locator(".timeline li").first).to_contain_text("Theo phân công mới")
    assert (await tasking.told(site, second))["assignee"]["id"].startswith("cong-an-tinh:")


async def test_two_people_at_once_nothing_typed_is_lost_and_the_change_is_told(
    site: Site, open_page: Open, tmp_path: Path
) -> None:
    task, coordinator = await tasking.of_agency(site), site.login("coordinator")
    async with open_page(expected=("412",)) as page:
        await tasking.opened(page, site, task)
        await page.get_by_role("button", name="Đặt hạn").click()
        dialog = page.get_by_role("dialog", name="Đặt hạn")
        await dialog.get_by_label("Hạn mới").fill(LATER)
        await dialog.get_by_label("Lý do").fill("Theo đề nghị của Sở")
        await tasking.act(site, coordinator, task, "due", due=TOMORROW, reason="Chỉ đạo của Chủ tịch")
        await dialog.get_by_role("button", name="Đặt hạn").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("02/05/2031")
        await expect(dialog.get_by_label("Hạn mới")).to_have_value(LATER)
        await expect(dialog.locator(".day-spelled")).to_have_text("Chủ Nhật, 15/06/2031")
        await expect(dialog.get_by_label("Lý do")).to_have_value("Theo đề nghị của Sở")
        await picture(page, "assignment-conflict-1280", tmp_path)
        await dialog.get_by_role("button", name="Đặt hạn").click()
        await expect(tasking.said(page)).to_contain_text("Đặt hạn")
        assert (await tasking.told(site, task))["due"] == LATER

        await page.get_by_role("button", name="Tạm dừng").click()
        await page.get_by_role("dialog", name="Tạm dừng").get_by_label("Lý do").fill("Chờ hướng dẫn")
        await tasking.act(site, coordinator, task, "withdraw", reason="Trùng nhiệm vụ")
        await page.get_by_role("dialog").get_by_role("button", name="Tạm dừng").click()
        await expect(page.locator("#changed")).to_contain_text("Chờ hướng dẫn")
        await expect(page.locator("[data-state=withdrawn]")).to_be_visible()


async def test_what_was_typed_outlives_the_session(site: Site, open_page: Open) -> None:
    task = await tasking.of_agency(site)
    async with open_page(expected=("401",)) as page:
        await tasking.opened(page, site, task)
        comment = page.locator("form.comment")
        await comment.get_by_label("Ý kiến").fill("Đề nghị bổ sung số liệu tháng 2.")
        await page.context.clear_cookies()
        await comment.get_by_role("button", name="Gửi ý kiến").click()
        await expect(comment.get_by_role("alert")).to_contain_text("Phiên đăng nhập đã hết")
        await expect(comment.get_by_label("Ý kiến")).to_have_value("Đề nghị bổ sung số liệu tháng 2.")

        other = await page.context.new_page()
        await enter(other, site.login("coordinator"), "/nhiem-vu")
        await other.close()
        await comment.get_by_role("button", name="Gửi ý kiến").click()
        await expect(page.locator(".timeline li").first).to_contain_text("Đề nghị bổ sung số liệu tháng 2.")


@pytest.mark.parametrize("viewport", [NARROW, WIDE, LARGE], ids=["390", "1280", "1920"])
async def test_the_page_fits_its_screen_and_everybody(
    site: Site, open_page: Open, tmp_path: Path, viewport: dict[str, int]
) -> None:
    task, coordinator = await tasking.of_agency(site), site.login("coordinator")
    await tasking.act(site, coordinator, task, "chase", message="Đề nghị báo cáo trước 16 giờ hôm nay.")
    async with open_page(viewport) as page:
        await tasking.opened(page, site, task)
        assert await overflow(page) == 0
        assert await faults(page) == []
        await picture(page, f"assignment-{viewport['width']}", tmp_path)
        if viewport is NARROW:
            await page.emulate_media(color_scheme="dark")
            await picture(page, "assignment-390-dark", tmp_path)
        for name in ("Tạm dừng", "Đổi nơi nhận", "Giao cho cấp dưới"):
            await page.get_by_role("button", name=name).click()
            assert await faults(page) == []
            assert await overflow(page) == 0
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("dialog")).to_have_count(0)
