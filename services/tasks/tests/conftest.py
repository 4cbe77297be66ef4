"""A tasks service on the real database (and broker), reached over its own HTTP app."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from chithi_contracts.events import DirectivePublished
from chithi_contracts.events.directive import Section
from chithi_platform.messaging.envelope import Received, headers_of
from chithi_platform.mongo import Mongo, Session
from chithi_platform.service import Role, Service, now
from chithi_tasks.account_rows import made
from chithi_tasks.adapters.inbound.identity.issuer import Issuer
from chithi_tasks.adapters.outbound.identity.accounts import AccountRepository
from chithi_tasks.adapters.outbound.identity.signing_keys import SigningKeys
from chithi_tasks.adapters.outbound.identity.vault import Vault, new_key
from chithi_tasks.app import build
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.settings import TasksSettings
from chithi_testkit.oidc import OidcProvider, oidc_provider
from chithi_testkit.polling import eventually

MONGO_DRIVER: Any = os.environ.get("CHITHI_TEST_MONGO_DRIVER", "motor")
NINH_BINH = "37-20250701"
WARD = "13669-20250701"  # Phường Nam Định
OTHER_WARD = "13285-20250701"  # Phường Phủ Lý, same province
FAR_WARD = "00004-20250701"  # Phường Ba Đình, Hà Nội
PASSWORD = "mật khẩu đủ dài"
SECRETS_KEYS = new_key()  # of this run


class Tasks:
    """One running service and what tests do with it."""

    ninh_binh, ward, other_ward, far_ward = NINH_BINH, WARD, OTHER_WARD, FAR_WARD
    password = PASSWORD

    def __init__(self, service: Service) -> None:
        self.service, self.mongo, self.tree = service, service.mongo, packaged_tree()
        self.vault = Vault(service.settings.secrets_keys.get_secret_value())
        self.accounts, self.keys = AccountRepository(service.mongo), SigningKeys(service.mongo, self.vault)
        self.issuer = Issuer(self.keys, "chithi", lambda: datetime.now(UTC))
        self._transport = httpx.ASGITransport(app=service.app)

    def client(self, token: str | None = None) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.AsyncClient(transport=self._transport, base_url="http://tasks.test", headers=headers)

    async def account(self, role: str, unit_id: str, **more: Any) -> str:
        """A new account's user name; the password is PASSWORD."""
        username = f"u{uuid4().hex[:12]}"
        row = {"username": username, "password": PASSWORD, "name": "Nguyễn Văn A", "role": role, "unit_id": unit_id}
        [account] = made([row | more], self.tree, self.vault.seal)

        async def work(session: Session) -> None:
            await self.accounts.put_all([(None, account)], session)

        await self.mongo.transact(work)
        return username

    async def token(self, role: str, unit_id: str, *, life: timedelta = timedelta(minutes=5), **more: Any) -> str:
        account = await self.accounts.find(await self.account(role, unit_id, **more))
        assert account
        return await self.issuer.token(account, life)

    async def signed_in(self, role: str, unit_id: str, **more: Any) -> httpx.AsyncClient:
        return self.client(await self.token(role, unit_id, **more))

    async def tell(self, *events: Any) -> None:
        """Hand events to the service's own handlers, each in a transaction, as the consumer does."""
        for event in events:
            received = as_received(event)
            handler = self.service.parts.consumes[type(event)]

            async def work(session: Session, handler: Any = handler, received: Any = received) -> None:
                await handler([received], session)

            await self.mongo.transact(work)

    async def tell_together(self, *events: Any) -> None:
        """Hand events to their handlers in one transaction, as the consumer does with a batch."""
        batch = [as_received(event) for event in events]

        async def work(session: Session) -> None:
            for received in batch:
                await self.service.parts.consumes[type(received.payload)]([received], session)

        await self.mongo.transact(work)

    @staticmethod
    def section(ordinal: str, *lead: str, **more: Any) -> Section:
        return section(ordinal, *lead, **more)

    @staticmethod
    def published(*sections: Section, **more: Any) -> DirectivePublished:
        return published(*sections, **more)

    async def said(self, event: type[Any], **matching: Any) -> list[Any]:
        """The events of this type that wait in the outbox or left it, with these field values."""
        rows = await self.mongo.collection("outbox").find({"topic": event.topic.name}).sort("_id", 1).to_list(None)
        mine = [row for row in rows if dict(row["headers"]).get("ce_type") == event.type.encode()]
        events = [event.model_validate_json(row["value"]) for row in mine]
        return [e for e in events if all(getattr(e, name) == value for name, value in matching.items())]


