"""The board in a real browser: filters, finding, urging on, keeping up to date, the keyboard, narrow screens."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from playwright.async_api import Locator, Page, expect

from chithi_cli import accounts

from . import tasking
from .browser import NARROW, WIDE, Open, enter, faults, overflow, picture
from .site import Site

LARGE = {"width": 1920, "height": 1080}
ROWS = "tr[data-id]"
CUT = """chips => {
  const end = one => one.getBoundingClientRect().right;
  return chips.filter(one => end(one) > end(one.closest('td'))).map(one => one.textContent);
}"""


async def opened(page: Page, site: Site, query: str = "", role: str = "coordinator") -> None:
    """The board, ready for keys."""
    await enter(page, site.login(role), f"/nhiem-vu{query}")
    await expect(page.locator("#board[data-keys=on]")).to_be_visible()


def asked(page: Page) -> dict[str, list[str]]:
    """What the page's address says."""
    return parse_qs(urlsplit(page.url).query)


def row(page: Page, assignment_id: str) -> Locator:
    return page.locator(f'tr[data-id="{assignment_id}"]')


async def test_filters_narrow_the_list_and_live_in_the_address(site: Site, open_page: Open) -> None:
    directive = await tasking.published(site)
    async with open_page() as page:
        await opened(page, site, f"?directive_id={directive}")
        await expect(page.locator("#list-title")).to_have_text("132 nhiệm vụ")
        await page.get_by_label("Cơ quan", exact=True).select_option(label="Sở Xây dựng")
        await expect(page.locator(ROWS)).to_have_count(1)
        assert asked(page) == {"directive_id": [directive], "agency": ["so-xay-dung"]}
        await page.get_by_role("link", name="Bỏ điều kiện: Sở Xây dựng").click()
        await expect(page.locator(ROWS)).to_have_count(50)
        ward = site.officers[0].name.removeprefix("Cán bộ ")
        await page.get_by_label("Xã, phường", exact=True).select_option(label=ward)
        await expect(page.locator(ROWS)).to_have_count(1)
        await page.go_back()
        await expect(page.locator(ROWS)).to_have_count(50)
        await page.get_by_role("link", name="Trang sau").click()
        await expect(page.get_by_role("link", name="Về trang đầu")).to_be_visible()
        await page.reload()
        await expect(page.locator(ROWS)).to_have_count(50)


async def test_words_find_without_diacritics_and_nothing_found_shows_the_way_out(site: Site, open_page: Open) -> None:
    directive = await tasking.published(site)
    async with open_page() as page:
        await opened(page, site, f"?directive_id={directive}")
        await page.get_by_label("Tìm nhiệm vụ").fill("loi di tu mo")
        await page.keyboard.press("Enter")
        await expect(page.locator(ROWS)).to_have_count(1)
        await expect(page.locator(ROWS)).to_contain_text("lối đi tự mở")
        await page.get_by_label("Tìm nhiệm vụ").fill("khongcotrongdau")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Không có nhiệm vụ nào khớp")).to_be_visible()
        await page.get_by_role("link", name="Tìm trong mọi trạng thái").click()
        await expect(page).to_have_url(re.compile("state=all"))
        await expect(page.get_by_text("Không có nhiệm vụ nào khớp")).to_be_visible()


async def test_the_selected_ones_are_urged_on_and_it_is_written_down(site: Site, open_page: Open) -> None:
    directive = await tasking.published(site)
    async with open_page() as page:
        await opened(page, site, f"?directive_id={directive}&agency=unit")
        ids = [await page.locator(ROWS).nth(at).get_attribute("data-id") or "" for at in range(2)]
        for one in ids:
            await row(page, one).locator("label.pick").click()
        await expect(page.locator("#picked")).to_contain_text("Đã chọn 2 nhiệm vụ")
        await page.locator("#picked").get_by_role("button", name="Đôn đốc").click()
        dialog = page.get_by_role("dialog", name="Đôn đốc 2 nhiệm vụ")
        await dialog.get_by_label("Lời nhắn").fill("Báo cáo trước 16 giờ.")
        await dialog.get_by_role("button", name="Gửi đôn đốc").click()
        await expect(page.locator("#said")).to_have_text("Đã đôn đốc 2 nhiệm vụ")
        await expect(row(page, ids[0]).locator(".c-chased")).to_contain_text("vừa xong")
        await expect(page.locator("#picked")).to_be_hidden()
        for one in ids:
            last = (await tasking.history(site, one))[-1]
            assert (last["action"], last["note"]) == ("chase", "Báo cáo trước 16 giờ.")

        await row(page, ids[0]).locator("label.pick").click()
        await page.locator("#picked").get_by_role("button", name="Đôn đốc").click()
        await page.get_by_role("dialog").get_by_role("button", name="Gửi đôn đốc").click()
        await expect(page.locator("#said")).to_contain_text("bỏ qua 1")


