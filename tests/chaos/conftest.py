"""One running system for all chaos tests: api and worker apart, so that either can die alone."""

import asyncio
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chithi_cli import accounts
from chithi_cli.local.supervisor import LocalSystem
from chithi_cli.local.watch import Incident
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_testkit.plugin import KAFKA
from chithi_testkit.run_dir import make_run_dir

from .arena import ENV, Arena, open_databases
from .fleet import Fleet

PHONES = 50
PROVINCE = "tỉnh Ninh Bình"


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def arena() -> AsyncIterator[Arena]:
    """The running system with fifty phones that are signed in."""
    territory = accounts.gazetteer().territory(PROVINCE)
    assert territory is not None
    officers = accounts.officers(territory.communes[:PHONES])
    nation = packaged_tree().get(territory.unit.path[0])
    assert nation is not None
    overseer = accounts.login("toan-quoc", "Theo dõi cả nước", "coordinator", nation)
    run_dir = make_run_dir()
    incidents: list[Incident] = []
    system = LocalSystem(run_dir, kafka=KAFKA, roles="split", env=ENV, report=incidents.append, roll_broker=False)
    async with system:
        await accounts.create([overseer, *officers], system.mongod.url)
        databases, fleet = open_databases(system), Fleet(system.url, officers)
        try:
            await fleet.sign_in()
            yield Arena(system, fleet, databases, incidents, overseer)
        finally:
            await fleet.close()
            await asyncio.gather(*(database.close() for database in databases.values()))
    shutil.rmtree(run_dir, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for killed processes may take long on a busy machine."""
    for item in items:
        if item.path.parent.name == "chaos":
            item.add_marker(pytest.mark.timeout(900))
