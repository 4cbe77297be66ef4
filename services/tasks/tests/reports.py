"""Reports as reporting tells of them."""

from datetime import UTC, datetime

from chithi_contracts.events import ReportSubmitted


def filed(
    assignment: str | None, unit_id: str, report_id: str = "r1", *, received_at: datetime | None = None
) -> ReportSubmitted:
    """A first report of `unit_id` in the form of tasks."""
    return ReportSubmitted(
        report_id=report_id,
        revision=1,
        unit_id=unit_id,
        form_id="nhiem-vu",
        period="2026-03",
        values={},
        assignment_id=assignment,
        received_at=received_at or datetime.now(UTC),
    )
