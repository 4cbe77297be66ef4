"""The realm file in a real Keycloak: people sign in and out, a program exchanges its token (`make test-keycloak`)."""

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from chithi_platform.mongo import Mongo
from chithi_platform.service import Role, Service
from chithi_tasks.adapters.outbound.identity.vault import new_key
from chithi_tasks.app import build
from chithi_tasks.settings import TasksSettings

from .server import PASSWORD, STARTS_WITHIN, Keycloak, running

PUBLIC = "http://127.0.0.1:8080"
NINH_BINH = "37-20250701"
ME, EXCHANGE = "/api/tasks/v1/me", "/api/tasks/v1/oauth/token"

pytestmark = pytest.mark.timeout(STARTS_WITHIN + 120)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def keycloak(tmp_path_factory: Any) -> AsyncIterator[Keycloak]:
    async with running(tmp_path_factory.mktemp("keycloak") / "server", PUBLIC) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tasks(keycloak: Keycloak, mongod: Any) -> AsyncIterator[Service]:
    settings = TasksSettings(
        mongo_url=mongod.url,
        mongo_database=f"keycloak_{uuid4().hex[:8]}",
        public_url=PUBLIC,
        secrets_keys=new_key(),
        oidc_issuer=keycloak.issuer,
        oidc_client_id="chithi",
        oidc_client_secret=keycloak.secret,
        oidc_provision="create",
    )
    service = Service("tasks", settings, build, Role.api)
    await service.start()
    yield service
    await service.stop()
    database = Mongo(mongod.url, settings.mongo_database)
    await database.drop_database()
    await database.close()


def browser(service: Service) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=service.app)
    return httpx.AsyncClient(transport=transport, base_url=PUBLIC, headers={"sec-fetch-site": "same-origin"})


async def typed(url: str, username: str, there: httpx.AsyncClient) -> httpx.Response:
    """The provider's form, filled in and sent."""
    page = await there.get(url)
    for cookie in there.cookies.jar:
        cookie.secure = False  # browsers send such cookies to 127.0.0.1 over plain HTTP too, this client does not
    action = re.search(r'action="([^"]+)"', page.text)
    assert action, page.text[:2000]
    return await there.post(unescape(action.group(1)), data={"username": username, "password": PASSWORD})


async def came_back(ours: httpx.AsyncClient, username: str) -> httpx.Response:
    """Our page for somebody who left for Keycloak in a new browser and came back."""
    async with httpx.AsyncClient(timeout=60) as there:
        left = await ours.get("/login")
        answer = await typed(left.headers["location"], username, there)
    assert answer.is_redirect, answer.text
    return await ours.get(answer.headers["location"].removeprefix(PUBLIC))


async def renewed(ours: httpx.AsyncClient) -> bool:
    """Whether our session goes on."""
    answer = (await ours.post("/session/refresh")).raise_for_status()
    return bool(answer.json()["renewed"])


async def way_out(ours: httpx.AsyncClient) -> str:
    """Where our page leads who signed out."""
    out = re.search(r'content="0; url=([^"]+)"', (await ours.post("/session/end")).text)
    assert out
    return unescape(out.group(1))


async def test_a_person_signs_in_and_out(keycloak: Keycloak, tasks: Service) -> None:
    await keycloak.person("tran.thi.b", "coordinator", chithi_unit=NINH_BINH)
    async with browser(tasks) as ours, httpx.AsyncClient(timeout=60) as there:
        left = await ours.get("/login", params={"next": "/nhiem-vu"})
        back = (await typed(left.headers["location"], "tran.thi.b", there)).headers["location"]
        assert back.startswith(f"{PUBLIC}/login/callback?")
        page = await ours.get(back.removeprefix(PUBLIC))
        assert page.status_code == 200, page.text
        me = (await ours.get(ME)).json()
        assert (me["username"], me["role"], me["unit_id"]) == ("tran.thi.b", "coordinator", NINH_BINH)
        assert me["name"] == "Trần Thị B"

        ended = await there.get(await way_out(ours))
        assert ended.headers["location"] == f"{PUBLIC}/login/ended", "no question is asked: it knows the token"
        assert (await ours.get(ME)).status_code == 401
        again = await ours.get("/login")
        assert 'name="password"' in (await there.get(again.headers["location"])).text, "signed out there too"


