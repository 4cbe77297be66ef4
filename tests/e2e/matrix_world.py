"""The people and things that the access matrix is tried with, in a running system."""

import secrets
import time
from dataclasses import dataclass, field

import httpx
from pydantic import SecretStr

from chithi_tasks.accounts import put_all
from chithi_tasks.settings import TasksSettings
from chithi_testkit.polling import eventually

from .matrix_people import LEAD, NATION, rows
from .matrix_things import MAKERS
from .papers import short
from .site import Site

SIGNED_IN_S = 300.0  # a third of what tokens live; on a busy machine the matrix takes longer


@dataclass
class World:
    """Signed-in people, and things made when they are first asked for."""

    url: str
    passwords: dict[str, str]
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    made: dict[tuple[str, str], str] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: f"dau{secrets.token_hex(4)}")
    since: float = field(default_factory=time.monotonic)

    @classmethod
    async def of(cls, site: Site) -> "World":
        """Make the accounts."""
        people = rows()
        await put_all(TasksSettings(mongo_url=SecretStr(site.system.mongod.url), mongo_database="chithi_tasks"), people)
        return cls(site.system.url, {row["username"]: row["password"] for row in people})

    async def close(self) -> None:
        """Close every connection."""
        for client in self.clients.values():
            await client.aclose()

    async def begin_anew(self) -> bool:
        """Whoever signed in long ago does so again when asked for; whether it was so long ago."""
        if time.monotonic() - self.since <= SIGNED_IN_S:
            return False
        await self.close()
        self.clients.clear()
        self.since = time.monotonic()
        return True

    async def as_(self, name: str) -> httpx.AsyncClient:
        """A client with the token of that account; without one for the empty name."""
        if name not in self.clients:
            client = httpx.AsyncClient(base_url=self.url, timeout=60, trust_env=False)
            self.clients[name] = client
            if name:
                body = {"username": name.lower(), "password": self.passwords[name.lower()]}
                answer = (await client.post("/api/tasks/v1/tokens", json=body)).raise_for_status()
                client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return self.clients[name]

    async def thing(self, kind: str, unit: str) -> str:
        """The id of a thing of that kind that belongs to the unit."""
        if (kind, unit) not in self.made:
            self.made[kind, unit] = await self.another(kind, unit)
        return self.made[kind, unit]

    async def another(self, kind: str, unit: str) -> str:
        """The id of one that nobody else is given."""
        return await MAKERS[kind](self, unit)

    async def issue(self, chosen: list[dict[str, str]], assignee: str, role: str = "assignee") -> str:
        """The assignee's assignment of a directive that the nation's clerk published: that choice binds everywhere."""
        clerk, draft = await self.as_(f"clerk-{NATION}"), await self.another("draft", NATION)
        lead = {"ordinal": "1", "written": LEAD, "name": "x"}
        steps = [{"op": "add", "path": "/chosen/-", "value": lead | one} for one in chosen]
        address = f"/api/ingest/v1/directives/{draft}"
        headers = {"If-Match": '"1"', "Content-Type": "application/json-patch+json"}
        patched = (await clerk.patch(address, json=steps, headers=headers)).raise_for_status()
        (await clerk.post(f"{address}/publish", headers={"If-Match": patched.headers["etag"]})).raise_for_status()
        theirs = await self.as_(assignee)

        async def there() -> str | None:
            asked = {"role": role, "directive_id": draft}
            items = (await theirs.get("/api/tasks/v1/assignments", params=asked)).raise_for_status().json()["items"]
            return next((str(item["id"]) for item in items if item["directive_id"] == draft), None)

        return str(await eventually(there, within=60, what=f"the assignment of {assignee}"))

    def paper(self) -> bytes:
        """A directive with a number of its own, and the mark in its title."""
        return short().replace("Về phòng cháy", f"Về {self.mark} phòng cháy").encode()
