"""Directives that are published, so that there are assignments to look at, and what the API says of these."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from chithi_cli.running import Login
from chithi_testkit.polling import eventually

from . import papers
from .browser import enter
from .site import Site

COMMUNES = 129
ENDED = "Sở Giao thông vận tải"  # its work is proposed to Sở Xây dựng


async def published(site: Site, text: str | None = None) -> str:
    """A directive of the sample province, published; all its assignments are there."""
    draft = await papers.hand_in(site, text or papers.short())
    async with site.signed_in(site.login("clerk")) as client:
        headers = {"If-Match": f'"{draft["version"]}"'}
        answer = await client.post(f"/api/ingest/v1/directives/{draft['id']}/publish", headers=headers)
        answer.raise_for_status()

    async def there() -> bool:
        return (await board(site, directive_id=draft["id"]))["counts"]["total"] >= COMMUNES

    await eventually(there, within=90, what="the assignments are issued")
    return str(draft["id"])


async def board(site: Site, login: Login | None = None, **asked: Any) -> dict[str, Any]:
    """The board's first page."""
    async with site.signed_in(login or site.login("coordinator")) as client:
        answer = await client.get("/api/tasks/v1/board", params=asked)
        return dict(answer.raise_for_status().json())


async def of(site: Site, directive_id: str, ordinal: str, *, unit_id: str | None = None, name: str = "") -> str:
    """The id of one assignment of a directive."""
    asked = {"directive_id": directive_id, "limit": 200} | ({"unit_id": unit_id} if unit_id else {})
    items = (await board(site, **asked))["items"]
    found = [one for one in items if one["section_ordinal"] == ordinal and name in one["assignee"]["name"]]
    return str(found[0]["id"])


async def of_agency(site: Site, name: str = "Sở Xây dựng", text: str | None = None) -> str:
    """A new assignment of an agency."""
    return await of(site, await published(site, text), "2", name=name)


async def of_officer(site: Site, officer: int) -> str:
    """A new assignment of that officer's commune."""
    return await of(site, await published(site), "3", unit_id=site.officers[officer].unit_id)


async def opened(page: Page, site: Site, assignment_id: str, login: Login | None = None) -> None:
    """Its page, ready to be used; the coordinator's unless somebody else is named."""
    await enter(page, login or site.login("coordinator"), f"/nhiem-vu/{assignment_id}")
    await listening(page)


async def listening(page: Page) -> None:
    """The scripts of the page of an assignment listen."""
    await expect(page.locator("#assignment[data-ready=on]")).to_be_visible()


def said(page: Page) -> Locator:
    """What the page says was just done."""
    return page.locator("#said")


async def told(site: Site, assignment_id: str, login: Login | None = None) -> dict[str, Any]:
    """One assignment as the API tells it."""
    async with site.signed_in(login or site.login("coordinator")) as client:
        return dict((await client.get(f"/api/tasks/v1/assignments/{assignment_id}")).raise_for_status().json())


async def history(site: Site, assignment_id: str) -> list[dict[str, Any]]:
    """The steps of its life."""
    async with site.signed_in(site.login("coordinator")) as client:
        answer = await client.get(f"/api/tasks/v1/assignments/{assignment_id}/history")
        return list(answer.raise_for_status().json()["items"])


async def act(site: Site, login: Login, assignment_id: str, action: str, **body: Any) -> dict[str, Any]:
    """Somebody does this meanwhile, elsewhere."""
    async with site.signed_in(login) as client:
        address = f"/api/tasks/v1/assignments/{assignment_id}"
        version = (await client.get(address)).raise_for_status().json()["version"]
        answer = await client.post(f"{address}/{action}", json=body, headers={"If-Match": f'"{version}"'})
        return dict(answer.raise_for_status().json())
