"""A reorganisation as a resolution states it: which units end on a day, which begin, and who takes over whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from chithi_contracts.events.organisation import Level, Relation
from chithi_tasks.core.organisation.succession import Succession
from chithi_tasks.core.organisation.units import Unit, unit_id

KINDS: dict[Level, tuple[str, ...]] = {
    "province": ("Tỉnh", "Thành phố"),
    "district": ("Huyện", "Quận", "Thị xã", "Thành phố"),
    "commune": ("Xã", "Phường", "Thị trấn", "Đặc khu"),
}


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that begins; `name` is without its kind.

    `parent` is the code of another new unit, or the id of one that lasts.
    """

    code: str
    kind: str
    name: str
    level: Level
    parent: str


@dataclass(frozen=True, slots=True)
class Link:
    """`from_id` ends, and `to` (a new unit's code) takes it over; `main` takes its open work if several do."""

    from_id: str
    to: str
    relation: Relation
    main: bool = False


@dataclass(frozen=True, slots=True)
class Reorganisation:
    """What is asked for. `ended` are units without a successor of their own: their superior's takes over."""

    effective_on: date
    basis: str
    new_units: tuple[NewUnit, ...]
    links: tuple[Link, ...]
    ended: tuple[str, ...] = ()

    @property
    def eve(self) -> date:
        """The last day of what ends."""
        return self.effective_on - timedelta(days=1)

    def predecessors(self) -> set[str]:
        """Every unit that is said to end."""
        return {link.from_id for link in self.links} | set(self.ended)

    def id_of(self, code: str) -> str:
        """The id of the new unit of this code."""
        return unit_id(code, self.effective_on)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a reorganisation cannot be done: the row, a stable code, and a sentence that says the way out."""

    field: str
    rule: str
    message: str


class PlanRefused(Exception):
    """The reorganisation does not fit the register; all that is wrong is told at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Move:
    """Open work and people of a unit that ended go to `target`; `reason` is what they are told."""

    from_id: str
    target: Unit
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be written: `ends` on the eve, `begins` on the day (parents first), the links, and who goes where."""

    reorganisation: Reorganisation
    ends: tuple[Unit, ...]
    begins: tuple[Unit, ...]
    successions: tuple[Succession, ...]
    moves: tuple[Move, ...]
