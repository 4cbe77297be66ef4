"""How fast a board and a phone's list are read from a million assignments."""

import os
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil

from chithi_cli import accounts
from chithi_cli.bench.board_load import Loaded, load
from chithi_cli.bench.board_plans import plans
from chithi_cli.bench.frame import Figure, median, percentile, timed
from chithi_cli.local.brokers import BrokerKind
from chithi_cli.local.mongod import Mongod
from chithi_cli.local.ports import HOST, free_port
from chithi_cli.local.services import ServicePart, Wiring
from chithi_cli.running import Login
from chithi_platform.mongo import Mongo
from chithi_platform.security import Principal
from chithi_platform.service import now
from chithi_tasks.adapters.outbound.identity.vault import new_key
from chithi_tasks.core.assignments.cursor import decode, encode
from chithi_tasks.core.assignments.timing import day_of
from chithi_tasks.core.organisation.units import NATION_ID

COUNT = 1_000_000
ROUNDS = 80
BOARD_MS, DELTA_MS = 60.0, 40.0
BOARD, DELTA = "/api/tasks/v1/board", "/api/tasks/v1/assignments"
PROVINCE, WARD = "37-20250701", "13669-20250701"
TEXT = "phong chay chua chay dien tap"
POLICE = f"cong-an-tinh:{PROVINCE}"
CALLERS = (
    ("coordinator", NATION_ID, None),
    ("coordinator", PROVINCE, None),
    ("agency_officer", PROVINCE, POLICE),
    ("commune_officer", WARD, None),
)
Params = Mapping[str, str]


@dataclass(frozen=True)
class Site:
    """The service with its assignments."""

    url: str
    mongod: Mongod
    service: ServicePart
    mongo: Mongo
    loaded: Loaded

    def processor_ms(self) -> float:
        """What the service and the database have used of the processors: it tells on a busy machine, too."""
        used = (psutil.Process(part.process.pid).cpu_times() for part in (self.mongod, self.service))
        return sum(float(times.user + times.system) for times in used) * 1000


async def board(_: BrokerKind) -> list[Figure]:
    """First pages of the board (p95, 60 ms allowed) and of the delta sync (40 ms), over HTTP, with the query plans."""
    count = int(os.environ.get("CHITHI_BENCH_ASSIGNMENTS", COUNT))
    rounds = ROUNDS if count == COUNT else 3
    async with _site(count) as site:
        figures = []
        for role, unit_id, agency in CALLERS:
            unit = accounts.gazetteer().tree[unit_id]
            user = Principal(f"bench-{role}-{unit.id}".lower(), "Đo", role, unit.id, unit.path, agency_id=agency)
            async with _signed_in(site, user) as client:
                figures += await _boards(site, client, user, rounds)
                figures += await _deltas(site, client, unit_id, rounds) if agency is None else []
        return figures


@asynccontextmanager
async def _site(count: int) -> AsyncIterator[Site]:
    """A database and one process of the API, as they run in a small office."""
    with TemporaryDirectory(prefix="chithi-bench-") as folder:
        mongod = Mongod(Path(folder), port=free_port())
        port = free_port()
        url = f"http://{HOST}:{port}"
        await mongod.start()
        mongo = Mongo(mongod.url, "chithi_tasks")
        wiring = Wiring(
            mongo_url=mongod.url,
            kafka_bootstrap=f"{HOST}:9",  # the API alone sends nothing
            kafka_profile="local",
            jwks_url=f"{url}/api/tasks/v1/jwks.json",
            public_url=url,
            secrets_keys=new_key(),
            more={"CHITHI_SECOND_FACTOR_ROLES": ""},
        )
        service = ServicePart("tasks", "api", Path(folder), port=port, wiring=wiring)
        try:
            loaded = await load(mongo, count, day_of(now()))
            await service.start()
            yield Site(url, mongod, service, mongo, loaded)
        finally:
            await service.stop()
            await mongo.close()
            await mongod.stop()


@asynccontextmanager
async def _signed_in(site: Site, user: Principal) -> AsyncIterator[httpx.AsyncClient]:
    login = Login(user.subject, secrets.token_urlsafe(12), user.name, user.role, user.unit_id, user.agency_id)
    await accounts.create([login], site.mongod.url)
    async with httpx.AsyncClient(base_url=site.url, timeout=60, headers={"Accept-Encoding": "gzip"}) as client:
        credentials = {"username": login.username, "password": login.password}
        answer = (await client.post("/api/tasks/v1/tokens", json=credentials)).raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


async def _boards(site: Site, client: httpx.AsyncClient, user: Principal, rounds: int) -> list[Figure]:
    asked: dict[str, dict[str, str]] = {
        "first": {},
        "open": {"state": "live"},
        "late": {"time_class": "late", "state": "live"},
        "text": {"q": TEXT},
        "directive": {"directive_id": site.loaded.national},
        "agency": {"agency": "cong-an-tinh"},
        "unit": {"unit_id": WARD},
        "issued": {"sort": "issued"},
        "by_unit": {"sort": "unit"},
        "returned": {"state": "returned"},
        "receipt": {"receipt": "late"},
    }
    if user.role == "commune_officer":
        asked = {name: asked[name] for name in ("first", "late", "text")}
    elif user.role == "agency_officer":
        asked = {"coordinating": {"role": "coordinating"}, "coordinating_text": {"role": "coordinating", "q": TEXT}}
    elif user.unit_id == NATION_ID:
        asked["province"] = {"unit_id": PROVINCE}
    figures = []
    for name, params in asked.items():
        found = await plans(site.mongo, user, params)
        figure = await _figure(site, client, f"board.{user.unit_id[:2]}.{name}", BOARD, params, rounds, BOARD_MS)
        figures.append(replace(figure, detail=figure.detail | {"plan": found}))
    return figures


async def _deltas(site: Site, client: httpx.AsyncClient, unit: str, rounds: int) -> list[Figure]:
    """From nothing, from the middle of every series, and with nothing new to tell."""
    first = (await client.get(DELTA)).raise_for_status().json()["next_cursor"]
    heads = {row["_id"]: row["last"] async for row in site.mongo.collection("change_counters").find({})}
    begun = decode(first)
    middle = {series: heads[series] // 2 if series in heads else at for series, at in begun.items()}
    latest = {series: heads.get(series, at) for series, at in begun.items()}
    cursors = {"first": "", "middle": encode(middle), "up_to_date": encode(latest)}
    return [
        await _figure(site, client, f"delta.{unit[:2]}.{name}", DELTA, {"cursor": cursor}, rounds, DELTA_MS)
        for name, cursor in cursors.items()
    ]


async def _figure(
    site: Site, client: httpx.AsyncClient, name: str, path: str, params: Params, rounds: int, allowed_ms: float
) -> Figure:
    """The 95th percentile of so many requests one after the other; around them the floor, a request for nothing."""
    items = 0

    async def ask() -> None:
        nonlocal items
        items = len((await client.get(path, params=params)).raise_for_status().json()["items"])

    await ask()
    floor = [await timed(lambda: client.get("/health/live")) * 1000 for _ in range(rounds)]
    began = site.processor_ms()
    taken = [await timed(ask) * 1000 for _ in range(rounds)]
    detail = {
        "p50_ms": round(median(taken), 1),
        "floor_p50_ms": round(median(floor), 1),
        "floor_p95_ms": round(percentile(floor, 0.95), 1),
        "processor_ms": round((site.processor_ms() - began) / rounds, 1),
        "items": items,
    }
    return Figure(name, percentile(taken, 0.95), "ms", allowed_ms, detail)
