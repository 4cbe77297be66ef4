"""Every route that changes something leaves a row in the audit log, none holds a secret, and the logs verify."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pyotp
import pytest
import pytest_asyncio

from chithi_contracts.topics import SERVICES
from chithi_platform.audit import AuditLog
from chithi_platform.ids import uuid7
from chithi_testkit.polling import eventually

from ..conftest import run
from .matrix_people import AGENCY, COMMUNE, DEVICE, FORM, NEIGHBOUR, OTHER, PROVINCE, VALUES, officer, victim
from .matrix_table import routes
from .matrix_world import World
from .site import Site

pytestmark = pytest.mark.surface

TASKS, INGEST, REPORTS = "/api/tasks/v1", "/api/ingest/v1/directives", "/api/reporting/v1/reports"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
NOTHING_CHANGES = {
    f"POST {TASKS}/resolutions": "a preview, nothing is stored",
    f"POST {TASKS}/tokens/refresh": "the session goes on; its beginning, its end and every refusal are recorded",
    f"POST {TASKS}/me/second-factor": "an offer, in force only once it is confirmed",
    f"POST {TASKS}/oauth/token": "a token for a client that was made and may be closed; a refusal is recorded",
}
PATCH = {"Content-Type": "application/json-patch+json"}
REASON = {"reason": "Thử nhật ký"}


@dataclass
class Trail:
    """Sends requests that succeed, and looks for the row of each."""

    site: Site
    world: World
    seen: set[str] = field(default_factory=set)
    secrets: list[str] = field(default_factory=list)

    async def did(self, who: str, route: str, *ids: str, version: str | None = None, **body: Any) -> httpx.Response:
        """The answer to a request that changes something; `ids` fill the path in order."""
        method, path = route.split(" ")
        before = await self.rows(path.split("/")[2])
        headers = body.pop("headers", {}) | ({"If-Match": version} if version else {})
        answer = await (await self.world.as_(who)).request(method, _path(path, ids), headers=headers, **body)
        assert answer.is_success, f"{route}: {answer.status_code} {answer.text[:300]}"
        assert await self.rows(path.split("/")[2]) > before, f"{route} leaves no row"
        self.seen.add(route)
        return answer

    async def rows(self, service: str) -> int:
        """How many rows tell of what people did."""
        async with self.site.database(service) as mongo:
            done = {"outcome": "done", "who": {"$ne": "system"}}
            return await AuditLog(mongo, service).places.rows.count_documents(done)


def _path(path: str, ids: tuple[str, ...]) -> str:
    left = list(ids)
    return "/".join(left.pop(0) if part.startswith("{") else part for part in path.split("/"))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def trail(site: Site) -> AsyncIterator[Trail]:
    world = await World.of(site)
    yield Trail(site, world)
    await world.close()


async def test_directives(trail: Trail) -> None:
    clerk, one = f"clerk-{PROVINCE}", f"{INGEST}/{{directive_id}}"

    async def draft() -> str:
        answer = await trail.did(clerk, f"POST {INGEST}", files={"file": ("a.txt", trail.world.paper())})
        return str(answer.json()["id"])

    steps = [{"op": "replace", "path": "/directive/subject", "value": "Về việc thử nhật ký"}]
    kept, thrown = await draft(), await draft()
    await trail.did(clerk, f"DELETE {one}", thrown, version='"1"')
    changed = await trail.did(clerk, f"PATCH {one}", kept, version='"1"', content=json.dumps(steps), headers=PATCH)
    published = await trail.did(clerk, f"POST {one}/publish", kept, version=changed.headers["etag"])
    await trail.did(clerk, f"POST {one}/withdraw", kept, version=published.headers["etag"], json=REASON)


async def test_people(trail: Trail) -> None:
    accounts, one = f"{TASKS}/accounts", f"{TASKS}/accounts/{{username}}"
    new = {"username": "nguoi-moi", "name": "Người mới"}
    new["appointment"] = {"role": "commune_officer", "unit_id": COMMUNE}  # type: ignore[assignment]
    made = (await trail.did("admin", f"POST {accounts}", json=new)).json()
    version = f'"{made["account"]["version"]}"'
    await trail.did("admin", f"PATCH {one}", "nguoi-moi", version=version, json={"name": "Người vừa đổi tên"})
    again = (await trail.did("admin", f"POST {one}/password-reset", "nguoi-moi")).json()
    trail.secrets += [made["one_time_password"], again["one_time_password"]]
    owner = victim(COMMUNE)
    trail.secrets.append(trail.world.passwords[owner])
    await _own_account(trail, owner)
    await trail.did("admin", f"POST {one}/second-factor/reset", owner)
    await _signed_in(trail, owner)
    await trail.did("admin", f"DELETE {one}/sessions", owner)
    await trail.did("admin", f"POST {one}/close", "nguoi-moi", json=REASON)


async def _signed_in(trail: Trail, owner: str, **more: str) -> dict[str, Any]:
    body = {"username": owner, "password": trail.world.passwords[owner], **more}
    tokens: dict[str, Any] = (await trail.did("", f"POST {TASKS}/tokens", json=body)).json()
    trail.secrets += [tokens["access_token"], tokens["refresh_token"]]
    return tokens


async def _own_account(trail: Trail, owner: str) -> None:
    first = await _signed_in(trail, owner)
    await trail.did("", f"POST {TASKS}/tokens/revoke", json={"refresh_token": first["refresh_token"]})
    await _signed_in(trail, owner)
    me, password = await trail.world.as_(owner), trail.world.passwords[owner]
    sessions = (await me.get(f"{TASKS}/me/sessions")).json()["items"]
    other = next(one["id"] for one in sessions if not one["current"])
    await trail.did(owner, f"DELETE {TASKS}/me/sessions/{{session_id}}", other)
    fresh = f"{password}-moi"
    await trail.did(owner, f"POST {TASKS}/me/password", json={"old": password, "new": fresh})
    trail.world.passwords[owner] = fresh
    offer = (await me.post(f"{TASKS}/me/second-factor", json={"password": fresh})).raise_for_status().json()
    code = pyotp.TOTP(offer["secret"]).now()
    codes = (await trail.did(owner, f"POST {TASKS}/me/second-factor/confirm", json={"otp": code})).json()
    trail.secrets += [fresh, offer["secret"], *codes["recovery_codes"]]
    await trail.did(owner, f"DELETE {TASKS}/me/sessions")


async def test_phones_and_other_systems(trail: Trail) -> None:
    enrolments = f"POST {TASKS}/enrolments"
    dropped = (await trail.did("coordinator", enrolments, json={"username": officer(COMMUNE)})).json()
    await trail.did("coordinator", f"DELETE {TASKS}/enrolments/{{enrolment_id}}", dropped["enrolment_id"])
    offer = (await trail.did("coordinator", enrolments, json={"username": officer(COMMUNE)})).json()
    phone = (await trail.did("", f"{enrolments}/redeem", json={"code": offer["code"], "device": DEVICE})).json()
    await trail.did("coordinator", f"DELETE {TASKS}/devices/{{device_id}}", phone["device_id"])
    wanted = {"name": "Hệ thống", "unit_id": PROVINCE, "role": "clerk", "scopes": ["tasks:read"]}
    client = (await trail.did("admin", f"POST {TASKS}/clients", json=wanted)).json()
    await trail.did("admin", f"DELETE {TASKS}/clients/{{client_id}}", client["client_id"])
    key = base64.b64decode(phone["device_key"])
    trail.secrets += [offer["code"], offer["code"].replace("-", ""), phone["device_key"], key.hex()]
    trail.secrets += [phone["access_token"], phone["refresh_token"], client["client_secret"]]


async def test_the_organisation(trail: Trail) -> None:
    unit = await (await trail.world.as_("admin")).get(f"{TASKS}/units/{NEIGHBOUR}")
    cluster = {"name": "Cụm thử"}
    route = f"PUT {TASKS}/units/{{unit_id}}/cluster"
    await trail.did("coordinator", route, NEIGHBOUR, version=unit.headers["etag"], json=cluster)
    new = {"code": "98765", "kind": "Xã", "name": "Thử nhật ký", "level": "commune", "parent": OTHER}
    renamed = {"from": "00025-20250701", "to": "98765", "relation": "renamed"}
    body = {"effective_on": "2098-01-01", "basis": "Thử", "new_units": [new], "successions": [renamed]}
    planned = (await trail.did("root", f"POST {TASKS}/reorganisations", json=body)).json()
    await trail.did("root", f"DELETE {TASKS}/reorganisations/{{reorganisation_id}}", planned["id"])


async def test_assignments(trail: Trail) -> None:
    one, theirs = f"{TASKS}/assignments/{{assignment_id}}", officer(COMMUNE)
    assignment = await trail.world.thing("assignment", COMMUNE)

    async def act(who: str, action: str, of: str = assignment, **body: Any) -> None:
        seen = (await (await trail.world.as_(who)).get(f"{TASKS}/assignments/{of}")).raise_for_status()
        await trail.did(who, f"POST {one}/{action}", of, version=seen.headers["etag"], json=body)

    await act(theirs, "accept")
    await act(theirs, "start")
    await act("coordinator", "due", due="2040-01-01", **REASON)
    await act(theirs, "extension", due="2041-01-01", **REASON)
    await act("coordinator", "extension-decision", grant=True)
    await act("coordinator", "suspend", **REASON)
    await act("coordinator", "resume")
    await act("coordinator", "comments", text="Thử")
    await act("coordinator", "chase")
    await trail.did("coordinator", f"POST {TASKS}/assignments/chase", json={"ids": [assignment], "force": True})
    await _report(trail, theirs, assignment)
    await act("coordinator", "return", **REASON)
    await act("coordinator", "complete", note="Xong")
    await act("coordinator", "reopen", **REASON)
    await act("coordinator", "assignee", kind="unit", id=NEIGHBOUR, **REASON)
    await act("coordinator", "withdraw", **REASON)
    above = await trail.world.thing("assignment", PROVINCE)
    await act("coordinator", "delegate", above, targets=[{"kind": "unit", "id": COMMUNE}], form_id="nhiem-vu")


async def _report(trail: Trail, who: str, assignment: str) -> None:
    """A report of the assignment, until the assignment says so."""
    body = {"form_id": "nhiem-vu", "unit_id": COMMUNE, "period": "2026-04", "assignment_id": assignment}
    report = {**body, "values": {}, "narrative": "Đã làm xong."}
    await trail.did(who, f"PUT {REPORTS}/{{report_id}}", f"trail-{uuid7()}", json=report)
    client = await trail.world.as_(who)

    async def reported() -> bool:
        told = (await client.get(f"{TASKS}/assignments/{assignment}")).raise_for_status().json()
        return bool(told["state"] == "reported")

    await eventually(reported, within=60)


async def test_the_lead_of_several(trail: Trail) -> None:
    chosen = [{"kind": "unit", "id": unit} for unit in (COMMUNE, NEIGHBOUR)]
    assignment = await trail.world.issue(chosen, officer(COMMUNE))
    seen = await (await trail.world.as_("coordinator")).get(f"{TASKS}/assignments/{assignment}")
    route = f"POST {TASKS}/assignments/{{assignment_id}}/lead"
    await trail.did("coordinator", route, assignment, version=seen.headers["etag"], json={})


async def test_reports_and_alerts(trail: Trail) -> None:
    theirs, one = officer(NEIGHBOUR), f"{REPORTS}/{{report_id}}"
    report = f"trail-{uuid7()}"
    body = {"form_id": FORM, "unit_id": NEIGHBOUR, "period": "2026-01", "values": VALUES}
    await trail.did(theirs, f"PUT {one}", report, json=body)
    await trail.did("coordinator", f"POST {one}/return", report, json={"revision": 1, **REASON})
    amended = body | {"values": {name: value + 1 for name, value in VALUES.items()}}
    await trail.did(theirs, f"PUT {one}/revisions/{{number}}", report, "2", json=amended)
    await trail.did("coordinator", f"POST {one}/approve", report, json={"revision": 2})
    alert = await trail.world.thing("alert", PROVINCE)
    assert AGENCY[PROVINCE]
    await trail.did(officer(PROVINCE), "POST /api/notify/v1/alerts/{alert_id}/read", alert)


def test_nothing_that_changes_something_is_left_out(trail: Trail) -> None:
    changing = {route for route in routes() if route.startswith(UNSAFE) and " /api/" in route}
    assert changing - trail.seen - NOTHING_CHANGES.keys() == set(), "no test shows that these leave a row"
    assert NOTHING_CHANGES.keys() - changing == set()


async def test_no_secret_is_in_any_row(trail: Trail) -> None:
    assert len(trail.secrets) > 10
    for service in SERVICES:
        async with trail.site.database(service) as mongo:
            async for row in AuditLog(mongo, service).find(limit=100_000):
                text = str(row)
                assert not [secret for secret in trail.secrets if secret in text], row["action"]


async def test_the_logs_verify_and_name_what_was_changed(trail: Trail) -> None:
    env = trail.site.env
    well = await run("audit", "verify", env=env)
    assert (well.code, well.out.count("nguyên vẹn")) == (0, len(SERVICES)), well.out
    async with trail.site.database("tasks") as mongo:
        places = AuditLog(mongo, "tasks").places
        forged = await places.rows.find_one({"action": "assignment.returned"})
        assert forged is not None
        await eventually(lambda: places.chain.find_one({"row": forged["_id"]}), what="the row is sealed")
        await places.rows.update_one({"_id": forged["_id"]}, {"$set": {"who": "nobody"}})
        found = await run("audit", "verify", "--service", "tasks", env=env)
        await places.rows.update_one({"_id": forged["_id"]}, {"$set": {"who": forged["who"]}})
    assert found.code == 1
    assert f"{forged['_id']} action=assignment.returned subject={forged['subject']}" in found.out
