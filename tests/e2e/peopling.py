"""People for the tests of their pages: an administrator, officers, and phones that come in by a code."""

from typing import Any
from uuid import uuid4

import httpx
from playwright.async_api import Page, expect

from chithi_cli import accounts
from chithi_cli.running import Login

from .site import Site

API = "/api/tasks/v1"


async def administrator(site: Site) -> Login:
    """An administrator of the province."""
    unit = accounts.gazetteer().territory("tỉnh Ninh Bình")
    assert unit
    login = accounts.login(f"quantri-{uuid4().hex[:6]}", "Hoàng Thị Quản Trị", "admin", unit.unit)
    await accounts.create([login], site.system.mongod.url)
    return login


async def officer(site: Site, name: str) -> Login:
    """A new commune officer."""
    unit = accounts.gazetteer().tree.get(site.officers[0].unit_id)
    assert unit
    login = accounts.login(f"cb-{uuid4().hex[:8]}", name, "commune_officer", unit)
    await accounts.create([login], site.system.mongod.url)
    return login


async def shown(page: Page) -> None:
    """The scripts of the page listen."""
    await expect(page.locator("html[data-people=on]")).to_have_count(1)


async def come_in(site: Site, code: str, name: str) -> dict[str, Any]:
    """A phone redeems the code."""
    async with httpx.AsyncClient(base_url=site.system.url, timeout=60, trust_env=False) as phone:
        sent = {"code": code, "device": {"name": name, "platform": "android 12", "app_version": "1.2.0"}}
        answer = await phone.post(f"{API}/enrolments/redeem", json=sent)
        return dict(answer.raise_for_status().json())
