"""Another system's client: what its tokens may do, and its secret."""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from chithi_tasks.core.identity.enrolment import fingerprint

Scope = Literal[
    "tasks:read",
    "tasks:write",
    "ingest:read",
    "ingest:write",
    "reporting:read",
    "reporting:write",
    "notify:read",
]
ClientRole = Literal["clerk", "agency_officer"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
OF_ROLE: dict[ClientRole, tuple[Scope, ...]] = {
    "clerk": ("tasks:read", "tasks:write", "ingest:read", "ingest:write", "reporting:read", "notify:read"),
    "agency_officer": ("tasks:read", "tasks:write", "reporting:read", "reporting:write", "notify:read"),
}
"""What a role can use at all: a clerk files no reports, an agency officer hands in no directives."""


class BadScope(ValueError):
    """Scopes that are unknown, or that the client was not given."""

    def __init__(self, wrong: Collection[str]) -> None:
        super().__init__(f"không được cấp quyền: {' '.join(sorted(wrong))}")


@dataclass(frozen=True, slots=True)
class Client:
    """A system of an agency or office, bound to one unit, and as an agency officer to one agency of it or to all."""

    id: str
    name: str
    unit_id: str
    path: tuple[str, ...]
    role: ClientRole
    scopes: tuple[Scope, ...]
    secret_hash: str
    made_at: datetime
    made_by: str
    agency_id: str | None = None
    valid_to: date | None = None
    used_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def subject(self) -> str:
        """Who its tokens name. No user name has a colon, so it can be mistaken for nobody's."""
        return f"client:{self.id}"

    def in_force(self, today: date) -> bool:
        """Whether it may get tokens on that day; `valid_to` is the last."""
        return self.closed_at is None and (self.valid_to is None or today <= self.valid_to)

    def knows(self, secret: str) -> bool:
        """Whether that is its secret."""
        return hmac.compare_digest(self.secret_hash, fingerprint(secret))


def new_secret() -> str:
    """256 random bits in 43 letters."""
    return secrets.token_urlsafe(32)


def unsuitable(role: ClientRole, scopes: Collection[str]) -> set[str]:
    """The scopes that the role cannot use."""
    return set(scopes) - set(OF_ROLE[role])


def granted(client: Client, asked: str | None) -> tuple[Scope, ...]:
    """The scopes of a token: those asked for, all of the client's when none are; raises `BadScope`."""
    wanted = set((asked or "").split())
    if beyond := wanted - set(client.scopes):
        raise BadScope(beyond)
    return tuple(scope for scope in client.scopes if not wanted or scope in wanted)
