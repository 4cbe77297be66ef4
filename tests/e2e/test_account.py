"""Signing in and one's own account, in a browser: second factor, password, sessions, and a session that ends."""

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from chithi_cli import accounts
from chithi_cli.running import Login
from chithi_tasks.core.identity.second_factor import new_secret

from .browser import NARROW, Open, enter, faults, overflow, picture
from .site import Site

WIDTHS = (390, 768, 1280, 1920)
NEXT = "con trâu đen gặm cỏ xanh"
SHORTEN = """() => { const seen = document.cookie.match(/chithi_until=([^;]+)/)[1];
  localStorage.setItem('chithi-token-seen', `${seen} ${Date.now() - 20 * 60 * 1000}`); }"""


async def somebody(site: Site, name: str, role: str = "clerk", *, second_factor: str | None = None) -> Login:
    """A login of its own, so that what is changed here disturbs no other test."""
    unit = accounts.gazetteer().tree["37-20250701"]
    made = accounts.login(name, "Nguyễn Thị Hằng", role, unit)
    login = Login(made.username, made.password, made.name, made.role, made.unit_id, second_factor=second_factor)
    await accounts.create([login], site.system.mongod.url, site.system.secrets_keys)
    return login


async def lose_access(page: Page) -> None:
    """The access token is gone, as after 15 minutes; the session goes on."""
    await page.context.clear_cookies(name="chithi_session")


async def test_the_page_of_ones_own_account(site: Site, open_page: Open, tmp_path: Path) -> None:
    login = await somebody(site, "hang.trang")
    async with open_page() as page:
        await enter(page, login, "/tai-khoan")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Tài khoản của tôi")
        await expect(page.locator(".facts")).to_contain_text("Tỉnh Ninh Bình")
        await expect(page.locator(".places li")).to_contain_text("Trình duyệt này")
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            assert await overflow(page) <= 0, width
        assert await faults(page) == []
        await picture(page, "tai-khoan", tmp_path)
        await page.set_viewport_size(NARROW)
        assert await faults(page) == []
        await picture(page, "tai-khoan-390", tmp_path)
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("My account")


async def test_a_password_is_changed_and_other_places_are_signed_out(site: Site, open_page: Open) -> None:
    login = await somebody(site, "hang.matkhau")
    async with open_page() as other, open_page(expected=("422", "403")) as page:
        await enter(other, login, "/tai-khoan")
        await enter(page, login, "/tai-khoan")
        form = page.locator("form[action*=mat-khau]")

        async def change(old: str, new: str, again: str) -> None:
            await form.get_by_label("Mật khẩu hiện tại").fill(old)
            await form.get_by_label("Mật khẩu mới", exact=True).fill(new)
            await form.get_by_label("Nhập lại mật khẩu mới").fill(again)
            await form.get_by_role("button").click()

        await change("sai mật khẩu", NEXT, NEXT)
        await expect(page.get_by_role("alert")).to_contain_text("Mật khẩu hiện tại chưa đúng")
        await change(login.password, "matkhau123456", "matkhau123456")
        await expect(page.get_by_role("alert")).to_contain_text("dễ đoán")
        await change(login.password, NEXT, NEXT)
        await expect(page.get_by_role("status")).to_contain_text("Đã đổi mật khẩu")
        await lose_access(other)
        await other.goto("/tai-khoan")
        await expect(other).to_have_url(re.compile(r"/login\?next=/tai-khoan"))


async def test_a_second_factor_is_set_up_and_asked_for(site: Site, open_page: Open, tmp_path: Path) -> None:
    login = await somebody(site, "hang.hailop")
    async with open_page(expected=("401",)) as page:
        await enter(page, login, "/tai-khoan")
        form = page.locator("form[action*=hai-lop]")
        await form.get_by_label("Nhập mật khẩu để tiếp tục").fill(login.password)
        await form.get_by_role("button").click()
        secret = "".join((await page.locator(".secret").inner_text()).split())
        await expect(page.locator("ol.steps")).to_have_css("list-style-type", "decimal")
        assert await faults(page) == []
        await picture(page, "tai-khoan-hai-lop", tmp_path)
        await page.get_by_label("Mã xác thực").fill("000000")
        await page.get_by_role("button", name="Xác nhận").click()
        await expect(page.get_by_role("alert")).to_contain_text("Mã xác thực chưa đúng")
        await page.get_by_label("Mã xác thực").fill(await _code(secret))
        await page.get_by_role("button", name="Xác nhận").click()
        await expect(page.locator(".recovery li")).to_have_count(10)
        recovery = await page.locator(".recovery code").first.inner_text()
        await page.get_by_role("button", name="Đăng xuất", exact=True).first.click()
        await expect(page).to_have_url(re.compile("/login$"))

        await page.get_by_label("Tên đăng nhập").fill(login.username)
        await page.get_by_label("Mật khẩu").fill(login.password)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Xác thực hai lớp")
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            assert await overflow(page) <= 0, width
        assert await faults(page) == []
        await picture(page, "dang-nhap-hai-lop", tmp_path)
        await page.get_by_label("Mã xác thực").fill(recovery.lower())
        await page.keyboard.press("Enter")
        await expect(page.locator(".who")).to_contain_text(login.name)


