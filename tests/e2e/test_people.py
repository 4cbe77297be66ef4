"""People and other systems in a real browser: they are added, and what is told once is told once."""

import asyncio
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Route, expect

from chithi_cli.running import Login

from .browser import NARROW, WIDE, Open, enter, faults, overflow, picture
from .peopling import API, administrator, officer, shown
from .site import Site

LARGE = {"width": 1920, "height": 1080}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def admin(site: Site) -> Login:
    return await administrator(site)


async def test_a_person_is_added_by_keyboard_and_their_password_shown_once(
    site: Site, open_page: Open, tmp_path: Path
) -> None:
    username = f"moi-{uuid4().hex[:8]}"
    async with open_page(expected=("409",)) as page:
        await enter(page, site.login("coordinator"), "/can-bo")
        await shown(page)
        await page.get_by_role("button", name="Thêm cán bộ").focus()
        await page.keyboard.press("Enter")
        dialog = page.locator("#add-dialog")
        await dialog.get_by_label("Họ và tên").fill("Ngô Thị Mới")
        await dialog.get_by_label("Tài khoản").fill(username)
        await dialog.get_by_role("button", name="Thêm cán bộ").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("Hãy chọn nơi làm việc")
        await dialog.get_by_role("combobox", name="Nơi làm việc").press_sequentially("phuong nam dinh")
        await expect(dialog.locator(".combo [role=option]").first).to_contain_text("Phường Nam Định")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(dialog.locator(".chosen")).to_contain_text("Đã chọn: Phường Nam Định")
        assert await faults(page) == []
        await picture(page, "person-add-1280", tmp_path)
        await dialog.get_by_role("button", name="Thêm cán bộ").click()
        secret = page.locator("#secret-dialog")
        await expect(secret).to_contain_text("Chỉ hiện một lần")
        await expect(secret).to_contain_text("Ngô Thị Mới")
        password = await secret.locator("code").inner_text()
        assert len(password) >= 12
        assert await faults(page) == []
        await picture(page, "person-password-1280", tmp_path)
        await secret.get_by_role("button", name="Tôi đã ghi lại").click()
        await page.goto(f"/can-bo?q={username}")
        await expect(page.locator(".people-rows li")).to_have_count(1)
        assert password not in await page.content()
        await shown(page)
        await page.get_by_role("button", name="Thêm cán bộ").click()
        await dialog.get_by_label("Họ và tên").fill("Người Khác")
        await dialog.get_by_label("Tài khoản").fill(username)
        await dialog.get_by_role("combobox", name="Nơi làm việc").fill("phuong nam dinh")
        await dialog.locator(".combo [role=option]").first.click()
        await dialog.get_by_role("button", name="Thêm cán bộ").click()
        await expect(dialog.get_by_role("alert")).not_to_be_empty()
        await expect(dialog.get_by_label("Họ và tên")).to_have_value("Người Khác")  # what was typed stays


async def test_suggestions_that_were_closed_stay_closed_when_a_late_answer_comes(site: Site, open_page: Open) -> None:
    asked, answered = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await answered.wait()
        await route.continue_()

    async with open_page() as page:
        await enter(page, site.login("coordinator"), "/can-bo")
        await shown(page)
        await page.get_by_role("button", name="Thêm cán bộ").click()
        field = page.locator("#add-dialog").get_by_role("combobox", name="Nơi làm việc")
        suggestions = page.locator("#add-dialog [role=listbox]")
        await field.fill("phuong nam")
        await expect(suggestions).to_be_visible()
        await page.route("**/api/tasks/v1/assignees?*", hold)
        await field.fill("phuong nam dinh")
        await asked.wait()
        await page.keyboard.press("Escape")
        await expect(suggestions).to_be_hidden()
        async with page.expect_response("**/api/tasks/v1/assignees?*") as late:
            answered.set()
        await (await late.value).finished()
        await page.evaluate("fetch(location).then(answer => answer.text())")  # the page has read what came before
        await expect(suggestions).to_be_hidden()


async def test_a_system_gets_its_secret_once(site: Site, admin: Login, open_page: Open, tmp_path: Path) -> None:
    async with open_page() as page:
        await enter(page, admin, "/can-bo?muc=ung-dung")
        await shown(page)
        await picture(page, "clients-empty-1280", tmp_path)
        await page.get_by_role("button", name="Thêm ứng dụng").click()
        dialog = page.locator("#client-dialog")
        await dialog.get_by_label("Tên ứng dụng").fill("Một cửa điện tử")
        await expect(dialog.get_by_label("gửi báo cáo")).not_to_be_visible()  # a clerk files none
        await dialog.get_by_label("đọc nhiệm vụ").check()
        assert await faults(page) == []
        await dialog.get_by_role("button", name="Thêm ứng dụng").click()
        secret = page.locator("#secret-dialog")
        await expect(secret).to_contain_text("Một cửa điện tử")
        client_id, client_secret = await secret.locator("code").all_inner_texts()
        await secret.get_by_role("button", name="Tôi đã ghi lại").click()
        row = page.locator(".clients li").filter(has_text=client_id)
        await expect(row).to_contain_text("chưa dùng")
        async with httpx.AsyncClient(base_url=site.system.url, timeout=60, trust_env=False) as program:
            form = {"grant_type": "client_credentials"}
            token = await program.post(f"{API}/oauth/token", data=form, auth=(client_id, client_secret))
            assert token.json()["scope"] == "tasks:read"
        assert await faults(page) == []
        await picture(page, "clients-1280", tmp_path)
        await row.get_by_role("button", name="Đóng").click()
        await page.locator("#close-client-dialog").get_by_role("button", name="Đóng ứng dụng").click()
        await expect(row).to_contain_text("Đã đóng")


@pytest.mark.parametrize("size", [NARROW, WIDE, LARGE], ids=lambda size: str(size["width"]))
async def test_the_list_fits_and_can_be_read(
    site: Site, admin: Login, open_page: Open, tmp_path: Path, size: dict[str, int]
) -> None:
    await officer(site, "Nguyễn " + "Dàiquáđisaochịunổi" * 6)
    async with open_page(size) as page:
        await enter(page, admin, "/can-bo")
        await shown(page)
        for address in ("/can-bo", "/can-bo?muc=dien-thoai"):
            await page.goto(address)
            assert await overflow(page) == 0, address
            assert await faults(page) == [], address
        await picture(page, f"phones-{size['width']}", tmp_path)
        await page.goto("/can-bo?q=can bo phuong")
        await expect(page.locator(".people-rows li")).not_to_have_count(0)
        await picture(page, f"people-{size['width']}", tmp_path)
        await page.goto("/can-bo?state=upcoming&q=khong co ai")
        await expect(page.get_by_text("Không có ai khớp")).to_be_visible()


async def test_who_has_no_right_is_told_who_gives_it(site: Site, open_page: Open) -> None:
    async with open_page(expected=("403",)) as page:
        await enter(page, site.login("clerk"), "/can-bo")
        await expect(page.get_by_role("alert").first).to_contain_text("Quyền do quản trị của đơn vị cấp")
        await expect(page.get_by_role("navigation").get_by_role("link", name="Cán bộ")).to_have_count(0)
