"""What there is for each operation to be about, so that generated calls get as far as those of people do."""

import re
from typing import Any

from chithi_platform.ids import uuid7

from .matrix_people import COMMUNE, FAR, NEIGHBOUR, OTHER, PROVINCE, officer, victim
from .matrix_requests import ASKS, MERGER, REPORT, REPORTS, TASKS, filled
from .matrix_things import offer
from .matrix_world import World
from .openapi_work import work

Json = dict[str, Any]
INGEST = "/api/ingest/v1/directives"
PLACELESS = {"cursor": None}
REPORT_HERE = REPORT | {"unit_id": COMMUNE, "assignment_id": None, "device_time": None}
OTHER_MONTH = {"period": "2026-02"}
MINE, LEAVING, ASKING = victim(OTHER), victim(PROVINCE), victim(FAR)


async def known(world: World, directive: str) -> dict[str, Json]:
    """By operation: `path`, `query`, `body` to fill in, null leaves a field out; and `token` of another caller."""
    about = {route: await _about(world, route) for route in ASKS if " /api/" in route and "?" not in route}
    people, sessions, papers = await _people(world), await _sessions(world), await _papers(world)
    for route, fill in (_lists(directive) | people | sessions | papers | await work(world, directive)).items():
        about[route] |= fill
    return about


async def _about(world: World, route: str) -> Json:
    """As the access matrix asks, about a thing of one commune."""
    ask = ASKS[route]
    thing = await world.thing(ask.thing, COMMUNE) if ask.thing else ""
    words = {"{thing}": thing, "{unit}": COMMUNE, "{role}": "commune_officer", "{mark}": world.mark}
    path = {name: 2 if name == "number" else thing for name in re.findall(r"{(\w+)}", route)}
    fill: Json = {"path": path, "query": PLACELESS | filled(ask.params, words)}
    return fill | ({"body": filled(ask.json, words)} if ask.json is not None else {})


def _lists(directive: str) -> dict[str, Json]:
    """Lists that are not empty."""
    board = dict.fromkeys(["agency", "unit_id", "parent_id", "q", "time_class", "mode", "proposal", "role", "receipt"])
    today = {"as_of": "2026-06-01", "q": None}
    filed = {"unit_id": PROVINCE, "form_id": None, "period": None, "status": None}
    return {
        f"GET {TASKS}/board": {"query": PLACELESS | board | {"directive_id": directive, "state": "live"}},
        f"GET {TASKS}/assignments": {"query": PLACELESS | {"directive_id": directive, "state": None}},
        f"GET {TASKS}/units": {"query": PLACELESS | today | {"parent": PROVINCE, "level": None, "cluster": None}},
        f"GET {TASKS}/agencies": {"query": today},
        f"GET {TASKS}/assignees": {"query": {"q": "cong an", "level": None, "unit_id": PROVINCE}},
        f"GET {REPORTS}": {"query": PLACELESS | filed},
    }


async def _people(world: World) -> dict[str, Json]:
    """Accounts, phones, other systems and units, for each call that ends one a thing of its own."""
    client = await (await world.as_("root")).post(
        f"{TASKS}/clients", json={"name": "x", "unit_id": FAR, "role": "clerk", "scopes": ["tasks:read"]}
    )
    secret = client.raise_for_status().json()
    code = (await offer(world, NEIGHBOUR))["code"]
    device, enrolment = await world.thing("device", FAR), await world.thing("enrolment", FAR)
    appointment = {"role": "commune_officer", "unit_id": COMMUNE}
    grant = {"grant_type": "client_credentials", "scope": None}
    grant |= {name: secret[name] for name in ("client_id", "client_secret")}
    merger = filled(MERGER, {"{thing}": NEIGHBOUR}) | {"ended": None}
    reset = {"path": {"username": victim(NEIGHBOUR)}}
    return {
        f"POST {TASKS}/accounts": {"body": {"appointment": appointment, "email": None}},
        f"PATCH {TASKS}/accounts/{{username}}": {"body": {"name": "Tên mới", "appointment": None, "email": None}},
        f"POST {TASKS}/accounts/{{username}}/close": {"path": {"username": f"clerk-{FAR.lower()}"}},
        f"POST {TASKS}/accounts/{{username}}/password-reset": reset,
        f"POST {TASKS}/accounts/{{username}}/second-factor/reset": reset,
        f"DELETE {TASKS}/enrolments/{{enrolment_id}}": {"path": {"enrolment_id": enrolment}},
        f"POST {TASKS}/enrolments/redeem": {"body": {"code": code, "attempt": None}},
        f"DELETE {TASKS}/devices/{{device_id}}": {"path": {"device_id": device}},
        f"GET {TASKS}/devices": {"query": PLACELESS | {"unit_id": None, "username": None}},
        f"POST {TASKS}/clients": {"body": {"unit_id": PROVINCE, "role": "clerk", "scopes": ["tasks:read"]}},
        f"POST {TASKS}/oauth/token": {"body": grant},
        f"PUT {TASKS}/units/{{unit_id}}/cluster": {"body": {"name": "Cụm thử"}},
        f"POST {TASKS}/reorganisations": {"query": {}, "body": merger},
        f"GET {TASKS}/reorganisations/{{reorganisation_id}}": {
            "path": {"reorganisation_id": await world.thing("reorganisation", FAR)}
        },
        f"POST {TASKS}/resolutions": {"body": {"unit_id": PROVINCE}},
    }


