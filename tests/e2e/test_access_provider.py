"""With another identity provider: each role comes in by it, and the routes that it changes answer as the table says."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from chithi_cli.generate import _blueprint
from chithi_cli.local.mongod import Mongod
from chithi_platform.service import Role, Service
from chithi_tasks.accounts import put_all
from chithi_tasks.adapters.outbound.identity.vault import new_key
from chithi_tasks.app import build
from chithi_tasks.settings import TasksSettings
from chithi_testkit.oidc import PUBLIC, OidcProvider, oidc_provider, person

from . import matrix_people as people
from .matrix_people import ROLES
from .matrix_requests import ASKS, Ask
from .matrix_table import SIGNED_OUT, declared, rows
from .matrix_world import World
from .test_access_matrix import outcome, send, units_tried

pytestmark = pytest.mark.surface

TABLE = rows("## Routes with another provider")
OFF = "mật khẩu riêng không còn dùng được"  # what 403 means here, on pages too
ME = "/api/tasks/v1/me"


@dataclass(frozen=True)
class Stage:
    """The tasks service alone, whose people sign in at the provider."""

    service: Service
    provider: OidcProvider

    def client(self, token: str = "") -> httpx.AsyncClient:
        """A browser that has nothing yet, or a program with a token."""
        headers = {"Authorization": f"Bearer {token}"} if token else {"Sec-Fetch-Site": "same-origin"}
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=self.service.app), base_url=PUBLIC, headers=headers)

    async def token_of(self, who: str) -> str:
        """The access token of somebody who goes to the provider and comes back."""
        self.provider.person = person(who)
        async with self.client() as browser, httpx.AsyncClient(trust_env=False) as there:
            left = await browser.get("/login")
            back = (await there.get(left.headers["location"])).headers["location"]
            (await browser.get(back)).raise_for_status()
            return str(browser.cookies["chithi_session"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(mongod: Mongod) -> AsyncIterator[Stage]:
    async with oidc_provider() as provider:
        kept = {"mongo_url": mongod.url, "mongo_database": f"access_{uuid4().hex[:8]}", "secrets_keys": new_key()}
        settings = TasksSettings(**(kept | provider.settings()))
        service = Service("tasks", settings, build, Role.api)
        await service.start()
        await put_all(settings, people.rows())
        yield Stage(service, provider)
        await service.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(stage: Stage) -> AsyncIterator[World]:
    """Each role with a token of the way there and back, and somebody who is signed out."""
    clients = {who: stage.client(await stage.token_of(who)) for who in ROLES}
    world = World(PUBLIC, {}, clients | {"": stage.client()})
    yield world
    await world.close()


async def test_every_route_that_the_setting_changes_has_a_row_and_every_row_such_a_route(stage: Stage) -> None:
    """What is new, or stands before another of the same name; the rest is there as without the setting."""
    plain, declares = set(declared((await _blueprint("tasks")).parts)), Counter(declared(stage.service.parts))
    changed = {route for route, times in declares.items() if times > 1 or route not in plain}
    assert changed - TABLE.keys() == set(), "routes without a row in docs/architecture/access.md"
    assert TABLE.keys() - changed == set(), "rows without a route"
    assert plain - declares.keys() == set(), "routes that the setting takes away"
    assert {name for row in TABLE.values() for name in row} == {*ROLES, SIGNED_OUT}


@pytest.mark.parametrize("who", ROLES)
async def test_every_role_comes_in_and_is_who_it_is_here(world: World, who: str) -> None:
    me = (await (await world.as_(who)).get(ME)).raise_for_status().json()
    assert (me["username"], me["role"], me["unit_id"]) == (who, who, people.home_of(who))


@pytest.mark.parametrize("route", sorted(TABLE))
async def test_the_route_answers_as_the_table_says(world: World, route: str) -> None:
    wrong = []
    for who, cell in TABLE[route].items():
        for relation, unit in units_tried(who, ASKS[route]).items():
            answer = await send(world, who if who in ROLES else "", route, unit)
            found = outcome(answer, Ask())
            if found != cell.expected(relation) or (found == "403" and OFF not in answer.text):
                wrong.append(f"{who}, {relation}: {found} {answer.text[:200]}, expected {cell.expected(relation)}")
    assert not wrong, "\n".join([route, *wrong])


async def test_a_token_of_the_provider_is_none_of_ours(stage: Stage) -> None:
    stage.provider.person = person("coordinator")
    async with stage.client(stage.provider.token(stage.provider.claims())) as program:
        assert (await program.get(ME)).status_code == 401
