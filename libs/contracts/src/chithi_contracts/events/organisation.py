"""What tasks tells about units, agencies and officers."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from chithi_contracts.events.base import Event, Part
from chithi_contracts.topics import ORGANISATION, Topic

Level = Literal["nation", "province", "district", "commune"]
Relation = Literal["whole", "part", "unchanged", "renamed"]


class Succession(Part):
    """One link between a unit that ended and one that took it over, whole or in part, unchanged or under a new name."""

    unit_id: str
    relation: Relation


class UnitChanged(Event):
    """The present state of one unit. A unit is its code *and* its validity: codes were re-used in 2025.

    `unit_id` is `<code>-<yyyymmdd of valid_from>`, the nation is `VN`; `path` holds the ids from the nation down to
    the unit itself, so that "inside the subtree of X" is `X in path`. `valid_to` is the last day on which it existed.
    """

    type: ClassVar[str] = "vn.chithi.unit.changed"
    topic: ClassVar[Topic] = ORGANISATION
    unit_id: str
    code: str
    name: str
    level: Level
    parent_id: str | None
    path: list[str]
    valid_from: date
    valid_to: date | None = None
    kind: str | None = None
    cluster: str | None = Field(None, description="name of the group of communes that it is coordinated with")
    predecessors: list[Succession] = Field(default_factory=list)
    successors: list[Succession] = Field(default_factory=list)

    @property
    def partition_key(self) -> str:
        return self.unit_id


class AgencySuccession(Part):
    """The kind of agency that took over, and which part of the work."""

    agency_id: str
    function: str | None = None


class AgencyChanged(Event):
    """The present state of one kind of agency at one level; `<agency_id>:<unit_id>` is that agency of a unit."""

    type: ClassVar[str] = "vn.chithi.agency.changed"
    topic: ClassVar[Topic] = ORGANISATION
    agency_id: str
    name: str
    level: Level
    aliases: list[str] = Field(default_factory=list)
    valid_from: date | None = None
    valid_to: date | None = None
    successors: list[AgencySuccession] = Field(default_factory=list)

    @property
    def partition_key(self) -> str:
        return self.agency_id


class OfficerChanged(Event):
    """The present state of one account: who works where, in which role, and how to reach them.

    `active` is false once the account was closed or its time is over.
    """

    type: ClassVar[str] = "vn.chithi.officer.changed"
    topic: ClassVar[Topic] = ORGANISATION
    officer_id: str = Field(description="the account's user name")
    name: str
    role: str
    unit_id: str
    agency_id: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    email: str | None = None
    active: bool = True

    @property
    def partition_key(self) -> str:
        return self.officer_id
