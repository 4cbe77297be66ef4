"""What the routes of accounts, tokens and sessions send and take."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from chithi_tasks.core.identity.sessions import Kind, SignedIn

Password = Annotated[str, Field(min_length=1, max_length=200)]


class Credentials(BaseModel):
    """A user name and its password; `otp` is a code of the app or a recovery code, where the account needs one."""

    username: str = Field(min_length=1, max_length=100)
    password: Password
    otp: str | None = Field(None, max_length=40)


class Me(BaseModel):
    """The caller. `path` holds unit ids from the nation down to the own unit."""

    username: str
    name: str
    role: str
    unit_id: str
    unit_name: str
    path: list[str]
    agency_id: str | None = None


class Token(BaseModel):
    """A bearer token; `expires_in` in seconds."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the scheme's name, as RFC 6750 wants it
    expires_in: int
    user: Me


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


class TokenRevocation(BaseModel):
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


class Ended(BaseModel):
    """How many sessions were ended."""

    ended: int
