"""The MongoDB seam, the only module that imports a driver: motor, or PyMongo's own async API by one setting."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from copy import copy
from datetime import UTC
from typing import Any, Literal, Protocol, TypeVar, cast

import structlog
from bson.timestamp import Timestamp
from motor.motor_asyncio import AsyncIOMotorClient
from opentelemetry.trace import SpanKind
from pymongo import ASCENDING, DESCENDING, AsyncMongoClient, DeleteOne, InsertOne, ReplaceOne, ReturnDocument, UpdateOne
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WaitQueueTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from chithi_platform.telemetry import span

__all__ = [
    "ALONE_MS",
    "ASCENDING",
    "DESCENDING",
    "BulkWriteError",
    "Collection",
    "DeleteOne",
    "Document",
    "DuplicateKeyError",
    "InsertOne",
    "Mongo",
    "OperationFailure",
    "ReplaceOne",
    "ReturnDocument",
    "Session",
    "Timestamp",
    "UpdateOne",
    "is_infrastructure_error",
    "patiently",
]

log = structlog.get_logger(__name__)

Driver = Literal["motor", "pymongo"]
Document = dict[str, Any]
Session = Any  # the driver's own client session; nothing outside this module looks inside
T = TypeVar("T")

ALONE_MS = 10_000  # how long a command looks for its server; a service has less, for others wait for its answer
_RETRY_LABEL = "TransientTransactionError"
_COMMIT_TRIES_S = 10.0
_UNKNOWN_COMMIT_LABEL = "UnknownTransactionCommitResult"
_STEPDOWN_CODES = {6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436}


class Cursor(Protocol):
    """What both drivers' cursors can do."""

    def sort(self, key: Any, direction: Any = None) -> "Cursor": ...
    def limit(self, limit: int) -> "Cursor": ...
    def skip(self, skip: int) -> "Cursor": ...
    def hint(self, index: Any) -> "Cursor": ...
    def batch_size(self, batch_size: int) -> "Cursor": ...
    async def to_list(self, length: int | None = None) -> list[Document]: ...
    def __aiter__(self) -> AsyncIterator[Document]: ...


class Collection(Protocol):
    """The calls that are the same in both drivers; all take `session=`."""

    @property
    def name(self) -> str: ...
    async def insert_one(self, document: Document, **kw: Any) -> Any: ...
    async def insert_many(self, documents: Sequence[Document], ordered: bool = True, **kw: Any) -> Any: ...
    async def find_one(self, filter: Any = None, *args: Any, **kw: Any) -> Document | None: ...
    def find(self, filter: Any = None, *args: Any, **kw: Any) -> Cursor: ...
    async def update_one(self, filter: Any, update: Any, **kw: Any) -> Any: ...
    async def update_many(self, filter: Any, update: Any, **kw: Any) -> Any: ...
    async def delete_one(self, filter: Any, **kw: Any) -> Any: ...
    async def delete_many(self, filter: Any, **kw: Any) -> Any: ...
    async def bulk_write(self, requests: Sequence[Any], ordered: bool = True, **kw: Any) -> Any: ...
    async def count_documents(self, filter: Any, **kw: Any) -> int: ...
    async def estimated_document_count(self, **kw: Any) -> int: ...
    async def find_one_and_update(self, filter: Any, update: Any, **kw: Any) -> Document | None: ...
    async def find_one_and_delete(self, filter: Any, **kw: Any) -> Document | None: ...
    async def create_index(self, keys: Any, **kw: Any) -> str: ...
    async def index_information(self, **kw: Any) -> dict[str, Document]: ...
    async def distinct(self, key: str, filter: Any = None, **kw: Any) -> list[Any]: ...
    async def drop(self, **kw: Any) -> None: ...


class ChangeStream(Protocol):
    """An open change stream; events come in commit order."""

    @property
    def resume_token(self) -> Mapping[str, Any] | None: ...
    async def try_next(self) -> Document | None: ...


