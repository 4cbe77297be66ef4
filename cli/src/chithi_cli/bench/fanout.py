"""How fast a directive to the whole country becomes assignments."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from pydantic import SecretStr

from chithi_cli.accounts import gazetteer
from chithi_cli.bench.frame import Figure, parts
from chithi_cli.local.brokers import BrokerKind
from chithi_contracts.events import DirectivePublished
from chithi_contracts.events.directive import Section
from chithi_platform.ids import uuid7
from chithi_platform.mongo import Session
from chithi_platform.service import Role, Service
from chithi_tasks.adapters.outbound.identity.vault import new_key
from chithi_tasks.app import build
from chithi_tasks.settings import TasksSettings

ALLOWED_S, DEADLINE_S = 5.0, 120.0


async def fanout(kafka: BrokerKind) -> list[Figure]:
    """From one published directive to an assignment of each of 3,321 communes, and to all of them told; 5 s each."""
    communes = {unit.id for unit in gazetteer().tree.communes("VN")}
    async with parts(kafka) as (mongod, broker):
        settings = TasksSettings(
            mongo_url=SecretStr(mongod.url),
            mongo_database="bench_fanout",
            kafka_bootstrap=broker.bootstrap,
            kafka_profile=broker.profile,
            secrets_keys=SecretStr(new_key()),
        )
        service = Service("tasks", settings, build, Role.worker)
        await service.start()
        try:
            await _quiet(service)  # the units are told first
            began = time.perf_counter()
            await _publish(service)
            await _assigned(service, len(communes))
            assigned = time.perf_counter() - began
            await _quiet(service)
            told = time.perf_counter() - began
            rows = service.mongo.collection("assignments").find({}, {"assignee.unit_id": 1})
            units = [row["assignee"]["unit_id"] async for row in rows]
        finally:
            await service.stop()
    detail = {"assignments": len(units), "exactly_one_each": sorted(units) == sorted(communes)}
    return [
        Figure("fanout.assigned", assigned, "s", ALLOWED_S, detail),
        Figure("fanout.told", told, "s", ALLOWED_S, detail),
    ]


async def _publish(service: Service) -> None:
    directive = DirectivePublished(
        directive_id=uuid7(),
        version_no=1,
        number="01/CT-TTg",
        doc_type="Chỉ thị",
        subject="Về bảo đảm an ninh, trật tự",
        issuing_body="Thủ tướng Chính phủ",
        issue_date=datetime.now(UTC).date(),
        addressees=[],
        sections=[Section(ordinal="1", mode="assign", lead=["UBND các xã, phường, đặc khu"], text="1. Thực hiện.")],
        monitoring_agency=None,
        published_at=datetime.now(UTC),
        published_by="bench",
    )

    async def work(session: Session) -> None:
        await service.outbox.append(session, directive)

    await service.mongo.transact(work)


async def _assigned(service: Service, count: int) -> None:
    async def all_there() -> bool:
        return await service.mongo.collection("assignments").count_documents({}) >= count

    await _until(all_there)


async def _quiet(service: Service) -> None:
    """Until the outbox has been sent."""

    async def sent() -> bool:
        return (await service.outbox.state()).pending == 0

    await _until(sent)


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while True:
            if await true():
                return
            await asyncio.sleep(0.01)
