"""A running reporting service on the real database and broker, real tokens, and a small country."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from chithi_cli.local.broker import Broker
from chithi_cli.local.mongod import Mongod
from chithi_contracts.events import Event, UnitChanged
from chithi_platform.ids import uuid7
from chithi_platform.mongo import Mongo
from chithi_platform.security import ALGORITHM, JwksVerifier
from chithi_platform.service import Parts, Role, Runtime, Service
from chithi_reporting.adapters.outbound.units import Units
from chithi_reporting.app import build
from chithi_reporting.settings import ReportingSettings
from chithi_testkit.polling import eventually

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
PERIOD = "2026-11"
NATION, PROVINCE, OTHER = "VN", "37-20250701", "01-20250701"
COMMUNES = {f"{13000 + n}-20250701": f"Phường Thử {n}" for n in range(1, 7)}
ELSEWHERE = "00004-20250701"
KEY = OKPKey.generate_key("Ed25519", private=True, auto_kid=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tokens' algorithm is still called by the name that RFC 9864 replaced by `Ed25519`."""
    for item in (item for item in items if HERE in item.path.parents):
        item.add_marker(pytest.mark.filterwarnings("ignore:EdDSA is deprecated"))


def path_of(unit_id: str) -> list[str]:
    if unit_id in COMMUNES:
        return [NATION, PROVINCE, unit_id]
    return {
        NATION: [NATION],
        PROVINCE: [NATION, PROVINCE],
        OTHER: [NATION, OTHER],
        ELSEWHERE: [NATION, OTHER, ELSEWHERE],
    }[unit_id]


def unit(unit_id: str, name: str, level: str) -> UnitChanged:
    path = path_of(unit_id)
    return UnitChanged(
        unit_id=unit_id,
        code=unit_id.split("-", maxsplit=1)[0],
        name=name,
        level=level,
        parent_id=path[-2] if len(path) > 1 else None,
        path=path,
        valid_from=date(2025, 7, 1),
    )


COUNTRY = [
    unit(NATION, "Cả nước", "nation"),
    unit(PROVINCE, "Tỉnh Ninh Bình", "province"),
    unit(OTHER, "Thành phố Hà Nội", "province"),
    unit(ELSEWHERE, "Phường Ba Đình", "commune"),
    *(unit(key, name, "commune") for key, name in COMMUNES.items()),
]


def token(
    role: str,
    unit_id: str,
    *,
    name: str = "Trần Thị Bình",
    life: timedelta = timedelta(minutes=15),
    **more: Any,
) -> str:
    expiry = int((datetime.now(UTC) + life).timestamp())
    claims = {"iss": "chithi", "sub": f"{role}@{unit_id}", "name": name, "role": role, "exp": expiry}
    claims |= {"unit": unit_id, "path": path_of(unit_id)} | more
    return jwt.encode({"alg": ALGORITHM}, claims, KEY, algorithms=[ALGORITHM])


def verifier() -> JwksVerifier:
    """The real verifier; only the issuer's key page is answered in-process."""
    keys = {"keys": [KEY.as_dict(private=False)]}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=keys))
    return JwksVerifier("http://issuer/jwks.json", "chithi", httpx.AsyncClient(transport=transport))


def body(unit_id: str = "13001-20250701", **changes: Any) -> dict[str, Any]:
    report = {
        "form_id": "antt-thang",
        "unit_id": unit_id,
        "period": PERIOD,
        "assignment_id": None,
        "values": {"tngt-vu": 2, "tngt-chet": 0, "tt-buoi": 4},
        "narrative": "Tình hình ổn định.",
        "device_time": "2026-11-15T01:02:03Z",
    }
    return report | changes