async def _code(secret: str) -> str:
    from datetime import UTC, datetime

    from chithi_tasks.core.identity.second_factor import code_of

    return code_of(secret, datetime.now(UTC))


async def test_a_page_is_opened_again_after_the_token_ended(site: Site, open_page: Open) -> None:
    login = await somebody(site, "hang.phien")
    async with open_page() as page:
        await enter(page, login, "/chi-thi")
        await lose_access(page)
        await page.goto("/chi-thi?q=abc")
        await expect(page).to_have_url(re.compile(r"/chi-thi\?q=abc$"))
        await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def test_several_tabs_share_one_session(site: Site, open_page: Open) -> None:
    login = await somebody(site, "hang.tab")
    async with open_page() as page:
        await enter(page, login, "/tai-khoan")
        tabs = [await page.context.new_page() for _ in range(4)]
        for _ in range(2):
            await lose_access(page)
            for tab in tabs:
                await tab.goto("about:blank")
            for tab in tabs:  # all are under way before the first has arrived
                await tab.goto("/tai-khoan", wait_until="commit")
            for tab in tabs:
                await expect(tab.get_by_role("heading", level=1)).to_have_text("Tài khoản của tôi")
        await page.reload()
        await expect(page.locator(".places li")).to_have_count(1)


async def test_a_form_that_is_sent_after_the_token_ended_loses_nothing(site: Site, open_page: Open) -> None:
    login = await somebody(site, "hang.form")
    async with open_page() as page:
        await enter(page, login, "/tai-khoan")
        form = page.locator("form[action*=mat-khau]")
        await form.get_by_label("Mật khẩu hiện tại").fill(login.password)
        await form.get_by_label("Mật khẩu mới", exact=True).fill(NEXT)
        await form.get_by_label("Nhập lại mật khẩu mới").fill(NEXT)
        await lose_access(page)
        await page.evaluate(SHORTEN)
        await form.get_by_role("button").click()
        await expect(page.get_by_role("status")).to_contain_text("Đã đổi mật khẩu")


async def test_a_script_asks_again_after_the_token_ended(site: Site, open_page: Open) -> None:
    login = await somebody(site, "hang.script")
    async with open_page(expected=("401",)) as page:
        await enter(page, login, "/tai-khoan")
        await lose_access(page)
        ask = "path => chithi.fetch(path).then(answer => answer.text())"
        assert json.loads(await page.evaluate(ask, "/api/tasks/v1/me"))["username"] == login.username


async def test_signing_out_everywhere(site: Site, open_page: Open) -> None:
    login = await somebody(site, "hang.moinoi")
    async with open_page() as other, open_page() as page:
        await enter(other, login, "/tai-khoan")
        await enter(page, login, "/tai-khoan")
        await expect(page.locator(".places li")).to_have_count(2)
        await page.get_by_role("button", name="Đăng xuất ở mọi nơi").click()
        await expect(page).to_have_url(re.compile("/login$"))
        await lose_access(other)
        await other.goto("/tai-khoan")
        await expect(other).to_have_url(re.compile(r"/login\?next="))


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_login_with_a_code_works_with_and_without_scripts(site: Site, open_page: Open, scripts: bool) -> None:
    secret = new_secret()
    login = await somebody(site, f"hang.ma.{scripts}".lower(), "coordinator", second_factor=secret)
    async with open_page(strict=scripts, java_script_enabled=scripts) as page:
        await page.goto("/login?next=/tai-khoan")
        await page.get_by_label("Tên đăng nhập").fill(login.username)
        await page.get_by_label("Mật khẩu").fill(login.password)
        await page.keyboard.press("Enter")
        await page.get_by_label("Mã xác thực").fill(await _code(secret))
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Tài khoản của tôi")
