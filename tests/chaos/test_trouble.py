"""Trouble that is no death: a holder that slept, a database that is away, everything said twice, bad records."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from chithi_cli.local.process import ChildProcess
from chithi_contracts.events import ReportSubmitted
from chithi_platform.messaging.envelope import headers_of
from chithi_platform.mongo import Document
from chithi_testkit.polling import eventually

from .arena import PATIENCE_S, Arena
from .topic import Headers, put, records
from .totals import FORM

MONTHS = 4
AWAY_S = 20.0
Chithi = Callable[..., Awaitable[Any]]


async def test_a_lease_holder_that_sleeps_changes_nothing_when_it_wakes(arena: Arena) -> None:
    async with arena.second_worker():
        stored, filed = await arena.stored(), arena.fleet.file(MONTHS)
        leader = await arena.lease_holder()
        sleeper = next(child for child in arena.workers.values() if child.pid == leader)
        async with arena.sending():
            await arena.reaches(stored + filed // 5)
            before = _set_backs(sleeper)
            sleeper.suspend()
            try:
                await arena.led_by_another(leader)
                await arena.reaches(stored + filed)
            finally:
                sleeper.resume()
        await eventually(lambda: _set_backs(sleeper) > before, within=PATIENCE_S, what="it notices that it slept")
        await arena.settle()
        assert sleeper.pid == leader, "it lives"


def _set_backs(worker: ChildProcess) -> int:
    """How often its relay had to begin again: the lease was lost, or a request in flight had timed out meanwhile."""
    log = worker.log.read_text(encoding="utf-8", errors="replace")  # a letter at its end may be half written
    return log.count("relay lost its lease") + log.count("relay waits")


@asynccontextmanager
async def dead(arena: Arena) -> AsyncIterator[None]:
    """Killed, and kept down: connections are refused."""
    arena.system.mongod.process.kill()
    await arena.system.halt("mongod")
    yield
    await arena.system.resume("mongod")


@asynccontextmanager
async def frozen(arena: Arena) -> AsyncIterator[None]:
    """Stopped where it stands: connections are open and nothing answers."""
    arena.system.mongod.process.suspend()
    try:
        yield
    finally:
        arena.system.mongod.process.resume()


AWAY: Mapping[str, Callable[[Arena], AbstractAsyncContextManager[None]]] = {"dead": dead, "frozen": frozen}


@pytest.mark.parametrize("how", AWAY)
async def test_the_database_is_away_for_20_seconds(arena: Arena, how: str) -> None:
    stored, filed = await arena.stored(), arena.fleet.file(MONTHS)
    pids = {name: child.pid for name, child in arena.system.processes.items() if name != "mongod"}
    async with arena.sending() as sending:
        await arena.reaches(stored + filed // 5)
        async with AWAY[how](arena):
            done, _ = await asyncio.wait({sending}, timeout=AWAY_S)
            assert not done, "no phone can be done while nothing is stored"
    await arena.settle()
    assert {name: arena.system.processes[name].pid for name in pids} == pids, "everyone waited, nobody died"


async def test_everything_delivered_twice_is_counted_once(arena: Arena) -> None:
    arena.fleet.file(1)
    async with arena.sending():
        pass
    await arena.settle()
    before = await records(arena.bootstrap)
    await put(arena.bootstrap, [(record.key, record.value, list(record.headers)) for record in before])
    arena.fleet.file(1)
    async with arena.sending():
        pass
    await arena.settle()
    assert len(await records(arena.bootstrap)) >= 2 * len(before) + len(arena.fleet.phones)


async def test_bad_records_are_kept_for_people_and_the_rest_goes_on(arena: Arena, chithi: Chithi) -> None:
    env = {"CHITHI_MONGO_URL": arena.system.mongod.url}
    early = _file_one(arena)
    await put(arena.bootstrap, [poison(), of_unknown_type(), _as_record(early, "told-too-early")])
    arena.fleet.file(1)
    letters = {"reporting": {"poison", "told-too-early"}, "tasks": {"poison"}}
    await eventually(lambda: _dead_are(arena, letters), within=PATIENCE_S)
    async with arena.sending():
        pass
    await arena.settle(dead=letters)

    listed = (await chithi("dlq", "list", env=env)).out
    assert listed.count("poison") == 2
    assert listed.count("told-too-early") == 1
    assert "unknown-type" not in listed
    assert "tasks" not in (await chithi("dlq", "list", "--service", "reporting", env=env)).out
    shown = (await chithi("dlq", "show", "poison", env=env)).out
    assert "Undecodable: vn.chithi.report.submitted is not valid" in shown
    assert "ce_type: vn.chithi.report.submitted" in shown
    assert r"\xff\xfe no json" in shown

    first = await _letter(arena, "poison")
    assert (await chithi("dlq", "retry", "poison", env=env)).out == "2 thư chết được gửi lại.\n"
    await eventually(lambda: _failed_again(arena, first), within=PATIENCE_S, what="poison is poison also when retried")
    assert (await chithi("dlq", "retry", "told-too-early", env=env)).out == "1 thư chết được gửi lại.\n"
    await eventually(lambda: _dead_are(arena, {"reporting": {"poison"}, "tasks": {"poison"}}), within=PATIENCE_S)
    assert (await chithi("dlq", "discard", "poison", env=env)).out == "2 thư chết được bỏ qua.\n"
    assert (await chithi("dlq", "list", env=env)).out == "Không có thư chết.\n"
    assert "told-too-early" in (await chithi("dlq", "list", "--state", "retried", env=env)).out
    nothing = await chithi("dlq", "show", "no-such-letter", env=env)
    assert (nothing.code, nothing.err) == (2, "chithi: no dead letter no-such-letter\n")
    await arena.settle()


def _file_one(arena: Arena) -> ReportSubmitted:
    """What reporting will say of a report that one phone has filed and not sent."""
    arena.fleet.file(1, phones=1)
    phone = arena.fleet.phones[0]
    [report] = [report for report in phone.outbox() if report.state == "waiting"]
    return ReportSubmitted(
        report_id=report.id,
        revision=1,
        unit_id=report.unit_id,
        form_id=FORM,
        period=report.subject.period,
        values=report.values,
        received_at=datetime.now(UTC),
    )


def _as_record(event: ReportSubmitted, event_id: str) -> tuple[bytes, bytes, Headers]:
    headers = headers_of(event_id=event_id, source="a/stranger", time=datetime.now(UTC), event=event)
    return event.partition_key.encode(), event.model_dump_json().encode(), headers


def poison() -> tuple[bytes, bytes, Headers]:
    """Bytes that are no JSON under the name of an event that two services read."""
    headers = [("ce_id", b"poison"), ("ce_type", ReportSubmitted.type.encode()), ("ce_time", b"2026-11-21T00:00:00Z")]
    return b"anyone", b"\xff\xfe no json", headers


def of_unknown_type() -> tuple[bytes, bytes, Headers]:
    """An event of a later release."""
    headers = [("ce_id", b"unknown-type"), ("ce_type", b"vn.chithi.report.photographed")]
    return b"anyone", json.dumps({"photo": "…"}).encode(), headers


async def _dead_are(arena: Arena, wanted: dict[str, set[str]]) -> bool:
    assert await arena.dead_letters() == wanted
    return True


async def _letter(arena: Arena, letter_id: str) -> Document:
    found = await arena.reporting.collection("dead_letters").find_one({"_id": letter_id})
    assert found is not None
    return found


async def _failed_again(arena: Arena, first: Document) -> bool:
    letter = await _letter(arena, first["_id"])
    return letter["state"] == "dead" and letter["failed_at"] > first["failed_at"]
