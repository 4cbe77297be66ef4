"""What the routes of reorganisations take and answer."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chithi_contracts.events.organisation import Relation
from chithi_tasks.core.organisation.conversion import clean
from chithi_tasks.core.organisation.reorganisation import Link, NewUnit, Reorganisation

State = Literal["planned", "moving", "done", "failed", "cancelled"]
Code = Annotated[str, StringConstraints(pattern=r"^\d{2,5}$")]
UnitId = Annotated[str, StringConstraints(min_length=2, max_length=20)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
MOST_ROWS = 5000


class Strict(BaseModel):
    """Refuses what it does not know, so that a slip of the pen is not lost."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class NewUnitIn(Strict):
    """A unit that begins. `name` without its kind; `parent` is another new unit's code, or the id of one that lasts."""

    code: Code
    kind: Words
    name: Words
    level: Literal["province", "district", "commune"]
    parent: UnitId = "VN"


class SuccessionIn(Strict):
    """`from` ends and the new unit of code `to` takes it over; of several heirs `main` takes the open work."""

    from_id: UnitId = Field(alias="from")
    to: Code
    relation: Relation
    main: bool = False


class ReorganisationIn(Strict):
    """What a resolution lays down. `ended` are units without an heir of their own: their superior's takes over."""

    effective_on: date
    basis: Words
    new_units: list[NewUnitIn] = Field(max_length=MOST_ROWS)
    successions: list[SuccessionIn] = Field(max_length=MOST_ROWS)
    ended: list[UnitId] = Field(default_factory=list, max_length=MOST_ROWS)

    def asked(self) -> Reorganisation:
        """As the core takes it; names in NFC with single spaces."""
        units = (NewUnit(u.code, u.kind, clean(u.name), u.level, u.parent) for u in self.new_units)
        links = (Link(link.from_id, link.to, link.relation, link.main) for link in self.successions)
        return Reorganisation(self.effective_on, clean(self.basis), tuple(units), tuple(links), tuple(self.ended))


class TotalsOut(BaseModel):
    """Assignments, open and closed, and accounts in office."""

    open: int
    closed: int
    accounts: int


class MoveOut(BaseModel):
    """Who goes where."""

    from_id: str
    from_name: str
    to_id: str
    to_name: str
    reason: str


class PlanOut(BaseModel):
    """What would happen; nothing was changed."""

    dry_run: Literal[True] = True
    effective_on: date
    basis: str
    ends: int
    begins: int
    moves: list[MoveOut]
    before: TotalsOut


class FaultOut(BaseModel):
    """Why it could not be done."""

    field: str
    rule: str
    message: str


class ReorganisationOut(BaseModel):
    """A reorganisation and how far it came: `moved` of `units` that ended have nothing open any more."""

    id: str
    effective_on: date
    basis: str
    state: State
    by: str
    at: datetime
    units: int
    ends: int
    begins: int
    moved: int
    assignments_moved: int
    accounts_moved: int
    before: TotalsOut | None
    after: TotalsOut | None
    faults: list[FaultOut]


class ReorganisationPage(BaseModel):
    """Reorganisations, the latest day first."""

    items: list[ReorganisationOut]
    next_cursor: str | None
    has_more: bool
