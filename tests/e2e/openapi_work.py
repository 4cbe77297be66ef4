"""An assignment for each action of the API, in a state that allows it."""

from collections.abc import Iterator
from typing import Any

from chithi_platform.ids import uuid7
from chithi_testkit.polling import eventually

from .matrix_people import AGENCY, COMMUNE, NEIGHBOUR, PROVINCE, officer
from .matrix_requests import REASON, REPORTS, TASKS
from .matrix_world import World

Json = dict[str, Any]
OFFICERS = ("extension", "accept", "start")  # the commune's own actions; the first needs a last day
ONE = f"{TASKS}/assignments/{{assignment_id}}"


async def work(world: World, directive: str) -> dict[str, Json]:
    """By operation what to fill in: see `openapi_stage.known`."""
    rest = iter(await _issued(world, directive, "cong-an-xa"))
    about: dict[str, Json] = {
        f"POST {ONE}/{action}": {"path": {"assignment_id": assignment}}
        for action, assignment in (await _ready(world, directive, rest)).items()
    }
    for action in OFFICERS:
        about[f"POST {ONE}/{action}"]["token"] = (await world.as_(officer(COMMUNE))).headers["Authorization"]
    delegation = {"targets": [{"kind": "unit", "id": COMMUNE}], "all_below": False, "form_id": "nhiem-vu"}
    delegation |= dict.fromkeys(("due", "reason", "recurrence"))
    about[f"POST {ONE}/delegate"]["body"] = delegation
    about[f"POST {ONE}/assignee"]["body"] = {"kind": "agency", "id": AGENCY[PROVINCE]} | REASON
    about[f"POST {ONE}/extension-decision"]["body"] = {"grant": True, "due": None, "reason": None}
    about[f"POST {TASKS}/assignments/chase"] = {"body": {"ids": [next(rest)], "filter": None, "force": True}}
    return about


async def _ready(world: World, directive: str, rest: Iterator[str]) -> dict[str, str]:
    """By action an assignment that waits for it."""
    here, there = [await _assigned(world, directive, unit) for unit in (COMMUNE, NEIGHBOUR)]
    [several, *_], [handed, *_] = [await _issued(world, directive, kind) for kind in ("so-du-lich", "cong-an-tinh")]
    resting, reported = next(rest), await world.thing("assignment", COMMUNE)
    await _act(world, officer(NEIGHBOUR), there[0], "extension", due="2041-01-01", **REASON)
    for one in there[1:]:
        await _act(world, officer(NEIGHBOUR), one, "start")
    await _act(world, "root", there[2], "complete", note="Xong")
    await _act(world, "root", resting, "suspend", **REASON)
    await _report(world, reported)
    ready = dict(zip(OFFICERS, here, strict=False))
    ready |= {"extension-decision": there[0], "complete": there[1], "reopen": there[2], "return": reported}
    ready |= {"resume": resting, "lead": several, "delegate": handed}
    return ready | {action: next(rest) for action in ("due", "suspend", "withdraw", "chase", "assignee")}


async def _assigned(world: World, directive: str, unit: str) -> list[str]:
    """What the directive has the unit do, first of all something with a last day."""
    client = await world.as_(officer(unit))

    async def there() -> list[Json]:
        answer = await client.get(f"{TASKS}/assignments", params={"directive_id": directive})
        items = list(answer.raise_for_status().json()["items"])
        return items if len(items) >= len(OFFICERS) else []

    items = await eventually(there, within=60, what=f"the assignments of {unit}")
    return [str(one["id"]) for one in sorted(items, key=lambda one: one["due"] is None)]


async def _issued(world: World, directive: str, agency: str) -> list[str]:
    """The directive's assignments of agencies of that kind, without those of the communes whose officers act."""
    asked = {"directive_id": directive, "agency": agency, "limit": 50}
    answer = await (await world.as_("root")).get(f"{TASKS}/board", params=asked)
    items = answer.raise_for_status().json()["items"]
    return [str(one["id"]) for one in items if one["assignee"]["unit_id"] not in (COMMUNE, NEIGHBOUR)]


async def _act(world: World, who: str, assignment: str, action: str, **body: Any) -> None:
    client, address = await world.as_(who), f"{TASKS}/assignments/{assignment}"
    version = (await client.get(address)).raise_for_status().headers["etag"]
    (await client.post(f"{address}/{action}", json=body, headers={"If-Match": version})).raise_for_status()


async def _report(world: World, assignment: str) -> None:
    """The commune reports on the assignment, and the assignment knows."""
    client = await world.as_(officer(COMMUNE))
    body = {"form_id": "nhiem-vu", "unit_id": COMMUNE, "period": "2026-04", "assignment_id": assignment}
    report = body | {"values": {}, "narrative": "Đã làm xong."}
    (await client.put(f"{REPORTS}/openapi-{uuid7()}", json=report)).raise_for_status()

    async def reported() -> bool:
        told = (await client.get(f"{TASKS}/assignments/{assignment}")).raise_for_status().json()
        return bool(told["state"] == "reported")

    await eventually(reported, within=60, what="the report is told")
