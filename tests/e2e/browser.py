"""A real browser in front of the running system: whatever goes wrong in a page fails the test."""

import os
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, Request, Response, expect

from chithi_cli.running import Login

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
BREACHES = "window.breaches = []; addEventListener('securitypolicyviolation', e => breaches.push(e.violatedDirective));"
LONGEST_MS = 60_000
REPOSITORY = Path(__file__).parents[2]
SCREENSHOTS = REPOSITORY / "docs" / "screenshots"
AXE = REPOSITORY / "libs" / "webui" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
expect.set_options(timeout=LONGEST_MS)
Open = Callable[..., AbstractAsyncContextManager[Page]]


def opener(browser: Browser, url: str) -> Open:
    """`async with open_page(width) as page`: a fresh visitor.

    `expected` are parts of the errors that the test brings about itself; with `strict=False` none is looked at.
    """

    @asynccontextmanager
    async def opened(
        viewport: dict[str, int] | None = None,
        *,
        strict: bool = True,
        expected: tuple[str, ...] = (),
        **options: object,
    ) -> AsyncIterator[Page]:
        wrong: list[str] = []
        context = await browser.new_context(base_url=url, viewport=viewport or WIDE, locale="vi-VN", **options)
        page = await _watched(context, wrong)
        try:
            yield page
            if strict:
                assert await page.evaluate("window.breaches") == []
                assert [one for one in wrong if not any(part in one for part in expected)] == []
        finally:
            await context.close()

    return opened


async def _watched(context: BrowserContext, wrong: list[str]) -> Page:
    context.set_default_timeout(LONGEST_MS)
    page = await context.new_page()
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda response: _note(response, wrong))
    page.on("requestfailed", lambda request: _note_failure(request, wrong))
    await page.add_init_script(BREACHES)
    return page


def _note(response: Response, wrong: list[str]) -> None:
    if response.status >= 400:
        wrong.append(f"{response.status} {response.url}")


def _note_failure(request: Request, wrong: list[str]) -> None:
    """A request that the page itself gave up, because it was left, is no failure."""
    if request.failure != "net::ERR_ABORTED":
        wrong.append(f"{request.url} {request.failure}")


async def enter(page: Page, login: Login, address: str) -> None:
    """Sign in by the form, and arrive at the address."""
    await page.goto(address)
    await expect(page).to_have_url(re.compile(r"/login\?next="))
    await page.get_by_label("Tên đăng nhập").fill(login.username)
    await page.get_by_label("Mật khẩu").fill(login.password)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"^[^?]*" + re.escape(address)))
    await page.wait_for_load_state("load")  # the address is there before the style sheets


async def ready(page: Page) -> None:
    """The scripts of the review page listen."""
    await expect(page.locator("#review[data-keys=on]")).to_be_visible()


async def overflow(page: Page) -> int:
    """Pixels that the page is wider than the screen."""
    await page.evaluate("document.fonts.ready.then(() => true)")
    return int(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


async def faults(page: Page, within: str = "html") -> list[str]:
    """What axe-core holds against the page by WCAG 2.2 AA, dark and light: rule, element, why. It ends light.

    `within` is the selector of a part to look at alone.
    """
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for scheme in ("dark", "light"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours do not fade into each other
        found += await page.evaluate(
            "([part, rules]) => axe.run(part, {runOnly: {type: 'tag', values: rules}}).then(r => r.violations)",
            [within, RULES],
        )
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


async def picture(page: Page, name: str, tmp_path: Path) -> None:
    """A screenshot; with CHITHI_SCREENSHOTS set, it goes into the documentation."""
    folder = SCREENSHOTS if os.environ.get("CHITHI_SCREENSHOTS") else tmp_path
    await page.screenshot(path=folder / f"{name}.png", animations="disabled")
