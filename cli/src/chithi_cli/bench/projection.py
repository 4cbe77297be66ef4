"""How fast filed reports become figures: outbox, broker, inbox, cells."""

import asyncio
import time
from datetime import UTC, datetime
from itertools import islice, product

from pydantic import SecretStr

from chithi_cli.accounts import gazetteer
from chithi_cli.bench.frame import Figure, parts
from chithi_cli.local.brokers import BrokerKind
from chithi_contracts.events import ReportSubmitted
from chithi_platform.ids import uuid7
from chithi_platform.mongo import Document, Mongo, ReplaceOne, Session
from chithi_platform.service import Role, Service
from chithi_reporting.app import build
from chithi_reporting.core.indicators import FORMS
from chithi_reporting.settings import ReportingSettings

REPORTS = 4_000
CHUNK = 500
DEADLINE_S = 120.0


async def projection(kafka: BrokerKind) -> list[Figure]:
    """Reports counted per second from a full outbox; the bound is writing the reports' own rows in bulk, no more."""
    async with parts(kafka) as (mongod, broker):
        settings = ReportingSettings(
            mongo_url=SecretStr(mongod.url),
            mongo_database="bench_projection",
            kafka_bootstrap=broker.bootstrap,
            kafka_profile=broker.profile,
        )
        service = Service("reporting", settings, build, Role.worker)
        events = _events()
        await _fill(service, events)
        bound = await _bulk_rate(service.mongo, events)
        began = time.perf_counter()
        await service.start()
        try:
            await _until_counted(service.mongo, len(events))
            seconds = time.perf_counter() - began
        finally:
            await service.stop()
    detail = {"reports": len(events), "seconds": round(seconds, 2), "bound_is": "bulk upsert of the same rows"}
    return [Figure("projection.reports", len(events) / seconds, "reports/s", bound, detail)]


def _events() -> list[tuple[ReportSubmitted, list[str]]]:
    territory = gazetteer().territory("tỉnh Ninh Bình")
    assert territory is not None  # noqa: S101 - our own table has it
    form = FORMS["antt-thang"]
    codes = [indicator.code for group in form.groups for indicator in group.indicators]
    months = [f"{year}-{month:02}" for year, month in product(range(2022, 2026), range(1, 13))]
    now = datetime.now(UTC)
    pairs = islice(product(months, territory.communes), REPORTS)
    return [
        (
            ReportSubmitted(
                report_id=uuid7(),
                revision=1,
                unit_id=commune.id,
                form_id=form.id,
                period=month,
                values=dict.fromkeys(codes, 2),
                received_at=now,
            ),
            list(commune.path),
        )
        for month, commune in pairs
    ]


async def _fill(service: Service, events: list[tuple[ReportSubmitted, list[str]]]) -> None:
    """The reports as the API leaves them: stored, and told in the outbox."""
    await service.mongo.collection("reports").create_index([("form_id", 1)])
    for start in range(0, len(events), CHUNK):
        chunk = events[start : start + CHUNK]

        async def work(session: Session, chunk: list[tuple[ReportSubmitted, list[str]]] = chunk) -> None:
            await service.mongo.collection("reports").insert_many([_row(*one) for one in chunk], session=session)
            await service.outbox.append(session, *(event for event, _ in chunk))

        await service.mongo.transact(work)


def _row(event: ReportSubmitted, path: list[str]) -> Document:
    return {"_id": event.report_id, "assignment_id": None, "path": path} | event.model_dump(
        include={"form_id", "period", "unit_id", "revision", "values", "received_at"}
    )


async def _bulk_rate(mongo: Mongo, events: list[tuple[ReportSubmitted, list[str]]]) -> float:
    rows = mongo.collection("bound")
    began = time.perf_counter()
    for start in range(0, len(events), CHUNK):
        chunk = [_row(*one) for one in events[start : start + CHUNK]]
        await rows.bulk_write([ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in chunk], ordered=False)
    return len(events) / (time.perf_counter() - began)


async def _until_counted(mongo: Mongo, wanted: int) -> None:
    inbox = mongo.collection("inbox")
    deadline = time.monotonic() + DEADLINE_S
    while await inbox.count_documents({}) < wanted:
        if time.monotonic() > deadline:
            raise TimeoutError(f"not {wanted} reports counted within {DEADLINE_S:.0f} s")
        await asyncio.sleep(0.02)
