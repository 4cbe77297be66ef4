"""An answer that comes late, when the page shows something newer already, changes nothing."""

import asyncio
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, Request, Route, expect

from . import tasking
from .browser import Open, enter
from .site import Site

ASK = "dispatchEvent(new Event('online'))"  # the page looks at once, as it does from time to time


def held(until: asyncio.Event, made: asyncio.Event | None = None) -> Callable[[Route], Awaitable[None]]:
    """Has the answer made now, which `made` tells, and gives it to the page when the other event is set."""

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        if made:
            made.set()
        await until.wait()
        await route.fulfill(response=answer)

    return hold


async def heard(page: Page, late: asyncio.Event, request: Request) -> None:
    """The page has read the late answer."""
    late.set()
    answer = await request.response()
    assert answer is not None
    await answer.finished()
    await page.evaluate("fetch(location).then(answer => answer.text())")  # what came before has been dealt with


async def test_the_board_shows_the_view_that_was_asked_for_last(site: Site, open_page: Open) -> None:
    directive = await tasking.published(site)
    narrowed, late = asyncio.Event(), asyncio.Event()
    async with open_page() as page:
        await enter(page, site.login("coordinator"), f"/nhiem-vu?directive_id={directive}")
        await expect(page.locator("#board[data-keys=on]")).to_be_visible()
        await page.route("**/nhiem-vu/bang?*", held(late))
        await page.route("**/nhiem-vu/bang?*agency=*", held(narrowed))
        async with page.expect_request("**/nhiem-vu/bang?*agency=*"):
            await page.get_by_label("Cơ quan", exact=True).select_option(label="Sở Xây dựng")
        async with page.expect_request("**/nhiem-vu/bang?*") as asked:
            await page.evaluate(ASK)
        narrowed.set()
        await expect(page.locator("tr[data-id]")).to_have_count(1)
        await heard(page, late, await asked.value)
        assert await page.locator("tr[data-id]").count() == 1


async def test_an_assignment_stays_as_it_was_left_here(site: Site, open_page: Open) -> None:
    task, officer = await tasking.of_officer(site, 1), site.officers[1]
    made, late = asyncio.Event(), asyncio.Event()
    async with open_page() as page:
        await tasking.opened(page, site, task, officer)
        await page.route(f"**/nhiem-vu/{task}", held(late, made), times=1)
        async with page.expect_request(f"**/nhiem-vu/{task}") as asked:
            await page.evaluate(ASK)
        await made.wait()
        await page.get_by_role("button", name="Tiếp nhận").click()
        await expect(page.locator("[data-state=received]")).to_be_visible()
        await heard(page, late, await asked.value)
        assert await page.locator("[data-state=received]").count() == 1
