"""What is said at each step in the life of a task, and to whom."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chithi_contracts.events import (
    AssignmentChased,
    AssignmentCommented,
    AssignmentCompleted,
    AssignmentDueChanged,
    AssignmentExtensionRefused,
    AssignmentExtensionRequested,
    AssignmentReassigned,
    AssignmentReopened,
    AssignmentResumed,
    AssignmentReturned,
    AssignmentSuspended,
    AssignmentWithdrawn,
)
from chithi_contracts.events.assignment import Assignee
from chithi_notify.core.alerts import on_reassigned, on_withdrawn
from chithi_notify.core.life import STEPS, on_commented, on_extension_requested

LATE = datetime(2026, 3, 5, 18, 30, tzinfo=UTC)  # the 6th in Vietnam
WARD = Assignee(kind="unit", id="13669-20250701", name="Phường Nam Định", unit_id="13669-20250701")
POLICE = Assignee(kind="agency", id="cong-an-tinh:37-20250701", name="Công an tỉnh", unit_id="37-20250701")


def about(**more: Any) -> dict[str, Any]:
    fixed = {"assignment_id": "a1", "assignment_version": 3, "directive_id": "d1", "assignee": WARD}
    return fixed | {"title": "Tuần tra dịp Tết"} | more


def chased(**more: Any) -> AssignmentChased:
    return AssignmentChased(**about(), message="Đề nghị báo cáo.", chased_at=LATE, chased_by="dp", **more)


def moved(due: date | None, previous: date | None) -> AssignmentDueChanged:
    return AssignmentDueChanged(
        **about(), due=due, previous_due=previous, reason="Mưa lũ.", changed_at=LATE, changed_by="dp"
    )


@pytest.mark.parametrize(
    ("event", "title", "body"),
    [
        (
            AssignmentReturned(**about(), reason="Thiếu số liệu.", returned_at=LATE, returned_by="dp"),
            "Trả lại: Tuần tra dịp Tết",
            "Kết quả chưa đạt yêu cầu, đề nghị thực hiện lại. Lý do: Thiếu số liệu.",
        ),
        (
            AssignmentReopened(**about(), reason="Có đơn thư.", reopened_at=LATE, reopened_by="dp"),
            "Mở lại: Tuần tra dịp Tết",
            "Nhiệm vụ đã hoàn thành được mở lại. Lý do: Có đơn thư.",
        ),
        (
            AssignmentCompleted(**about(), completed_at=LATE, completed_by="dp"),
            "Hoàn thành: Tuần tra dịp Tết",
            "Kết quả được xác nhận hoàn thành ngày 06/03/2026.",
        ),
        (
            AssignmentSuspended(**about(), reason="Chờ hướng dẫn.", suspended_at=LATE, suspended_by="dp"),
            "Tạm dừng: Tuần tra dịp Tết",
            "Nhiệm vụ tạm dừng, thời gian tạm dừng không tính là chậm. Lý do: Chờ hướng dẫn.",
        ),
        (
            AssignmentResumed(**about(), resumed_at=LATE, resumed_by="dp"),
            "Tiếp tục thực hiện: Tuần tra dịp Tết",
            "Nhiệm vụ được tiếp tục thực hiện từ ngày 06/03/2026.",
        ),
        (
            moved(date(2026, 4, 1), date(2026, 3, 20)),
            "Thay đổi thời hạn: Tuần tra dịp Tết",
            "Thời hạn mới: 01/04/2026 (trước đó: 20/03/2026). Lý do: Mưa lũ.",
        ),
        (moved(None, None), "Thay đổi thời hạn: Tuần tra dịp Tết", "Nhiệm vụ không còn thời hạn. Lý do: Mưa lũ."),
        (
            AssignmentExtensionRefused(**about(), reason="Việc gấp.", refused_at=LATE, refused_by="dp"),
            "Không gia hạn: Tuần tra dịp Tết",
            "Đề nghị gia hạn không được chấp thuận, thời hạn giữ nguyên. Lý do: Việc gấp.",
        ),
        (chased(), "Đôn đốc: Tuần tra dịp Tết", "Đề nghị báo cáo."),
        (chased(mode="request"), "Kính đề nghị quan tâm thực hiện: Tuần tra dịp Tết", "Đề nghị báo cáo."),
    ],
)
def test_the_assignee_is_told_as_officials_write(event: Any, title: str, body: str) -> None:
    alert = STEPS[type(event)](event)
    assert (alert.recipient_id, alert.unit_id) == (WARD.id, WARD.unit_id)
    assert (alert.title, alert.body) == (title, body)
    assert alert.assignment_id == "a1"


def test_both_sides_of_a_move_are_told() -> None:
    event = AssignmentReassigned(
        **about(), previous=POLICE, reason="Đúng địa bàn.", reassigned_at=LATE, reassigned_by="dp"
    )
    came, went = on_reassigned(event)
    assert (came.recipient_id, came.body) == (WARD.id, "Nhiệm vụ được chuyển từ Công an tỉnh. Lý do: Đúng địa bàn.")
    assert (went.recipient_id, went.body) == (
        POLICE.id,
        "Nhiệm vụ được chuyển cho Phường Nam Định. Lý do: Đúng địa bàn.",
    )
    assert came.id != went.id


def test_a_unit_that_ended_is_not_told_that_it_is_rid_of_a_task() -> None:
    event = AssignmentReassigned(
        **about(), previous=POLICE, reason="Sáp nhập.", reassigned_at=LATE, reassigned_by="system"
    )
    [came] = on_reassigned(event)
    assert came.recipient_id == WARD.id


def test_who_steers_learns_of_a_request_for_time() -> None:
    event = AssignmentExtensionRequested(
        **about(), due=date(2026, 4, 1), reason="Mưa lũ.", requested_at=LATE, requested_by="xa"
    )
    alert = on_extension_requested(event, "37-20250701")
    assert (alert.recipient_id, alert.unit_id) == ("dieu-phoi:37-20250701", "37-20250701")
    assert alert.body == "Phường Nam Định đề nghị gia hạn đến ngày 01/04/2026. Lý do: Mưa lũ."


@pytest.mark.parametrize(
    ("by_assignee", "recipients"),
    [
        (True, ["dieu-phoi:37-20250701"]),
        (False, [WARD.id]),
        (None, [WARD.id, "dieu-phoi:37-20250701"]),
    ],
)
def test_a_comment_goes_to_the_other_side(by_assignee: bool | None, recipients: list[str]) -> None:
    event = AssignmentCommented(**about(), comment="Đã nhận văn bản.", commented_at=LATE, commented_by="xa")
    told = on_commented(event, steering_unit="37-20250701", by_assignee=by_assignee)
    assert [alert.recipient_id for alert in told] == recipients
    assert len({alert.id for alert in told}) == len(recipients)


def test_two_steps_are_two_alerts_and_one_step_told_twice_is_one() -> None:
    first, again = STEPS[AssignmentChased](chased()), STEPS[AssignmentChased](chased())
    later = STEPS[AssignmentChased](chased().model_copy(update={"assignment_version": 4}))
    assert first.id == again.id != later.id


def test_what_ends_names_the_task() -> None:
    ended = AssignmentWithdrawn(**about(), reason="Ban hành nhầm", withdrawn_at=LATE)
    assert on_withdrawn(ended)[0].title == "Thu hồi nhiệm vụ: Tuần tra dịp Tết"
    assert on_withdrawn(ended.model_copy(update={"title": None}))[0].title == "Thu hồi nhiệm vụ"
