"""Accounts as the command line is given them: rows, checked, their passwords hashed in parallel."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from chithi_platform.service import now
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.adapters.outbound.identity.passwords import hash_many
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
from chithi_tasks.core.identity.second_factor import SecondFactor
from chithi_tasks.core.organisation.units import UnitTree

Row = dict[str, Any]
Seal = Callable[[str], str]


def made(rows: Iterable[Row], tree: UnitTree, seal: Seal, *, generated: bool = False) -> list[Account]:
    """Checked accounts with hashed passwords, in units of the tree; hashing takes all cores."""
    checked = [_checked(row, tree, seal, generated=generated) for row in rows]
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


def replaced(old: Account | None, new: Account) -> Account:
    """What an account of the name becomes; who was there keeps address, earlier appointments and second factor."""
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


def _checked(row: Row, tree: UnitTree, seal: Seal, *, generated: bool) -> tuple[Account, str]:
    role = role_of(field_of(row, "role"))
    unit = unit_of(field_of(row, "unit_id"), role, tree)
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
        second_factor=SecondFactor(seal(row["second_factor"])) if row.get("second_factor") else None,
    )
    password = field_of(row, "password")
    return account, password if generated else password_of(password, username, name, unit.name)


def _from_today(given: Appointment, today: date) -> Appointment:
    """Where somebody else was before is not rewritten by an import without a date."""
    return replace(given, valid_from=today) if given.valid_from == date.min else given


def _day(row: Row, field: str) -> date | None:
    text = row.get(field)
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError) as error:
        raise BadAccount(field, f"{text!r} is no day; days look like 2026-03-01") from error
