"""What an alert says, and that the same cause makes the same alert."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chithi_contracts.events import AssignmentIssued, AssignmentWithdrawn, ReportReturned
from chithi_contracts.events.assignment import Assignee
from chithi_notify.core.alerts import on_issued, on_returned, on_withdrawn

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
WARD = Assignee(kind="unit", id="13669-20250701", name="Phường Nam Định", unit_id="13669-20250701")


def issued(**more: Any) -> AssignmentIssued:
    fields: dict[str, Any] = {
        "assignment_id": "a1",
        "assignment_version": 1,
        "directive_id": "d1",
        "assignee": WARD,
        "directive_number": "03/CT-UBND",
        "section_ordinal": "16",
        "title": "Tăng cường tuần tra",
        "mode": "assign",
        "due": date(2026, 6, 30),
        "issued_at": NOW,
    }
    return AssignmentIssued(**(fields | more))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Chỉ thị 03/CT-UBND, mục 16: giao Phường Nam Định. Thời hạn 30/06/2026."),
        ({"due": None}, "Chỉ thị 03/CT-UBND, mục 16: giao Phường Nam Định. Văn bản không ghi thời hạn."),
        (
            {"mode": "request", "directive_number": None, "due": None},
            "Chỉ thị, mục 16: kính đề nghị Phường Nam Định. Văn bản không ghi thời hạn.",
        ),
    ],
)
def test_a_task_is_told_as_officials_write(more: dict[str, Any], said: str) -> None:
    assert on_issued(issued(**more))[0].body == said


def test_the_same_cause_makes_the_same_alert() -> None:
    [first], [again] = on_issued(issued()), on_issued(issued(assignment_version=2))
    assert first.id == again.id
    assert first.recipient_id == "13669-20250701"
    assert on_issued(issued(assignment_id="a2"))[0].id != first.id
    assert len(on_issued(issued(title="Rất dài " * 60))[0].title) == 160


def test_what_ends_or_comes_back_says_why() -> None:
    ended = AssignmentWithdrawn(
        assignment_id="a1",
        assignment_version=2,
        directive_id="d1",
        assignee=WARD,
        reason="Ban hành nhầm",
        withdrawn_at=NOW,
    )
    assert on_withdrawn(ended)[0].body == "Lý do: Ban hành nhầm"
    returned = ReportReturned(
        report_id="r1",
        revision=1,
        unit_id=WARD.id,
        form_id="antt-thang",
        period="2026-01",
        values={"tngt-so-vu": 1},
        reason="Thiếu số người bị thương",
        returned_at=NOW,
        returned_by="dieuphoi",
    )
    [alert] = on_returned(returned)
    assert (alert.recipient_id, alert.title) == (WARD.id, "Báo cáo kỳ 2026-01 bị trả lại")
    assert on_returned(returned.model_copy(update={"revision": 2}))[0].id != alert.id
