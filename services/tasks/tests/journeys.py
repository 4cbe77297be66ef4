"""The way of a browser to another OpenID Connect provider and back."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import httpx

from chithi_testkit.oidc import PUBLIC, OidcProvider, person

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


def placed(role: str, unit: str, **more: Any) -> dict[str, Any]:
    """Somebody new, whose role and place the provider says."""
    return person(f"n{uuid4().hex[:8]}", chithi_role=["offline_access", role], chithi_unit=unit, **more)


async def entered(tasks: Any, provider: OidcProvider, client: httpx.AsyncClient) -> str:
    """Somebody of the register comes in; the user name."""
    provider.person = person(await tasks.account("coordinator", tasks.ninh_binh))
    assert (await came(client)).status_code == 200
    return str(provider.person["preferred_username"])


async def renewed(client: httpx.AsyncClient) -> bool:
    answer = await client.post("/session/refresh", headers=OURS)
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["renewed"])


async def session_of(tasks: Any, username: str) -> dict[str, Any]:
    """The session, with what is kept of the provider's."""
    found = await tasks.mongo.collection("sessions").find_one({"username": username})
    kept = await tasks.mongo.collection("external_sessions").find_one({"_id": found["_id"]})
    return dict(found | {"kept": kept})
