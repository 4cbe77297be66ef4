"""Other systems' clients do what role, subtree and scopes allow together; tokens of another issuer open nothing."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from chithi_testkit.oidc import OidcProvider

from .matrix_people import NATION, NO_THING, PLACES, PROVINCE
from .matrix_requests import ASKS
from .matrix_table import SIGNED_OUT, THROUGH, rows
from .matrix_world import World
from .site import Site
from .test_access_matrix import outcome, send

pytestmark = pytest.mark.surface

PEOPLE = rows("## Routes and roles")
NEVER = rows("## Routes and other systems")
SERVICES = ("tasks", "ingest", "reporting", "notify")
ALL = "tasks:read tasks:write ingest:read ingest:write reporting:read notify:read"
ROUTES = sorted(route for route, row in PEOPLE.items() if " /api/" in route and row[SIGNED_OUT].word == "401")


Registered = tuple[World, tuple[str, str]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def registered(site: Site) -> AsyncIterator[Registered]:
    """A clerk's system with every scope: its id and secret."""
    world = await World.of(site)
    body = {"name": "Hệ thống thử", "unit_id": PROVINCE, "role": "clerk", "scopes": ALL.split()}
    made = (await (await world.as_("root")).post("/api/tasks/v1/clients", json=body)).raise_for_status().json()
    basic = (made["client_id"], made["client_secret"])
    await _sign_in(world, basic)
    yield world, basic
    await world.close()


@pytest_asyncio.fixture(loop_scope="session")
async def world(registered: Registered) -> World:
    """The system with every scope, and one for each service that may do all but in this one."""
    world, basic = registered
    if await world.begin_anew():
        await _sign_in(world, basic)
    return world


async def _sign_in(world: World, basic: tuple[str, str]) -> None:
    granted = {"client": ALL, "reader": " ".join(s for s in ALL.split() if s.endswith(":read"))}
    granted |= {f"without-{one}": " ".join(s for s in ALL.split() if not s.startswith(one)) for one in SERVICES}
    for name, scope in granted.items():
        form = {"grant_type": "client_credentials", "scope": scope}
        client = httpx.AsyncClient(base_url=world.url, timeout=60, trust_env=False)
        answer = (await client.post("/api/tasks/v1/oauth/token", data=form, auth=basic)).raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        world.clients[name] = client
    world.clients["stranger"] = httpx.AsyncClient(base_url=world.url, timeout=60, trust_env=False)
    world.clients["stranger"].headers["Authorization"] = f"Bearer {of_another_issuer()}"


def of_another_issuer() -> str:
    """An administrator's token in all but the signature, which is an OpenID Connect provider's."""
    claims = {"iss": "chithi", "sub": "root", "name": "x", "role": "admin", "unit": NATION, "path": [NATION]}
    return OidcProvider("https://provider.example").token(claims | {"exp": 4_000_000_000})


@pytest.mark.parametrize("route", ROUTES)
async def test_a_client_does_what_a_clerk_does_and_no_more_than_its_scopes(world: World, route: str) -> None:
    ask, cell, wrong = ASKS[route], PEOPLE[route]["clerk"], []
    service = route.split("/")[2]
    bare = {f"without-{service}"} | (set() if route.startswith("GET") else {"reader"})
    for relation, unit in PLACES[PROVINCE].items() if ask.thing else [("own", PROVINCE)]:
        if ask.thing and await world.thing(ask.thing, unit) == NO_THING:
            continue
        allowed = NEVER[route]["client"].word if route in NEVER else cell.expected(relation)
        if not route.startswith("GET") and f"{service}:write" not in ALL.split():
            allowed = "403"  # a clerk's system cannot have the scope
        for name, expected in ({"client": allowed, "stranger": "401"} | dict.fromkeys(bare, "403")).items():
            found = outcome(await send(world, name, route, unit), ask)
            if found != expected:
                wrong.append(f"{name}, {relation}: {found}, expected {expected}")
    assert not wrong, "\n".join([route, *wrong])


@pytest.mark.parametrize("path", ["/", "/chi-thi", "/nhiem-vu", "/can-bo", "/tai-khoan"])
async def test_pages_are_for_people(world: World, path: str) -> None:
    answer = await world.clients["client"].get(path)
    assert answer.status_code == 403


async def test_the_clerks_column_lets_something_through() -> None:
    assert sum(PEOPLE[route]["clerk"].expected("own") == THROUGH for route in ROUTES) > 20
