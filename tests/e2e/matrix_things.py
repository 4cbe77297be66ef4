"""How a thing of each kind is made that belongs to a unit."""

import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from chithi_testkit.polling import eventually

from .matrix_people import (
    AGENCY,
    BESIDE,
    COMMUNE,
    COUNTED,
    COUNTED_PERIOD,
    DEVICE,
    FORM,
    NEIGHBOUR,
    NO_THING,
    OTHER,
    PERIOD,
    PROVINCE,
    THIRD,
    UNITS,
    VALUES,
    officer,
    victim,
)

if TYPE_CHECKING:
    from .matrix_world import World

Maker = Callable[["World", str], Awaitable[str]]


def _named(name: Callable[[str], str]) -> Maker:
    """Of what is there already, or is none."""

    async def maker(_: "World", unit: str) -> str:
        return name(unit)

    return maker


async def _draft(world: "World", unit: str) -> str:
    clerk = await world.as_(f"clerk-{unit}")
    answer = await clerk.post("/api/ingest/v1/directives", files={"file": ("a.txt", world.paper())})
    return str(answer.raise_for_status().json()["id"])


async def _session(world: "World", unit: str) -> str:
    sessions = await (await world.as_(officer(unit))).get("/api/tasks/v1/me/sessions")
    return next(str(one["id"]) for one in sessions.raise_for_status().json()["items"] if one["current"])


async def _assignment(world: "World", unit: str) -> str:
    return await world.issue([_chosen(unit)], officer(unit))


async def _party(world: "World", unit: str) -> str:
    """An assignment of another province's police; the unit's own works with them."""
    lead = {"kind": "agency", "id": f"cong-an-tinh:{THIRD}"}
    return await world.issue([lead, _chosen(unit) | {"written": BESIDE}], officer(unit), role="coordinating")


def _chosen(unit: str) -> dict[str, str]:
    agency = AGENCY.get(unit)
    return {"kind": "agency", "id": agency} if agency else {"kind": "unit", "id": unit}


async def _alert(world: "World", unit: str) -> str:
    await world.thing("assignment", unit)
    assignee = await world.as_(officer(unit))

    async def there() -> str | None:
        items = (await assignee.get("/api/notify/v1/alerts")).raise_for_status().json()["items"]
        return str(items[0]["id"]) if items else None

    return str(await eventually(there, within=60, what=f"the alert of {unit}"))


async def _report(world: "World", unit: str) -> str:
    """The unit's only one of the month: another file may have had it made in the same system."""
    filer, address, month = await world.as_(officer(unit)), "/api/reporting/v1/reports", {"period": PERIOD}
    there = (await filer.get(address, params=month | {"unit_id": unit})).raise_for_status().json()["items"]
    if own := [str(one["id"]) for one in there if one["unit_id"] == unit]:
        return own[0]
    report, body = f"matrix-{unit.lower()}-{secrets.token_hex(4)}", {"form_id": FORM, "unit_id": unit, "values": VALUES}
    (await filer.put(f"{address}/{report}", json=body | month)).raise_for_status()
    return report


async def _figure(world: "World", unit: str) -> str:
    """A count that no others add up to: of any sum, the digits tell which units are in it."""
    filer, figure = await world.as_(officer(unit)), 10 ** UNITS.index(unit)
    body = {"form_id": FORM, "unit_id": unit, "period": COUNTED_PERIOD, "values": {COUNTED: figure}}
    report = f"figure-{unit.lower()}-{secrets.token_hex(4)}"
    (await filer.put(f"/api/reporting/v1/reports/{report}", json=body)).raise_for_status()

    async def counted() -> bool:
        asked = {"unit_id": unit, "period": COUNTED_PERIOD, "form_id": FORM}
        told = (await filer.get("/api/reporting/v1/aggregates", params=asked)).raise_for_status().json()
        return any(cell["filed"]["value"] for cell in told["cells"])

    await eventually(counted, within=60, what=f"the figures of {unit}")
    return f"{COUNTED}-{figure}"


async def _enrolment(world: "World", unit: str) -> str:
    return str((await offer(world, unit))["enrolment_id"])


async def offer(world: "World", unit: str) -> dict[str, Any]:
    """A code for the phone of the unit's officer; the one before ends."""
    answer = await (await world.as_("root")).post("/api/tasks/v1/enrolments", json={"username": officer(unit)})
    return dict(answer.raise_for_status().json())


async def _device(world: "World", unit: str) -> str:
    body = {"code": (await offer(world, unit))["code"], "device": DEVICE}
    answer = await (await world.as_("")).post("/api/tasks/v1/enrolments/redeem", json=body)
    return str(answer.raise_for_status().json()["device_id"])


async def _client(world: "World", unit: str) -> str:
    body = {"name": "Hệ thống thử", "unit_id": unit, "role": "clerk", "scopes": ["tasks:read"]}
    answer = await (await world.as_("root")).post("/api/tasks/v1/clients", json=body)
    return str(answer.raise_for_status().json()["client_id"])


async def _reorganisation(world: "World", unit: str) -> str:
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


MAKERS: dict[str, Maker] = {
    "unit": _named(str),
    "account": _named(victim),
    "officer": _named(officer),
    "draft": _draft,
    "session": _session,
    "assignment": _assignment,
    "party": _party,
    "alert": _alert,
    "report": _report,
    "figure": _figure,
    "commune": _named(lambda unit: NO_THING if unit in AGENCY else unit),
    "enrolment": _enrolment,
    "device": _device,
    "client": _client,
    "agency_kind": _named(lambda unit: AGENCY.get(unit, "cong-an-xa").partition(":")[0]),
    "reorganisation": _reorganisation,
}