class Mongo:
    """One database. Writes are acknowledged by a majority and journalled; times come back aware, in UTC.

    The client opens lazily; `close` ends it. `transact` retries what the server calls transient, so its callback may
    run more than once and must touch nothing but the session.
    """

    def __init__(
        self,
        url: str,
        database: str,
        driver: Driver = "motor",
        *,
        server_selection_ms: int = 3000,
        answer_ms: int = 60_000,
    ) -> None:
        options: dict[str, Any] = {
            "tz_aware": True,
            "tzinfo": UTC,
            "w": "majority",
            "journal": True,
            "serverSelectionTimeoutMS": server_selection_ms,
            "connectTimeoutMS": 3000,
            "socketTimeoutMS": answer_ms,
            "maxPoolSize": 64,
            "uuidRepresentation": "standard",
        }
        self.driver = driver
        self._client: Any = (
            AsyncIOMotorClient(url, **options) if driver == "motor" else AsyncMongoClient(url, **options)
        )
        self._database: Any = self._client[database]
        self.database_name = database

    def beside(self, suffix: str) -> "Mongo":
        """The database named like this one and the suffix, through the same client: one transaction may hold both."""
        other = copy(self)
        other.database_name = self.database_name + suffix
        other._database = self._client[other.database_name]  # noqa: SLF001 - our own kind
        return other

    def collection(self, name: str) -> Collection:
        """The collection of that name; it is created by its first write or index."""
        return cast(Collection, self._database[name])

    async def collection_names(self) -> list[str]:
        """Names of the collections that exist."""
        return cast(list[str], await self._database.list_collection_names())

    async def aggregate(self, name: str, pipeline: list[Document], **kw: Any) -> AsyncIterator[Document]:
        """Run a pipeline on the collection `name` and yield its documents."""
        started = self._database[name].aggregate(pipeline, **kw)
        cursor = started if self.driver == "motor" else await started
        async for document in cursor:
            yield document

    @asynccontextmanager
    async def watch(self, name: str, pipeline: list[Document], **kw: Any) -> AsyncIterator[ChangeStream]:
        """Open a change stream on the collection `name`."""
        started = self._database[name].watch(pipeline, **kw)
        manager: AbstractAsyncContextManager[Any] = started if self.driver == "motor" else await started
        async with manager as stream:
            yield stream

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """A causally consistent session."""
        started = self._client.start_session()
        session = await started if self.driver == "motor" else started
        async with session:
            yield session

    async def transact(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """Run `work(session)` in one snapshot transaction and commit it; raises what `work` raises."""
        started = time.monotonic()
        while True:
            try:
                return await self._transact(work)
            except (
                PyMongoError
            ) as error:  # motor commits outside its own retry loop, so that a conflict there ends here
                if time.monotonic() - started > _COMMIT_TRIES_S or not error.has_error_label(_RETRY_LABEL):
                    raise

    async def _transact(self, work: Callable[[Session], Awaitable[T]]) -> T:
        async with self.session() as session:
            with span("mongo transaction", kind=SpanKind.CLIENT, db=self.database_name):
                done = await session.with_transaction(
                    work, read_concern=ReadConcern("snapshot"), write_concern=WriteConcern("majority", j=True)
                )
                return cast(T, done)

    async def ping(self) -> None:
        """Ask the server for a sign of life; raises when there is none."""
        await self._client.admin.command("ping")

    async def command(self, command: Document) -> Document:
        """Run a database command."""
        return cast(Document, await self._database.command(command))

    async def drop_database(self) -> None:
        """Remove the whole database, and what lies beside it."""
        for name in await self._client.list_database_names():
            if name.startswith(self.database_name):
                await self._client.drop_database(name)

    async def close(self) -> None:
        """Close every connection; it goes on when the caller is cancelled."""
        closing = self._client.close()
        if closing is not None:
            await asyncio.shield(closing)


def is_infrastructure_error(error: BaseException) -> bool:
    """True when the database is away, stepping down or overloaded: the message is not to blame, wait and try again."""
    if isinstance(error, ConnectionFailure | WaitQueueTimeoutError | ExecutionTimeout):
        return True
    if isinstance(error, PyMongoError) and (
        error.has_error_label(_RETRY_LABEL) or error.has_error_label(_UNKNOWN_COMMIT_LABEL)
    ):
        return True
    return isinstance(error, OperationFailure) and error.code in _STEPDOWN_CODES


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """Do it, again while the database is away or takes longer than an answer may; it must bear being done twice.

    An index of millions of documents is built for minutes. The server goes on with it when nobody listens, and whoever
    asks for the same one again waits for it.
    """
    while True:
        try:
            return await work()
        except Exception as error:
            if not is_infrastructure_error(error):
                raise
            log.warning("waiting for the database", error=repr(error)[:200])
            await asyncio.sleep(0.5)
