"""At every width what one has to read or press stands whole: the head of the page, choices, chips and buttons."""

from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from chithi_cli import accounts

from . import tasking
from .browser import Open, enter, overflow
from .site import Site

WIDTHS = (390, 768, 1024, 1280, 1920)
LONG = "Nguyễn Phúc Tôn Nữ Hoàng Phương Thảo Nguyên"
# titles and names are cut on purpose, and stand whole in their title; a head that only screen readers see has no width
CUT = """() => {
  const shortened = '.c-task a, .c-who .name, .c-due .day, .who b';
  const width = one => one?.offsetWidth ?? 2;
  const seen = one => one.checkVisibility() && one.clientWidth > 1 && width(one.closest('thead')) > 1
    && !one.matches(shortened) && !one.closest('.aside');
  const clips = one => ['hidden', 'clip'].includes(getComputedStyle(one).overflowX);
  const pen = document.createElement('canvas').getContext('2d');
  const narrow = select => {
    const style = getComputedStyle(select), beside = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
    pen.font = style.font;
    return pen.measureText(select.selectedOptions[0]?.text ?? '').width > select.clientWidth - beside;
  };
  const all = selector => [...document.querySelectorAll(selector)].filter(seen);
  const parts = all('header *, main *').filter(one => clips(one) && one.scrollWidth > one.clientWidth + 1);
  const lines = all('.nav a, .account button').filter(one => one.offsetHeight > 62);
  return [...parts, ...all('select').filter(narrow), ...lines].map(one => one.outerHTML.slice(0, 160));
}"""


async def wrong_at(page: Page, width: int) -> list[str]:
    """What is cut or too wide at that width."""
    await page.set_viewport_size({"width": width, "height": 900})
    cut = list(await page.evaluate(f"document.fonts.ready.then({CUT})"))
    if sideways := await overflow(page):
        cut.append(f"{sideways} px too wide")
    return [f"{width} px: {one}" for one in cut]


@pytest.mark.parametrize("role", ["coordinator", "commune_officer"])
async def test_the_board_is_whole_for_who_has_a_long_name(site: Site, open_page: Open, role: str) -> None:
    directive = await tasking.published(site)
    of = site.login(role)
    unit = accounts.gazetteer().tree[of.unit_id]
    reader = accounts.login(f"dai-{uuid4().hex[:8]}", LONG, role, unit)
    await accounts.create([reader], site.system.mongod.url)
    async with open_page() as page:
        await enter(page, reader, f"/nhiem-vu?directive_id={directive}")
        await expect(page.locator("#board[data-keys=on]")).to_be_visible()
        for width in WIDTHS:
            assert await wrong_at(page, width) == []
            if width > 900:
                assert await page.locator("header.top").evaluate("head => head.offsetHeight") <= 62
        await page.locator(".c-task a").first.click()
        await expect(page.locator("#sheet h1")).to_be_visible()
        for width in WIDTHS[-2:]:
            assert await wrong_at(page, width) == []