async def test_one_button_urges_on_all_that_are_late(site: Site, open_page: Open) -> None:
    directive = await tasking.published(site)
    async with open_page() as page:
        await opened(page, site, f"?directive_id={directive}")
        late = (await tasking.board(site, directive_id=directive, time_class="late", state="live"))["counts"]["total"]
        assert late
        await page.get_by_role("button", name=f"Đôn đốc {late} nhiệm vụ quá hạn").click()
        await page.get_by_role("dialog").get_by_role("button", name="Gửi đôn đốc").click()
        await expect(page.locator("#said")).to_contain_text(f"Đã đôn đốc {late} nhiệm vụ")
        shown = (await tasking.board(site, directive_id=directive, limit=200))["items"]
        assert {one["time_class"].startswith("late") for one in shown if one["chased_at"]} == {True}


async def test_the_list_follows_what_others_do_and_nothing_moves(site: Site, open_page: Open) -> None:
    directive, officer = await tasking.published(site), site.officers[1]
    async with open_page() as page:
        await opened(page, site, f"?directive_id={directive}&unit_id={officer.unit_id}")
        [mine] = (await tasking.board(site, directive_id=directive, unit_id=officer.unit_id))["items"]
        await row(page, mine["id"]).locator("label.pick").click()
        await row(page, mine["id"]).get_by_role("link").focus()
        await tasking.act(site, officer, mine["id"], "accept")
        await expect(row(page, mine["id"]).locator("[data-state]")).to_have_attribute("data-state", "received")
        await expect(row(page, mine["id"]).get_by_role("link")).to_be_focused()
        await expect(row(page, mine["id"]).get_by_role("checkbox")).to_be_checked()


async def test_the_board_by_the_keyboard_alone(site: Site, open_page: Open, tmp_path: Path) -> None:
    directive = await tasking.published(site)
    async with open_page({"width": 1440, "height": 900}) as page:
        await opened(page, site, f"?directive_id={directive}")
        keys = page.keyboard
        await keys.press("?")
        await expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
        await keys.press("Escape")
        await keys.press("/")
        await expect(page.get_by_label("Tìm nhiệm vụ")).to_be_focused()
        await keys.type("phuong")
        await keys.press("Enter")
        await expect(page.locator("#list-title")).not_to_have_text("132 nhiệm vụ")
        await keys.press("Escape")
        await keys.press("j")
        await keys.press("j")
        second = page.locator(ROWS).nth(1)
        await expect(second.get_by_role("link")).to_be_focused()
        await keys.press("x")
        await expect(second.get_by_role("checkbox")).to_be_checked()
        await keys.press("k")
        await keys.press("Enter")
        sheet = page.locator("#sheet")
        await expect(sheet.get_by_role("heading", level=1)).to_be_focused()
        await picture(page, "board-sheet-1440", tmp_path)
        await keys.press("Escape")
        await expect(sheet).to_be_hidden()
        await expect(page.locator(ROWS).first.get_by_role("link")).to_be_focused()
        await keys.press("d")
        await expect(page.get_by_role("dialog", name="Đôn đốc 1 nhiệm vụ")).to_be_visible()
        await picture(page, "board-chase-1440", tmp_path)
        await keys.press("Escape")
        await keys.press("Escape")
        await expect(page.locator("#picked")).to_be_hidden()


