"""Phones in a real browser: one comes in by the code on the screen, and is ended."""

import base64
import io
import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Page, expect

from chithi_tasks.core.identity.device import signature

from .browser import NARROW, WIDE, Open, enter, faults, overflow, picture
from .peopling import API, come_in, officer, shown
from .site import Site


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


async def test_an_account_is_closed_with_a_reason_and_its_phone_stops(site: Site, open_page: Open) -> None:
    person = await officer(site, "Vũ Thị Nghỉ")
    async with open_page() as page:
        await enter(page, site.login("coordinator"), f"/can-bo/{person.username}")
        await shown(page)
        await page.get_by_role("button", name="Kích hoạt điện thoại").click()
        phone = await come_in(site, (await on_screen(page)).partition("#")[2], "Máy của Nghỉ")
        await expect(page.locator("#enrol-phone")).to_contain_text("Máy của Nghỉ")
        await expect(page.locator(f"[data-device='{phone['device_id']}']")).to_be_attached()  # the page knows it, too
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


async def test_a_link_that_a_camera_opened_shows_the_code_and_forgets_it(site: Site, open_page: Open) -> None:
    async with open_page(NARROW) as page:
        await page.goto("/kich-hoat#ABCDE-12345")
        await expect(page.locator("#link-code")).to_have_text("ABCDE-12345")
        await expect(page).to_have_url(re.compile(r"/kich-hoat$"))
        assert await faults(page) == []
        await page.goto("/kich-hoat#<b>")
        await expect(page.locator("#without-code")).to_be_visible()
