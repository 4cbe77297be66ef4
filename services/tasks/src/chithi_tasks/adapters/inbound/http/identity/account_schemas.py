"""What the routes of accounts send and take."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from chithi_tasks.core.identity.access import Role
from chithi_tasks.core.identity.account import Appointment, State

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Username = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,62}$")]


class AppointmentIn(BaseModel):
    """A role in a unit, from a day (today unless told) to a last day."""

    role: Role
    unit_id: str = Field(max_length=40)
    agency_id: str | None = Field(None, max_length=120)
    valid_from: date | None = None
    valid_to: date | None = None


class AppointmentOut(BaseModel):
    """A role in a unit; without `valid_from` since the register began."""

    role: Role
    unit_id: str
    unit_name: str
    agency_id: str | None
    valid_from: date | None
    valid_to: date | None

    @classmethod
    def of(cls, one: Appointment, unit_name: str) -> "AppointmentOut":
        """As the API shows it."""
        return cls(
            role=one.role,
            unit_id=one.unit_id,
            unit_name=unit_name,
            agency_id=one.agency_id,
            valid_from=None if one.valid_from == date.min else one.valid_from,
            valid_to=one.valid_to,
        )


class AccountOut(BaseModel):
    """One account as its managers see it. `appointment` is the one in force, else the next, else the last."""

    username: str
    name: str
    email: str | None
    state: State
    appointment: AppointmentOut
    appointments: list[AppointmentOut]
    must_change: bool
    second_factor: bool
    closed_at: datetime | None
    closed_reason: str | None
    version: int


class AccountPage(BaseModel):
    """Accounts by user name."""

    items: list[AccountOut]
    next_cursor: str | None


class NewAccount(BaseModel):
    """A person, and where they work."""

    username: Username
    name: Name
    email: Email | None = None
    appointment: AppointmentIn


class AccountChange(BaseModel):
    """What changes; `email: null` removes the address. A new appointment ends what it overlaps."""

    name: Name | None = None
    email: Email | None = None
    appointment: AppointmentIn | None = None


class OneTime(BaseModel):
    """The account with its one-time password, which is shown this once and has to be changed at the first sign-in."""

    account: AccountOut
    one_time_password: str
    expires_at: datetime


class Closing(BaseModel):
    """Why the account ends."""

    reason: Reason
