"""What an account must be before it is kept."""

import re
from typing import Any

from chithi_tasks.core.identity.access import ROLES, Role
from chithi_tasks.core.identity.passwords import WeakPassword, check
from chithi_tasks.core.organisation.units import Unit, UnitTree

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")


class BadAccount(ValueError):
    """An account that cannot be kept; the message names the field and the way out."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def username_of(text: str) -> str:
    """The user name, checked."""
    if not USERNAME.fullmatch(text):
        raise BadAccount("username", f"{text!r} must be 2 to 63 of a-z, 0-9, dot, dash, underscore")
    return text


def password_of(text: str, *about: str) -> str:
    """The password, strong enough; `about` is what a guesser knows of its owner."""
    try:
        check(text, about)
    except WeakPassword as error:
        raise BadAccount("password", error.message) from error
    return text


def role_of(text: str) -> Role:
    """The role, one that exists."""
    if text not in ROLES:
        raise BadAccount("role", f"{text!r} is none of {', '.join(ROLES)}")
    return text


def unit_of(unit_id: str, role: Role, tree: UnitTree) -> Unit:
    """The unit, of a level that suits the role."""
    unit = tree.get(unit_id)
    if unit is None:
        raise BadAccount("unit_id", f"{unit_id!r} is no unit of today; ids look like 37-20250701 or VN")
    if role == "commune_officer" and unit.level != "commune":
        raise BadAccount("unit_id", f"a commune_officer belongs to a commune, {unit_id} is a {unit.level}")
    return unit


def agency_of(agency_id: object, role: Role, unit: Unit) -> str | None:
    """The agency of an agency's officer, `<kind>:<unit id>`; None lets the officer answer for every agency there."""
    if agency_id in (None, ""):
        return None
    if not isinstance(agency_id, str) or role != "agency_officer" or agency_id.partition(":")[2] != unit.id:
        raise BadAccount("agency_id", f"{agency_id!r} must be an agency of {unit.id}, for the role agency_officer")
    return agency_id


def field_of(row: dict[str, Any], field: str) -> str:
    """A field of an imported row."""
    value = row.get(field)
    if not isinstance(value, str) or not value.strip():
        raise BadAccount(field, "is missing")
    return value.strip() if field != "password" else value
