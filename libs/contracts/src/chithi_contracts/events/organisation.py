"""What tasks tells about units."""

from datetime import date
from typing import ClassVar, Literal

from chithi_contracts.events.base import Event
from chithi_contracts.topics import ORGANISATION, Topic

Level = Literal["nation", "province", "commune"]


class UnitChanged(Event):
    """The present state of one unit. A unit is its code *and* its validity: codes were re-used in 2025.

    `unit_id` is `<code>-<yyyymmdd of valid_from>`, the nation is `VN`; `path` holds the ids from the nation down to
    the unit itself, so that "inside the subtree of X" is `X in path`.
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

    @property
    def partition_key(self) -> str:
        return self.unit_id
