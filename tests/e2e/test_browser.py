"""The first page in a real browser: the figures that phones filed, no error, narrow screens, the keyboard alone."""

import re
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from chithi_mobile.core.period import previous, proposed
from chithi_mobile.core.phone import utc_now
from chithi_testkit.polling import eventually

from .browser import LONGEST_MS, NARROW, Open, overflow
from .site import Site

MONTH = previous(previous(proposed(utc_now().date())))


async def sign_in(page: Page, site: Site) -> None:
    """The coordinator signs in with the keyboard alone."""
    coordinator = site.login("coordinator")
    await page.goto("/")
    await expect(page).to_have_url(re.compile(r"/login\?next="))
    await expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    await page.keyboard.type(coordinator.username)
    await page.keyboard.press("Tab")
    await page.keyboard.type(coordinator.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Tỉnh Ninh Bình")


async def file(site: Site, officer: int, count: int) -> None:
    """An officer's phone files one report for the month that these tests look at."""
    async with site.phone(site.officers[officer]) as phone:
        phone.file("antt-thang", MONTH, {"tngt-vu": count, "gt-vi-pham": 1000 * count})
        assert (await phone.send()).received == 1


async def test_the_dashboard_shows_what_phones_filed_and_refreshes_itself(site: Site, open_page: Open) -> None:
    await file(site, 2, 2)
    await file(site, 3, 5)
    async with open_page() as page:
        await sign_in(page, site)
        assert "Hôm nay" in await page.title()
        await page.goto(f"/?period={MONTH}")
        await expect(page.locator("#truth")).to_have_text("129 xã, phường · 2 đã gửi · 127 chưa gửi")
        await expect(_row(page, "Tai nạn giao thông")).to_have_text("7")
        await expect(_row(page, "Vi phạm giao thông đã xử lý")).to_have_text("7.000")
        await expect(page.get_by_role("region", name="Mới gửi").get_by_role("listitem")).to_have_count(2)
        await file(site, 4, 1)
        await expect(page.locator("#truth")).to_contain_text("3 đã gửi", timeout=LONGEST_MS)
        await expect(_row(page, "Tai nạn giao thông")).to_have_text("8", timeout=LONGEST_MS)
        await page.get_by_role("link", name="Đã duyệt", exact=True).click()
        await expect(page.get_by_text("Chưa có số liệu", exact=True)).to_be_visible()


def _row(page: Page, indicator: str) -> Locator:
    """The figure of this period in the indicator's row."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile(f"^{indicator} ")))
    return row.locator("td.figure")


async def test_an_injected_script_does_not_run(site: Site, open_page: Open) -> None:
    inject = """() => {
      const inline = document.createElement("script"), foreign = document.createElement("script");
      inline.text = "window.evil = true";
      foreign.src = "https://example.org/evil.js";
      document.head.append(inline, foreign);
    }"""
    async with open_page(strict=False) as page:
        answer = await page.goto("/login")
        assert answer is not None
        assert "unsafe" not in answer.headers["content-security-policy"]
        await page.evaluate(inject)
        await eventually(lambda: page.evaluate("window.breaches.length === 2"), what="both are held back")
        assert await page.evaluate("window.evil ?? null") is None
        assert set(await page.evaluate("window.breaches")) == {"script-src-elem"}


async def test_a_narrow_phone_screen_needs_no_sideways_scrolling(site: Site, open_page: Open, tmp_path: Path) -> None:
    await eventually(lambda: _some_report(site), within=60)
    async with open_page(NARROW) as page:
        await page.goto("/login")
        assert await overflow(page) == 0
        await sign_in(page, site)
        for address in (
            "/",
            f"/?period={MONTH}",
            f"/?period={MONTH}&side=approved",
            f"/?unit={site.officers[2].unit_id}",
        ):
            await page.goto(address)
            assert await overflow(page) == 0, address
        await page.screenshot(path=tmp_path / "narrow.png", full_page=True)


async def _some_report(site: Site) -> bool:
    return (await site.census())["reporting.reports"] > 0


FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  const name = e.id || e.dataset.lang || e.textContent.trim().replace(/\\s+/g, " ");
  return [name, s.outlineStyle !== "none" || s.boxShadow !== "none"];
}"""


async def test_the_keyboard_reaches_everything(site: Site, open_page: Open) -> None:
    async with open_page() as page:
        await sign_in(page, site)
        await page.goto(f"/?period={MONTH}")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
        reached = [await _focused(page)]
        for _ in range(40):
            await page.keyboard.press("Tab")
            reached.append(await _focused(page))
        for control in ("ChiThi", "Hôm nay", "en", "Đăng xuất", "form", "period", "Đã gửi", "Đã duyệt"):
            assert control in reached, reached
        await page.get_by_label("Kỳ").focus()
        await page.keyboard.press("ArrowDown")
        await expect(page).to_have_url(re.compile(f"period={previous(MONTH)}"))
        await page.get_by_role("button", name="Đăng xuất").focus()
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("/login$"))


async def _focused(page: Page) -> str:
    """What the focused control is called; its focus must be seen."""
    name, seen = await page.evaluate(FOCUSED)
    assert seen, f"nobody sees that {name!r} has the focus"
    return str(name)
