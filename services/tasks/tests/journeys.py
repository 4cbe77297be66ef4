"""The way of a browser to another OpenID Connect provider and back."""

import re
from html import unescape

import httpx

from chithi_testkit.oidc import PUBLIC

ME = "/api/tasks/v1/me"
OURS = {"sec-fetch-site": "same-origin"}


async def left(client: httpx.AsyncClient, target: str = "/nhiem-vu") -> str:
    """The address at the provider that the browser is sent to."""
    answer = await client.get("/login", params={"next": target})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def sent_back(url: str) -> str:
    """What the provider tells the browser to ask us, as a path of ours."""
    async with httpx.AsyncClient() as browser:
        back = (await browser.get(url)).headers["location"]
    assert back.startswith(f"{PUBLIC}/login/callback?")
    return back.removeprefix(PUBLIC)


async def came(client: httpx.AsyncClient, target: str = "/nhiem-vu") -> httpx.Response:
    """The whole way there and back."""
    return await client.get(await sent_back(await left(client, target)))


def leads_to(page: httpx.Response) -> str:
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)
    assert found, page.text
    return unescape(found.group(1))
