"""People of every role and things of every unit that the access matrix is tried with."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr

from chithi_tasks.accounts import put_all
from chithi_tasks.settings import TasksSettings
from chithi_testkit.polling import eventually

from .papers import short
from .site import Site

NATION, PROVINCE, OTHER = "VN", "37-20250701", "01-20250701"
COMMUNE, NEIGHBOUR, FAR = "13669-20250701", "13693-20250701", "00004-20250701"
UNITS = (NATION, PROVINCE, COMMUNE, NEIGHBOUR, OTHER, FAR)
ROLES = ("clerk", "coordinator", "agency_officer", "commune_officer", "ops", "admin")
AGENCY = {NATION: f"bo-cong-an:{NATION}", PROVINCE: f"cong-an-tinh:{PROVINCE}", OTHER: f"cong-an-tinh:{OTHER}"}
PLACES = {  # which unit stands in which relation to the caller's
    PROVINCE: {"own": PROVINCE, "subordinate": COMMUNE, "sibling": OTHER, "superior": NATION, "none": FAR},
    COMMUNE: {"own": COMMUNE, "sibling": NEIGHBOUR, "superior": PROVINCE, "none": FAR},  # nobody is below a commune
}
PERIOD, FORM = "2026-03", "antt-thang"
NO_THING = ""  # a unit may have none of a kind
VALUES = {"tuan-tra-luot": 1}
DEVICE = {"name": "Điện thoại thử", "platform": "android", "app_version": "1"}


def home_of(role: str) -> str:
    """The unit of the account that tries as this role."""
    return COMMUNE if role == "commune_officer" else PROVINCE


def _rows() -> list[dict[str, Any]]:
    """One account to try as, for each role; and in each unit those who make things."""
    rows = [_row(role, role, home_of(role)) for role in ROLES] + [_row("root", "admin", NATION)]
    for unit in UNITS:
        rows += [_row(name, _officer_role(unit), unit) for name in (officer(unit), victim(unit))]
        rows.append(_row(f"clerk-{unit}", "clerk", unit))
    return rows


def _row(name: str, role: str, unit: str) -> dict[str, Any]:
    row = {"username": name.lower(), "name": f"Người {name}", "role": role, "unit_id": unit}
    agency = {"agency_id": AGENCY[unit]} if role == "agency_officer" else {}
    return row | agency | {"password": secrets.token_urlsafe(16)}


def officer(unit: str) -> str:
    """The user name of the unit's officer."""
    return f"officer-{unit.lower()}"


def victim(unit: str) -> str:
    """The user name of somebody whom account managers may do anything to."""
    return f"victim-{unit.lower()}"


def _officer_role(unit: str) -> str:
    return "agency_officer" if unit in AGENCY else "commune_officer"


@dataclass
class World:
    """Signed-in people, and things made when they are first asked for."""

    site: Site
    passwords: dict[str, str]
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    made: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    async def of(cls, site: Site) -> "World":
        """Make the accounts."""
        rows = _rows()
        await put_all(TasksSettings(mongo_url=SecretStr(site.system.mongod.url), mongo_database="chithi_tasks"), rows)
        return cls(site, {row["username"]: row["password"] for row in rows})

    async def close(self) -> None:
        """Close every connection."""
        for client in self.clients.values():
            await client.aclose()

    async def as_(self, name: str) -> httpx.AsyncClient:
        """A client with the token of that account; without one for the empty name."""
        if name not in self.clients:
            client = httpx.AsyncClient(base_url=self.site.system.url, timeout=60, trust_env=False)
            self.clients[name] = client
            if name:
                body = {"username": name.lower(), "password": self.passwords[name.lower()]}
                answer = (await client.post("/api/tasks/v1/tokens", json=body)).raise_for_status()
                client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return self.clients[name]

    async def thing(self, kind: str, unit: str) -> str:
        """The id of a thing of that kind that belongs to the unit."""
        if (kind, unit) not in self.made:
            self.made[kind, unit] = await MAKERS[kind](self, unit)
        return self.made[kind, unit]

    async def issue(self, chosen: list[dict[str, str]], assignee: str) -> str:
        """The assignee's assignment of a directive that the nation's clerk published: that choice binds everywhere."""
        clerk, draft = await self.as_(f"clerk-{NATION}"), await _draft(self, NATION)
        lead = {"ordinal": "1", "written": "Công an tỉnh", "name": "x"}
        steps = [{"op": "add", "path": "/chosen/-", "value": lead | one} for one in chosen]
        address = f"/api/ingest/v1/directives/{draft}"
        headers = {"If-Match": '"1"', "Content-Type": "application/json-patch+json"}
        patched = (await clerk.patch(address, json=steps, headers=headers)).raise_for_status()
        (await clerk.post(f"{address}/publish", headers={"If-Match": patched.headers["etag"]})).raise_for_status()
        theirs = await self.as_(assignee)

        async def there() -> str | None:
            items = (await theirs.get("/api/tasks/v1/assignments")).raise_for_status().json()["items"]
            return next((str(item["id"]) for item in items if item["directive_id"] == draft), None)

        return str(await eventually(there, within=60, what=f"the assignment of {assignee}"))

    def paper(self) -> bytes:
        """A directive with a number of its own."""
        return short().encode()


