"""The HTTP face: problem documents, health, tokens and units."""

import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from joserfc import jwt
from joserfc.jwk import OKPKey
from pydantic import BaseModel

from chithi_platform.http import client_address, create_app
from chithi_platform.mongo import Mongo
from chithi_platform.problems import MEDIA_TYPE, Problem
from chithi_platform.security import CurrentUser, JwksVerifier, Principal, refuse_unit, require
from chithi_platform.service import Parts, Role, Runtime, Service
from chithi_platform.settings import ServiceSettings
from chithi_platform.unread import MOST
from chithi_testkit.polling import eventually

KEY = OKPKey.generate_key("Ed25519", {"kid": "one", "use": "sig"}, private=True)
CLAIMS: dict[str, Any] = {
    "iss": "chithi",
    "sub": "an",
    "name": "Cán bộ An",
    "role": "commune_officer",
    "unit": "13669-20250701",
    "path": ["VN", "37-20250701", "13669-20250701"],
}


def token(key: OKPKey = KEY, **claims: Any) -> str:
    now = int(time.time())
    return jwt.encode(
        {"alg": "Ed25519", "kid": "one"},
        {**CLAIMS, "iat": now, "exp": now + 900, **claims},
        key,
        algorithms=["Ed25519"],
    )


class Body(BaseModel):
    count: int


def routes() -> APIRouter:
    router = APIRouter(prefix="/api/notify/v1")

    @router.get("/me")
    async def me(user: CurrentUser) -> dict[str, Any]:
        return {"unit": user.unit_id, "covers": user.covers(["VN", "37-20250701", "13669-20250701", "x"])}

    @router.get("/office")
    async def office(user: Annotated[Principal, Depends(require("coordinator"))]) -> str:
        return user.name

    @router.post("/things")
    async def things(body: Body) -> int:
        return body.count

    @router.post("/mine")
    async def mine(body: Body, _: CurrentUser) -> int:
        return body.count

    @router.get("/foreign")
    async def foreign() -> None:
        raise refuse_unit()

    @router.get("/bug")
    async def bug() -> None:
        raise ZeroDivisionError("a secret inside")

    @router.get("/away")
    async def away() -> None:
        nobody = Mongo("mongodb://127.0.0.1:1/", "x", server_selection_ms=100)
        try:
            await nobody.ping()
        finally:
            await nobody.close()

    return router


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """The app in-process; its issuer's keys are served by a second app."""
    issuer = FastAPI()
    served = {"keys": [KEY.as_dict(private=False)]}
    issuer.add_api_route("/jwks.json", lambda: served)
    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(issuer), base_url="http://issuer") as keys,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(
                create_app(
                    name="notify",
                    verifier=JwksVerifier("http://issuer/jwks.json", "chithi", keys),
                    routers=[routes()],
                )
            ),
            base_url="http://notify",
        ) as app,
    ):
        yield app


def bearer(value: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {value}"}


async def test_a_token_says_who_and_where(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/notify/v1/me", headers=bearer(token()))
    assert answer.json() == {"unit": "13669-20250701", "covers": True}
    client.cookies.set("chithi_session", token())
    assert (await client.get("/api/notify/v1/me")).status_code == 200


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://notify"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://notify"}, True),
        ({}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://notify"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://notify:8080"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
    ],
)
async def test_a_cookie_writes_only_for_our_own_pages(
    client: httpx.AsyncClient, headers: dict[str, str], passes: bool
) -> None:
    client.cookies.set("chithi_session", token())
    answer = await client.post("/api/notify/v1/mine", json={"count": 1}, headers=headers)
    assert answer.status_code == (200 if passes else 403), answer.text
    assert passes or answer.json()["type"].endswith("/foreign-page")
    assert (await client.get("/api/notify/v1/me", headers=headers)).status_code == 200
    assert (await client.post("/api/notify/v1/mine", json={"count": 1}, headers=headers | bearer(token()))).is_success


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (None, "no-token"),
        ("not.a.token", "invalid-token"),
        (token(OKPKey.generate_key("Ed25519", {"kid": "one"})), "invalid-token"),
        (token(exp=int(time.time()) - 120), "expired-token"),
        (token(iss="somebody"), "expired-token"),
    ],
)
async def test_a_bad_token_is_refused(client: httpx.AsyncClient, made: str | None, code: str) -> None:
    answer = await client.get("/api/notify/v1/me", headers=bearer(made) if made else {})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.json()["type"].endswith(f"/{code}")


