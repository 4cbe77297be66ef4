"""The running system that the end-to-end tests share, and the people who use it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from chithi_cli.local.services import SERVICES
from chithi_cli.local.supervisor import LocalSystem
from chithi_cli.running import Login
from chithi_mobile.core.api import new_client
from chithi_mobile.core.phone import Phone
from chithi_platform.mongo import Mongo

# what papers and reports are written to directly; all else, at any later time, follows from these
WRITTEN = {"ingest": ("directives", "readings", "outbox"), "reporting": ("reports", "outbox")}


@dataclass(frozen=True)
class Site:
    """One system, started once: `env` lets the command find it."""

    system: LocalSystem
    home: Path
    logins: tuple[Login, ...]

    @property
    def env(self) -> Mapping[str, str]:
        """The environment of a terminal in the folder where the system was started."""
        return {"CHITHI_HOME": str(self.home)}

    @property
    def traces(self) -> Path:
        """Where the services write their spans."""
        return self.system.run_dir / "traces"

    def login(self, role: str) -> Login:
        """The first account of that role."""
        return next(login for login in self.logins if login.role == role)

    @property
    def officers(self) -> list[Login]:
        """The officers of communes."""
        return [login for login in self.logins if login.role == "commune_officer"]

    @asynccontextmanager
    async def signed_in(self, login: Login) -> AsyncIterator[httpx.AsyncClient]:
        """An HTTP client with the account's token."""
        async with httpx.AsyncClient(base_url=self.system.url, timeout=60, trust_env=False) as client:
            credentials = {"username": login.username, "password": login.password}
            answer = await client.post("/api/tasks/v1/tokens", json=credentials)
            client.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['access_token']}"
            yield client

    @asynccontextmanager
    async def phone(self, login: Login) -> AsyncIterator[Phone]:
        """The officer's phone, signed in and in step."""
        async with new_client() as client:
            phone = Phone(":memory:", self.system.url, client=client)
            try:
                await phone.sign_in(login.username, login.password)
                await phone.sync()
                yield phone
            finally:
                await phone.close()

    @asynccontextmanager
    async def database(self, service: str) -> AsyncIterator[Mongo]:
        """The database of a service."""
        mongo = Mongo(self.system.mongod.url, f"chithi_{service}", "pymongo", server_selection_ms=60_000)
        try:
            yield mongo
        finally:
            await mongo.close()

    async def census(self) -> dict[str, int]:
        """How many documents requests have written, and how many dead letters there are."""
        found: dict[str, int] = {}
        for service in SERVICES:
            async with self.database(service) as mongo:
                for name in (*WRITTEN.get(service, ()), "dead_letters"):
                    found[f"{service}.{name}"] = await mongo.collection(name).count_documents({})
        return found
