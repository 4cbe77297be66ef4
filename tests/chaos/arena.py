"""The system under attack: the real parts as processes, the fleet, and the truth that is kept in the databases."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import product

import httpx

from chithi_cli.local.ports import free_port
from chithi_cli.local.process import ChildProcess
from chithi_cli.local.services import SERVICES, ServicePart, Wiring
from chithi_cli.local.supervisor import LocalSystem
from chithi_cli.local.watch import Incident, Watch
from chithi_cli.office import Office
from chithi_cli.running import Login
from chithi_contracts.topics import REPORT
from chithi_platform.mongo import Mongo
from chithi_reporting.adapters.outbound.generations import Generations
from chithi_testkit.messages import drain
from chithi_testkit.polling import eventually

from .fleet import Fleet
from .topic import reader, unread
from .totals import FORM, Cell, counted_totals

WORKER, SECOND = "reporting-worker", "second reporting-worker"
ENV = {"CHITHI_OUTBOX_LEASE_S": "5", "CHITHI_SECOND_FACTOR_ROLES": ""}
PATIENCE_S = 400.0


@dataclass
class Arena:
    """One running system with its fleet; `overseer` may see the whole nation, `incidents` are the supervisor's."""

    system: LocalSystem
    fleet: Fleet
    databases: Mapping[str, Mongo]
    incidents: list[Incident]
    overseer: Login
    second: ServicePart | None = None

    @property
    def reporting(self) -> Mongo:
        """The database of the service under attack."""
        return self.databases["reporting"]

    @contextmanager
    def only_dies(self, *names: str) -> Iterator[None]:
        """No part but these may end during the block."""
        before = len(self.incidents)
        yield
        assert {one.part for one in self.incidents[before:] if one.kind != "restarted"} <= set(names)

    @property
    def bootstrap(self) -> str:
        """Where the broker is."""
        return self.system.broker.bootstrap

    @property
    def workers(self) -> dict[str, ChildProcess]:
        """The processes that may relay and count for reporting, by name."""
        second = {SECOND: self.second.process} if self.second else {}
        return {WORKER: self.system.processes[WORKER]} | second

    async def stored(self) -> int:
        """Reports in the database."""
        return await self.reporting.collection("reports").estimated_document_count()

    async def reaches(self, reports: int) -> None:
        """Wait until that many reports are stored."""

        async def enough() -> bool:
            return await self.stored() >= reports

        await eventually(enough, within=PATIENCE_S, what=f"{reports} stored reports")

    @asynccontextmanager
    async def sending(self) -> AsyncIterator["asyncio.Task[None]"]:
        """The fleet sends while the block breaks things; the block's end waits for every receipt."""
        task = asyncio.create_task(self.fleet.send(within=PATIENCE_S))
        try:
            yield task
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def settle(self, dead: Mapping[str, set[str]] | None = None) -> None:
        """Wait until all is sent and read; then every total is exact and nothing but `dead` in the dead letters."""
        await drain(*self.databases.values(), within=PATIENCE_S)
        for group in ("reporting", "tasks"):
            await eventually(lambda g=group: self._handled(g), within=PATIENCE_S, what=f"{group} has handled all")
            async with reader(self.bootstrap, group) as client:
                await eventually(lambda c=client: _none_unread(c), within=PATIENCE_S, what=f"{group} has read all")
        found = await self.dead_letters()
        assert found == (dead or {}), f"dead letters: {found}"
        await eventually(self._exact, within=PATIENCE_S, what="exact totals")

    async def shows(self, units: Sequence[str], months: Sequence[str]) -> None:
        """Assert that the API shows what was promised for these units and months."""
        promised = self.fleet.promised
        async with httpx.AsyncClient(base_url=self.system.url, timeout=60, trust_env=False) as client:
            office = Office(client, self.overseer.username, self.overseer.password)
            await office.sign_in()
            for unit, month in product(units, months):
                answer = await office.get("/api/reporting/v1/aggregates", unit_id=unit, period=month, form_id=FORM)
                shown = {Cell(unit, month, cell["indicator"]): cell["filed"] for cell in answer["cells"]}
                assert not answer["stale"]
                for cell, filed in shown.items():
                    assert filed == {"value": promised.values[cell], "reports": promised.reports[cell]}, cell

    async def dead_letters(self) -> dict[str, set[str]]:
        """The ids of dead letters by service, without services that have none."""
        found = {
            name: await db.collection("dead_letters").distinct("_id", {"state": "dead"})
            for name, db in self.databases.items()
        }
        return {name: set(ids) for name, ids in found.items() if ids}

    async def counted(self) -> int:
        """Reports that the projection knows."""
        live = await Generations(self.reporting).live()
        return await live.contributions.count_documents({"filed_revision": {"$gt": 0}})

    async def lease_holder(self) -> int:
        """The process id of the worker that holds the lease of reporting's relay; waits until one of ours does."""

        async def ours() -> int | None:
            lease = await self.reporting.collection("leases").find_one({"_id": "outbox-relay"})
            holder = str((lease or {}).get("holder", "")).rpartition(":")[2]
            return next((child.pid for child in self.workers.values() if str(child.pid) == holder), None)

        return int(await eventually(ours, within=PATIENCE_S, what="a worker of reporting holds the lease"))

    async def led_by_another(self, than: int) -> None:
        """Wait until another process than this one leads."""

        async def other() -> bool:
            return await self.lease_holder() != than

        await eventually(other, within=PATIENCE_S, what=f"another process than {than} leads")

    @asynccontextmanager
    async def second_worker(self) -> AsyncIterator[None]:
        """Another worker of reporting beside the system's own, brought back when it dies as that one is."""
        self.second = part = self._another_worker()
        await part.start()
        watch = Watch(self.incidents.append)
        watch.add(SECOND, part)
        watching = asyncio.create_task(watch.run())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await part.stop()
            self.second = None

    def _another_worker(self) -> ServicePart:
        issuer = next(part for part in self.system.services if part.name == "tasks-api")
        wiring = Wiring(
            mongo_url=self.system.mongod.url,
            kafka_bootstrap=self.bootstrap,
            kafka_profile=self.system.broker.profile,
            jwks_url=f"http://{issuer.address}/api/tasks/v1/jwks.json",
            public_url=self.system.url,
            more=ENV,
        )
        return ServicePart("reporting", "worker", self.system.run_dir / "second", port=free_port(), wiring=wiring)

    async def _handled(self, group: str) -> bool:
        """Whether all that reporting ever said of reports stands in the inbox of the group."""
        said = await self.reporting.collection("outbox").distinct("_id", {"topic": REPORT.name})
        inbox = self.databases[group].collection("inbox")
        known = await inbox.count_documents({"_id": {"$in": [f"{group}:{event_id}" for event_id in said]}})
        assert known == len(said), f"{known} of {len(said)} events"
        return True

    async def _exact(self) -> bool:
        assert await self.counted() == self.fleet.count
        wrong = self.fleet.promised.differences(await counted_totals(self.reporting))
        assert not wrong, f"{len(wrong)} cells (value promised, counted; reports promised, counted): {_some(wrong)}"
        return True


def open_databases(system: LocalSystem) -> dict[str, Mongo]:
    """The database of every service."""
    url, patience = system.mongod.url, 60_000
    return {name: Mongo(url, f"chithi_{name}", "pymongo", server_selection_ms=patience) for name in SERVICES}


async def _none_unread(client: object) -> bool:
    left = await unread(client)
    assert not left, f"{left} records not read"
    return True


def _some(wrong: Mapping[Cell, tuple[int, ...]]) -> str:
    return ", ".join(f"{'/'.join(cell)} {four}" for cell, four in sorted(wrong.items())[:5])
