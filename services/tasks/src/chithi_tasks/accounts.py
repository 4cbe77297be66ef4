"""Makes accounts from the command line: one, or many from JSON lines, with passwords hashed in parallel."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from chithi_platform.mongo import Mongo
from chithi_tasks.adapters.outbound.accounts import Account, AccountRepository
from chithi_tasks.adapters.outbound.passwords import hash_many
from chithi_tasks.core.identity.new_accounts import (
    BadAccount,
    agency_of,
    field_of,
    password_of,
    role_of,
    unit_of,
    username_of,
)
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.settings import TasksSettings

Row = dict[str, Any]


async def add(settings: TasksSettings, row: Row) -> None:
    """Keep one new account; raises `BadAccount` or `AccountExists`."""
    [account] = made([row])
    mongo = _mongo(settings)
    try:
        await AccountRepository(mongo).add(account)
    finally:
        await mongo.close()


async def put_all(settings: TasksSettings, rows: list[Row]) -> int:
    """Keep all of them or, when one is bad, none; replaces accounts of the same names."""
    accounts = made(rows)
    mongo = _mongo(settings)
    try:
        await AccountRepository(mongo).put_all(accounts)
    finally:
        await mongo.close()
    return len(accounts)


def made(rows: Iterable[Row]) -> list[Account]:
    """Checked accounts with hashed passwords; hashing takes all cores."""
    checked = [_checked(row) for row in rows]
    hashes = hash_many([password for _, password in checked])
    return [Account(**fields, password_hash=hashed) for (fields, _), hashed in zip(checked, hashes, strict=True)]


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


def _checked(row: Row) -> tuple[Row, str]:
    role = role_of(field_of(row, "role"))
    unit = unit_of(field_of(row, "unit_id"), role, packaged_tree())
    fields = {
        "username": username_of(field_of(row, "username")),
        "name": field_of(row, "name"),
        "role": role,
        "unit_id": unit.id,
        "path": unit.path,
        "agency_id": agency_of(row.get("agency_id"), role, unit),
    }
    return fields, password_of(field_of(row, "password"))


def _mongo(settings: TasksSettings) -> Mongo:
    return Mongo(settings.mongo_url.get_secret_value(), settings.mongo_database, settings.mongo_driver)
