"""Puts a service together from its parts and runs it in one of three roles: api, worker, all."""

import asyncio
import gc
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

import httpx
import structlog
import typer
import uvicorn
import uvloop
from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles

from chithi_platform import telemetry
from chithi_platform.audit import AuditLog
from chithi_platform.audit.refusals import WINDOW_S, Refusals
from chithi_platform.audit.sealing import Sealer, backlog
from chithi_platform.events import TopicSpec
from chithi_platform.http import Check, create_app
from chithi_platform.messaging.broker import Broker
from chithi_platform.messaging.consumer import Consumer, Handler, TooManyDeadLetters
from chithi_platform.messaging.deadletters import DeadLetters
from chithi_platform.messaging.inbox import Inbox
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.messaging.relay import Relay
from chithi_platform.mongo import Mongo, patiently
from chithi_platform.security import JwksVerifier, Verifier
from chithi_platform.settings import ServiceSettings

log = structlog.get_logger(__name__)

STALE_S = 200.0  # longer than the driver may try one transaction (120 s) on a server that hangs
INBOX_MARGIN_DAYS = 7.0
UNSEALED_S = 60.0  # an audit row that waits longer is told of by the readiness page
S = TypeVar("S", bound=ServiceSettings)
Step = Callable[[], Awaitable[None]]


class Role(StrEnum):
    """What a process does: answer requests, work on events, or both."""

    api = "api"
    worker = "worker"
    all = "all"


def now() -> datetime:
    """The time in UTC to the millisecond, as MongoDB keeps it: a first answer says what later ones will say."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


@dataclass
class Runtime:
    """What the platform gives a service to build itself with."""

    settings: Any
    mongo: Mongo
    outbox: Outbox
    audit: AuditLog
    clock: Callable[[], datetime] = now


@dataclass
class Parts:
    """What a service consists of.

    `startup` steps run before anything else, again while the database is away; they must bear being run by two
    processes at once. `jobs` run for ever in the worker; `shutdown` steps run last; `ready` checks answer None or the
    reason why not.
    """

    topics: Sequence[TopicSpec]
    routers: Sequence[APIRouter] = ()
    consumes: Mapping[type[Any], Handler] = field(default_factory=dict)
    startup: Sequence[Step] = ()
    jobs: Sequence[Step] = ()
    shutdown: Sequence[Step] = ()
    ready: Mapping[str, Check] = field(default_factory=dict)
    static: Mapping[str, StaticFiles] = field(default_factory=dict)
    verifier: Verifier | None = None


def joined(rooms: Sequence[Parts]) -> Parts:
    """One service out of several rooms; topics and the verifier are the first room's."""
    return Parts(
        topics=rooms[0].topics,
        routers=[router for room in rooms for router in room.routers],
        consumes={event: handler for room in rooms for event, handler in room.consumes.items()},
        startup=[step for room in rooms for step in room.startup],
        jobs=[job for room in rooms for job in room.jobs],
        shutdown=[step for room in rooms for step in room.shutdown],
        ready={name: check for room in rooms for name, check in room.ready.items()},
        static={prefix: files for room in rooms for prefix, files in room.static.items()},
        verifier=rooms[0].verifier,
    )


Build = Callable[[Runtime], Parts]


class CannotStart(Exception):
    """What only a person can mend keeps a process from starting; the message is one line and says how."""


