"""Killed in the middle of 2,000 reports: worker, relay, database, broker. Each promised report is counted once."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest

from chithi_cli.local.process import ChildProcess
from chithi_testkit.plugin import KAFKA
from chithi_testkit.polling import eventually

from .arena import PATIENCE_S, SECOND, WORKER, Arena
from .topic import records

MONTHS = 40
MIDDLE = 600
ABOVE = ("37-20250701", "VN")  # the province of all phones, and the nation
Strike = Callable[[], Awaitable[None]]


async def kill(child: ChildProcess) -> None:
    """`kill -9`, and wait until the supervisor has brought it back."""
    before = child.pid
    child.kill()
    await eventually(lambda: child.running and child.pid != before, within=PATIENCE_S, what=f"{child.name} is back")


@asynccontextmanager
async def the_worker(arena: Arena) -> AsyncIterator[Strike]:
    """The only process that counts and relays for reporting."""
    yield lambda: kill(arena.system.processes[WORKER])


@asynccontextmanager
async def the_relay(arena: Arena) -> AsyncIterator[Strike]:
    """The one of two workers that holds the lease; another process takes over."""

    async def strike() -> None:
        leader = await arena.lease_holder()
        await kill(next(child for child in arena.workers.values() if child.pid == leader))
        await arena.led_by_another(leader)

    async with arena.second_worker():
        yield strike


@asynccontextmanager
async def the_database(arena: Arena) -> AsyncIterator[Strike]:
    """MongoDB, with every service connected; it comes back on the same data."""
    yield lambda: kill(arena.system.mongod.process)


@asynccontextmanager
async def the_log(arena: Arena) -> AsyncIterator[Strike]:
    """All of Kafka: another cluster takes its place, and what tasks had not read yet was nowhere else on the way."""
    sleeper = arena.system.processes["tasks-worker"]

    async def strike() -> None:
        before = arena.system.broker.cluster_id
        await arena.system.wipe_broker()
        assert arena.system.broker.cluster_id != before
        sleeper.resume()

    sleeper.suspend()
    try:
        yield strike
    finally:
        sleeper.resume()


@asynccontextmanager
async def the_broker(arena: Arena) -> AsyncIterator[Strike]:
    """The broker, which comes back with its log."""
    yield lambda: kill(arena.system.broker.process)


@dataclass(frozen=True)
class Blow:
    """What is done, and which parts may end by it."""

    prepare: Callable[[Arena], AbstractAsyncContextManager[Strike]]
    victims: tuple[str, ...]


BLOWS = {
    "reporting worker killed": Blow(the_worker, (WORKER,)),
    "holder of the relay's lease killed": Blow(the_relay, (WORKER, SECOND)),
    "mongod killed": Blow(the_database, ("mongod",)),
    "broker wiped": Blow(the_log, ()),
}
if KAFKA == "apache":  # the broker of one machine keeps its log in memory: killed is wiped
    BLOWS["broker killed"] = Blow(the_broker, ("broker",))


@pytest.mark.parametrize("what", BLOWS)
async def test_every_promised_report_is_counted_once(arena: Arena, what: str, tell: Callable[[str], None]) -> None:
    blow, filed = BLOWS[what], arena.fleet.file(MONTHS)
    stored, counted, carried = await arena.stored(), await arena.counted(), await carried_by(arena)
    async with blow.prepare(arena) as strike:
        started = time.monotonic()
        with arena.only_dies(*blow.victims):
            async with arena.sending():
                await arena.reaches(stored + MIDDLE)
                struck_at = await arena.stored() - stored
                await strike()
            answered = time.monotonic() - started
            await arena.settle()
            seconds = time.monotonic() - started
    await arena.shows(ABOVE, arena.fleet.months[-MONTHS:])
    counted = await arena.counted() - counted
    again = await carried_by(arena) - filed - (0 if blow.prepare is the_log else carried)
    tell(
        f"{what} after {struck_at}: {filed} filed, {counted} counted, {again} carried again; "
        f"all answered after {answered:.1f} s, all counted after {seconds:.1f} s"
    )
    assert MIDDLE <= struck_at < filed
    assert counted == filed == len(arena.fleet.phones) * MONTHS
    assert again >= 0


async def carried_by(arena: Arena) -> int:
    """Records about reports on the broker."""
    return len(await records(arena.bootstrap))
