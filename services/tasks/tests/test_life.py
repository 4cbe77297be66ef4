"""The life of one assignment, pure: what each action does, who may take it, and what it is refused for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from chithi_tasks.core.assignments import steering, work
from chithi_tasks.core.assignments.assignment import Assignee, Assignment, Delegated, LastReport, Party
from chithi_tasks.core.assignments.broken import Broken
from chithi_tasks.core.assignments.cascade import following
from chithi_tasks.core.assignments.change import By, OutOfOrder, applied, change, replayed
from chithi_tasks.core.assignments.delegation import Handing, child_id, children, hand_on, reissue
from chithi_tasks.core.assignments.roll_up import counted, roll_up
from chithi_tasks.core.assignments.rules import RULES, NotAllowed, NotYours, check, possible
from chithi_tasks.core.assignments.standing import sides_of

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DUE = date(2026, 3, 20)
BY = By("can-bo", "Trần Thị B")
PATH = ("VN", "37-20250701", "13669-20250701")


class Caller(NamedTuple):
    role: str
    unit_id: str
    agency: str | None = None

    @property
    def units(self) -> tuple[str, ...]:
        return (self.unit_id,)

    @property
    def agencies(self) -> tuple[str, ...]:
        return (self.agency,) if self.agency else ()


def ward(unit_id: str = PATH[-1], note: str | None = None) -> Assignee:
    return Assignee("unit", unit_id, "Phường Nam Định", unit_id, (*PATH[:2], unit_id), "UBND các phường", note)


def police() -> Assignee:
    return Assignee("agency", f"cong-an-tinh:{PATH[1]}", "Công an tỉnh", PATH[1], PATH[:2], "Công an tỉnh")


def issued(**more: Any) -> Assignment:
    fields: dict[str, Any] = {
        "id": "a",
        "directive_id": "d",
        "directive_number": "12/CT-UBND",
        "directive_subject": "Về an ninh",
        "section_ordinal": "1",
        "title": "Tăng cường tuần tra",
        "text": "1. Tăng cường tuần tra.",
        "mode": "assign",
        "assignee": ward(),
        "coordinating": (),
        "due": DUE,
        "due_text": None,
        "issued_at": NOW,
        "updated_at": NOW,
    }
    return Assignment(**(fields | more))


def reported(**more: Any) -> Assignment:
    return issued(state="reported", received_at=NOW, reported_at=NOW, last_report=LastReport("r", 1, NOW), **more)


def done(assignment: Assignment, made: Any) -> Assignment:
    assert made is not None
    return applied(assignment, made)


def test_receipt_work_report_and_confirmation() -> None:
    one = issued()
    changes = [work.accept(one, BY, NOW)]
    one = applied(one, changes[-1])
    assert (one.state, one.received_at, one.version) == ("received", NOW, 2)
    changes.append(work.start(one, BY, NOW))
    one = applied(one, changes[-1])
    assert one.state == "in_progress"
    filed = work.report(one, LastReport("r1", 1, NOW))
    assert filed is not None
    changes.append(filed)
    one = applied(one, filed)
    assert (one.state, one.reported_at) == ("reported", NOW)
    changes.append(steering.complete(one, BY, NOW))
    one = applied(one, changes[-1])
    assert (one.state, one.completed_at, one.version) == ("completed", NOW, 5)
    assert replayed(issued(), changes) == one
    assert replayed(issued(), []) == issued()
    with pytest.raises(OutOfOrder):
        replayed(issued(), changes[1:])


def test_reports_count_once_and_only_while_something_is_to_be_done() -> None:
    one = reported()
    assert work.report(one, LastReport("r", 1, NOW)) is None
    later = NOW + timedelta(days=9)
    amended = done(one, work.report(one, LastReport("r", 2, later)))
    assert (amended.state, amended.reported_at) == ("reported", NOW)
    assert work.report(issued(state="withdrawn"), LastReport("r", 1, NOW)) is None
    assert work.report(issued(state="completed"), LastReport("r", 1, NOW)) is None


def test_only_the_very_revision_can_be_sent_back() -> None:
    one = reported()
    assert work.return_report(one, report_id="r", revision=2, at=NOW, reason="thiếu") is None
    back = done(one, work.return_report(one, report_id="r", revision=1, at=NOW, reason="thiếu số liệu"))
    assert (back.state, back.remark, back.reported_at) == ("returned", "thiếu số liệu", None)
    again = done(back, work.report(back, LastReport("r", 2, NOW)))
    assert again.state == "reported"


def test_what_is_reported_while_the_work_rests_shows_when_the_rest_ends() -> None:
    one = issued(state="in_progress", received_at=NOW)
    resting = done(one, steering.suspend(one, BY, NOW, reason="lũ lụt"))
    assert (resting.state, resting.timed.time_class(date(2027, 1, 1))) == ("suspended", "none")
    filed = done(resting, work.report(resting, LastReport("r", 1, NOW)))
    assert filed.state == "suspended"
    assert done(filed, steering.resume(filed, BY, NOW)).state == "reported"
    assert done(resting, steering.resume(resting, BY, NOW)).state == "in_progress"


def test_an_extension_is_asked_granted_for_another_day_or_refused_with_a_reason() -> None:
    one = issued(state="received")
    with pytest.raises(Broken, match="after-present"):
        work.ask_extension(one, BY, NOW, due=DUE, reason="chậm")
    asked = done(one, work.ask_extension(one, BY, NOW, due=date(2026, 3, 30), reason="mưa lũ"))
    assert asked.extension
    assert asked.extension.state == "asked"
    granted = done(asked, steering.decide_extension(asked, BY, NOW, grant=True, due=date(2026, 3, 25), reason=None))
    assert granted.extension
    assert (granted.due, granted.extension.state) == (date(2026, 3, 25), "granted")
    with pytest.raises(Broken, match="required"):
        steering.decide_extension(asked, BY, NOW, grant=False, due=None, reason=None)
    refused = done(asked, steering.decide_extension(asked, BY, NOW, grant=False, due=None, reason="cần kịp lễ"))
    assert refused.extension
    assert (refused.due, refused.extension.state, refused.extension.answer) == (DUE, "refused", "cần kịp lễ")
    moved = done(asked, steering.set_due(asked, BY, NOW, due=date(2026, 4, 1), reason="đồng ý"))
    assert moved.extension
    assert moved.extension.state == "granted"
    with pytest.raises(Broken, match="past"):
        steering.set_due(one, BY, NOW, due=date(2026, 3, 1), reason="nhầm")


def test_completion_without_a_report_takes_a_note_and_open_children_take_force() -> None:
    working = issued(state="in_progress")
    with pytest.raises(Broken, match="required"):
        steering.complete(working, BY, NOW)
    assert done(working, steering.complete(working, BY, NOW, note="báo cáo giấy")).state == "completed"
    parent = reported(delegated=Delegated(total=3, received=3, reported=2))
    with pytest.raises(Broken, match="children-open"):
        steering.complete(parent, BY, NOW, note="đủ rồi")
    assert done(parent, steering.complete(parent, BY, NOW, note="đủ rồi", force=True)).state == "completed"
    closed = replace(reported(), state="completed", completed_at=NOW)
    again = done(closed, steering.reopen(closed, BY, NOW, reason="sai"))
    assert (again.state, again.remark, again.completed_at) == ("in_progress", "sai", None)


def test_a_proposal_is_confirmed_and_another_assignee_begins_anew() -> None:
    proposed = issued(assignee=ward(note="Cấp huyện đã kết thúc"), state="received", received_at=NOW)
    confirmed = done(proposed, steering.confirm(proposed, BY, NOW))
    assert not confirmed.assignee.needs_confirmation
    assert confirmed.state == "received"
    moved = done(proposed, steering.reassign(proposed, BY, NOW, to=police(), reason="đúng chức năng"))
    assert (moved.assignee.id, moved.state, moved.received_at) == (police().id, "issued", None)


def test_one_lead_is_named_and_the_others_work_with_it() -> None:
    one = issued(leads=("a", "b"))
    alone = done(one, steering.lead(one, BY, NOW, others=[police()]))
    assert [party.id for party in alone.coordinating_parties] == [police().id]
    assert alone.leads == ()
    with pytest.raises(NotAllowed):
        check(alone, "lead", {"steering"})


def test_urging_is_polite_towards_those_who_were_asked() -> None:
    assert steering.chase(issued(), BY, NOW, message=None).note == steering.CHASED["assign"]
    asked = steering.chase(issued(mode="request"), BY, NOW, message=None)
    assert asked.note
    assert asked.note.startswith("Kính đề nghị")


def test_handing_on_keeps_to_the_parents_last_day_and_is_done_once() -> None:
    parent = issued(assignee=police(), state="received", received_at=NOW)
    [child] = children(parent, [ward(), police()], Handing("nhiem-vu"), NOW)
    assert child.id == child_id("a", ward().id)
    assert (child.mode, child.due, child.parent_id, child.depth, child.title) == ("delegate", DUE, "a", 1, parent.title)
    with pytest.raises(Broken, match="after-parent"):
        children(parent, [ward()], Handing("nhiem-vu", due=date(2026, 4, 1)), NOW)
    late = Handing("nhiem-vu", text="Báo cáo số vụ. Hằng tuần.", due=date(2026, 4, 1), reason="cả năm")
    [own] = children(parent, [ward()], late, NOW)
    assert (own.title, own.part, own.due) == ("Báo cáo số vụ", True, date(2026, 4, 1))
    gone = done(child, steering.withdraw(child, BY, NOW, reason="nhầm"))
    back = done(gone, reissue(gone, own, BY, NOW))
    assert (back.state, back.ended, back.title) == ("issued", None, "Báo cáo số vụ")
    fresh = issued(assignee=police())
    assert done(fresh, hand_on(fresh, BY, NOW, count=1, reason=None)).state == "received"


def test_children_move_their_parent_by_the_stated_rule() -> None:
    parent = issued(assignee=police(), state="received", received_at=NOW)
    first, second = children(parent, [ward(), ward("13285-20250701")], Handing("nhiem-vu"), NOW)
    for child in (first, second):
        parent = counted(parent, None, child)
    assert parent.delegated == Delegated(2, 0, 0, 0)
    assert roll_up(parent, NOW, moved_on=False) is None
    got = done(first, work.accept(first, BY, NOW))
    parent = counted(parent, first, got)
    parent = done(parent, roll_up(parent, NOW, moved_on=False))
    assert parent.state == "in_progress"
    filed = done(got, work.report(got, LastReport("r1", 1, NOW)))
    parent = counted(parent, got, filed)
    assert roll_up(parent, NOW, moved_on=True) is None
    gone = done(second, steering.withdraw(second, BY, NOW, reason="thừa"))
    parent = counted(parent, second, gone)
    assert parent.delegated == Delegated(1, 1, 1, 0)
    parent = done(parent, roll_up(parent, NOW, moved_on=False))
    assert (parent.state, parent.by_children) == ("reported", True)
    straight = counted(replace(parent, state="issued", delegated=None), None, filed)
    assert done(straight, roll_up(straight, NOW, moved_on=True)).state == "reported"
    back = done(filed, steering.send_back(filed, BY, NOW, reason="thiếu"))
    parent = counted(parent, filed, back)
    parent = done(parent, roll_up(parent, NOW, moved_on=False))
    assert (parent.state, parent.by_children) == ("in_progress", False)


def test_children_follow_their_parent_into_rest_and_out_of_it() -> None:
    child = issued(state="in_progress", parent_id="p", depth=1)
    resting = done(child, following("suspend", child, BY, NOW, "bão"))
    assert done(resting, following("resume", resting, BY, NOW, None)).state == "in_progress"
    own = done(child, steering.suspend(child, BY, NOW, reason="riêng"))
    assert following("resume", own, BY, NOW, None) is None
    assert done(resting, following("withdraw", resting, BY, NOW, "hết")).state == "withdrawn"
    filed = reported(parent_id="p")
    assert done(filed, following("complete", filed, BY, NOW, None)).state == "completed"
    assert done(child, following("complete", child, BY, NOW, "đủ")).state == "withdrawn"
    assert following("withdraw", replace(child, state="completed"), BY, NOW, "hết") is None


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (Caller("commune_officer", PATH[-1]), {"assignee"}),
        (Caller("commune_officer", "13285-20250701"), set()),
        (Caller("agency_officer", PATH[-1]), set()),
        (Caller("coordinator", PATH[1]), {"steering"}),
        (Caller("coordinator", PATH[-1]), {"steering"}),
        (Caller("admin", "VN"), {"steering"}),
        (Caller("clerk", PATH[1]), {"clerk"}),
        (Caller("ops", "VN"), {"reader"}),
        (Caller("coordinator", "01-20250701"), set()),
        (Caller("agency_officer", PATH[1], f"cong-an-tinh:{PATH[1]}"), {"delegator"}),
        (Caller("agency_officer", PATH[1], f"so-y-te:{PATH[1]}"), {"coordinating"}),
        (Caller("agency_officer", PATH[1]), {"delegator", "coordinating"}),
    ],
)
def test_where_each_role_stands(caller: Caller, expected: set[str]) -> None:
    beside = Party("agency", f"so-y-te:{PATH[1]}", "Sở Y tế", PATH[1])
    child = issued(parent_id="p", coordinating_parties=(beside,))
    assert sides_of(caller, child, issued(id="p", assignee=police())) == expected


def test_the_table_says_who_may_do_what_and_what_else_is_possible() -> None:
    assert possible(issued(), {"assignee"}) == ("accept", "start", "extension", "delegate", "comments")
    assert possible(issued(due=None, depth=3), {"assignee"}) == ("accept", "start", "comments")
    assert possible(reported(), {"steering"}) == ("complete", "return", "suspend", "withdraw", "due", "comments")
    assert possible(issued(state="withdrawn"), {"steering", "assignee"}) == ("comments",)
    assert possible(issued(), {"reader"}) == ()
    assert possible(issued(), {"coordinating"}) == ("comments",)
    with pytest.raises(NotYours):
        check(issued(), "return", {"assignee"})
    with pytest.raises(NotAllowed) as refused:
        check(issued(), "return", {"steering"})
    assert "withdraw" in refused.value.possible
    assert all("withdrawn" not in rule.states for action, rule in RULES.items() if action != "comments")


def test_a_change_holds_only_what_differs() -> None:
    made = change(issued(), "due", BY, NOW, due=DUE, due_text="trước 20/3")
    assert (made.before, made.after) == ({"due_text": None}, {"due_text": "trước 20/3"})
