"""What the routes of units and agencies take and answer."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chithi_contracts.events.organisation import Level, Relation


class UnitOut(BaseModel):
    """One unit with its validity; `valid_to` is its last day. `version` is the ETag."""

    id: str
    code: str
    kind: str
    name: str
    level: Level
    parent_id: str | None
    path: list[str]
    valid_from: date
    valid_to: date | None
    cluster: str | None
    version: int


class UnitPage(BaseModel):
    """Units in the order of their ids."""

    items: list[UnitOut]
    next_cursor: str | None
    has_more: bool


class LinkOut(BaseModel):
    """A unit that came before or after, whole, in part, unchanged or renamed; `main` took most, or the open work."""

    unit_id: str
    name: str
    level: Level
    valid_from: date
    valid_to: date | None
    relation: Relation
    main: bool


class UnitDetail(UnitOut):
    """One unit and how it stands in time."""

    predecessors: list[LinkOut]
    successors: list[LinkOut]


class ClusterIn(BaseModel):
    """The group of communes that a unit is coordinated with; null takes it out."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] | None


class AgencySuccessionOut(BaseModel):
    """A kind that took over, and which part of the work; without a function it took over all that is not named."""

    id: str
    name: str
    level: Level
    function: str | None


class AgencyOut(BaseModel):
    """A kind of agency at one level; `<id>:<unit id>` is that agency of a unit. Aliases are plain, as people type."""

    id: str
    name: str
    level: Level
    aliases: list[str]
    valid_from: date | None
    valid_to: date | None
    note: str | None = Field(description="what a person has to know who confirms a successor")
    successors: list[AgencySuccessionOut]


class AgencyPage(BaseModel):
    """Kinds of agencies, the nation's first."""

    items: list[AgencyOut]
