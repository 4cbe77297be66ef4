"""What the routes of accounts, tokens and sessions send and take."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from chithi_tasks.adapters.inbound.http.schemas import Token
from chithi_tasks.core.identity.access import Role
from chithi_tasks.core.identity.account import Appointment, State
from chithi_tasks.core.identity.sessions import Kind, SignedIn

Password = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Username = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,62}$")]


class Credentials(BaseModel):
    """A user name and its password; `otp` is a code of the app or a recovery code, where the account needs one."""

    username: str = Field(min_length=1, max_length=100)
    password: Password
    otp: str | None = Field(None, max_length=40)


class Tokens(Token):
    """Both tokens of a session; `refresh_expires_in` in seconds, counted anew at every renewal."""

    refresh_token: str
    refresh_expires_in: int


class Proof(BaseModel):
    """A phone's proof that it asks itself: `at` in Unix seconds, `signature` over `<at>.<refresh token>`."""

    device_id: str = Field(max_length=100)
    at: int
    signature: str = Field(max_length=100)


class Renewal(BaseModel):
    """A refresh token; a phone's needs the proof."""

    refresh_token: str = Field(max_length=200)
    proof: Proof | None = None


class Revocation(BaseModel):
    """The refresh token of the session that ends."""

    refresh_token: str = Field(max_length=200)


class PasswordChange(BaseModel):
    """The present password and the next."""

    old: Password
    new: Password


class Confirmation(BaseModel):
    """The password once more."""

    password: Password


class Code(BaseModel):
    """A code of the app."""

    otp: str = Field(min_length=6, max_length=40)


class SecondFactorOffer(BaseModel):
    """What an app needs: `uri` as a QR code, or `secret` typed in. It holds once a code confirms it."""

    secret: str
    uri: str
    qr_svg: str


class RecoveryCodes(BaseModel):
    """Ten codes, each good once; shown this one time."""

    recovery_codes: list[str]


class SessionOut(BaseModel):
    """One sign-in that goes on."""

    id: str
    kind: Kind
    label: str
    address: str | None
    device_id: str | None
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool

    @classmethod
    def of(cls, session: SignedIn, current: str | None) -> "SessionOut":
        """As the owner or a manager sees it."""
        fields = {name: getattr(session, name) for name in cls.model_fields if name != "current"}
        return cls(**fields, current=session.id == current)


class SessionList(BaseModel):
    """Sign-ins that go on, the one seen last first."""

    items: list[SessionOut]


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


class Ended(BaseModel):
    """How many sessions were ended."""

    ended: int