async def test_an_officer_sees_the_own_tasks_and_confirms_receipt_in_the_row(
    site: Site, open_page: Open, tmp_path: Path
) -> None:
    directive, officer = await tasking.published(site), site.officers[2]
    async with open_page(NARROW) as page:
        await enter(page, officer, f"/nhiem-vu?directive_id={directive}")
        await expect(page.locator(ROWS)).to_have_count(1)
        await expect(page.get_by_role("checkbox")).to_have_count(0)
        assert await overflow(page) == 0
        await picture(page, "board-own-390", tmp_path)
        await page.get_by_role("button", name="Tiếp nhận").click()
        await expect(page.locator("[data-state=received]")).to_be_visible()
        assert await faults(page) == []


async def test_an_officer_finds_what_the_agency_coordinates_in(site: Site, open_page: Open) -> None:
    """And nothing there whose receipt is late: it was issued a moment ago."""
    unit = accounts.gazetteer().tree[site.login("coordinator").unit_id]
    officer = accounts.login(f"cqt-{uuid4().hex[:8]}", "Cán bộ các sở", "agency_officer", unit)
    await accounts.create([officer], site.system.mongod.url)
    directive = await tasking.published(site)
    async with open_page() as page:
        await enter(page, officer, f"/nhiem-vu?directive_id={directive}")
        await expect(page.locator("#board[data-keys=on]")).to_be_visible()
        await expect(page.get_by_role("button", name="Tiếp nhận")).to_have_count(3)
        await page.get_by_label("Vai trò").select_option(label="Phối hợp")
        await expect(page.locator(ROWS)).to_have_count(1)
        await expect(page.locator(".c-who")).to_contain_text("Công an tỉnh")
        await expect(page.get_by_role("button", name="Tiếp nhận")).to_have_count(0)
        assert asked(page) == {"directive_id": [directive], "role": ["coordinating"]}
        assert await overflow(page) == 0
        assert await faults(page) == []
        await page.locator("[data-time=receipt]").click()
        await expect(page.get_by_text("Không có nhiệm vụ nào khớp")).to_be_visible()
        await page.get_by_role("link", name="Bỏ điều kiện: chậm tiếp nhận").click()
        await expect(page.locator(ROWS)).to_have_count(1)
        await page.get_by_role("link", name="Bỏ điều kiện: phối hợp").click()
        await expect(page.get_by_role("button", name="Tiếp nhận")).to_have_count(3)


async def test_without_a_network_the_page_says_so_and_goes_on_by_itself(site: Site, open_page: Open) -> None:
    directive = await tasking.published(site)
    async with open_page(expected=("ERR_INTERNET_DISCONNECTED",)) as page:
        await opened(page, site, f"?directive_id={directive}")
        await page.context.set_offline(True)
        await expect(page.locator("#offline")).to_be_visible()
        await page.get_by_label("Thời hạn", exact=True).select_option("none")
        await expect(page.locator("#board-trouble")).to_contain_text("Chưa tải được danh sách")
        await expect(page.locator(ROWS)).to_have_count(50)
        await page.context.set_offline(False)
        await expect(page.locator("#offline")).to_be_hidden()
        await expect(page.locator("#board-trouble")).to_have_count(0)


@pytest.mark.parametrize("viewport", [NARROW, WIDE, LARGE], ids=["390", "1280", "1920"])
async def test_the_board_fits_its_screen_and_everybody(
    site: Site, open_page: Open, tmp_path: Path, viewport: dict[str, int]
) -> None:
    await tasking.published(site)
    async with open_page(viewport) as page:
        await enter(page, site.login("coordinator"), "/nhiem-vu")
        await expect(page.locator(ROWS).first).to_be_visible()
        assert await overflow(page) == 0
        assert await faults(page) == []
        assert await page.locator(".tasks .chip").evaluate_all(CUT) == []
        await picture(page, f"board-{viewport['width']}", tmp_path)
        if viewport is LARGE:
            await page.emulate_media(color_scheme="dark")
            await picture(page, "board-1920-dark", tmp_path)


async def test_the_board_in_english(site: Site, open_page: Open) -> None:
    async with open_page() as page:
        await enter(page, site.login("clerk"), "/nhiem-vu")
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_label("Search tasks")).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        assert not re.search(r"[ăâđêôơư]", await page.locator(".filters > .words label").inner_text())