async def test_refusals_are_problem_documents(client: httpx.AsyncClient) -> None:
    role = await client.get("/api/notify/v1/office", headers=bearer(token()))
    assert (role.status_code, role.json()["type"]) == (403, "https://chithi.vn/problems/forbidden-role")
    unit = (await client.get("/api/notify/v1/foreign")).json()
    assert unit["errors"][0]["field"] == "unit_id"
    body = (await client.post("/api/notify/v1/things", json={"count": "nhiều"})).json()
    assert body["status"] == 422
    assert body["errors"] == [
        {"field": "count", "rule": "int_parsing", "message": body["errors"][0]["message"]},
    ]
    for path, status in (("/nowhere", 404), ("/api/notify/v1/things", 405)):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE)
    too_large = await client.post("/api/notify/v1/things", content=b"x" * 1_100_000)
    assert (too_large.status_code, too_large.headers["content-type"]) == (413, MEDIA_TYPE)


async def test_a_bug_tells_no_secret_and_an_absent_database_says_later(client: httpx.AsyncClient) -> None:
    bug = await client.get("/api/notify/v1/bug")
    assert (bug.status_code, bug.headers["content-type"]) == (500, MEDIA_TYPE)
    assert "secret" not in bug.text
    away = await client.get("/api/notify/v1/away")
    assert (away.status_code, away.headers["retry-after"]) == (503, "2")


def test_a_problem_carries_its_way_out() -> None:
    problem = Problem(409, "report-differs", "Xung đột", "Đã có báo cáo khác cùng mã.")
    assert problem.body()["detail"] == "Đã có báo cáo khác cùng mã."


async def test_health_tells_the_reason(mongod: Any, broker: Any) -> None:
    answers: list[str | None] = ["chưa có đơn vị"]

    async def units() -> str | None:
        return answers[0]

    def build(_: Runtime) -> Parts:
        return Parts(topics=[], ready={"units": units})

    settings = ServiceSettings(
        mongo_url=mongod.url,
        mongo_database="health_test",
        kafka_bootstrap=broker.bootstrap,
        kafka_profile=broker.profile,
    )
    service = Service("notify", settings, build, Role.all)
    await service.start()
    try:
        transport = httpx.ASGITransport(service.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://notify") as client:
            assert (await client.get("/health/live")).status_code == 200

            async def told(status: int, **reasons: str) -> bool:
                answer = await client.get("/health/ready")
                assert (answer.status_code, answer.json()["reasons"]) == (status, reasons)
                return True

            await eventually(lambda: told(503, units="chưa có đơn vị"))
            answers[0] = None
            await eventually(lambda: told(200))
            service.refuse_readiness()
            await eventually(lambda: told(503, drain="shutting down"))
    finally:
        await service.mongo.drop_database()
        await service.stop()


@pytest.mark.parametrize(
    ("peer", "address"),
    [("127.0.0.1", "203.0.113.9"), ("10.9.8.7", "203.0.113.9"), ("198.51.100.1", "198.51.100.1")],
)
async def test_only_a_trusted_proxy_says_where_a_request_came_from(peer: str, address: str) -> None:
    router = APIRouter()
    router.add_api_route("/whence", client_address)
    app = create_app(name="notify", verifier=None, routers=[router], trusted_proxies="127.0.0.1, 10.0.0.0/8")
    transport = httpx.ASGITransport(app, client=(peer, 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://notify") as client:
        headers = {"X-Forwarded-For": "192.0.2.77, 203.0.113.9"}  # the first was invented by who asks
        assert (await client.get("/whence", headers=headers)).json() == address


@pytest.mark.parametrize(("pieces", "taken"), [(3, 3), (1_000, MOST // 2**20)], ids=["to its end", "to the bound"])
async def test_a_request_that_nobody_reads_is_read_before_it_is_refused(
    client: httpx.AsyncClient, pieces: int, taken: int
) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(pieces):
            read += 1
            yield bytes(2**20)

    answer = await client.post("/api/notify/v1/nowhere", content=body())
    assert (answer.status_code, read) == (404, taken)
