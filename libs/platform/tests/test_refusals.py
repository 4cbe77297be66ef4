"""Refused attempts are in the audit log: who, from where, what and why; a flood is added up."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, Response

from chithi_platform.audit import AuditLog, refused_with, tried_as
from chithi_platform.audit.refusals import KNOWN_KEYS, UNKNOWN_KEYS, Refusals
from chithi_platform.http import create_app
from chithi_platform.mongo import Mongo
from chithi_platform.problems import Problem
from chithi_platform.security import CurrentUser, Principal, not_signed_in, require


class Names:
    """Takes the user's name as the token; `expired` has run out."""

    async def verify(self, token: str) -> Principal:
        if token == "expired":
            raise not_signed_in("expired-token", "")
        return Principal(token, token, "clerk", "37", ("VN", "37"), session_id="s1")


def routes() -> APIRouter:
    router = APIRouter(prefix="/api/notify/v1")

    @router.get("/things/{thing}")
    @router.post("/things/{thing}")
    async def thing(thing: str, user: CurrentUser) -> None:
        raise Problem(409 if thing == "taken" else 404, "taken" if thing == "taken" else "unknown-thing", "x")

    @router.post("/office")
    async def office(user: Annotated[Principal, Depends(require("admin"))]) -> None: ...

    @router.post("/tokens")
    async def tokens(password: str, username: str = "an") -> None:
        tried_as(username)
        raise not_signed_in("wrong-credentials", "")

    @router.post("/login-page")
    async def login_page(response: Response) -> None:
        refused_with("wrong-credentials")
        response.status_code = 401

    return router


@pytest.fixture
async def refusals(mongo: Mongo, monkeypatch: pytest.MonkeyPatch) -> Refusals:
    """Each row is there when the answer comes, and all of a test fall into one window, however long it takes."""
    monkeypatch.setattr("chithi_platform.audit.refusals._PATIENCE_S", 60.0)
    monkeypatch.setattr("chithi_platform.audit.refusals.WINDOW_S", 3600.0)
    return Refusals(mongo, AuditLog(mongo, "notify"))


@pytest.fixture
async def client(refusals: Refusals) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(name="notify", verifier=Names(), routers=[routes()], refusals=refusals)
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 5000))
    headers = {"X-Forwarded-For": "203.0.113.9"}
    base = "http://notify/api/notify/v1"
    async with httpx.AsyncClient(transport=transport, base_url=base, headers=headers) as client:
        yield client


async def rows(mongo: Mongo) -> list[dict[str, Any]]:
    found = [row async for row in AuditLog(mongo, "notify").find(action="request.refused")]
    return list(reversed(found))


AN = {"Authorization": "Bearer an"}
FOREIGN = {"Cookie": "chithi_session=an", "Origin": "https://evil.example"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "who", "told"),
    [
        ("POST", "/office", AN, "an", (403, "forbidden-role", "/api/notify/v1/office")),
        ("GET", "/things/7", AN, "an", (404, "unknown-thing", "/api/notify/v1/things/{thing}")),
        ("POST", "/things/taken", AN, "an", (409, "taken", "/api/notify/v1/things/{thing}")),
        ("POST", "/tokens?password=bi-mat", {}, "an", (401, "wrong-credentials", "/api/notify/v1/tokens")),
        ("POST", "/login-page", {}, None, (401, "wrong-credentials", "/api/notify/v1/login-page")),
        ("POST", "/office", {}, None, (401, "no-token", "/api/notify/v1/office")),
        ("POST", "/office", FOREIGN, None, (403, "foreign-page", "/api/notify/v1/office")),
    ],
)
async def test_a_refusal_says_who_from_where_what_and_why(
    client: httpx.AsyncClient, mongo: Mongo, method: str, path: str, headers: dict[str, str], who: str | None, told: Any
) -> None:
    answer = await client.request(method, path, headers=headers)
    assert answer.status_code == told[0]
    [row] = await rows(mongo)
    assert (row["who"], row["address"], row["outcome"]) == (who, "203.0.113.9", "refused")
    status, problem, route = told
    assert row["after"] == {"method": method, "route": route, "status": status, "problem": problem, "count": 1}
    assert row["subject"] == f"/api/notify/v1{path.partition('?')[0]}"
    assert "bi-mat" not in str(row)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/things/7", {}),
        ("GET", "/things/7", {"Authorization": "Bearer expired"}),
        ("GET", "/things/taken", AN),
        ("POST", "/tokens", {}),
        ("GET", "/nowhere", AN),
    ],
)
async def test_what_is_no_attempt_is_not_recorded(
    client: httpx.AsyncClient, mongo: Mongo, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = await client.request(method, path, headers=headers)
    assert answer.status_code in (401, 404, 409, 422)
    assert await rows(mongo) == []


async def test_repeats_are_counted_and_a_flood_is_bounded(
    client: httpx.AsyncClient, mongo: Mongo, refusals: Refusals
) -> None:
    for _ in range(30):
        await client.post("/office", headers=AN)
    addresses = [f"203.0.113.{n}" for n in range(UNKNOWN_KEYS + 20)]
    for address in addresses:
        await client.post("/office", headers={"X-Forwarded-For": address})
    assert [row["after"]["count"] for row in await rows(mongo)] == [1] * (1 + UNKNOWN_KEYS + 1)
    await client.post("/office", headers={"Authorization": "Bearer binh"})  # the flood crowds out nobody known
    await refusals.flush()
    found = await rows(mongo)
    counted = {who: sum(row["after"]["count"] for row in found if row["who"] == who) for who in ("an", "binh", None)}
    assert counted == {"an": 30, "binh": 1, None: len(addresses)}
    assert [row["address"] for row in found if row["who"] is None].count(None) == 2
    assert len(found) < 2 * (KNOWN_KEYS + UNKNOWN_KEYS)


async def test_wrong_passwords_for_many_names_crowd_out_nobody_signed_in(
    client: httpx.AsyncClient, mongo: Mongo
) -> None:
    for number in range(KNOWN_KEYS + 5):
        await client.post("/tokens", params={"username": f"canbo-{number}", "password": "x"})
    await client.post("/office", headers={"Authorization": "Bearer binh"})
    last = (await rows(mongo))[-1]
    assert (last["who"], last["after"]["problem"]) == ("binh", "forbidden-role")


async def test_a_refusal_is_answered_though_it_cannot_be_recorded(mongo: Mongo) -> None:
    away = Mongo("mongodb://127.0.0.1:1/?replicaSet=rs0", "x", server_selection_ms=50)
    refusals = Refusals(away, AuditLog(away, "notify"))
    app = create_app(name="notify", verifier=Names(), routers=[routes()], refusals=refusals)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notify") as client:
        assert (await client.post("/api/notify/v1/office", headers=AN)).status_code == 403
    await away.close()
