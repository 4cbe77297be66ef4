"""What a row of the audit log costs a write, how fast rows are sealed, and how fast a log is verified."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from chithi_cli.bench.frame import Figure, median, parts
from chithi_cli.local.brokers import BrokerKind
from chithi_contracts.events import AssignmentAccepted
from chithi_contracts.events.assignment import Assignee
from chithi_platform.audit import Actor, AuditLog
from chithi_platform.audit.sealing import Sealer
from chithi_platform.audit.verifying import verify
from chithi_platform.ids import uuid7
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Mongo, Session
from chithi_platform.service import now

AT_ONCE, WRITES, ROUNDS = 16, 400, 3
BY = Actor("an", "coordinator", "37-20250701", "s", "203.0.113.9")
ASSIGNEE = Assignee(kind="unit", id="13669-20250701", name="Phường Nam Định", unit_id="13669-20250701")


async def audit(kafka: BrokerKind) -> list[Figure]:
    """Writes per second with a row and without, in turn; then the rows that came of it are sealed and verified."""
    async with parts(kafka) as (mongod, _broker):
        mongo = Mongo(mongod.url, "bench_audit")
        log, rates = AuditLog(mongo, "bench"), {True: list[float](), False: list[float]()}
        await log.places.ensure()
        try:
            for _round in range(ROUNDS):
                for audited in (False, True):
                    rates[audited].append(await _rate(WRITES, _write(mongo, log if audited else None)))
            rows = WRITES * ROUNDS
            sealing, verifying = await _took(_sealed(mongo, log)), await _took(verify(log.places))
        finally:
            await mongo.drop_database()
            await mongo.close()
    plain, audited_rate = median(rates[False]), median(rates[True])
    detail = {"at_once": AT_ONCE, "bound_is": "the same write without a row", "a_write": "document, event"}
    return [
        Figure("audit.write", audited_rate, "writes/s", plain, detail),
        Figure("audit.cost", 1000 * AT_ONCE * (1 / audited_rate - 1 / plain), "ms a write", 0.0, {"at_once": AT_ONCE}),
        Figure("audit.seal", rows / sealing, "rows/s", 0.0, {"rows": rows}),
        Figure("audit.verify", rows / verifying, "rows/s", 0.0, {"rows": rows}),
    ]


def _write(mongo: Mongo, log: AuditLog | None) -> Callable[[], Awaitable[None]]:
    things, outbox = mongo.collection("things"), Outbox(mongo, "bench")

    async def work(session: Session) -> None:
        thing = uuid7()
        await things.insert_one({"_id": thing, "state": "received"}, session=session)
        accepted = AssignmentAccepted(
            assignment_id=thing,
            assignment_version=2,
            directive_id=thing,
            assignee=ASSIGNEE,
            accepted_at=now(),
            accepted_by="an",
        )
        await outbox.append(session, accepted)
        if log:
            fields = {"state": "issued"}, {"state": "received"}
            await log.record(session, "assignment.accepted", thing, before=fields[0], after=fields[1], actor=BY)

    async def write() -> None:
        await mongo.transact(work)

    return write


async def _rate(count: int, write: Callable[[], Awaitable[None]]) -> float:
    numbers = iter(range(count))

    async def client() -> None:
        for _ in numbers:
            await write()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(AT_ONCE)))
    return count / (time.perf_counter() - began)


async def _sealed(mongo: Mongo, log: AuditLog) -> None:
    sealer = Sealer(mongo, log.places)
    await sealer.lead()
    while await sealer.seal():
        pass


async def _took(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began