Record = tuple[str, bytes, list[tuple[str, bytes]]]


class Wire:
    """The broker as tests use it: records sent, records seen, events that a service has handled."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap

    @staticmethod
    def record(event: Any, event_id: str | None = None) -> Record:
        headers = headers_of(event_id=event_id or uuid4().hex, source="test", time=datetime.now(UTC), event=event)
        return event.topic.name, event.model_dump_json().encode(), headers

    async def produce(self, *records: Record) -> None:
        producer = AIOKafkaProducer(bootstrap_servers=self._bootstrap)
        await producer.start()
        try:
            for topic, value, headers in records:
                await producer.send_and_wait(topic, value=value, key=b"k", headers=headers)
        finally:
            await producer.stop()

    async def on_topic(self, topic: str, count: int) -> list[dict[str, str]]:
        """At least `count` events of a topic, as their CloudEvents attributes; the relay may send one twice."""
        consumer = AIOKafkaConsumer(topic, bootstrap_servers=self._bootstrap, auto_offset_reset="earliest")
        await consumer.start()
        found: dict[str, dict[str, str]] = {}
        try:

            async def all_there() -> bool:
                for batch in (await consumer.getmany(timeout_ms=200)).values():
                    told = [{name: value.decode() for name, value in row.headers} for row in batch]
                    found.update((attributes["ce_id"], attributes) for attributes in told)
                return len(found) >= count

            await eventually(all_there, within=120, what=f"{count} events on {topic}")
        finally:
            await consumer.stop()
        return list(found.values())

    @staticmethod
    async def handled(tasks: Any, *event_ids: str) -> None:
        ids = [f"tasks:{event_id}" for event_id in event_ids]
        inbox = tasks.mongo.collection("inbox")

        async def entered() -> bool:
            return bool(await inbox.count_documents({"_id": {"$in": ids}}) == len(ids))

        await eventually(entered, within=120, what=f"events {event_ids} are handled")


def as_received(event: Any) -> Any:
    return Received(uuid4().hex, event.type, datetime.now(UTC), event, None)


def published(*sections: Section, **more: Any) -> DirectivePublished:
    fields: dict[str, Any] = {
        "directive_id": uuid4().hex,
        "version_no": 1,
        "number": "12/CT-UBND",
        "doc_type": "Chỉ thị",
        "subject": "Về nhiệm vụ công tác an ninh, trật tự năm 2026",
        "issuing_body": "Ủy ban nhân dân tỉnh Ninh Bình",
        "issue_date": date(2026, 3, 1),
        "addressees": [],
        "sections": list(sections) or [section("1", "Công an tỉnh"), section("2", "UBND các xã, phường")],
        "monitoring_agency": "Công an tỉnh",
        "published_at": datetime(2026, 3, 1, 8, tzinfo=UTC),
        "published_by": "vanthu",
    }
    return DirectivePublished(**(fields | more))


def section(ordinal: str, *lead: str, **more: Any) -> Section:
    text = f"{ordinal}. {' và '.join(lead)} tăng cường tuần tra. Báo cáo kết quả hằng tháng."
    return Section(**({"ordinal": ordinal, "mode": "assign", "lead": list(lead), "text": text} | more))


@asynccontextmanager
async def running(
    mongo: Mongo, url: str, role: Role, clock: Callable[[], datetime] = now, **settings: Any
) -> AsyncIterator[Tasks]:
    kept = {"mongo_url": url, "mongo_database": mongo.database_name, "mongo_driver": mongo.driver}
    loaded = TasksSettings(**({"secrets_keys": SECRETS_KEYS} | kept | settings))
    service = Service("tasks", loaded, lambda rt: build(replace(rt, clock=clock)), role)
    try:
        await service.start()
        yield Tasks(service)
    finally:
        await service.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tasks(mongod: Any) -> AsyncIterator[Tasks]:
    """The service without a broker, shared by the session: each test uses directives and accounts of its own."""
    database = Mongo(mongod.url, f"tasks_{uuid4().hex[:12]}", MONGO_DRIVER)
    async with running(database, mongod.url, Role.api) as one:
        yield one
    await database.drop_database()
    await database.close()


class MovedClock:
    """The service's clock, ahead by as much as a test says."""

    ahead = timedelta(0)

    def __call__(self) -> datetime:
        return now() + self.ahead


