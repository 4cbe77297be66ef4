"""The services answer as their OpenAPI documents say, whatever they are sent: no 5xx, no status or shape of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from chithi_cli import accounts
from chithi_cli.local.services import SERVICES
from chithi_cli.local.supervisor import LocalSystem
from chithi_cli.running import Login, Running
from chithi_testkit.plugin import KAFKA

from ..conftest import run
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
SEED, EXAMPLES, LONGEST_S = 20260701, 4, 9
# another sign-in of the same account, so that what ends sessions ends none that the test needs
ROLES = ("commune_officer", "admin")  # whoever may close accounts comes last


@dataclass(frozen=True)
class Questioned:
    """A system of its own, since it is asked to do everything, and ids of things that are in it."""

    site: Site
    known: dict[str, str]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def questioned(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> AsyncIterator[Questioned]:
    """With the sample directive published."""
    territory = accounts.gazetteer().territory(PROVINCE)
    assert territory is not None
    people = [accounts.administrator(), *accounts.staff(territory.unit), *accounts.officers(territory.communes[:1])]
    home = tmp_path_factory.mktemp("questioned")
    async with LocalSystem(home / "run", kafka=KAFKA, env=accounts.NO_SECOND_FACTOR) as system:
        await accounts.create(people, system.mongod.url)
        Running(system.url, system.mongod.url, people).save(home)
        site = Site(system, home, tuple(people))
        assert (await run("ingest", sample, "--publish", env=site.env)).code == 0
        yield Questioned(site, await _known(site, people[-1]))


async def _known(site: Site, officer: Login) -> dict[str, str]:
    async with site.signed_in(site.login("clerk")) as client:
        [directive] = (await client.get("/api/ingest/v1/directives")).json()["items"]
    async with site.signed_in(officer) as client:
        item: dict[str, str] = {}
        while not item:  # the fan-out takes a moment
            item = next(iter((await client.get("/api/tasks/v1/assignments")).json()["items"]), {})
    return {
        "directive_id": directive["id"],
        "assignment_id": item["id"],
        "unit_id": officer.unit_id,
        "username": officer.username,
    }


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("role", ROLES)
async def test_a_service_answers_as_its_document_says(
    questioned: Questioned, tmp_path: Path, service: str, role: str
) -> None:
    site = questioned.site
    part = next(part for part in site.system.services if part.name == service)
    async with site.signed_in(site.login(role)) as client:
        token = client.headers["Authorization"]
    (tmp_path / "schemathesis.toml").write_text(_settings(questioned.known), encoding="utf-8")
    child = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"http://{part.address}/api/{service}/v1/openapi.json",
        *("--header", f"Authorization: {token}", "--checks", ",".join(CHECKS)),
        *("--phases", "coverage,fuzzing", "--mode", "all", "--max-examples", str(EXAMPLES)),
        *("--seed", str(SEED), "--generation-deterministic", "--no-shrink"),
        *("--max-time", str(LONGEST_S), "--request-timeout", "30", "--suppress-health-check", "all"),
        *("--warnings", "off", "--no-color", "--continue-on-failure"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await child.communicate()
    text = said.decode(errors="replace")
    assert child.returncode == 0, text[-12_000:]
    assert "passed" in text


def _settings(known: dict[str, str]) -> str:
    lines = [f'"{name}" = "{value}"' for name, value in known.items()]
    return "\n".join(["[parameters]", *lines, ""])
