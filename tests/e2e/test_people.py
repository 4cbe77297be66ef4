"""People and phones in a real browser: a person is added, a phone comes in by the code on the screen, and is ended."""

import base64
import io
import re
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
import zxingcpp
from PIL import Image
from playwright.async_api import Page, expect

from chithi_cli.running import Login
from chithi_tasks.core.identity.device import signature

from .browser import NARROW, WIDE, Open, enter, faults, overflow, picture
from .peopling import API, administrator, come_in, officer, shown
from .site import Site

LARGE = {"width": 1920, "height": 1080}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def admin(site: Site) -> Login:
    return await administrator(site)


async def on_screen(page: Page) -> str:
    """What a camera in front of the screen reads: the one QR code in a photograph of it."""
    await expect(page.locator("#enrol-qr svg")).to_be_visible()
    photograph = Image.open(io.BytesIO(await page.screenshot(animations="disabled")))
    [found] = zxingcpp.read_barcodes(photograph, formats=zxingcpp.BarcodeFormat.QRCode)
    return str(found.text)


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", WIDE), ("light", NARROW), ("dark", NARROW)])
async def test_a_camera_reads_the_code_on_the_screen(
    site: Site, open_page: Open, tmp_path: Path, scheme: str, size: dict[str, int]
) -> None:
    person = await officer(site, "Trần Thị Mùa")
    async with open_page(size, color_scheme=scheme) as page:
        await enter(page, site.login("coordinator"), f"/can-bo/{person.username}")
        await shown(page)
        await page.get_by_role("button", name="Kích hoạt điện thoại").click()
        await expect(page.locator("#enrol-qr svg")).to_be_visible()
        await expect(page.locator("#enrol-left")).to_have_text(re.compile(r"^(10:00|9:\d\d)$"))
        read = await on_screen(page)
        code = await page.locator("#enrol-code").inner_text()
        assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", code)
        assert read == f"{site.system.url}/kich-hoat#{code}"
        assert await overflow(page) == 0
        assert await faults(page) == []
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        await picture(page, f"enrol-{size['width']}-{scheme}", tmp_path)


async def test_a_phone_comes_in_and_is_ended(site: Site, open_page: Open, tmp_path: Path) -> None:
    await officer(site, "Phạm Văn Đồng Ruộng")
    async with open_page() as page:
        await enter(page, site.login("coordinator"), "/can-bo")
        await shown(page)
        await page.get_by_label("Tên hoặc tài khoản").fill("pham dong ruong")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("q=pham"))
        await page.get_by_role("link", name="Phạm Văn Đồng Ruộng").click()
        await shown(page)
        await page.get_by_role("button", name="Kích hoạt điện thoại").click()
        await expect(page.locator("#enrol-said")).to_contain_text("còn hiệu lực 10 phút")
        phone = await come_in(site, (await on_screen(page)).partition("#")[2], "Samsung A05 của xã")
        await expect(page.locator("#enrol-phone")).to_have_text(re.compile("Đã kích hoạt “Samsung A05 của xã”"))
        await expect(page.locator("#enrol-qr svg")).not_to_be_visible()
        await picture(page, "enrolled-1280", tmp_path)
        await page.get_by_role("dialog").get_by_role("button", name="Đóng").click()
        row = page.locator(f"[data-device='{phone['device_id']}']")
        await expect(row).to_contain_text("Đang dùng")
        assert await faults(page) == []
        await picture(page, "person-1280", tmp_path)
        await row.get_by_role("button", name="Thu hồi").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("Samsung A05 của xã")
        await dialog.get_by_label("Lý do").fill("Mất máy ở bến xe")
        await dialog.get_by_role("button", name="Thu hồi").click()
        await expect(row).to_contain_text("Đã thu hồi")
        await expect(row).to_contain_text("Mất máy ở bến xe")
    refused = await renewal(site, phone)
    assert refused.status_code == 401
    assert refused.json()["type"].endswith("/device-revoked")
    assert "Mất máy ở bến xe" in refused.json()["detail"]


