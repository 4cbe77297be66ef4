"""The whole system on one machine: database, broker, services and gateway, started together and kept alive."""

import asyncio
import fcntl
import logging
import os
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal, Self

from chithi_cli.local.broker import Broker
from chithi_cli.local.brokers import BrokerKind, new_broker
from chithi_cli.local.caddy import Caddy
from chithi_cli.local.memory import MB, MemoryMeter
from chithi_cli.local.mongod import Mongod
from chithi_cli.local.ports import HOST, free_port
from chithi_cli.local.process import ChildProcess
from chithi_cli.local.roll import Roller
from chithi_cli.local.secrets_keys import keys_of
from chithi_cli.local.services import SERVICES, Role, ServicePart, Telemetry, Wiring
from chithi_cli.local.watch import Incident, Part, Report, Watch

log = logging.getLogger(__name__)


class AlreadyRunningError(RuntimeError):
    """Another supervisor uses the same directory."""

    def __init__(self, run_dir: Path, owner: str) -> None:
        super().__init__(f"ChiThi already runs in {run_dir} (process {owner}); stop it or choose another directory")


@dataclass(frozen=True)
class Ports:
    """Ports that must be these; 0 takes a free one."""

    gateway: int = 0
    mongo: int = 0
    kafka: int = 0


def _log_incident(incident: Incident) -> None:
    log.warning("%s %s %s", incident.part, incident.kind, incident.detail)


class LocalSystem:
    """`async with LocalSystem(run_dir) as system:` runs everything; leaving the block stops it in reverse order.

    A child that ends by itself is started again after a back-off, and `report` is told. Data stay in `run_dir`.
    """

    def __init__(
        self,
        run_dir: Path,
        *,
        kafka: BrokerKind = "tansu",
        ports: Ports | None = None,
        roles: Literal["all", "split"] = "all",
        telemetry: Telemetry = "off",
        env: Mapping[str, str] | None = None,
        report: Report = _log_incident,
        roll_broker: bool = True,
        small: bool = False,
    ) -> None:
        self.run_dir = run_dir.absolute()
        ports = ports or Ports()
        self.mongod = Mongod(self.run_dir, port=ports.mongo or free_port(), small=small)
        self.broker: Broker = new_broker(kafka, self.run_dir, port=ports.kafka or None)
        self.secrets_keys = keys_of(self.run_dir)
        gateway_port = ports.gateway or free_port()
        self.services = self._services(f"http://{HOST}:{gateway_port}", roles, telemetry, env or {})
        self.gateway = Caddy(self.run_dir, port=gateway_port, upstreams=self._upstreams())
        self._parts: dict[str, Part] = {"mongod": self.mongod, "broker": self.broker}
        self._parts |= {part.name: part for part in self.services} | {"gateway": self.gateway}
        self._report = report
        self._watch = Watch(report)
        self._meter = MemoryMeter(lambda: {child.pid for child in self.processes.values() if child.running})
        self._roll_broker = roll_broker and kafka == "tansu"
        self._loops: list[asyncio.Task[None]] = []
        self._lock: IO[str] | None = None

    @property
    def url(self) -> str:
        """The one address that people and phones use."""
        return self.gateway.url

    @property
    def processes(self) -> dict[str, ChildProcess]:
        """Every child by name: mongod, broker, ingest (or ingest-api, ingest-worker), …, gateway."""
        return {name: part.process for name, part in self._parts.items()}

    def peak_rss_mb(self) -> float:
        """The highest sum of resident memory so far, of all children and ourselves, in MB."""
        self._meter.sample()
        return self._meter.peak / MB

    async def start(self) -> None:
        """Start everything side by side, since services wait for what they need.

        When one part fails the others are stopped and its error, with its last words, is raised.
        """
        self._take_lock()
        self._keep(self._meter.run())
        try:
            await _start_all(list(self._parts.values()))
        except BaseException:
            await self.stop()
            raise
        for name, part in self._parts.items():
            self._watch.add(name, part)
        self._keep(self._watch.run())
        if self._roll_broker:
            self._keep(Roller(self.broker, self._roll).run())

    async def stop(self) -> None:
        """Stop gateway, services, broker and database, in that order."""
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        self._loops.clear()
        async with AsyncExitStack() as last_to_first:
            last_to_first.callback(self._release_lock)
            last_to_first.push_async_callback(self.mongod.stop)
            last_to_first.push_async_callback(self.broker.stop)
            last_to_first.push_async_callback(_stop_all, self.services)
            last_to_first.push_async_callback(self.gateway.stop)

    async def halt(self, name: str) -> None:
        """Stop one part on purpose; it stays down until `resume`."""
        await self._watch.remove(name)
        await self._parts[name].stop()

    async def resume(self, name: str) -> None:
        """Start a part again that `halt` stopped."""
        await self._parts[name].start()
        self._watch.add(name, self._parts[name])

    async def wipe_broker(self) -> None:
        """Give the broker an empty log under another cluster id, as if all of Kafka had been lost."""
        async with self._watch.hold("broker"):
            await self.broker.restart_wiped()

    async def __aenter__(self) -> Self:
        """Start everything."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything."""
        await self.stop()

    def _keep(self, loop: Coroutine[Any, Any, None]) -> None:
        """Run one of our own loops in the background, and say so should it die."""
        task = asyncio.create_task(loop)
        task.add_done_callback(_tell_death)
        self._loops.append(task)

    def _services(
        self, public_url: str, roles: Literal["all", "split"], telemetry: Telemetry, env: Mapping[str, str]
    ) -> list[ServicePart]:
        wanted: tuple[Role, ...] = ("all",) if roles == "all" else ("api", "worker")
        ports = {(service, role): free_port() for service in SERVICES for role in wanted}
        wiring = Wiring(
            mongo_url=self.mongod.url,
            kafka_bootstrap=self.broker.bootstrap,
            kafka_profile=self.broker.profile,
            jwks_url=f"http://{HOST}:{ports['tasks', wanted[0]]}/api/tasks/v1/jwks.json",
            public_url=public_url,
            secrets_keys=self.secrets_keys,
            telemetry=telemetry,
            more=env,
        )
        return [ServicePart(s, role, self.run_dir, port=port, wiring=wiring) for (s, role), port in ports.items()]

    def _upstreams(self) -> dict[str, list[str]]:
        answering = [part for part in self.services if not part.name.endswith("-worker")]
        return {part.name.removesuffix("-api"): [part.address] for part in answering}

    async def _roll(self, grown: int) -> None:
        await self.wipe_broker()
        self._report(Incident("broker", "rolled", f"{grown} records"))

    def _take_lock(self) -> None:
        """Keep a second supervisor out of the directory; the system frees the lock even when we are killed."""
        self.run_dir.mkdir(parents=True, exist_ok=True)
        lock = (self.run_dir / "lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip()
            lock.close()
            raise AlreadyRunningError(self.run_dir, owner) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


async def _start_all(parts: Sequence[Part]) -> None:
    """Start parts side by side; the first failure abandons the others and is raised as it is."""
    starting = [asyncio.create_task(part.start()) for part in parts]
    try:
        await asyncio.gather(*starting)
    finally:
        for task in starting:
            task.cancel()
        await asyncio.gather(*starting, return_exceptions=True)


async def _stop_all(parts: Sequence[Part]) -> None:
    await asyncio.gather(*(part.stop() for part in parts))


def _tell_death(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("a loop of the supervisor died", exc_info=error)