async def _sessions(world: World) -> dict[str, Json]:
    """What an account does to itself: one that nobody else needs."""
    tokens = [await _signed_in(world, MINE) for _ in range(3)]
    mine, leaving = {"token": f"Bearer {tokens[0]['access_token']}"}, await _signed_in(world, LEAVING)
    other = await (await world.as_(LEAVING)).get(f"{TASKS}/me/sessions")
    session = next(one["id"] for one in other.raise_for_status().json()["items"] if not one["current"])
    asking = {"token": f"Bearer {(await _signed_in(world, ASKING))['access_token']}"}
    password = {"old": world.passwords[MINE], "new": f"{world.passwords[MINE]}-moi"}
    signing = {"username": ASKING, "password": world.passwords[ASKING], "otp": None}
    return {
        f"POST {TASKS}/tokens": {"body": signing},
        f"POST {TASKS}/tokens/refresh": {"body": {"refresh_token": leaving["refresh_token"], "proof": None}},
        f"POST {TASKS}/tokens/revoke": {"body": {"refresh_token": tokens[1]["refresh_token"]}},
        f"POST {TASKS}/me/password": mine | {"body": password},
        f"GET {TASKS}/me/sessions": mine,
        f"DELETE {TASKS}/me/sessions": mine,
        f"DELETE {TASKS}/me/sessions/{{session_id}}": {
            "path": {"session_id": session},
            "token": (await world.as_(LEAVING)).headers["Authorization"],
        },
        f"POST {TASKS}/me/second-factor": asking | {"body": {"password": world.passwords[ASKING]}},
        f"POST {TASKS}/me/second-factor/confirm": asking,
    }


async def _signed_in(world: World, username: str) -> Json:
    body = {"username": username, "password": world.passwords[username]}
    answer = await (await world.as_("")).post(f"{TASKS}/tokens", json=body)
    return dict(answer.raise_for_status().json())


async def _papers(world: World) -> dict[str, Json]:
    """Directives in each state, reports, and an alert for its reader."""
    clerk, directive = await world.as_(f"clerk-{PROVINCE}"), f"{INGEST}/{{directive_id}}"
    dropped, ready, published = [await world.another("draft", PROVINCE) for _ in range(3)]
    answer = await clerk.post(f"{INGEST}/{published}/publish", headers={"If-Match": '"1"'})
    answer.raise_for_status()
    approved, returned = [await world.another("report", unit) for unit in (FAR, NEIGHBOUR)]
    reader = (await world.as_(officer(COMMUNE))).headers["Authorization"]
    return {
        f"POST {INGEST}": {"file": world.paper().decode()},
        f"DELETE {directive}": {"path": {"directive_id": dropped}},
        f"POST {directive}/publish": {"path": {"directive_id": ready}},
        f"POST {directive}/withdraw": {"path": {"directive_id": published}},
        f"PUT {REPORTS}/{{report_id}}": {
            "path": {"report_id": f"openapi-{uuid7()}"},
            "body": REPORT_HERE | OTHER_MONTH,
        },
        f"PUT {REPORTS}/{{report_id}}/revisions/{{number}}": {"body": REPORT_HERE},
        f"POST {REPORTS}/{{report_id}}/approve": {"path": {"report_id": approved}, "body": {"revision": 1}},
        f"POST {REPORTS}/{{report_id}}/return": {"path": {"report_id": returned}, "body": {"revision": 1}},
        "POST /api/notify/v1/alerts/{alert_id}/read": {"token": reader},
    }
