"""What the routes of phones and of other systems' clients take and give."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chithi_contracts.screening import screen
from chithi_tasks.adapters.inbound.http.identity.identity_schemas import Me
from chithi_tasks.core.identity.client import Client, ClientRole, Scope
from chithi_tasks.core.identity.device import Device
from chithi_tasks.core.identity.enrolment import State

# no control characters: these words are shown to people and stand in logs
PLAIN = r"^[^\x00-\x1f]*$"
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=PLAIN)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=PLAIN)]
# what could point to a citizen is masked at once, as in all free words
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(screen)]


class Request(BaseModel):
    """What is sent; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class NewEnrolment(Request):
    """Whose phone is to come in."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=63)]


class DeviceOut(BaseModel):
    """A phone. `ended`: nobody revoked it, but its session is over, so it has to be enrolled again."""

    device_id: str
    username: str
    name: str
    platform: str
    app_version: str
    state: Literal["active", "ended", "revoked"]
    enrolled_at: datetime
    enrolled_by: str
    seen_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None
    reason: str | None

    @classmethod
    def of(cls, device: Device, *, living: bool) -> "DeviceOut":
        """The phone; `living` tells whether its session goes on."""
        return cls(
            device_id=device.id,
            username=device.username,
            name=device.name,
            platform=device.platform,
            app_version=device.app_version,
            state="revoked" if device.revoked_at else "active" if living else "ended",
            enrolled_at=device.enrolled_at,
            enrolled_by=device.enrolled_by,
            seen_at=device.seen_at,
            revoked_at=device.revoked_at,
            revoked_by=device.revoked_by,
            reason=device.reason,
        )


class Devices(BaseModel):
    """A page of phones, newest first."""

    items: list[DeviceOut]
    next_cursor: str | None


class Offer(BaseModel):
    """A code as its maker sees it, once. `url` is what the QR code says; `expires_in` is in seconds."""

    enrolment_id: str
    code: str
    url: str
    qr_svg: str
    expires_at: datetime
    expires_in: int


class EnrolmentOut(BaseModel):
    """What became of a code; `device` is the phone that used it."""

    enrolment_id: str
    username: str
    state: State
    expires_at: datetime
    device: DeviceOut | None


class NewDevice(Request):
    """What a phone says of itself."""

    name: Annotated[Line, AfterValidator(screen)]
    platform: Short = ""
    app_version: Short = ""


class Redemption(Request):
    """The code as it was typed or scanned. `attempt` is a random text of the phone's that stays the same when it asks
    again because no answer came.
    """

    code: Annotated[str, StringConstraints(max_length=64)]
    device: NewDevice
    attempt: Annotated[str, StringConstraints(min_length=22, max_length=128)] | None = None


class EnrolledDevice(BaseModel):
    """What the phone keeps: its key (base64, 32 bytes), shown once, and the tokens of its session."""

    device_id: str
    device_key: str
    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the kind of token, no secret
    expires_in: int
    refresh_token: str
    refresh_expires_in: int
    user: Me


class DeviceRevocation(Request):
    """Why a phone is revoked; the phone shows it to its owner."""

    reason: Reason = ""


class NewClient(Request):
    """Another system: whose it is, as what it acts, and what it may do. `valid_to` is the last day."""

    name: Line
    unit_id: Annotated[str, StringConstraints(max_length=40)]
    role: ClientRole
    scopes: Annotated[list[Scope], Field(min_length=1)]
    agency_id: Annotated[str, StringConstraints(max_length=120)] | None = None
    valid_to: date | None = None


class ClientOut(BaseModel):
    """A client without its secret."""

    client_id: str
    name: str
    unit_id: str
    unit_name: str
    agency_id: str | None
    role: ClientRole
    scopes: list[Scope]
    valid_to: date | None
    state: Literal["active", "expired", "closed"]
    made_at: datetime
    made_by: str
    used_at: datetime | None
    closed_at: datetime | None

    @classmethod
    def of(cls, client: Client, *, unit_name: str, today: date) -> "ClientOut":
        """The client as it stands today."""
        return cls(
            client_id=client.id,
            name=client.name,
            unit_id=client.unit_id,
            unit_name=unit_name,
            agency_id=client.agency_id,
            role=client.role,
            scopes=list(client.scopes),
            valid_to=client.valid_to,
            state="closed" if client.closed_at else "active" if client.in_force(today) else "expired",
            made_at=client.made_at,
            made_by=client.made_by,
            used_at=client.used_at,
            closed_at=client.closed_at,
        )


class MadeClient(BaseModel):
    """A new client with the only copy of its secret."""

    client_id: str
    client_secret: str
    client: ClientOut


class Clients(BaseModel):
    """A page of clients, newest first."""

    items: list[ClientOut]
    next_cursor: str | None
