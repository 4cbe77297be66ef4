"""What requests to reporting carry, and what they are answered."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictInt, StringConstraints

ReportId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{7,63}$")]
Short = Annotated[str, StringConstraints(max_length=128)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]


class Body(BaseModel):
    """A request body: a field that we do not know is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid")


class ReportBody(Body):
    """A report as the phone files it. Counts that were not taken are left out: missing is not zero."""

    form_id: Short
    unit_id: Short
    period: Short
    assignment_id: Short | None = None
    values: dict[Short, StrictInt] = Field(max_length=200)
    narrative: Annotated[str, StringConstraints(max_length=20_000)] = ""
    device_time: AwareDatetime | None = None


class RevisionBody(Body):
    """Which revision is approved."""

    revision: StrictInt


class ReturnBody(RevisionBody):
    """Which revision goes back, and what is to be put right."""

    reason: Reason


class Receipt(BaseModel):
    """The proof that a revision was taken in."""

    id: str
    receipt: str
    revision: int
    status: str
    received_at: datetime


class Revision(BaseModel):
    """One revision in a report's history."""

    revision: int
    receipt: str
    status: str
    values: dict[str, int]
    narrative: str
    hints: list[str]
    device_time: datetime | None
    received_at: datetime
    filed_by: str
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None


class Report(BaseModel):
    """A report with its history; the last revision is the present one."""

    id: str
    form_id: str
    unit_id: str
    period: str
    assignment_id: str | None
    revision: int
    status: str
    receipt: str
    received_at: datetime
    values: dict[str, int]
    narrative: str
    reason: str | None
    revisions: list[Revision]


class ReportPage(BaseModel):
    """Reports in the order of their ids."""

    items: list[Report]
    next_cursor: str | None
    has_more: bool


class IndicatorOut(BaseModel):
    """One count of a form."""

    code: str
    label: str
    unit: str


class GroupOut(BaseModel):
    """Counts under one heading."""

    title: str
    indicators: list[IndicatorOut]


class FormOut(BaseModel):
    """A form as the phone shows it."""

    id: str
    title: str
    per: Literal["unit", "assignment"]
    period_kind: Literal["month"]
    groups: list[GroupOut]


class Forms(BaseModel):
    """All forms."""

    items: list[FormOut]


class UnitOut(BaseModel):
    """A unit."""

    id: str
    name: str
    level: str


class PeriodOut(BaseModel):
    """A period and its days."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    id: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")


class SumOut(BaseModel):
    """A count and how many reports gave it; with no report the figure is missing, not zero."""

    value: int
    reports: int


class CellOut(BaseModel):
    """One indicator of one unit and period."""

    indicator: str
    label: str
    filed: SumOut
    approved: SumOut


class Aggregates(BaseModel):
    """The totals of a unit. Official figures are the approved ones."""

    unit: UnitOut
    period: PeriodOut
    form_id: str
    as_of: datetime
    stale: bool
    cells: list[CellOut]


class UnitProgress(BaseModel):
    """How one commune stands."""

    id: str
    name: str
    filed: bool
    approved: bool
    last_at: datetime | None


class Progress(BaseModel):
    """Who filed and who did not."""

    expected: int
    filed: int
    approved: int
    as_of: datetime
    units: list[UnitProgress]
