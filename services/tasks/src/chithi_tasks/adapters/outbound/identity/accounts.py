"""Accounts in MongoDB; every change is told in `OfficerChanged` and in the audit log, in one transaction."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chithi_contracts.events import OfficerChanged
from chithi_platform.audit import AuditLog, Entry
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Document, DuplicateKeyError, Mongo, ReplaceOne, Session
from chithi_platform.service import now as utc_now
from chithi_tasks.adapters.outbound.identity.account_documents import account_of, document_of, shown
from chithi_tasks.core.identity.account import Account, day_of
from chithi_tasks.core.text import plain

COLLECTION = "accounts"
GUARDS = "identity_guards"
__all__ = ["Account", "AccountExists", "AccountRepository", "StaleAccount"]


class AccountExists(Exception):
    """The name is taken."""

    def __init__(self, username: str) -> None:
        super().__init__(f"account {username} exists already; use `account import` to replace it")


class StaleAccount(Exception):
    """Somebody else changed the account meanwhile."""

    def __init__(self, username: str) -> None:
        super().__init__(f"account {username} was changed meanwhile; read it again")


class AccountRepository:
    """Accounts by user name. Changes need the outbox and the audit log; who only reads may leave them away."""

    def __init__(
        self,
        mongo: Mongo,
        outbox: Outbox | None = None,
        audit: AuditLog | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._accounts, self._guards = mongo.collection(COLLECTION), mongo.collection(GUARDS)
        self._outbox = outbox or Outbox(mongo, "chithi/tasks")
        self._audit = audit or AuditLog(mongo, "tasks")
        self._clock = clock

    async def ensure(self) -> None:
        """Create the indexes."""
        await self._accounts.create_index([("appointments.path", 1), ("_id", 1)], name="subtree")

    async def find(self, username: str, session: Session | None = None) -> Account | None:
        """The account of that name, as it stands today."""
        document = await self._accounts.find_one({"_id": username}, session=session)
        return account_of(document, self.today) if document else None

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return day_of(self._clock())

    async def add(self, account: Account, session: Session) -> None:
        """Keep a new account; raises `AccountExists`."""
        try:
            await self._accounts.insert_one(document_of(account), session=session)
        except DuplicateKeyError as error:
            raise AccountExists(account.username) from error
        await self._outbox.append(session, _told(account))
        await self._audit.record(session, "account.added", account.username, after=shown(account))

    async def change(self, old: Account, new: Account, action: str, session: Session, **more: Any) -> Account:
        """Keep what became of an account; raises `StaleAccount`. `more` goes into the audit row beside the changes."""
        kept = replace(new, version=old.version + 1)
        same = {"_id": old.username, "version": old.version}
        fields = {name: value for name, value in document_of(kept).items() if name != "_id"}
        if new.second_factor == old.second_factor:  # a code may be spent meanwhile, and has to stay spent
            del fields["second_factor"]
        if not (await self._accounts.update_one(same, {"$set": fields}, session=session)).modified_count:
            raise StaleAccount(old.username)
        before, after = _differing(shown(old), shown(kept))
        if before or after:
            await self._outbox.append(session, _told(kept))
        await self._audit.record(session, action, old.username, before=before, after=after | more)
        return kept

    async def spend_step(self, account: Account, step: int) -> bool:
        """Note that the code of that step was used; False when another sign-in was a moment faster with it."""
        unused = {"_id": account.username, "second_factor.last_step": {"$lt": step}}
        written = await self._accounts.update_one(unused, {"$set": {"second_factor.last_step": step}})
        return bool(written.modified_count)

    async def spend_recovery(self, account: Account, digest: str, session: Session) -> bool:
        """Strike out a recovery code; False when it is gone already."""
        known = {"_id": account.username, "second_factor.recovery": digest}
        pulled = {"$pull": {"second_factor.recovery": digest}}
        written = await self._accounts.update_one(known, pulled, session=session)
        if written.modified_count:
            await self._audit.record(session, "account.recovery-code-used", account.username)
        return bool(written.modified_count)

    async def page(
        self,
        unit_id: str,
        *,
        roles: tuple[str, ...],
        mine: Callable[[Account], bool],
        q: str,
        after: str | None,
        limit: int,
    ) -> list[Account]:
        """Accounts that belong to the unit or below it, by user name. `q`: every word begins a word of name or account.

        One that moved away is found where it is now: where it was may be in the index, and is left out here.
        """
        found: list[Account] = []
        query: Document = {"appointments": {"$elemMatch": {"path": unit_id, "role": {"$in": list(roles)}}}}
        if words := plain(q).split():
            query["$and"] = [{"search": {"$regex": rf"\b{word}"}} for word in words]
        if after is not None:
            query["_id"] = {"$gt": after}
        async for row in self._accounts.find(query).sort("_id", 1):
            account = account_of(row, self.today)
            if unit_id in account.path and account.role in roles and mine(account):
                found.append(account)
            if len(found) == limit:
                break
        return found

    async def usernames_inside(self, unit_id: str) -> list[str]:
        """The names of all accounts that belong to the unit or below it."""
        inside = {"appointments": {"$elemMatch": {"path": unit_id}}}
        rows = [account_of(row, self.today) async for row in self._accounts.find(inside)]
        return [account.username for account in rows if unit_id in account.path]

    async def inside(self, unit_id: str, session: Session) -> AsyncIterator[Account]:
        """Accounts with an appointment in the unit itself or an agency of it, whatever became of it."""
        async for row in self._accounts.find({"appointments.unit_id": unit_id}, session=session):
            yield account_of(row, self.today)

    async def leaves_nobody(self, old: Account, new: Account, unit_id: str, session: Session) -> bool:
        """Whether the unit would have an administrator for less long than now, without a gap from today.

        Whoever would give some of it up takes a guard that makes two at once wait for each other: else each could leave
        it to the other, and both would go.
        """
        until = old.holds_until("admin", unit_id)
        if new.holds_until("admin", unit_id) >= until:
            return False
        await self._guards.update_one({"_id": unit_id}, {"$inc": {"turn": 1}}, upsert=True, session=session)
        query = {
            "_id": {"$ne": old.username},
            "closed_at": None,
            "appointments": {"$elemMatch": {"unit_id": unit_id, "role": "admin"}},
        }
        rows = [account_of(row, self.today) async for row in self._accounts.find(query, session=session)]
        return all(one.holds_until("admin", unit_id) < until for one in rows)

    async def put_all(self, pairs: Sequence[tuple[Account | None, Account]], session: Session) -> None:
        """Keep many at once, each beside what it was; for imports and mergers of units."""
        if not pairs:
            return
        kept = [(old, replace(new, version=old.version + 1 if old else 1)) for old, new in pairs]
        writes: list[Any] = [ReplaceOne({"_id": new.username}, document_of(new), upsert=True) for _, new in kept]
        await self._accounts.bulk_write(writes, session=session)
        await self._outbox.append(session, *(_told(new) for _, new in kept))
        await self._audit.record_all(session, [_entry(old, new) for old, new in kept])


def _entry(old: Account | None, new: Account) -> Entry:
    before, after = _differing(shown(old) if old else {}, shown(new))
    return Entry("account.changed" if old else "account.added", new.username, before if old else None, after)


def _told(account: Account) -> OfficerChanged:
    standing = account.standing
    return OfficerChanged(
        officer_id=account.username,
        name=account.name,
        role=standing.role,
        unit_id=standing.unit_id,
        agency_id=standing.agency_id,
        valid_from=None if standing.valid_from == date.min else standing.valid_from,
        valid_to=standing.valid_to,
        email=account.email,
        active=account.state(account.today) in ("active", "upcoming"),
    )


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that changed, as they were and as they are."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}
