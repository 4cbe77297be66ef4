"""Makes and ends accounts from the command line; passwords of many are hashed in parallel."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chithi_platform.audit import AuditLog
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Mongo, Session
from chithi_platform.service import now
from chithi_tasks.adapters.outbound.identity.accounts import Account, AccountRepository
from chithi_tasks.adapters.outbound.identity.passwords import hash_many
from chithi_tasks.adapters.outbound.identity.sessions import Sessions
from chithi_tasks.adapters.outbound.identity.signing_keys import SigningKeys
from chithi_tasks.core.identity.account import Appointment, day_of
from chithi_tasks.core.identity.new_accounts import (
    BadAccount,
    agency_of,
    field_of,
    password_of,
    role_of,
    unit_of,
    username_of,
)
from chithi_tasks.core.identity.passwords import one_time_password
from chithi_tasks.core.identity.second_factor import SecondFactor
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.settings import TasksSettings

Row = dict[str, Any]
AT_ONCE = 1000  # accounts in a transaction; each is four documents, and one takes some ten thousand


@dataclass(frozen=True, slots=True)
class Register:
    """The accounts of an installation, without the service."""

    mongo: Mongo
    audit: AuditLog
    accounts: AccountRepository
    sessions: Sessions


@asynccontextmanager
async def register(settings: TasksSettings) -> AsyncIterator[Register]:
    """Opens the database of the settings for as long as it is needed."""
    mongo = Mongo(settings.mongo_url.get_secret_value(), settings.mongo_database, settings.mongo_driver)
    audit = AuditLog(mongo, "tasks")
    try:
        await audit.places.ensure()
        accounts = AccountRepository(mongo, Outbox(mongo, "chithi/tasks"), audit)
        yield Register(mongo, audit, accounts, Sessions(mongo, audit))
    finally:
        await mongo.close()


async def add(settings: TasksSettings, row: Row) -> None:
    """Keep one new account; raises `BadAccount` or `AccountExists`."""
    [account] = made([row])
    async with register(settings) as kept:

        async def work(session: Session) -> None:
            await kept.accounts.add(account, session)

        await kept.mongo.transact(work)


async def put_all(settings: TasksSettings, rows: list[Row], *, generated: bool = False) -> int:
    """Check them all and keep them; when one is bad, none is kept. Those of the same names are replaced.

    Who is replaced keeps address, earlier appointments and a second factor, and has to sign in anew. `generated`
    passwords are random and need no weighing.
    """
    accounts = made(rows, generated=generated)
    async with register(settings) as kept:
        for first in range(0, len(accounts), AT_ONCE):
            some = accounts[first : first + AT_ONCE]

            async def work(session: Session, some: list[Account] = some) -> None:
                known = [await kept.accounts.find(new.username, session) for new in some]
                pairs = [(old, _replaced(old, new)) for old, new in zip(known, some, strict=True)]
                await kept.accounts.put_all(pairs, session)
                for old in filter(None, known):
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
        keys = SigningKeys(kept.mongo)
        await keys.ensure()
        await keys.rotate(kept.audit)


def made(rows: Iterable[Row], *, generated: bool = False) -> list[Account]:
    """Checked accounts with hashed passwords; hashing takes all cores."""
    checked = [_checked(row, generated=generated) for row in rows]
    hashes = hash_many([password for _, password in checked])
    return [replace(account, password_hash=hashed) for (account, _), hashed in zip(checked, hashes, strict=True)]


def read_rows(lines: Iterable[str]) -> Iterator[Row]:
    """JSON lines as rows; raises `BadAccount` with the line's number."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadAccount(f"line {number}", "is no JSON") from error
        if not isinstance(row, dict):
            raise BadAccount(f"line {number}", "is no JSON object")
        yield row


async def _change(settings: TasksSettings, username: str, action: str, **fields: Any) -> None:
    async with register(settings) as kept:

        async def work(session: Session) -> None:
            known = await kept.accounts.find(username, session)
            if known is None:
                raise BadAccount("username", f"there is no account {username!r}")
            await kept.accounts.change(known, replace(known, **fields), action, session)
            await kept.sessions.revoke_all(username, action, now(), session=session)

        await kept.mongo.transact(work)


def _checked(row: Row, *, generated: bool) -> tuple[Account, str]:
    role = role_of(field_of(row, "role"))
    unit = unit_of(field_of(row, "unit_id"), role, packaged_tree())
    username, name = username_of(field_of(row, "username")), field_of(row, "name")
    first, last = _day(row, "valid_from") or date.min, _day(row, "valid_to")
    appointment = Appointment(role, unit.id, unit.path, agency_of(row.get("agency_id"), role, unit), first, last)
    account = Account(
        username=username,
        name=name,
        appointments=(appointment,),
        today=day_of(now()),
        email=row.get("email"),
        must_change=bool(row.get("must_change")),
        second_factor=SecondFactor(row["second_factor"]) if row.get("second_factor") else None,
    )
    password = field_of(row, "password")
    return account, password if generated else password_of(password, username, name, unit.name)


def _replaced(old: Account | None, new: Account) -> Account:
    if old is None:
        return new
    [given] = new.appointments
    same = old.in_force and replace(old.in_force, valid_from=given.valid_from, valid_to=given.valid_to) == given
    kept = replace(old, closed_at=None, closed_reason=None) if same else old.appointed(_from_today(given, old.today))
    return replace(
        kept,
        name=new.name,
        email=new.email or old.email,
        password_hash=new.password_hash,
        must_change=new.must_change,
        one_time_until=None,
        second_factor=new.second_factor or old.second_factor,
        closed_at=None,
        closed_reason=None,
    )


def _from_today(given: Appointment, today: date) -> Appointment:
    """Where somebody else was before is not rewritten by an import without a date."""
    return replace(given, valid_from=today) if given.valid_from == date.min else given


def _day(row: Row, field: str) -> date | None:
    text = row.get(field)
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError) as error:
        raise BadAccount(field, f"{text!r} is no day; days look like 2026-03-01") from error
