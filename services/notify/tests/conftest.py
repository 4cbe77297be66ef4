"""A notify service on the real database and broker, reached over its own HTTP app."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from chithi_contracts.events import AssignmentIssued
from chithi_contracts.events.assignment import Assignee
from chithi_notify.app import build
from chithi_notify.settings import NotifySettings
from chithi_platform.mongo import Mongo
from chithi_platform.security import Principal
from chithi_platform.service import Parts, Role, Runtime, Service

WARD, OTHER = "13669-20250701", "13285-20250701"


class Names:
    """Takes `unit`, `unit/agency` or `role@unit`, with `<unit` for each that it took over, as the token.

    The issuer is another service's matter.
    """

    async def verify(self, token: str) -> Principal:
        role, _, place = token.rpartition("@")
        place, *ended = place.split("<")
        unit, _, agency = place.partition("/")
        path = ("VN", "37-20250701", unit)
        role = role or "agency_officer"
        return Principal("an", "Cán bộ An", role, unit, path, agency or None, heir_of=tuple(ended))


class Notify:
    """One running service and what tests do with it."""

    ward, other = WARD, OTHER

    def __init__(self, service: Service) -> None:
        self.service, self.mongo = service, service.mongo

    def client(self, unit: str = WARD) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.service.app)
        return httpx.AsyncClient(
            transport=transport, base_url="http://notify", headers={"Authorization": f"Bearer {unit}"}
        )

    async def alerts(self) -> list[str]:
        return [row["assignment_id"] async for row in self.mongo.collection("alerts").find({}).sort("assignment_id", 1)]

    @staticmethod
    def issued(assignment: str, unit: str = WARD, agency: str | None = None) -> AssignmentIssued:
        return AssignmentIssued(
            assignment_id=assignment,
            assignment_version=1,
            directive_id="d1",
            assignee=Assignee(kind="agency" if agency else "unit", id=agency or unit, name="Nơi nhận", unit_id=unit),
            directive_number="03/CT-UBND",
            section_ordinal="16",
            title=f"Nhiệm vụ {assignment}",
            mode="assign",
            due=None,
            issued_at=datetime.now(UTC),
        )


def parts(rt: Runtime) -> Parts:
    built = build(rt)
    built.verifier = Names()
    return built


@pytest.fixture
def start(mongo: Mongo, mongod: Any, empty_broker: Any) -> Callable[..., Any]:
    """`async with start() as notify`: a whole process of the service on an empty database and broker."""

    @asynccontextmanager
    async def begin(role: Role = Role.all, **more: Any) -> AsyncIterator[Notify]:
        settings = NotifySettings(
            mongo_url=mongod.url,
            mongo_database=mongo.database_name,
            mongo_driver=mongo.driver,
            kafka_bootstrap=empty_broker.bootstrap,
            kafka_profile=empty_broker.profile,
            **{"broker_check_s": 0.2, "consumer_attempts": 2, **more},
        )
        service = Service("notify", settings, parts, role)
        await service.start()
        try:
            yield Notify(service)
        finally:
            await service.stop()

    return begin
