"""What another identity provider says about a person, read into our words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chithi_tasks.core.identity.access import ROLES, Role
from chithi_tasks.core.identity.new_accounts import USERNAME

LONGEST_NAME = 200


class UnusableClaims(ValueError):
    """The provider's token lacks something that we need; `claim` is the claim's name at the provider."""

    def __init__(self, claim: str, reason: str) -> None:
        super().__init__(f"{claim}: {reason}")
        self.claim, self.reason = claim, reason


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Under which names the provider tells what; empty where it does not."""

    username: str
    name: str
    role: str
    unit: str
    agency: str


@dataclass(frozen=True, slots=True)
class Position:
    """Role and place, as the provider gives them."""

    role: Role
    unit_id: str
    agency_id: str | None


@dataclass(frozen=True, slots=True)
class ExternalPerson:
    """A person at the provider. `issuer` and `subject` never change there; everything else may."""

    issuer: str
    subject: str
    username: str
    name: str
    email: str | None


def person_of(claims: Mapping[str, Any], names: ClaimNames) -> ExternalPerson:
    """Who signed in; raises `UnusableClaims`."""
    username = _text(claims, names.username).lower()
    if not USERNAME.fullmatch(username):
        raise UnusableClaims(names.username, "phải gồm 2 đến 63 ký tự a-z, 0-9, dấu chấm, gạch ngang hoặc gạch dưới")
    email = claims.get("email")
    name = claims.get(names.name)
    return ExternalPerson(
        issuer=_text(claims, "iss"),
        subject=_text(claims, "sub"),
        username=username,
        name=name.strip()[:LONGEST_NAME] if isinstance(name, str) and name.strip() else username,
        email=email if isinstance(email, str) and claims.get("email_verified") is True else None,
    )


def position_of(claims: Mapping[str, Any], names: ClaimNames) -> Position:
    """In which role and where the provider places the person; raises `UnusableClaims`.

    The role's claim may be a list with words of other systems: exactly one of them has to be a role of ours.
    """
    agency = claims.get(names.agency) if names.agency else None
    return Position(
        role=_role(claims, names.role),
        unit_id=_text(claims, names.unit),
        agency_id=agency.strip() or None if isinstance(agency, str) else None,
    )


def _role(claims: Mapping[str, Any], claim: str) -> Role:
    value = _at(claims, claim)
    words = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    found = [role for role in ROLES if role in words]
    if len(found) != 1:
        reason = "có nhiều vai trò của ChiThi" if found else f"phải là một trong: {', '.join(ROLES)}"
        raise UnusableClaims(claim, reason)
    return found[0]


def _text(claims: Mapping[str, Any], claim: str) -> str:
    value = _at(claims, claim)
    if not isinstance(value, str) or not value.strip():
        raise UnusableClaims(claim, "bị thiếu")
    return value.strip()


def _at(claims: Mapping[str, Any], claim: str) -> Any:
    """The claim of that name; `realm_access.roles` looks inside `realm_access`, unless a claim is called so."""
    if claim in claims:
        return claims[claim]
    head, _, rest = claim.partition(".")
    inner = claims.get(head)
    return _at(inner, rest) if rest and isinstance(inner, Mapping) else None
