"""Makes and ends accounts from the command line, and changes keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from chithi_platform.audit import AuditLog, operating
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import ALONE_MS, Mongo, Session
from chithi_platform.service import now
from chithi_tasks.account_rows import Row, Seal, made, replaced
from chithi_tasks.adapters.outbound.identity.accounts import Account, AccountRepository
from chithi_tasks.adapters.outbound.identity.passwords import hash_many
from chithi_tasks.adapters.outbound.identity.sealed_secrets import SealedSecrets
from chithi_tasks.adapters.outbound.identity.sessions import Sessions
from chithi_tasks.adapters.outbound.identity.signing_keys import SigningKeys
from chithi_tasks.adapters.outbound.identity.vault import Vault
from chithi_tasks.adapters.outbound.organisation.units import UnitRepository
from chithi_tasks.core.identity.account import day_of
from chithi_tasks.core.identity.new_accounts import BadAccount
from chithi_tasks.core.identity.passwords import one_time_password
from chithi_tasks.core.organisation.register import tree_of
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.core.organisation.units import NATION_ID, UnitTree
from chithi_tasks.settings import TasksSettings

AT_ONCE = 1000  # accounts in a transaction; each is four documents, and one takes some ten thousand


@dataclass(frozen=True, slots=True)
class Register:
    """The accounts of an installation, without the service."""

    mongo: Mongo
    audit: AuditLog
    accounts: AccountRepository
    sessions: Sessions

    async def tree(self) -> UnitTree:
        """The units of today: the packaged ones until the first reorganisation."""
        units = UnitRepository(self.mongo, Outbox(self.mongo, "chithi/tasks"))
        if not await units.edition():
            return packaged_tree()
        _, known = await units.register()
        return tree_of(known, day_of(now()))

    async def leave_an_administrator(self, old: Account, new: Account, session: Session) -> None:
        """Raise `BadAccount` when the nation has none without this one; to be asked when all is written."""
        if await self.accounts.leaves_nobody(old, new, NATION_ID, session):
            reason = f"{old.username} is the last administrator of the nation; give another account that role first"
            raise BadAccount("username", reason)


@asynccontextmanager
async def register(settings: TasksSettings) -> AsyncIterator[Register]:
    """Opens the database of the settings for as long as it is needed."""
    url = settings.mongo_url.get_secret_value()
    mongo = Mongo(url, settings.mongo_database, settings.mongo_driver, server_selection_ms=ALONE_MS)
    audit = AuditLog(mongo, "tasks")
    try:
        await audit.places.ensure()
        accounts = AccountRepository(mongo, Outbox(mongo, "chithi/tasks"), audit)
        with operating():
            yield Register(mongo, audit, accounts, Sessions(mongo, audit))
    finally:
        await mongo.close()


async def add(settings: TasksSettings, row: Row) -> None:
    """Keep one new account; raises `BadAccount` or `AccountExists`."""
    async with register(settings) as kept:
        [account] = made([row], await kept.tree(), _seal(settings))

        async def work(session: Session) -> None:
            await kept.accounts.add(account, session)

        await kept.mongo.transact(work)


async def put_all(settings: TasksSettings, rows: list[Row], *, generated: bool = False) -> int:
    """Check them all and keep them; when one is bad, none is kept. Those of the same names are replaced.

    Who is replaced keeps address, earlier appointments and a second factor, and has to sign in anew. `generated`
    passwords are random and need no weighing.
    """
    async with register(settings) as kept:
        accounts = made(rows, await kept.tree(), _seal(settings), generated=generated)
        for first in range(0, len(accounts), AT_ONCE):
            some = accounts[first : first + AT_ONCE]

            async def work(session: Session, some: list[Account] = some) -> None:
                known = [await kept.accounts.find(new.username, session) for new in some]
                pairs = [(old, replaced(old, new)) for old, new in zip(known, some, strict=True)]
                await kept.accounts.put_all(pairs, session)
                for old, new in pairs:
                    if old is None:
                        continue
                    await kept.leave_an_administrator(old, new, session)
                    await kept.sessions.revoke_all(old.username, "account-replaced", now(), session=session)

            await kept.mongo.transact(work)
    return len(accounts)


async def close(settings: TasksSettings, username: str, reason: str) -> None:
    """End an account and its sessions; raises `BadAccount`."""
    await _change(settings, username, "account.closed", closed_at=now(), closed_reason=reason)


async def reset_password(settings: TasksSettings, username: str) -> str:
    """A one-time password, which its owner has to change; the account's sessions end. Raises `BadAccount`."""
    password = one_time_password()
    [hashed] = hash_many([password])
    fields = {"password_hash": hashed, "must_change": True, "closed_at": None, "closed_reason": None}
    await _change(settings, username, "account.password-reset", **fields)
    return password


async def rotate_key(settings: TasksSettings) -> None:
    """Put a new signing key in force."""
    async with register(settings) as kept:
        keys = SigningKeys(kept.mongo, _vault(settings))
        await keys.ensure()
        await keys.rotate(kept.audit)


async def seal_anew(settings: TasksSettings) -> int:
    """Seal every stored secret with the first key; how many another had sealed. Raises `NotOpened`."""
    async with register(settings) as kept:
        return await SealedSecrets(kept.mongo, _vault(settings)).seal_anew(kept.audit)


def _vault(settings: TasksSettings) -> Vault:
    return Vault(settings.secrets_keys.get_secret_value())


def _seal(settings: TasksSettings) -> Seal:
    """Keys are needed only where a second factor is given."""
    return lambda secret: _vault(settings).seal(secret)


async def _change(settings: TasksSettings, username: str, action: str, **fields: Any) -> None:
    async with register(settings) as kept:

        async def work(session: Session) -> None:
            known = await kept.accounts.find(username, session)
            if known is None:
                raise BadAccount("username", f"there is no account {username!r}")
            changed = await kept.accounts.change(known, replace(known, **fields), action, session)
            await kept.leave_an_administrator(known, changed, session)
            await kept.sessions.revoke_all(username, action, now(), session=session)

        await kept.mongo.transact(work)
