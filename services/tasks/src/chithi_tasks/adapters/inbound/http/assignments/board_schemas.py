"""The board as the API shows it."""

from collections.abc import Callable
from datetime import date, datetime

from pydantic import BaseModel, Field

from chithi_contracts.events.assignment import State
from chithi_platform.mongo import Document
from chithi_tasks.adapters.inbound.http.assignments.assignment_schemas import AssigneeOut, DelegatedOut
from chithi_tasks.adapters.outbound.assignments.board import Page
from chithi_tasks.adapters.outbound.assignments.documents import timed_of
from chithi_tasks.core.assignments.assignment import Mode
from chithi_tasks.core.assignments.timing import TimeClass


class BoardItem(BaseModel):
    """One row. `unit_name` is empty for a unit that ended; `delegated` is null for what was not handed on."""

    id: str
    version: int
    title: str
    directive_id: str
    directive_number: str | None
    section_ordinal: str
    assignee: AssigneeOut
    unit_name: str
    state: State
    due: date | None
    due_text: str | None
    time_class: TimeClass
    days_late: int
    mode: Mode
    delegated: DelegatedOut | None
    parent_id: str | None
    extension_pending: bool
    chased_at: datetime | None
    issued_at: datetime
    updated_at: datetime


class BoardCountsOut(BaseModel):
    """`time_class` leaves the filter by class aside, `state` the one by state. `capped`: there are at least so many."""

    total: int = Field(ge=0)
    capped: bool
    time_class: dict[TimeClass, int]
    state: dict[State, int]


class BoardPage(BaseModel):
    """A page of the board; `next_cursor` is null on the last one."""

    items: list[BoardItem]
    next_cursor: str | None
    counts: BoardCountsOut


def item(row: Document, today: date, unit_name: Callable[[str], str]) -> BoardItem:
    """A stored assignment as a row of today."""
    timed, assignee, extension = timed_of(row), row["assignee"], row["extension"]
    shown = {name: row[name] for name in BoardItem.model_fields if name in row}
    return BoardItem.model_validate(
        shown
        | {
            "id": row["_id"],
            "assignee": {**assignee, "needs_confirmation": assignee["note"] is not None},
            "unit_name": unit_name(assignee["unit_id"]),
            "time_class": timed.time_class(today),
            "days_late": timed.days_late(today),
            "extension_pending": extension is not None and extension["state"] == "asked",
        }
    )


def counts(page: Page) -> BoardCountsOut:
    """The figures of a page."""
    figures = page.figures
    return BoardCountsOut(
        total=figures.total,
        capped=page.capped,
        time_class=dict(figures.by_time_class),
        state=dict(figures.by_state),
    )
