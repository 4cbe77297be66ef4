"""The realm file in a real Keycloak: people sign in and out, a program exchanges its token (`make test-keycloak`)."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from chithi_cli.local.ports import free_port
from chithi_platform.mongo import Mongo
from chithi_platform.service import Role, Service
from chithi_tasks.adapters.outbound.identity.vault import new_key
from chithi_tasks.app import build
from chithi_tasks.settings import TasksSettings
from chithi_testkit.polling import eventually

HERE = Path(__file__).parents[1]
SERVER = HERE.parents[1] / ".cache" / "keycloak" / "server"
PUBLIC = "http://127.0.0.1:8080"
NINH_BINH, WARD = "37-20250701", "13669-20250701"
PASSWORD = "Mot mat khau du dai 2026"
ME, EXCHANGE = "/api/tasks/v1/me", "/api/tasks/v1/oauth/token"
STARTS_WITHIN = 600  # its first start builds itself

pytestmark = pytest.mark.timeout(STARTS_WITHIN + 120)


class Keycloak:
    """A running server and its administration."""

    def __init__(self, port: int, secret: str, admin: str) -> None:
        self.url, self.secret, self._admin = f"http://127.0.0.1:{port}", secret, admin
        self.issuer = f"{self.url}/realms/chithi"

    async def _call(self, method: str, path: str, **more: Any) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.url, timeout=60) as client:
            form = {"grant_type": "password", "client_id": "admin-cli", "username": "setup", "password": self._admin}
            token = (await client.post("/realms/master/protocol/openid-connect/token", data=form)).json()[
                "access_token"
            ]
            headers = {"Authorization": f"Bearer {token}"}
            answer = await client.request(method, f"/admin/realms/chithi{path}", headers=headers, **more)
            return answer.raise_for_status()

    async def person(self, username: str, role: str, **attributes: str) -> None:
        """A user with a password, who has been through the second factor's set-up."""
        user = {
            "username": username,
            "enabled": True,
            "firstName": "Trần Thị B",
            "attributes": {name: [value] for name, value in attributes.items()},
            "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
        }
        await self._call("POST", "/users", json=user)
        [found] = (await self._call("GET", "/users", params={"username": username, "exact": True})).json()
        assert found["requiredActions"] == ["CONFIGURE_TOTP"], "everybody has to set up a second factor"
        await self._call("PUT", f"/users/{found['id']}", json=found | {"requiredActions": []})
        await self.give(found["id"], role)

    async def give(self, user_id: str, role: str) -> None:
        """A realm role."""
        one = (await self._call("GET", f"/roles/{role}")).json()
        await self._call("POST", f"/users/{user_id}/role-mappings/realm", json=[one])

    async def program(self, client_id: str, role: str, unit: str) -> str:
        """A client with a service account; its access token."""
        secret = uuid4().hex
        client = {"clientId": client_id, "secret": secret, "serviceAccountsEnabled": True, "publicClient": False}
        client |= {"standardFlowEnabled": False, "defaultClientScopes": ["basic", "profile", "chithi"]}
        await self._call("POST", "/clients", json=client)
        [made] = (await self._call("GET", "/clients", params={"clientId": client_id})).json()
        user = (await self._call("GET", f"/clients/{made['id']}/service-account-user")).json()
        placed = user | {"attributes": {"chithi_unit": [unit]}, "firstName": "Phần mềm", "requiredActions": []}
        await self._call("PUT", f"/users/{user['id']}", json=placed)
        await self.give(user["id"], role)
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        async with httpx.AsyncClient(timeout=60) as http:
            answer = await http.post(f"{self.issuer}/protocol/openid-connect/token", data=form)
            return str(answer.raise_for_status().json()["access_token"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def keycloak(tmp_path_factory: Any) -> AsyncIterator[Keycloak]:
    home = tmp_path_factory.mktemp("keycloak") / "server"
    shutil.copytree(SERVER, home, symlinks=True)
    (home / "data" / "import").mkdir(parents=True)
    shutil.copy(HERE / "chithi-realm.json", home / "data" / "import")
    port, secret, admin = free_port(), uuid4().hex, uuid4().hex
    env = os.environ | {
        "KC_BOOTSTRAP_ADMIN_USERNAME": "setup",
        "KC_BOOTSTRAP_ADMIN_PASSWORD": admin,
        "CHITHI_OIDC_CLIENT_SECRET": secret,
        "CHITHI_PUBLIC_URL": PUBLIC,
        "JAVA_OPTS_APPEND": "-Xmx512m",
    }
    command = [
        str(home / "bin" / "kc.sh"),
        "start-dev",
        "--http-host=127.0.0.1",
        f"--http-port={port}",
        "--import-realm",
    ]
    with (home / "log").open("wb") as log:
        process = await asyncio.to_thread(
            subprocess.Popen, command, env=env, stdout=log, stderr=log, start_new_session=True
        )
    server = Keycloak(port, secret, admin)

    async def up() -> bool:
        assert process.poll() is None, (home / "log").read_text(encoding="utf-8")[-2000:]
        try:
            return (await client.get(f"{server.issuer}/.well-known/openid-configuration")).status_code == 200
        except httpx.TransportError:
            return False

    try:
        async with httpx.AsyncClient(timeout=5) as client:
            await eventually(up, within=STARTS_WITHIN, what="Keycloak answers")
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        await asyncio.to_thread(process.wait, 30)


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

        gone = await ours.post("/session/end")
        out = re.search(r'content="0; url=([^"]+)"', gone.text)
        assert out
        ended = await there.get(unescape(out.group(1)))
        assert ended.headers["location"] == f"{PUBLIC}/login/ended", "no question is asked: it knows the token"
        assert (await ours.get(ME)).status_code == 401
        again = await ours.get("/login")
        assert 'name="password"' in (await there.get(again.headers["location"])).text, "signed out there too"


async def test_a_person_without_a_unit_is_told_so(keycloak: Keycloak, tasks: Service) -> None:
    await keycloak.person("khong.don.vi", "clerk")
    async with browser(tasks) as ours, httpx.AsyncClient(timeout=60) as there:
        left = await ours.get("/login")
        back = (await typed(left.headers["location"], "khong.don.vi", there)).headers["location"]
        page = await ours.get(back.removeprefix(PUBLIC))
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
