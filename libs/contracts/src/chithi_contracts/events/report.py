"""What reporting tells about field reports."""

from typing import ClassVar

from pydantic import AwareDatetime, NonNegativeInt

from chithi_contracts.events.base import Event
from chithi_contracts.topics import REPORT, Topic


class ReportEvent(Event):
    """Base of the report's events: one revision of one report of one unit.

    `values` maps indicator codes to counts. `period` is `2026-11` (month), `2026-Q4`, `2026-H2`, `2026-9M` or `2026`.
    """

    topic: ClassVar[Topic] = REPORT
    report_id: str
    revision: int
    unit_id: str
    form_id: str
    period: str
    values: dict[str, NonNegativeInt]
    assignment_id: str | None = None

    @property
    def partition_key(self) -> str:
        return self.unit_id

    @property
    def aggregate_id(self) -> str:
        return self.report_id


class ReportSubmitted(ReportEvent):
    """A report was taken in and will be counted exactly once."""

    type: ClassVar[str] = "vn.chithi.report.submitted"
    received_at: AwareDatetime


class ReportAmended(ReportEvent):
    """A later revision replaces the counts of the one before."""

    type: ClassVar[str] = "vn.chithi.report.amended"
    received_at: AwareDatetime


class ReportApproved(ReportEvent):
    """The coordinator approved this revision: it enters the official totals."""

    type: ClassVar[str] = "vn.chithi.report.approved"
    approved_at: AwareDatetime
    approved_by: str


class ReportReturned(ReportEvent):
    """The coordinator sent this revision back, with the reason: it leaves the official totals."""

    type: ClassVar[str] = "vn.chithi.report.returned"
    reason: str
    returned_at: AwareDatetime
    returned_by: str