async def renewal(site: Site, phone: dict[str, Any]) -> httpx.Response:
    """The phone asks for its next tokens."""
    at, token = int(time.time()), phone["refresh_token"]
    signed = signature(base64.b64decode(phone["device_key"]), at, token)
    proof = {"device_id": phone["device_id"], "at": at, "signature": signed}
    async with httpx.AsyncClient(base_url=site.system.url, timeout=60, trust_env=False) as client:
        return await client.post(f"{API}/tokens/refresh", json={"refresh_token": token, "proof": proof})


async def test_closing_the_dialog_takes_the_code_back(site: Site, open_page: Open) -> None:
    person = await officer(site, "Đinh Văn Giữ")
    async with open_page() as page:
        await enter(page, site.login("coordinator"), f"/can-bo/{person.username}")
        await shown(page)
        await page.get_by_role("button", name="Kích hoạt điện thoại").click()
        await expect(page.locator("#enrol-code")).to_have_text(re.compile(r"^\w{5}-\w{5}$"))
        code = await page.locator("#enrol-code").inner_text()
        async with page.expect_response(lambda answer: answer.request.method == "DELETE") as ending:
            await page.keyboard.press("Escape")
        assert (await ending.value).status == 204
        await expect(page.locator("#enrol-code")).to_have_text("")
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await come_in(site, code, "Máy lạ")


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
        await dialog.get_by_role("combobox", name="Nơi làm việc").press_sequentially("phuong nam dinh")
        await dialog.locator(".combo [role=option]").first.click()
        await dialog.get_by_role("button", name="Thêm cán bộ").click()
        await expect(dialog.get_by_role("alert")).not_to_be_empty()
        await expect(dialog.get_by_label("Họ và tên")).to_have_value("Người Khác")  # what was typed stays


async def test_an_account_is_closed_with_a_reason_and_its_phone_stops(site: Site, open_page: Open) -> None:
    person = await officer(site, "Vũ Thị Nghỉ")
    async with open_page() as page:
        await enter(page, site.login("coordinator"), f"/can-bo/{person.username}")
        await shown(page)
        await page.get_by_role("button", name="Kích hoạt điện thoại").click()
        phone = await come_in(site, (await on_screen(page)).partition("#")[2], "Máy của Nghỉ")
        await expect(page.locator("#enrol-phone")).to_contain_text("Máy của Nghỉ")
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Đóng tài khoản").click()
        dialog = page.locator("#close-dialog")
        await expect(dialog).to_contain_text("1 điện thoại kết thúc")
        await dialog.get_by_label("Lý do").fill("Nghỉ hưu")
        await dialog.get_by_role("button", name="Đóng tài khoản").click()
        await expect(page.locator("#people")).to_contain_text("Đã đóng")
        await expect(page.locator("#people")).to_contain_text("Nghỉ hưu")
        await expect(page.get_by_role("button", name="Kích hoạt điện thoại")).to_have_count(0)
    assert (await renewal(site, phone)).status_code == 401


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


async def test_a_link_that_a_camera_opened_shows_the_code_and_forgets_it(site: Site, open_page: Open) -> None:
    async with open_page(NARROW) as page:
        await page.goto("/kich-hoat#ABCDE-12345")
        await expect(page.locator("#link-code")).to_have_text("ABCDE-12345")
        await expect(page).to_have_url(re.compile(r"/kich-hoat$"))
        assert await faults(page) == []
        await page.goto("/kich-hoat#<b>")
        await expect(page.locator("#without-code")).to_be_visible()


async def test_who_has_no_right_is_told_who_gives_it(site: Site, open_page: Open) -> None:
    async with open_page(expected=("403",)) as page:
        await enter(page, site.login("clerk"), "/can-bo")
        await expect(page.get_by_role("alert").first).to_contain_text("Quyền do quản trị của đơn vị cấp")
        await expect(page.get_by_role("navigation").get_by_role("link", name="Cán bộ")).to_have_count(0)
