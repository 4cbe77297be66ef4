"""A running Keycloak, as the tests start and administer it."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from chithi_cli.local.ports import free_port
from chithi_testkit.polling import eventually

HERE = Path(__file__).parents[1]
SERVER = HERE.parents[1] / ".cache" / "keycloak" / "server"
STARTS_WITHIN = 600  # its first start builds itself
PASSWORD = "Mot mat khau du dai 2026"


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

    async def person(self, username: str, role: str, **attributes: str) -> str:
        """The id of a user with a password, who has been through the second factor's set-up."""
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
        return str(found["id"])

    async def disable(self, user_id: str) -> None:
        """Let the user in no more."""
        user = (await self._call("GET", f"/users/{user_id}")).json()
        await self._call("PUT", f"/users/{user_id}", json=user | {"enabled": False})

    async def sign_out(self, user_id: str) -> None:
        """End the user's sessions."""
        await self._call("POST", f"/users/{user_id}/logout")

    async def take(self, user_id: str, role: str) -> None:
        """Take the realm role away."""
        one = (await self._call("GET", f"/roles/{role}")).json()
        await self._call("DELETE", f"/users/{user_id}/role-mappings/realm", json=[one])

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


@asynccontextmanager
async def running(home: Path, public_url: str) -> AsyncIterator[Keycloak]:
    """One in the folder `home`, which imported the realm for a ChiThi that people reach at that address."""
    shutil.copytree(SERVER, home, symlinks=True)
    (home / "data" / "import").mkdir(parents=True)
    shutil.copy(HERE / "chithi-realm.json", home / "data" / "import")
    port, secret, admin = free_port(), uuid4().hex, uuid4().hex
    env = os.environ | {
        "KC_BOOTSTRAP_ADMIN_USERNAME": "setup",
        "KC_BOOTSTRAP_ADMIN_PASSWORD": admin,
        "CHITHI_OIDC_CLIENT_SECRET": secret,
        "CHITHI_PUBLIC_URL": public_url,
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
        await asyncio.to_thread(process.wait, 120)
