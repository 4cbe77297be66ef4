"""The services answer as their OpenAPI documents say, whatever they are sent: no 5xx, no status or shape of its own."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from chithi_cli import accounts
from chithi_cli.local.services import SERVICES
from chithi_cli.local.supervisor import LocalSystem
from chithi_cli.running import Running
from chithi_testkit.plugin import KAFKA

from ..conftest import run
from .matrix_table import ROOT
from .matrix_world import World
from .openapi_stage import known
from .site import Site

pytestmark = pytest.mark.surface

PROVINCE = "tỉnh Ninh Bình"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
SEED = 20260701
# how each role asks: whoever may close accounts comes last, and tries what lies at the edges too
ROLES = {"commune_officer": ("fuzzing", 3), "root": ("coverage,fuzzing", 6)}
LONG_TOKENS = {"CHITHI_TOKEN_MINUTES": "60"}  # nobody signs in anew on the way
SOUND = 5  # calls of each operation that follow its document and are about things that there are
NO_SUCCESS = {
    "POST /api/tasks/v1/me/second-factor/confirm": "a code lives half a minute",
}
HOOKS = Path(__file__).with_name("openapi_hooks.py")


@dataclass
class Questioned:
    """A system of its own, since it is asked to do everything; `calls` counts sound calls by operation and status."""

    site: Site
    world: World
    about: dict[str, Any]
    calls: dict[str, Counter[int]] = field(default_factory=dict)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def questioned(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> AsyncIterator[Questioned]:
    """With the sample directive published."""
    territory = accounts.gazetteer().territory(PROVINCE)
    assert territory is not None
    people = [accounts.administrator(), *accounts.staff(territory.unit), *accounts.officers(territory.communes[:1])]
    home = tmp_path_factory.mktemp("questioned")
    async with LocalSystem(home / "run", kafka=KAFKA, env=accounts.NO_SECOND_FACTOR | LONG_TOKENS) as system:
        await accounts.create(people, system.mongod.url)
        Running(system.url, system.mongod.url, people).save(home)
        site = Site(system, home, tuple(people))
        assert (await run("ingest", sample, "--publish", env=site.env)).code == 0
        async with site.signed_in(site.login("clerk")) as client:
            [directive] = (await client.get("/api/ingest/v1/directives")).json()["items"]
        world = await World.of(site)
        try:
            yield Questioned(site, world, await known(world, directive["id"]))
        finally:
            await world.close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("role", ROLES)
async def test_a_service_answers_as_its_document_says(
    questioned: Questioned, tmp_path: Path, service: str, role: str
) -> None:
    await _prepare(questioned, tmp_path, service, role)
    part = next(part for part in questioned.site.system.services if part.name == service)
    phases, examples = ROLES[role]
    child = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"http://{part.address}/api/{service}/v1/openapi.json",
        *("--checks", ",".join(CHECKS)),
        *("--phases", phases, "--max-examples", str(examples)),
        *("--seed", str(SEED), "--generation-deterministic", "--no-shrink"),
        *("--request-timeout", "120", "--suppress-health-check", "all"),
        *("--warnings", "off", "--no-color", "--continue-on-failure"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await child.communicate()
    text = said.decode(errors="replace")
    for line in (tmp_path / "calls.jsonl").read_text("utf-8").splitlines():
        route, status = json.loads(line)
        questioned.calls.setdefault(route, Counter())[status] += 1
    assert child.returncode == 0, text[-12_000:]
    assert "passed" in text


def test_every_operation_was_called_in_earnest(questioned: Questioned, tell: Callable[[str], None]) -> None:
    """Often enough, and with success: whatever keeps a call from getting through is a gap in `openapi_stage`."""
    wanted = _operations()
    calls = {route: questioned.calls.get(route, Counter()) for route in wanted}
    tell(f"{len(wanted)} operations, {sum(found.total() for found in calls.values())} sound calls")
    assert {route: dict(found) for route, found in calls.items() if found.total() < wanted[route]} == {}
    failed = {route: dict(found) for route, found in calls.items() if not any(200 <= code < 300 for code in found)}
    assert {route: found for route, found in failed.items() if route not in NO_SUCCESS} == {}
    assert all(set(calls[route]) - {404, 422} for route in NO_SUCCESS)


def _operations() -> dict[str, int]:
    """How many sound calls each takes at least: one that takes nothing is always the same call."""
    return {
        f"{method.upper()} {path}": SOUND if operation.keys() & {"parameters", "requestBody"} else 1
        for service in SERVICES
        for path, methods in json.loads((ROOT / "services" / service / "openapi.json").read_text("utf-8"))[
            "paths"
        ].items()
        for method, operation in methods.items()
    }


async def _prepare(questioned: Questioned, folder: Path, service: str, role: str) -> None:
    """What schemathesis and its hooks read in the folder that they work in."""
    reader, caller = [(await questioned.world.as_(who)).headers["Authorization"] for who in ("root", role)]
    told = {"site": questioned.site.system.url, "reader": reader, "about": questioned.about}
    (folder / "known.json").write_text(json.dumps(told), encoding="utf-8")
    others = {
        route: fill["token"]
        for route, fill in questioned.about.items()
        if "token" in fill and f" /api/{service}/" in route
    }
    (folder / "schemathesis.toml").write_text(_settings(caller, others), encoding="utf-8")


def _settings(caller: str, others: dict[str, str]) -> str:
    """The hooks, and who calls which operation; a string of JSON is one of TOML."""
    head = f"hooks = {json.dumps(str(HOOKS))}\nheaders = {{ Authorization = {json.dumps(caller)} }}\n"
    probes = '[phases.coverage.generation]\nmode = "positive"\n'  # what is broken on purpose is left to the fuzzing
    one = "[[operations]]\ninclude-name = {}\nheaders = {{ Authorization = {} }}\n"
    return "\n".join([head, probes, *(one.format(json.dumps(r), json.dumps(t)) for r, t in others.items())])
