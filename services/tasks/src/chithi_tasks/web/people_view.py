"""What the page of people shows: rows of people, one person with sessions and phones, clients of other systems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from chithi_tasks.core.identity.access import ASSIGNEES
from chithi_tasks.core.identity.account import Account, Appointment, State
from chithi_tasks.core.identity.device import MOST_DEVICES, Device
from chithi_tasks.core.identity.sessions import SignedIn
from chithi_tasks.core.resolving.organisation import Organisation

STATES = ("active", "no-phone", "upcoming", "ended", "closed")
TABS = ("", "dien-thoai", "ung-dung")
LOOKS = {
    "active": ("in-time", "check-circle-outline"),
    "upcoming": ("waiting", "timer-sand"),
    "ended": ("soon", "clock-alert-outline"),
    "closed": ("late", "cancel"),
    "expired": ("soon", "clock-alert-outline"),
    "revoked": ("late", "cancel"),
}


@dataclass(frozen=True)
class Chosen:
    """What the page is narrowed to; it is all in its address."""

    tab: str = ""
    q: str = ""
    role: str = ""
    unit: str = ""
    state: str = ""
    cursor: str = ""

    def address(self, **changes: str) -> str:
        """The page's address with these changes, from its first page."""
        names = {"tab": "muc", "q": "q", "role": "role", "unit": "unit", "state": "state", "cursor": "cursor"}
        state = {name: getattr(self, name) for name in names} | {"cursor": ""} | changes
        query = urlencode({names[name]: value for name, value in state.items() if value})
        return f"/can-bo?{query}" if query else "/can-bo"

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.q or self.role or self.unit or self.state)


@dataclass(frozen=True)
class Person:
    """One row: who, in which role, where, and how many phones of theirs are in use."""

    username: str
    name: str
    role: str
    place: str
    state: State
    phones: int
    carries_phone: bool


@dataclass(frozen=True)
class Phone:
    """A phone; `living` tells whether its session goes on."""

    device: Device
    owner: str
    living: bool

    @property
    def state(self) -> str:
        """`active`, `ended` or `revoked`."""
        return "revoked" if self.device.revoked_at else "active" if self.living else "ended"


@dataclass(frozen=True)
class Work:
    """One appointment, in words."""

    role: str
    place: str
    since: date | None
    until: date | None
    now: bool


@dataclass(frozen=True)
class PersonView:
    """One person, and what the reader may do there."""

    account: Account
    state: State
    place: str
    works: Sequence[Work]
    phones: Sequence[Phone]
    sessions: Sequence[SignedIn]
    myself: bool

    @property
    def in_use(self) -> int:
        """Phones that were not revoked."""
        return sum(1 for phone in self.phones if phone.state != "revoked")

    @property
    def carries_phone(self) -> bool:
        """Whether a phone may be enrolled for the account at all."""
        return self.account.role in ASSIGNEES

    @property
    def room_for_phone(self) -> bool:
        """Whether one more may be."""
        return self.carries_phone and self.state == "active" and self.in_use < MOST_DEVICES


def place_of(appointment: Appointment, organisation: Organisation) -> str:
    """Where one works: `Công an tỉnh · Tỉnh Ninh Bình`."""
    unit = organisation.tree.get(appointment.unit_id)
    name = unit.name if unit else appointment.unit_id
    kind = organisation.catalogue.kind((appointment.agency_id or "").partition(":")[0])
    return f"{kind.name} · {name}" if kind else name


def works_of(account: Account, organisation: Organisation, today: date) -> list[Work]:
    """All appointments, the latest first."""
    return [
        Work(
            role=one.role,
            place=place_of(one, organisation),
            since=None if one.valid_from == date.min else one.valid_from,
            until=one.valid_to,
            now=one.covers(today) and account.closed_at is None,
        )
        for one in reversed(account.appointments)
    ]


def person(account: Account, organisation: Organisation, phones: int) -> Person:
    """The row of an account."""
    return Person(
        username=account.username,
        name=account.name,
        role=account.role,
        place=place_of(account.standing, organisation),
        state=account.state(account.today),
        phones=phones,
        carries_phone=account.role in ASSIGNEES,
    )


def fits(row: Person, state: str) -> bool:
    """Whether a row is among those that are asked for."""
    if state == "no-phone":
        return row.state == "active" and row.carries_phone and not row.phones
    return state in ("", row.state)
