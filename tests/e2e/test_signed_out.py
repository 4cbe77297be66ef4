"""A session that ends in the middle of the work: what was typed stays, and can be saved after signing in again."""

import re

from playwright.async_api import Page, expect

from . import papers
from .browser import Open, enter, ready
from .site import Site


async def _settled(page: Page) -> None:
    """The page has asked all that it asks by itself: whom the last section reaches comes last."""
    await ready(page)
    await expect(page.locator("#muc-3 [data-who]")).to_contain_text("129 xã, phường")


async def test_what_was_typed_outlives_the_session(site: Site, open_page: Open) -> None:
    directive = (await papers.hand_in(site, papers.short()))["id"]
    address = f"/chi-thi/{directive}"
    async with open_page(expected=("401",)) as page:
        await enter(page, site.login("clerk"), address)
        await _settled(page)
        await page.locator('.value[data-at="/signer"]').click()
        card = page.locator(".card-of")
        await card.get_by_label("Giá trị").fill("Trần Văn Bình")
        await page.context.clear_cookies()
        await card.get_by_role("button", name="Lưu").click()
        await expect(card.get_by_role("alert")).to_contain_text("Phiên đăng nhập đã hết")
        await expect(card.get_by_label("Giá trị")).to_have_value("Trần Văn Bình")

        other = await page.context.new_page()
        await enter(other, site.login("clerk"), "/chi-thi")
        await other.close()
        await card.get_by_role("button", name="Lưu").click()
        await expect(page.locator("#saved")).to_contain_text("Đã lưu")
    assert (await papers.told(site, directive))["parsed"]["signer"] == "Trần Văn Bình"


async def test_who_has_typed_nothing_is_asked_to_sign_in(site: Site, open_page: Open) -> None:
    directive = (await papers.hand_in(site, papers.short()))["id"]
    async with open_page(expected=("401",)) as page:
        await enter(page, site.login("clerk"), f"/chi-thi/{directive}")
        await _settled(page)
        await page.context.clear_cookies()
        await page.locator("#muc-1 .accept").click()
        await expect(page).to_have_url(re.compile(rf"/login\?next=.*{directive}"))


async def test_files_that_met_a_closed_session_are_sent_again(site: Site, open_page: Open) -> None:
    async with open_page(expected=("401",)) as page:
        await enter(page, site.login("clerk"), "/chi-thi")
        await page.context.clear_cookies()
        await page.locator("#files").set_input_files([papers.upload(papers.short(), "van-ban.txt")])
        row = page.locator("#taken li")
        await expect(row).to_contain_text("đăng nhập")

        other = await page.context.new_page()
        await enter(other, site.login("clerk"), "/chi-thi")
        await other.close()
        await row.get_by_role("button", name="Gửi lại").click()
        await expect(row).to_contain_text("Đã nhập")
