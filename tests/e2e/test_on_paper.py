"""What a printer gets of the pages of tasks: all of it, whole, and no ways to go elsewhere."""

import re

import pypdfium2
from playwright.async_api import Page, expect

from . import tasking
from .browser import Open, enter, overflow
from .site import Site

A4 = {"width": 718, "height": 1046}  # pixels between the printer's usual margins
SCREEN_ONLY = "header.top, form, button, dialog, .filters, .summary, .picked-bar, .acts, .toast, .crumbs, .pager"
CUT = """() => [...document.querySelectorAll('main *')]
  .filter(one => one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1)
  .filter(one => getComputedStyle(one).overflowX !== 'visible')
  .map(one => one.outerHTML.slice(0, 120))"""


async def paper(page: Page) -> str:
    """The words on the sheets; nothing is cut on them and nothing is there for a screen only."""
    await page.set_viewport_size(A4)  # type: ignore[arg-type]
    await page.emulate_media(media="print")
    assert await page.locator(SCREEN_ONLY).evaluate_all("all => all.filter(one => one.checkVisibility()).length") == 0
    assert await page.evaluate(CUT) == []
    assert await overflow(page) == 0
    printed = pypdfium2.PdfDocument(await page.pdf(format="A4"))
    words = " ".join(sheet.get_textpage().get_text_bounded() for sheet in printed)
    return re.sub(r"\s+", " ", words)


async def test_a_board_on_paper(site: Site, open_page: Open) -> None:
    directive = await tasking.published(site)
    shown = (await tasking.board(site, directive_id=directive, limit=50, state="live"))["items"]
    async with open_page() as page:
        await enter(page, site.login("coordinator"), f"/nhiem-vu?directive_id={directive}")
        await expect(page.locator("tr[data-id]")).to_have_count(50)
        words = await paper(page)
        assert await page.locator("tr[data-id]").first.evaluate("row => getComputedStyle(row).display") == "table-row"
        assert "132 nhiệm vụ" in words
        for item in shown:
            assert re.sub(r"\s+", " ", item["title"]) in words
        assert "Nơi nhận" in words


async def test_an_assignment_on_paper_with_its_whole_history(site: Site, open_page: Open) -> None:
    task, coordinator = await tasking.of_agency(site), site.login("coordinator")
    said = [f"Ý kiến thứ {n}: đề nghị bổ sung số liệu." for n in range(1, 16)]
    for one in said:
        await tasking.act(site, coordinator, task, "comments", text=one)
    async with open_page() as page:
        await tasking.opened(page, site, task)
        assert await page.locator("details.earlier").count() == 1
        words = await paper(page)
        assert [one for one in said if one not in words] == []
        assert "Sở Xây dựng" in words
        assert re.search(r"\d\d:\d\d \d\d/\d\d/\d{4}", words)  # when, not how long ago
