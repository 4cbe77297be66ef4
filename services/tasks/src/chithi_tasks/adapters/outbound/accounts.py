"""Accounts, and the count of failed sign-ins for every name that was tried, real or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chithi_platform.mongo import Document, DuplicateKeyError, Mongo, ReplaceOne
from chithi_tasks.core.identity.access import Role
from chithi_tasks.core.identity.lockout import pause_after

COLLECTION = "accounts"
FAILURES = "sign_in_failures"
FORGET = timedelta(hours=1)
MOST_TRIES = 15


class AccountExists(Exception):
    """The name is taken."""

    def __init__(self, username: str) -> None:
        super().__init__(f"account {username} exists already; use `account import` to replace it")


@dataclass(frozen=True, slots=True)
class Account:
    """A person or device that may sign in: one role, one unit, and for an agency's officer one agency of it."""

    username: str
    name: str
    role: Role
    unit_id: str
    path: tuple[str, ...]
    password_hash: str
    agency_id: str | None = None


class AccountRepository:
    """Accounts by user name."""

    def __init__(self, mongo: Mongo) -> None:
        self._accounts, self._failures = mongo.collection(COLLECTION), mongo.collection(FAILURES)

    async def ensure(self) -> None:
        """Create the indexes."""
        await self._failures.create_index([("at", 1)], name="expiry", expireAfterSeconds=int(FORGET.total_seconds()))

    async def find(self, username: str) -> Account | None:
        """The account of that name."""
        document = await self._accounts.find_one({"_id": username})
        if document is None:
            return None
        fields = {key: value for key, value in document.items() if key != "_id"}
        return Account(username=username, **(fields | {"path": tuple(fields["path"])}))

    async def add(self, account: Account) -> None:
        """Keep a new account; raises `AccountExists`."""
        try:
            await self._accounts.insert_one(_document(account))
        except DuplicateKeyError as error:
            raise AccountExists(account.username) from error

    async def put_all(self, accounts: list[Account]) -> None:
        """Keep the accounts, replacing those of the same names."""
        if accounts:
            await self._accounts.bulk_write(
                [ReplaceOne({"_id": account.username}, _document(account), upsert=True) for account in accounts]
            )

    async def count_try(self, username: str, now: datetime) -> timedelta | None:
        """Count a try before it is checked, so that parallel guesses cannot slip through.

        None lets it go on; else the name is closed for so long.
        """
        is_open = {"_id": username, "$or": [{"until": {"$lte": now}}, {"until": None}]}
        try:
            await self._failures.update_one(is_open, _counted(now), upsert=True)
        except DuplicateKeyError:
            closed = await self._failures.find_one({"_id": username})
            return max(closed["until"] - now, timedelta(seconds=1)) if closed else timedelta(seconds=1)
        return None

    async def succeeded(self, username: str) -> None:
        """Forget the failures of that name."""
        await self._failures.delete_one({"_id": username})


def _counted(now: datetime) -> list[Document]:
    """One more try; how long the name is then closed comes from a table, so that one update does it all."""
    pauses = [int(pause_after(tries).total_seconds() * 1000) for tries in range(MOST_TRIES + 1)]
    pause = {"$arrayElemAt": [pauses, {"$min": ["$tries", MOST_TRIES]}]}
    return [
        {"$set": {"tries": {"$add": [{"$ifNull": ["$tries", 0]}, 1]}, "at": now}},
        {"$set": {"until": {"$add": [now, pause]}}},
    ]


def _document(account: Account) -> Document:
    return {
        "_id": account.username,
        "name": account.name,
        "role": account.role,
        "unit_id": account.unit_id,
        "path": list(account.path),
        "password_hash": account.password_hash,
        "agency_id": account.agency_id,
    }
