"""How long after its receipt a report stands in the figures."""

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from chithi_cli import accounts
from chithi_cli.bench.frame import Figure, median, percentile, timed
from chithi_cli.local.brokers import BrokerKind
from chithi_cli.local.supervisor import LocalSystem
from chithi_cli.office import Json, Office
from chithi_mobile.core.period import previous, proposed
from chithi_mobile.core.phone import utc_now
from chithi_platform.ids import uuid7
from chithi_platform.mongo import Mongo
from chithi_reporting.core.indicators import FORMS

REPORTS = 60
FORM = FORMS["antt-thang"]
PROMPT = {"CHITHI_KAFKA_FETCH_WAIT_MS": "20"}  # the local broker does not wake a waiting fetch
INDICATOR = FORM.groups[0].indicators[0].code


async def visible(kafka: BrokerKind) -> list[Figure]:
    """From sending a report to reading it in the total; the bound is four majority writes one after the other.

    Four is what the guarantees cost at least: report with outbox row, its mark, the count with its inbox row, and the
    read that sees it; the broker's own time comes on top.
    """
    with TemporaryDirectory(prefix="chithi-bench-") as folder:
        async with LocalSystem(Path(folder) / "run", kafka=kafka, env=accounts.NO_SECOND_FACTOR | PROMPT) as system:
            territory = accounts.gazetteer().territory("tỉnh Ninh Bình")
            assert territory is not None  # noqa: S101 - our own table has it
            [officer] = accounts.officers(territory.communes[:1])
            await accounts.create([officer], system.mongod.url)
            async with httpx.AsyncClient(base_url=system.url, timeout=30) as client:
                office = Office(client, officer.username, officer.password)
                await office.sign_in()
                receipts, delays = await _measure(office, officer.unit_id)
            bound = await _majority_write_ms(system.mongod.url) * 4
    detail = {
        "reports": REPORTS,
        "p95_ms": round(percentile(delays, 0.95), 1),
        "receipt_ms": round(median(receipts), 1),
    }
    return [Figure("visible.p50", median(delays), "ms", bound, detail)]


async def _measure(office: Office, unit_id: str) -> tuple[list[float], list[float]]:
    receipts, delays = [], []
    period = proposed(utc_now().date())
    for _ in range(REPORTS):
        period = previous(period)
        body: Json = {"form_id": FORM.id, "unit_id": unit_id, "period": period, "assignment_id": None}
        body |= {"values": {INDICATOR: 1}, "narrative": "", "device_time": utc_now().isoformat()}
        began = time.perf_counter()
        await office.put(f"/api/reporting/v1/reports/{uuid7()}", body)
        receipts.append((time.perf_counter() - began) * 1000)
        await _until_counted(office, unit_id, period)
        delays.append((time.perf_counter() - began) * 1000)
    return receipts, delays


async def _until_counted(office: Office, unit_id: str, period: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        answer = await office.get("/api/reporting/v1/aggregates", unit_id=unit_id, period=period, form_id=FORM.id)
        if any(cell["filed"]["reports"] for cell in answer["cells"]):
            return
        await asyncio.sleep(0.002)
    raise TimeoutError("a report was not counted within 30 s")


async def _majority_write_ms(url: str) -> float:
    mongo = Mongo(url, "bench_bound")
    rows = mongo.collection("rows")
    try:
        return median([await timed(lambda: rows.insert_one({"payload": "x" * 900})) * 1000 for _ in range(REPORTS)])
    finally:
        await mongo.drop_database()
        await mongo.close()
