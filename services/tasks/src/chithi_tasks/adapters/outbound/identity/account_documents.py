"""Accounts as MongoDB keeps them, and what of them may stand in the audit log."""

from datetime import date
from typing import Any

from chithi_platform.mongo import Document
from chithi_tasks.core.identity.account import Account, Appointment, ordered
from chithi_tasks.core.identity.second_factor import SecondFactor
from chithi_tasks.core.text import plain

_AS_THEY_ARE = (
    "name",
    "email",
    "password_hash",
    "must_change",
    "one_time_until",
    "closed_at",
    "closed_reason",
    "version",
)


def account_of(row: Document, today: date) -> Account:
    """The account as it stands on a day."""
    return Account(
        username=row["_id"],
        appointments=ordered(_appointment(one) for one in row["appointments"]),
        today=today,
        second_factor=_factor(row["second_factor"]),
        **{name: row[name] for name in _AS_THEY_ARE},
    )


def document_of(account: Account) -> Document:
    """What is stored; `search` holds the words that people look for."""
    factor = account.second_factor
    return {
        "_id": account.username,
        "appointments": [_stored(one) for one in account.appointments],
        "second_factor": {
            "sealed": factor.sealed,
            "last_step": factor.last_step,
            "recovery": list(factor.recovery),
        }
        if factor
        else None,
        "search": plain(f"{account.username} {account.name}"),
    } | {name: getattr(account, name) for name in _AS_THEY_ARE}


def shown(account: Account) -> dict[str, Any]:
    """What the audit log and the other services may know: nothing that opens the account."""
    return {
        "name": account.name,
        "email": account.email,
        "appointments": [_stored(one) for one in account.appointments],
        "must_change": account.must_change,
        "second_factor": account.second_factor is not None,
        "closed_at": account.closed_at,
        "closed_reason": account.closed_reason,
    }


def _factor(row: Document | None) -> SecondFactor | None:
    return SecondFactor(row["sealed"], row["last_step"], tuple(row["recovery"])) if row else None


def _appointment(row: Document) -> Appointment:
    return Appointment(
        role=row["role"],
        unit_id=row["unit_id"],
        path=tuple(row["path"]),
        agency_id=row["agency_id"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


def _stored(one: Appointment) -> Document:
    return {
        "role": one.role,
        "unit_id": one.unit_id,
        "path": list(one.path),
        "agency_id": one.agency_id,
        "valid_from": one.valid_from.isoformat(),
        "valid_to": one.valid_to.isoformat() if one.valid_to else None,
    }