@pytest.fixture
async def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def vault() -> Vault:
    """With the key that the services of this run have."""
    return Vault(SECRETS_KEYS)


@pytest.fixture(scope="session")
def secrets_keys() -> str:
    """What `CHITHI_SECRETS_KEYS` is in this run."""
    return SECRETS_KEYS


@pytest.fixture
def answering(mongo: Mongo, mongod: Any) -> Callable[..., Any]:
    """`async with answering(...) as tasks`: an API process with these settings on an empty database."""
    return lambda **settings: running(mongo, mongod.url, Role.api, **settings)


@pytest_asyncio.fixture
async def timed(mongo: Mongo, mongod: Any, clock: MovedClock) -> AsyncIterator[Tasks]:
    """A service on an empty database, by a clock that the test moves."""
    async with running(mongo, mongod.url, Role.api, clock) as one:
        yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def second(tasks: Tasks, mongod: Any) -> AsyncIterator[Tasks]:
    """Another process of the same service, on the same database."""
    database = Mongo(mongod.url, tasks.mongo.database_name, MONGO_DRIVER)
    async with running(database, mongod.url, Role.api) as one:
        yield one
    await database.close()


@pytest.fixture(scope="session")
def beside(tasks: Tasks, mongod: Any) -> Callable[..., Any]:
    """`async with beside(...) as tasks`: another process with other settings, on the database of `tasks`."""

    @asynccontextmanager
    async def begin(**settings: Any) -> AsyncIterator[Tasks]:
        database = Mongo(mongod.url, tasks.mongo.database_name, MONGO_DRIVER)
        async with running(database, mongod.url, Role.api, **settings) as one:
            yield one
        await database.close()

    return begin


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running_provider() -> AsyncIterator[OidcProvider]:
    async with oidc_provider() as one:
        yield one


@pytest.fixture
def provider(running_provider: OidcProvider) -> OidcProvider:
    """An OpenID Connect provider, honest until the test says otherwise."""
    running_provider.reset()
    return running_provider


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def existing(beside: Callable[..., Any], running_provider: OidcProvider) -> AsyncIterator[Tasks]:
    """A service whose people sign in at the provider; their accounts are made here."""
    async with beside(**running_provider.settings()) as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def following(beside: Callable[..., Any], running_provider: OidcProvider) -> AsyncIterator[Tasks]:
    """A service that takes role and place from the provider too."""
    async with beside(**running_provider.settings(oidc_provision="create")) as one:
        yield one


@pytest.fixture
def start(mongo: Mongo, mongod: Any, empty_broker: Any) -> Callable[..., Any]:
    """`async with start() as tasks`: a whole process of the service on an empty database and an empty broker."""

    def begin(role: Role = Role.all, **settings: Any) -> Any:
        more = {
            "kafka_bootstrap": empty_broker.bootstrap,
            "kafka_profile": empty_broker.profile,
            "broker_check_s": 0.2,
            "consumer_attempts": 2,
        }
        return running(mongo, mongod.url, role, **(more | settings))

    return begin


@pytest.fixture
def wire(empty_broker: Any) -> Wire:
    return Wire(empty_broker.bootstrap)