async def _unit(_: World, unit: str) -> str:
    return unit


async def _account(_: World, unit: str) -> str:
    return victim(unit)


async def _officer(_: World, unit: str) -> str:
    return officer(unit)


async def _draft(world: World, unit: str) -> str:
    clerk = await world.as_(f"clerk-{unit}")
    answer = await clerk.post("/api/ingest/v1/directives", files={"file": ("a.txt", world.paper())})
    return str(answer.raise_for_status().json()["id"])


async def _assignment(world: World, unit: str) -> str:
    agency = AGENCY.get(unit)
    return await world.issue(
        [{"kind": "agency", "id": agency} if agency else {"kind": "unit", "id": unit}], officer(unit)
    )


async def _alert(world: World, unit: str) -> str:
    await world.thing("assignment", unit)
    assignee = await world.as_(officer(unit))

    async def there() -> str | None:
        items = (await assignee.get("/api/notify/v1/alerts")).raise_for_status().json()["items"]
        return str(items[0]["id"]) if items else None

    return str(await eventually(there, within=60, what=f"the alert of {unit}"))


async def _report(world: World, unit: str) -> str:
    filer, report = await world.as_(officer(unit)), f"matrix-{unit.lower()}-{secrets.token_hex(4)}"
    body = {"form_id": FORM, "unit_id": unit, "period": PERIOD, "values": VALUES}
    (await filer.put(f"/api/reporting/v1/reports/{report}", json=body)).raise_for_status()
    return report


async def _enrolment(world: World, unit: str) -> str:
    return str((await _offer(world, unit))["enrolment_id"])


async def _offer(world: World, unit: str) -> dict[str, Any]:
    answer = await (await world.as_("root")).post("/api/tasks/v1/enrolments", json={"username": officer(unit)})
    return dict(answer.raise_for_status().json())


async def _device(world: World, unit: str) -> str:
    body = {"code": (await _offer(world, unit))["code"], "device": DEVICE}
    answer = await (await world.as_("")).post("/api/tasks/v1/enrolments/redeem", json=body)
    return str(answer.raise_for_status().json()["device_id"])


async def _client(world: World, unit: str) -> str:
    body = {"name": "Hệ thống thử", "unit_id": unit, "role": "clerk", "scopes": ["tasks:read"]}
    answer = await (await world.as_("root")).post("/api/tasks/v1/clients", json=body)
    return str(answer.raise_for_status().json()["client_id"])


async def _agency_kind(_: World, unit: str) -> str:
    return AGENCY.get(unit, "cong-an-xa").partition(":")[0]


async def _reorganisation(world: World, unit: str) -> str:
    """A commune gets another name, long after everybody who reads this; of other units there is none."""
    if unit in AGENCY:
        return NO_THING
    parent = PROVINCE if unit in (COMMUNE, NEIGHBOUR) else OTHER
    code = f"9{unit[:4]}"
    new = {"code": code, "kind": "Xã", "name": f"Thử {unit[:5]}", "level": "commune", "parent": parent}
    renamed = {"from": unit, "to": code, "relation": "renamed"}
    body = {"effective_on": "2099-01-01", "basis": "Thử", "new_units": [new], "successions": [renamed]}
    answer = await (await world.as_("root")).post("/api/tasks/v1/reorganisations", json=body)
    return str(answer.raise_for_status().json()["id"])


MAKERS: dict[str, Callable[[World, str], Awaitable[str]]] = {
    "unit": _unit,
    "account": _account,
    "officer": _officer,
    "draft": _draft,
    "assignment": _assignment,
    "alert": _alert,
    "report": _report,
    "enrolment": _enrolment,
    "device": _device,
    "client": _client,
    "agency_kind": _agency_kind,
    "reorganisation": _reorganisation,
}