async def test_a_person_without_a_unit_is_told_so(keycloak: Keycloak, tasks: Service) -> None:
    await keycloak.person("khong.don.vi", "clerk")
    async with browser(tasks) as ours:
        page = await came_back(ours, "khong.don.vi")
        assert page.status_code == 403
        assert "“chithi_unit”" in page.text


async def test_another_redirect_is_refused_there(keycloak: Keycloak, tasks: Service) -> None:
    async with browser(tasks) as ours, httpx.AsyncClient(timeout=60) as there:
        left = (await ours.get("/login")).headers["location"]
        assert (await there.get(left)).status_code == 200
        stolen = left.replace(quote(PUBLIC, safe=""), quote("https://evil.example", safe=""))
        assert stolen != left
        assert (await there.get(stolen)).status_code == 400


async def test_a_program_exchanges_its_token(keycloak: Keycloak, tasks: Service) -> None:
    token = await keycloak.program("so-noi-vu", "clerk", NINH_BINH)
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": token,
        "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
    }
    async with browser(tasks) as ours:
        answer = await ours.post(EXCHANGE, data=form)
        assert answer.status_code == 200, answer.text
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        me = (await ours.get(ME, headers=headers)).json()
        assert (me["username"], me["role"]) == ("service-account-so-noi-vu", "clerk")


async def test_who_lost_the_role_there_is_told_so_and_another_holds_at_once(keycloak: Keycloak, tasks: Service) -> None:
    user_id = await keycloak.person("doi.vai.tro", "coordinator", chithi_unit=NINH_BINH)
    async with browser(tasks) as ours:
        assert (await came_back(ours, "doi.vai.tro")).status_code == 200
        await keycloak.take(user_id, "coordinator")
        page = await came_back(ours, "doi.vai.tro")
        assert page.status_code == 403
        assert "“chithi_role”" in page.text
        await keycloak.give(user_id, "clerk")
        assert (await came_back(ours, "doi.vai.tro")).status_code == 200
        assert (await ours.get(ME)).json()["role"] == "clerk"


async def test_who_is_disabled_there_comes_in_no_more_and_can_still_leave(keycloak: Keycloak, tasks: Service) -> None:
    user_id = await keycloak.person("bi.khoa", "clerk", chithi_unit=NINH_BINH)
    async with browser(tasks) as ours, browser(tasks) as other, httpx.AsyncClient(timeout=60) as there:
        assert (await came_back(ours, "bi.khoa")).status_code == 200
        await keycloak.disable(user_id)
        left = await other.get("/login")
        refused = await typed(left.headers["location"], "bi.khoa", there)
        assert not refused.is_redirect
        assert 'name="password"' in refused.text, "asked again"
        assert (await there.get(await way_out(ours))).status_code < 500
        assert (await ours.get(ME)).status_code == 401


@pytest.mark.parametrize("done", ["disable", "sign_out"])
async def test_who_is_put_out_there_is_out_at_the_next_renewal(keycloak: Keycloak, tasks: Service, done: str) -> None:
    user_id = await keycloak.person(f"ngung-{done}", "clerk", chithi_unit=NINH_BINH)
    async with browser(tasks) as ours:
        assert (await came_back(ours, f"ngung-{done}")).status_code == 200
        assert [await renewed(ours) for _ in range(3)] == [True] * 3, "each time with the token that Keycloak gave last"
        await getattr(keycloak, done)(user_id)
        assert not await renewed(ours)
        assert "không còn xác nhận phiên đăng nhập này" in (await ours.get("/login")).text
        assert (await ours.get("/login")).is_redirect, "then it leads to Keycloak again"


async def test_a_role_that_changes_there_changes_at_the_next_renewal(keycloak: Keycloak, tasks: Service) -> None:
    user_id = await keycloak.person("chuyen.viec", "coordinator", chithi_unit=NINH_BINH)
    async with browser(tasks) as ours:
        assert (await came_back(ours, "chuyen.viec")).status_code == 200
        await keycloak.take(user_id, "coordinator")
        await keycloak.give(user_id, "clerk")
        assert await renewed(ours)
        assert (await ours.get(ME)).json()["role"] == "clerk"
        await keycloak.take(user_id, "clerk")
        assert not await renewed(ours)
        assert (await ours.get(ME)).status_code == 401
