"""The register of directives in a real browser: several files at once, what became of each, finding them again."""

import re
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from . import papers
from .browser import NARROW, Open, enter, faults, overflow, picture
from .papers import upload
from .site import Site

LISTEN = """() => {
  window.said = new Set();
  const note = () => document.querySelectorAll("#taken .said").forEach((e) => window.said.add(e.textContent));
  const all = {childList: true, subtree: true, characterData: true};
  new MutationObserver(note).observe(document.getElementById("taken"), all);
}"""
SECRET = "TỐI MẬT\n\nCHỈ THỊ\n1. Công an tỉnh làm.\n"


def row(page: Page, name: str) -> Locator:
    """What the page says of a file that was handed in."""
    return page.locator("#taken li").filter(has_text=name)


async def test_each_file_tells_its_progress_and_what_became_of_it(site: Site, open_page: Open, tmp_path: Path) -> None:
    text = papers.sample()
    async with open_page() as page:
        await enter(page, site.login("clerk"), "/chi-thi")
        await page.evaluate(LISTEN)
        await page.locator("#files").set_input_files(upload(text, "van-ban-a.txt"))
        await expect(row(page, "van-ban-a.txt")).to_contain_text("Đã nhập: Chỉ thị 1")
        said = " | ".join(await page.evaluate("[...window.said]"))
        assert re.search(r"Đang gửi \d+ %", said), said
        assert "Đang đọc" in said, said

        same_document = text.replace("Tỉnh ủy, sự điều hành", "Tỉnh ủy và sự điều hành")
        files = [
            upload(text, "van-ban-b.txt"),
            upload(same_document, "van-ban-c.txt"),
            upload(SECRET, "van-ban-d.txt"),
            upload("MZ", "van-ban-e.exe", "application/octet-stream"),
            upload(papers.short(), "van-ban-f.txt"),
        ]
        await page.locator("#files").set_input_files(files)
        await expect(page.get_by_role("status").filter(has_text="Xong")).to_have_text(
            "Xong 6 tệp: 2 mới, 2 đã có, 2 không nhập được."
        )
        await expect(row(page, "van-ban-b.txt")).to_contain_text("nội dung trùng")
        await expect(row(page, "van-ban-c.txt")).to_contain_text("cùng cơ quan, loại, số và năm")
        await expect(row(page, "van-ban-d.txt")).to_contain_text("Không tiếp nhận văn bản mật")
        await expect(row(page, "van-ban-e.exe")).to_have_class("refused")
        known = await row(page, "van-ban-b.txt").get_by_role("link").get_attribute("href")
        assert known == await row(page, "van-ban-a.txt").get_by_role("link").get_attribute("href")
        newest = page.locator(".directives li").first
        await expect(newest).to_contain_text("Về phòng cháy và an toàn giao thông")
        await expect(newest).to_contain_text("Dự thảo")
        assert await faults(page) == []
        await picture(page, "register-1280", tmp_path)
        await row(page, "van-ban-f.txt").get_by_role("link").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("/CT-UBND")


async def test_files_are_dropped_onto_the_page(site: Site, open_page: Open) -> None:
    async with open_page() as page:
        await enter(page, site.login("clerk"), "/chi-thi")
        await page.evaluate(
            """text => {
              const data = new DataTransfer();
              data.items.add(new File([text], "keo-tha.txt", {type: "text/plain"}));
              for (const type of ["dragover", "drop"])
                document.body.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
            }""",
            papers.short(),
        )
        await expect(row(page, "keo-tha.txt")).to_contain_text("Đã nhập")


async def test_a_file_that_is_stopped_is_not_taken_in(site: Site, open_page: Open) -> None:
    async with open_page() as page:
        await enter(page, site.login("clerk"), "/chi-thi")
        session = await page.context.new_cdp_session(page)
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
        await session.send("Network.emulateNetworkConditions", slow)
        before = (await site.census())["ingest.directives"]
        large = papers.short() + "Ghi chú. " * 400_000
        await page.locator("#files").set_input_files([upload(large, "rat-dai.txt"), upload(papers.short(), "ngan.txt")])
        await row(page, "rat-dai.txt").get_by_role("button", name="Dừng").click()
        await expect(row(page, "rat-dai.txt")).to_contain_text("Đã dừng")
        await expect(row(page, "rat-dai.txt").get_by_role("button", name="Gửi lại")).to_be_visible()
        await expect(row(page, "ngan.txt")).to_contain_text("Đã nhập")
        assert (await site.census())["ingest.directives"] == before + 1


async def test_a_browser_without_scripts_hands_a_paper_in(site: Site, open_page: Open) -> None:
    async with open_page(java_script_enabled=False, strict=False) as page:
        await enter(page, site.login("clerk"), "/chi-thi")
        text = papers.short()
        await page.locator("#files").set_input_files(upload(text, "khong-js.txt"))
        await page.get_by_role("button", name="Gửi", exact=True).click()
        await expect(page).to_have_url(re.compile(r"/chi-thi/[0-9a-f-]{36}$"))
        await expect(page.locator(".section")).to_have_count(3)
        await page.goto("/chi-thi")
        await page.locator("#files").set_input_files(upload(SECRET, "ten-mat.txt"))
        await page.get_by_role("button", name="Gửi", exact=True).click()
        await expect(page.locator("#taken")).to_contain_text("Không tiếp nhận văn bản mật")
        assert "ten-mat" not in await page.content()


async def test_directives_are_found_by_words_and_status(site: Site, open_page: Open) -> None:
    draft = await papers.hand_in(site, papers.short())
    number = draft["parsed"]["number"]
    async with open_page() as page:
        await enter(page, site.login("clerk"), "/chi-thi")
        await page.get_by_role("searchbox").fill(f"phong chay {number}")
        await page.get_by_role("button", name="Tìm").click()
        await expect(page.locator(".directives li")).to_have_count(1)
        await page.get_by_role("link", name="Đã thu hồi").click()
        await expect(page).to_have_url(re.compile("status=withdrawn.*q="))
        await expect(page.get_by_text("Không có chỉ thị nào khớp")).to_be_visible()
        await page.get_by_role("link", name="xem tất cả").click()
        await expect(page.locator(".directives li").first).to_be_visible()


async def test_who_has_no_right_is_told_who_gives_it(site: Site, open_page: Open) -> None:
    async with open_page(expected=("403",)) as page:
        await enter(page, site.officers[0], "/chi-thi")
        await expect(page.get_by_role("alert")).to_contain_text("Quyền do quản trị của đơn vị cấp")
        await expect(page.get_by_role("navigation").get_by_role("link", name="Chỉ thị")).to_have_count(0)


async def test_the_register_on_a_narrow_screen(site: Site, open_page: Open, tmp_path: Path) -> None:
    unbroken = papers.short().replace("an toàn giao thông", "antoàngiaothông" * 20)
    await papers.hand_in(site, unbroken)
    await papers.hand_in(site, papers.short())
    async with open_page(NARROW) as page:
        await enter(page, site.login("clerk"), "/chi-thi")
        assert await overflow(page) == 0
        assert await faults(page) == []
        await picture(page, "register-390", tmp_path)
        await page.emulate_media(color_scheme="dark")
        await picture(page, "register-390-dark", tmp_path)
