"""What the API sends and takes."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from chithi_contracts.events.organisation import Level


class Credentials(BaseModel):
    """A user name and its password."""

    username: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=200)


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


class UnitOut(BaseModel):
    """One unit of today."""

    id: str
    code: str
    kind: str
    name: str
    level: Level
    parent_id: str | None
    path: list[str]
    valid_from: date
    valid_to: date | None


class UnitPage(BaseModel):
    """Units in the order of their ids."""

    items: list[UnitOut]
    next_cursor: str | None
    has_more: bool