class Service:
    """One process of a service. `start`, `serve` until told to stop, `stop`; also used in-process by tests."""

    def __init__(self, name: str, settings: ServiceSettings, build: Build, role: Role = Role.all) -> None:
        self.name, self.settings, self.role = name, settings, role
        self.mongo = Mongo(settings.mongo_url.get_secret_value(), settings.mongo_database, settings.mongo_driver)
        self.outbox = Outbox(self.mongo, f"chithi/{name}")
        self.audit = AuditLog(self.mongo, name)
        self.refusals, self.sealer = Refusals(self.mongo, self.audit), Sealer(self.mongo, self.audit.places)
        self.parts = build(Runtime(settings, self.mongo, self.outbox, self.audit))
        self.broker = Broker(settings, self.parts.topics)
        self.dead_letters = DeadLetters(self.mongo, self.outbox, name)
        self.relay = Relay(self.mongo, self.broker, settings)
        self.consumer = Consumer(
            service=name,
            mongo=self.mongo,
            broker=self.broker,
            dead_letters=self.dead_letters,
            settings=settings,
            handlers=self.parts.consumes,
        )
        self._client = httpx.AsyncClient(timeout=5.0)
        verifier = self.parts.verifier or JwksVerifier(settings.jwks_url, settings.token_issuer, self._client)
        self._tasks: list[asyncio.Task[None]] = []
        self._minding: asyncio.Task[None] | None = None
        self._draining = False
        self.app: FastAPI = create_app(
            name=name,
            verifier=verifier,
            routers=self.parts.routers if role is not Role.worker else (),
            static=self.parts.static if role is not Role.worker else {},
            live={"loops": self._loops_alive},
            ready={"drain": self._not_draining, "mongo": self._mongo_answers, "loops": self._consumer_runs}
            | dict(self.parts.ready),
            notes={"audit": self._audit_is_sealed},
            trusted_proxies=settings.trusted_proxies,
            refusals=self.refusals,
        )

    async def start(self) -> None:
        """Wait for the database, prepare it, and start the worker's loops if this role has them."""
        await patiently(self.mongo.ping)
        retention = timedelta(days=self.settings.outbox_retention_days)
        inbox = Inbox(self.mongo, self.name)
        await patiently(partial(self.outbox.ensure_indexes, retention))
        await patiently(partial(inbox.ensure_indexes, retention + timedelta(days=INBOX_MARGIN_DAYS)))
        for step in (self.audit.places.ensure, *self.parts.startup):
            await patiently(step)
        self._minding = asyncio.ensure_future(self._keep_refusals())
        if self.role is Role.api:
            return
        loops: list[Awaitable[None]] = [
            self._keep_topics(),
            self.relay.run(),
            self.sealer.run(),
            *(job() for job in self.parts.jobs),
        ]
        if self.parts.consumes:
            loops.append(self.consumer.run())
        self._tasks = [asyncio.ensure_future(loop) for loop in loops]
        for task in self._tasks:
            task.add_done_callback(self._on_loop_end)

    def refuse_readiness(self) -> None:
        """Tell the balancer to send nothing more."""
        self._draining = True

    async def stop(self) -> None:
        """Finish the batch in hand within the drain's budget; what is cut off is acknowledged by nobody."""
        self._draining = True
        self.relay.stop()
        self.consumer.stop()
        self.sealer.stop()
        endless = {task for task in self._tasks if not task.done()}
        graceful = list(self._tasks[1:3]) + (self._tasks[-1:] if self.parts.consumes else [])
        if graceful:
            await asyncio.wait(graceful, timeout=self.settings.drain_s)
        for task in endless:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for step in self.parts.shutdown:
            await step()
        if self._minding:
            self._minding.cancel()
            await self.refusals.flush()
        await self._client.aclose()
        await self.broker.close()
        await self.mongo.close()

    async def _keep_topics(self) -> None:
        """Create the topics again on a broker that lost them."""
        known: str | None = None
        while True:
            try:
                current = await self.broker.identity()
                if current != known:
                    await self.broker.ensure_topics()
                known = current
            except Exception as error:
                log.warning("topics not checked", error=repr(error)[:200])
            await asyncio.sleep(self.settings.broker_check_s)

    async def _keep_refusals(self) -> None:
        """Write the counts of refused attempts though no further one comes."""
        while True:
            await asyncio.sleep(WINDOW_S)
            await self.refusals.flush()

    async def _audit_is_sealed(self) -> str | None:
        count, age = await backlog(self.audit.places)
        return f"{count} audit rows wait to be sealed, the oldest for {age:.0f} s" if age > UNSEALED_S else None

    def _on_loop_end(self, task: "asyncio.Task[None]") -> None:
        if task.cancelled():
            return
        error = task.exception()
        if error is not None and not isinstance(error, TooManyDeadLetters):
            log.error("loop died", exc_info=error)

    async def _loops_alive(self) -> str | None:
        if any(t.done() and not t.cancelled() and t.exception() for t in self._tasks) and not self.consumer.failure:
            return "a loop died"
        beats = [self.relay.beat, self.consumer.beat] if self._tasks and not self.consumer.failure else []
        ages = [time.monotonic() - beat for beat in beats[: 2 if self.parts.consumes else 1]]
        return f"no progress for {max(ages):.0f} s" if ages and max(ages) > STALE_S else None

    async def _consumer_runs(self) -> str | None:
        return self.consumer.failure

    async def _not_draining(self) -> str | None:
        return "shutting down" if self._draining else None

    async def _mongo_answers(self) -> str | None:
        try:
            await asyncio.wait_for(self.mongo.ping(), 2.0)
        except Exception as error:
            return repr(error)[:200]
        return None


class _Server(uvicorn.Server):
    """Uvicorn without its signal handlers: the service has its own, that drain first."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


async def _serve(service: Service) -> None:
    settings = service.settings
    port = settings.http_port if service.role is not Role.worker else settings.health_port
    config = uvicorn.Config(
        service.app,
        host=settings.http_host,
        port=port,
        log_config=None,
        access_log=False,
        proxy_headers=False,  # the app has them read itself, so that tests without a server see the same
        lifespan="off",
        timeout_graceful_shutdown=int(settings.drain_s),
        timeout_keep_alive=75,
    )
    server = _Server(config)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    starting = asyncio.ensure_future(service.start())
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if not stop.is_set():
            await starting
            gc.collect()
            gc.freeze()
            gc.set_threshold(50_000, 20, 100)
            await _answer_until(stop, server, service, serves=port != 0 or service.role is not Role.worker)
    finally:
        starting.cancel()
        await service.stop()
        telemetry.shut_down()


async def _answer_until(stop: asyncio.Event, server: uvicorn.Server, service: Service, *, serves: bool) -> None:
    waiting = asyncio.ensure_future(stop.wait())
    if not serves:
        await waiting
        return
    serving = asyncio.ensure_future(server.serve())
    await asyncio.wait({waiting, serving}, return_when=asyncio.FIRST_COMPLETED)
    service.refuse_readiness()
    server.should_exit = True
    await serving


def service_cli(name: str, settings: type[S], build: Build) -> typer.Typer:
    """The command line of a service; it can add commands of its own."""
    cli = typer.Typer(
        no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=f"ChiThi {name}."
    )

    def run(role: Role) -> None:
        loaded = settings()
        telemetry.set_up(name, loaded)
        try:
            uvloop.run(_serve(Service(name, loaded, build, role)))
        except CannotStart as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(2) from error

    @cli.command()
    def api() -> None:
        """Answer requests."""
        run(Role.api)

    @cli.command()
    def worker() -> None:
        """Consume events, relay the outbox."""
        run(Role.worker)

    @cli.command(name="all")
    def everything() -> None:
        """Both in one process."""
        run(Role.all)

    return cli
