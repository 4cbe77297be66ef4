"""One running system for all end-to-end tests, and one demonstration whose output several tests look at."""

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from chithi_cli import accounts
from chithi_cli.local.supervisor import LocalSystem
from chithi_cli.running import Running
from chithi_testkit.plugin import KAFKA
from chithi_testkit.run_dir import make_run_dir

from ..conftest import Ended, run
from .browser import CHROMIUM, FLAGS, Open, opener
from .site import Site

PROVINCE = "tỉnh Ninh Bình"
OFFICERS = 8


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def site() -> AsyncIterator[Site]:
    """The running system with its accounts, as `chithi up` leaves it."""
    territory = accounts.gazetteer().territory(PROVINCE)
    assert territory is not None
    logins = [*accounts.staff(territory.unit), *accounts.officers(territory.communes[:OFFICERS])]
    home = make_run_dir()
    async with LocalSystem(home / "run", kafka=KAFKA, telemetry="file", env=accounts.NO_SECOND_FACTOR) as system:
        await accounts.create(logins, system.mongod.url)
        Running(system.url, system.mongod.url, logins).save(home)
        yield Site(system, home, tuple(logins))
    shutil.rmtree(home, ignore_errors=True)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Headless Chromium of the operating system."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        await running.close()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Open:
    """Opens pages of the running system, see `opener`."""
    return opener(browser, site.system.url)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample directive as a file."""
    with as_file(files("chithi_ingest") / "samples" / "chi-thi-mau.txt") as packaged:
        return Path(shutil.copy(packaged, tmp_path_factory.mktemp("papers")))


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def handed_in(site: Site, sample: Path) -> list[Ended]:
    """What `chithi ingest` says when the sample is handed in and published, and when it comes again."""
    return [await run("ingest", sample, "--publish", env=site.env) for _ in range(2)]


@dataclass(frozen=True)
class Demo:
    """One demonstration."""

    ended: Ended
    traces: Path

    @property
    def result(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        assert self.ended.code == 0, self.ended.err
        [line] = self.ended.out.splitlines()
        return dict(json.loads(line))


async def play(folder: Path, *arguments: str | Path) -> Demo:
    """`chithi demo --once --json`, with its traces and home in the folder."""
    options = ("--once", "--json", "--kafka", KAFKA, "--traces", folder / "traces")
    return Demo(await run("demo", *options, *arguments, env={"CHITHI_HOME": str(folder / "home")}), folder / "traces")


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def sample_demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A demonstration with the sample directive."""
    return await play(tmp_path_factory.mktemp("demo"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks at pages is marked `surface`."""
    for item in items:
        if item.path.parent.name == "e2e" and "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.surface)
