"""The review of a directive in a real browser: why a value was read, changing it, other people, the keyboard alone."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from chithi_testkit.polling import eventually

from . import papers
from .browser import NARROW, WIDE, Open, enter, faults, overflow, picture, ready
from .site import Site

LIT = """() => {
  const ranges = [...(CSS.highlights.get("here") ?? [])];
  const box = ranges[0]?.getBoundingClientRect(), pane = document.getElementById("source").getBoundingClientRect();
  const inSight = box && box.bottom > Math.max(pane.top, 0) && box.top < Math.min(pane.bottom, innerHeight);
  return [ranges.join("").replace(/\\s+/g, " ").trim(), inSight];
}"""


def value(page: Page, at: str) -> Locator:
    """The value at a pointer."""
    return page.locator(f'.value[data-at="{at}"]')


def folded(text: str) -> str:
    return " ".join(text.split())


async def opened(page: Page, site: Site, text: str) -> str:
    """Hand the paper in and open its review as the clerk."""
    draft = await papers.hand_in(site, text)
    await enter(page, site.login("clerk"), f"/chi-thi/{draft['id']}")
    await ready(page)
    return str(draft["id"])


async def settled(page: Page, ordinal: int, who: str = "129 xã, phường") -> None:
    """Who gets what has come, of that section and so of all: nothing moves any more."""
    await expect(page.locator(f"#muc-{ordinal} [data-who]")).to_contain_text(who)


async def lit(page: Page, words: str) -> None:
    """These words of the text are lit, and in sight."""

    async def shown() -> bool:
        return bool(await page.evaluate(LIT) == [words, True])

    await eventually(shown, what=f"“{words}” is lit: {await page.evaluate(LIT)}")


async def test_every_value_lights_the_words_that_it_was_read_from(site: Site, open_page: Open) -> None:
    async with open_page() as page:
        directive = await opened(page, site, papers.sample())
        await settled(page, 17)
        evidence = (await papers.told(site, directive))["parsed"]["evidence"]
        printed = ".value[data-start]:not([data-derived])"
        values = page.locator(f".sections {printed}, .facts > dl {printed}")
        count = await values.count()
        assert count > 80
        for at in range(0, count, 4):
            one = values.nth(at)
            await one.hover()
            pointer = await one.get_attribute("data-at")
            words = folded(await one.locator(".text").text_content() or "")
            if pointer != "/issue_date":  # printed in words, shown as figures
                await lit(page, words)
            assert str(pointer) in evidence or f"{pointer}/agency" in evidence or f"{pointer}/text" in evidence


async def test_words_of_the_text_mark_the_values_that_they_gave(site: Site, open_page: Open) -> None:
    async with open_page() as page:
        await opened(page, site, papers.short())
        await settled(page, 3)
        lead = value(page, "/sections/0/lead/0")
        await lead.hover()
        await lit(page, "Công an tỉnh")
        box = await page.evaluate("""() => {
          const box = [...CSS.highlights.get("here")][0].getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }""")
        await page.mouse.move(*box)
        await expect(lead).to_have_class(re.compile(r"\blit\b"))
        await expect(value(page, "/sections/1/lead/0")).not_to_have_class(re.compile(r"\blit\b"))
        await page.mouse.click(*box)
        await expect(lead).to_be_focused()


async def test_a_review_by_the_keyboard_alone(site: Site, open_page: Open, tmp_path: Path) -> None:
    async with open_page() as page:
        directive = await opened(page, site, papers.short())
        keys = page.keyboard
        await keys.press("j")
        await expect(page.locator("#muc-1")).to_be_focused()
        await keys.press("j")
        await keys.press("k")
        await expect(page.locator("#muc-1")).to_be_focused()
        await keys.press("a")
        await expect(page.locator("#muc-1 .accept")).to_have_attribute("aria-pressed", "true")
        await expect(page.locator("#progress")).to_contain_text("đã đồng ý 1/3")

        await keys.press("j")
        await keys.press("e")
        field = page.locator(".card-of").get_by_label("Giá trị")
        await expect(field).to_be_focused()
        await keys.press("Control+a")
        await keys.type("Sở Giao thông vận tải")
        await expect(page.locator("[role=option]").first).to_be_visible()
        await keys.press("Escape")  # closes the suggestions, not the card
        await keys.press("Enter")
        await expect(value(page, "/sections/1/lead/0")).to_contain_text("Sở Giao thông vận tải")
        await expect(value(page, "/sections/1/lead/0")).to_be_focused()
        await expect(page.locator("#muc-2 [data-who]")).to_contain_text("Sở Xây dựng")  # its successor

        await keys.press("e")
        chooser = page.get_by_label("Tìm đơn vị, cơ quan")
        await expect(chooser).to_be_visible()
        while not await chooser.evaluate("e => e === document.activeElement"):
            await keys.press("Tab")
        await keys.type("so tai chinh")
        await expect(page.locator("[role=option]").first).to_contain_text("Sở Tài chính")
        await picture(page, "review-chooser-1280", tmp_path)
        await keys.press("ArrowDown")
        await keys.press("Enter")
        await expect(page.locator("#muc-2 [data-who]")).to_contain_text("Sở Tài chính tỉnh Ninh Bình (đã chọn)")

        await keys.press("p")
        await expect(page.locator("#publish-line")).to_contain_text("3 mục")
        await expect(page.locator(".gets")).to_contain_text("129 xã, phường")
        await picture(page, "review-preview-1280", tmp_path)
        await keys.press("Escape")
        await expect(page.locator("#publish-dialog")).to_be_hidden()
        await keys.press("?")
        await expect(page.locator("#help-dialog")).to_be_visible()
        await keys.press("Escape")
        await keys.press("p")
        await expect(page.locator(".gets")).to_be_visible()
        while not await page.locator("#publish-now").evaluate("e => e === document.activeElement"):
            await keys.press("Tab")
        await keys.press("Enter")
        await expect(page.locator("h1 [data-status=published]")).to_be_visible()
        await expect(page.locator(".card-of, .tools, select.mode")).to_have_count(0)
    now = await papers.told(site, directive)
    assert now["status"] == "published"
    assert now["accepted"] == ["1"]
    assert now["parsed"]["sections"][1]["lead"] == ["Sở Giao thông vận tải"]
    assert [(one["ordinal"], one["written"], one["name"]) for one in now["chosen"]] == [
        ("2", "Sở Giao thông vận tải", "Sở Tài chính tỉnh Ninh Bình")
    ]


async def test_values_are_changed_added_removed_and_the_last_change_undone(site: Site, open_page: Open) -> None:
    async with open_page() as page:
        directive = await opened(page, site, papers.short())
        await value(page, "/sections/0/deadlines/0").click()
        card = page.locator(".card-of")
        await expect(card.locator("mark")).to_have_text("trước ngày 31/3/2026")
        await card.get_by_label("Ghi trong văn bản").fill("trước ngày 30/4/2026")
        await card.get_by_label("Ngày", exact=True).fill("2026-04-30")
        await card.get_by_role("button", name="Lưu").click()
        await expect(value(page, "/sections/0/deadlines/0")).to_contain_text("trước ngày 30/4/2026")
        await expect(page.locator("#saved")).to_contain_text("Đã lưu")

        await page.locator("#muc-1 .tools .add").click()
        await card.get_by_label("Thêm gì").select_option("coordinating")
        await card.get_by_label("Giá trị").fill("Sở Y tế")
        await card.get_by_role("button", name="Lưu").click()
        await expect(value(page, "/sections/0/coordinating/1")).to_contain_text("Sở Y tế")

        await page.locator("#muc-2 select.mode").select_option("request")
        await expect(page.locator("#saved")).to_contain_text("Đã lưu")
        await value(page, "/signer").click()
        await card.get_by_role("button", name="Xóa giá trị").click()
        await expect(value(page, "/signer")).to_contain_text("văn bản không ghi")
        await page.get_by_role("button", name="Hoàn tác").click()
        await expect(value(page, "/signer")).to_contain_text("Trần Văn B")
        await page.locator("#muc-3 [data-delete]").click()
        await expect(page.locator(".section")).to_have_count(2)
        await page.keyboard.press("u")
        await expect(page.locator(".section")).to_have_count(3)
    now = (await papers.told(site, directive))["parsed"]
    assert now["sections"][0]["deadlines"][0]["due"] == "2026-04-30"
    assert now["sections"][0]["coordinating"] == ["Sở Xây dựng", "Sở Y tế"]
    assert now["sections"][1]["mode"] == "request"
    assert now["signer"] == "Trần Văn B"
    assert now["sections"][2]["lead"] == ["Ủy ban nhân dân các xã, phường"]


async def test_a_section_is_split_and_one_is_added(site: Site, open_page: Open) -> None:
    async with open_page() as page:
        directive = await opened(page, site, papers.short())
        await page.locator("#muc-2 [data-split]").click()
        dialog = page.locator("#section-dialog")
        await dialog.get_by_text("Sở Tài chính bố trí kinh phí").click()
        await dialog.get_by_role("button", name="Lưu").click()
        await expect(page.locator("#muc-2a")).to_be_focused()
        await expect(page.locator("#muc-2a .whole p")).to_have_text(
            "Sở Tài chính bố trí kinh phí trước ngày 15 tháng 4 năm 2026."
        )
        await page.locator("#muc-3 [data-insert]").click()
        await dialog.get_by_label("Ký hiệu của mục mới").fill("3")
        await dialog.get_by_role("button", name="Lưu").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("Đã có mục 3")
        await dialog.get_by_label("Ký hiệu của mục mới").fill("4")
        await dialog.get_by_role("button", name="Lưu").click()
        await expect(page.locator(".section")).to_have_count(5)
    sections = (await papers.told(site, directive))["parsed"]["sections"]
    assert [section["ordinal"] for section in sections] == ["1", "2", "2a", "3", "4"]
    assert sections[1]["text"] == "Sở Xây dựng đóng 100% lối đi tự mở."


async def test_who_is_slower_sees_what_changed_and_keeps_what_was_typed(
    site: Site, open_page: Open, tmp_path: Path
) -> None:
    async with open_page(expected=("412",)) as page:
        directive = await opened(page, site, papers.short())
        await value(page, "/subject").click()
        await page.locator(".card-of").get_by_label("Giá trị").fill("Về an toàn phòng cháy")
        other = {"op": "replace", "path": "/directive/sections/0/lead/0", "value": "Sở Y tế"}
        await papers.correct(site, directive, other)
        await page.locator(".card-of").get_by_role("button", name="Lưu").click()
        notice = page.locator(".notice")
        await expect(notice).to_contain_text("Người khác vừa sửa văn bản này")
        await expect(notice).to_contain_text("Mục 1 · Chủ trì: Công an tỉnh → Sở Y tế")
        await expect(notice).to_contain_text("Về an toàn phòng cháy")
        await expect(value(page, "/sections/0/lead/0")).to_contain_text("Sở Y tế")
        await picture(page, "review-conflict-1280", tmp_path)
        await notice.get_by_role("button", name="Lưu lại giá trị của tôi").click()
        await expect(value(page, "/subject")).to_contain_text("Về an toàn phòng cháy")
    now = (await papers.told(site, directive))["parsed"]
    assert (now["subject"], now["sections"][0]["lead"]) == ("Về an toàn phòng cháy", ["Sở Y tế"])


async def test_what_a_service_refuses_is_said_at_the_field(site: Site, open_page: Open) -> None:
    async with open_page(expected=("422",)) as page:
        await opened(page, site, papers.short())
        await value(page, "/subject").click()
        card = page.locator(".card-of")
        await card.get_by_label("Giá trị").fill("")
        await card.get_by_role("button", name="Lưu").click()
        await expect(card.get_by_role("alert")).to_have_text("Chưa nhập giá trị.")
        await card.get_by_label("Giá trị").fill("x" * 6000)
        await card.get_by_role("button", name="Lưu").click()
        await expect(card.get_by_role("alert")).to_contain_text("dài quá 5000 ký tự")
        assert len(await card.get_by_label("Giá trị").input_value()) == 6000


async def test_points_to_look_at_lead_to_their_places(site: Site, open_page: Open) -> None:
    text = papers.short().replace("trước ngày 31/3/2026", "trước ngày 31/3/2020")
    async with open_page() as page:
        await opened(page, site, text)
        await expect(page.locator("#look-title")).to_contain_text("điểm cần xem lại")
        await page.locator(".odd .go").first.click()
        await expect(page.locator("#muc-1")).to_contain_text("31/3/2020")
        await page.wait_for_function("document.activeElement.closest('.section')?.id == 'muc-1'")
        await page.evaluate("document.activeElement.blur()")
        await page.keyboard.press("n")
        await page.wait_for_function("document.activeElement.matches('.go, .section, .value')")


async def test_a_long_paper_is_laid_out_as_one_reads_on(site: Site, open_page: Open) -> None:
    async with open_page() as page:
        await opened(page, site, papers.long(sections=100, sentences=12))
        await settled(page, 1, "Sở Xây dựng tỉnh Ninh Bình")
        await expect(page.locator(".batch")).to_have_count(3)
        assert await page.locator(".sheet:not(.later)").count() <= 8
        assert await page.locator(".sheet").count() > 12
        assert await page.locator(".section").count() == 40
        await page.locator(".odd .go").filter(has_text="Mục 100").first.click()
        await expect(page.locator("#muc-100")).to_be_in_viewport()
        for batch in (1, 2):
            await page.locator(".batch").nth(batch).evaluate("e => e.scrollIntoView()")  # it may just be drawn anew
            await expect(page.locator(f'.batch[data-batch="{batch}"]')).to_be_visible()
        await value(page, "/sections/99/lead/0").hover()
        await lit(page, "Sở Tài chính")


async def test_the_page_speaks_english(site: Site, open_page: Open, tmp_path: Path) -> None:
    async with open_page() as page:
        await opened(page, site, papers.sample())
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_role("button", name="Preview and publish")).to_be_visible()
        await expect(page.locator("#muc-1 [data-row=lead] dt")).to_have_text("Lead")
        await expect(page.locator("#muc-17 [data-row=deadlines]")).to_contain_text("every month, on day 15")
        await value(page, "/sections/0/lead/0").click()
        await expect(page.locator(".card-of")).to_contain_text("Read by machine, sure")
        await picture(page, "review-english-1280", tmp_path)
        await page.get_by_role("link", name="Directives").first.click()
        await expect(page.get_by_role("button", name="Search")).to_be_visible()


async def test_a_narrow_screen_shows_one_pane_and_a_sheet(site: Site, open_page: Open, tmp_path: Path) -> None:
    async with open_page(NARROW, has_touch=True) as page:
        await opened(page, site, papers.sample())
        await settled(page, 17)
        assert await overflow(page) == 0
        await expect(page.locator("#source")).to_be_hidden()
        await picture(page, "review-390", tmp_path)
        await value(page, "/sections/2/lead/0").tap()
        card = page.locator(".card-of")
        await expect(card.locator("mark")).to_have_text("Sở Xây dựng")
        await expect(card.locator(".means")).to_be_visible()  # all that the card holds, and in its place
        box, chip = await card.bounding_box(), await value(page, "/sections/2/lead/0").bounding_box()
        assert box is not None
        assert chip is not None
        assert box["y"] + box["height"] == pytest.approx(NARROW["height"], abs=1)
        assert chip["y"] + chip["height"] <= box["y"]
        await picture(page, "review-sheet-390", tmp_path)
        await card.get_by_role("button", name="Đóng").tap()
        await page.get_by_role("tab", name="Văn bản").tap()
        await expect(page.locator("#source")).to_be_visible()
        await expect(page.locator("#tree")).to_be_hidden()
        assert await overflow(page) == 0
        assert await _too_small(page, ["button", "select", "summary", ".tabs button", "a.button"]) == []


async def _too_small(page: Page, selectors: Sequence[str]) -> list[str]:
    """Controls that a finger misses: less than 44 px high."""
    measure = """selectors => [...document.querySelectorAll(selectors)]
      .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML.slice(0, 120))"""
    return list(await page.evaluate(measure, ", ".join(selectors)))


@pytest.mark.parametrize("width", [1280, 390])
async def test_nobody_is_shut_out(site: Site, open_page: Open, tmp_path: Path, width: int) -> None:
    text = papers.sample().replace("trước ngày 31/01/2026", "trước ngày 31/01/2020")
    async with open_page(WIDE if width == 1280 else NARROW) as page:
        await opened(page, site, text)
        await settled(page, 17)
        assert await faults(page) == []
        await page.locator("#muc-1").scroll_into_view_if_needed()
        await value(page, "/sections/0/lead/0").click()
        await expect(page.locator(".card-of .means")).to_be_visible()
        assert await faults(page) == []
        if width == 1280:
            await page.locator("#muc-1").evaluate("e => e.scrollIntoView()")
            await picture(page, "review-1280", tmp_path)
            await page.emulate_media(color_scheme="dark")
            await picture(page, "review-1280-dark", tmp_path)
        await page.locator("#publish").click()
        await expect(page.locator(".gets")).to_be_visible()
        assert await faults(page) == []