@dataclass
class Reporting:
    """One process of the service, and a phone to call it with."""

    service: Service
    http: httpx.AsyncClient
    now: datetime
    body = staticmethod(body)
    token = staticmethod(token)

    @property
    def mongo(self) -> Mongo:
        return self.service.mongo

    def headers(self, role: str = "commune_officer", unit_id: str = "13001-20250701") -> dict[str, str]:
        return {"authorization": f"Bearer {token(role, unit_id)}"}

    async def put(self, body: dict[str, Any], *, id: str | None = None, tail: str = "", **who: str) -> httpx.Response:
        who.setdefault("unit_id", body["unit_id"])
        path = f"/api/reporting/v1/reports/{id or uuid7()}{tail}"
        return await self.http.put(path, json=body, headers=self.headers(**who))

    async def decide(self, report_id: str, verb: str, revision: int, **extra: str) -> httpx.Response:
        headers = self.headers("coordinator", PROVINCE)
        path = f"/api/reporting/v1/reports/{report_id}/{verb}"
        return await self.http.post(path, json={"revision": revision, **extra}, headers=headers)

    async def get(self, path: str, role: str = "coordinator", at: str = NATION, **params: str) -> Any:
        answer = await self.http.get(f"/api/reporting/v1{path}", params=params, headers=self.headers(role, at))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def cells(self, unit_id: str, side: str = "filed", form_id: str = "antt-thang") -> dict[str, tuple[int, int]]:
        """The cells that some report gave: value and number of reports."""
        found = await self.get("/aggregates", unit_id=unit_id, period=PERIOD, form_id=form_id)
        return {
            cell["indicator"]: (cell[side]["value"], cell[side]["reports"])
            for cell in found["cells"]
            if cell[side]["reports"]
        }

    async def say(self, *events: Event) -> None:
        """Publish events through the service's own outbox and the broker."""
        await self.mongo.transact(lambda session: self.service.outbox.append(session, *events))

    async def settled(self, within: float = 120) -> None:
        """Wait until everything that was said has been handled or dead-lettered."""

        async def quiet() -> bool:
            outbox, inbox = self.mongo.collection("outbox"), self.mongo.collection("inbox")
            said = [row["_id"] async for row in outbox.find({"topic": {"$not": {"$regex": "dlq"}}}, {"_id": 1})]
            done = await inbox.count_documents({"_id": {"$in": [f"reporting:{key}" for key in said]}})
            dead = await self.mongo.collection("dead_letters").count_documents({})
            return done + dead >= len(said)

        await eventually(quiet, within=within)


Start = Callable[..., Any]


@pytest.fixture
def start(mongod: Mongod, mongo: Mongo) -> Start:
    """`async with start(Role.api) as reporting:` runs a process on this test's database."""

    @asynccontextmanager
    async def run(role: Role = Role.api, broker: Broker | None = None, **overrides: Any) -> AsyncIterator[Reporting]:
        settings = ReportingSettings(
            mongo_url=mongod.url,
            mongo_database=mongo.database_name,
            mongo_driver=mongo.driver,
            kafka_bootstrap=broker.bootstrap if broker else "127.0.0.1:1",
            kafka_profile=broker.profile if broker else "local",
            **{"broker_check_s": 0.2, "consumer_attempts": 2, "drain_s": 5.0, **overrides},
        )

        def with_verifier(rt: Runtime) -> Parts:
            return replace(build(replace(rt, clock=lambda: NOW)), verifier=verifier())

        service = Service("reporting", settings, with_verifier, role)
        await service.start()
        try:
            await service.mongo.transact(lambda session: Units(service.mongo).put(COUNTRY, session))
            transport = httpx.ASGITransport(service.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as client:
                yield Reporting(service, client, NOW)
        finally:
            await service.stop()

    return run


@pytest.fixture
async def api(start: Start) -> AsyncIterator[Reporting]:
    """The API role alone: nothing is sent, nothing is counted."""
    async with start(Role.api) as reporting:
        yield reporting


@pytest.fixture
async def empty_broker(broker: Broker) -> Broker:
    """The session's broker, wiped just now; killed first, for it holds nothing that is worth a gentle stop."""
    broker.process.kill()
    await broker.restart_wiped()
    return broker


@pytest.fixture
async def reporting(start: Start, empty_broker: Broker) -> AsyncIterator[Reporting]:
    """Both roles, on an empty broker."""
    async with start(Role.all, empty_broker) as running:
        yield running
