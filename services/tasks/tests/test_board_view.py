"""The board in words: filters that live in the address, rows, the summary, what happened to an assignment."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chithi_platform.security import Principal
from chithi_tasks.core.assignments.assignment import LIVE
from chithi_tasks.core.resolving.organisation import packaged_organisation
from chithi_tasks.web.adapted import filter_of
from chithi_tasks.web.board_filter import BoardFilter
from chithi_tasks.web.board_view import BoardView
from chithi_tasks.web.choices import Choices, choices_for
from chithi_tasks.web.rows import Row
from chithi_tasks.web.timeline import timeline
from chithi_tasks.web.words import WORDS
from chithi_webui.words import speaker

TODAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 2, tzinfo=UTC)
word = speaker("vi", WORDS)


def item(**more: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": "a1",
        "directive_id": "d1",
        "directive_number": "03/CT-UBND",
        "assignee": {"name": "Ủy ban nhân dân phường Nam Định"},
        "state": "issued",
        "mode": "assign",
        "due": date(2026, 3, 10),
        "due_text": None,
        "time_class": "late_3_7",
        "days_late": 4,
        "extension_pending": False,
        "issued_at": datetime(2026, 3, 13, 2, tzinfo=UTC),
        "delegated": None,
    }
    return fields | more


def row(**more: Any) -> Row:
    return Row(item(**more), word, TODAY)


def view(role: str = "coordinator", asked: dict[str, str] | None = None, **counts: int) -> BoardView:
    told = {"items": [item()], "next_cursor": None, "counts": {"time_class": counts, "total": 1, "capped": False}}
    chosen = BoardFilter.of(asked or {})
    return BoardView(told=told, chosen=chosen, choices=Choices({}, [], ""), names={}, role=role, now=NOW, word=word)


def test_the_address_says_what_is_shown_and_what_it_does_not_know_is_left_out() -> None:
    chosen = BoardFilter.of(
        {"state": "burnt", "time_class": "late", "q": " tuần tra ", "sort": "colour", "cursor": "x"}
    )
    assert chosen.given == {"time_class": "late", "q": "tuần tra", "cursor": "x"}
    assert chosen.address(q="") == "/nhiem-vu?time_class=late"
    assert chosen.address(cursor="y").endswith("&cursor=y")
    assert BoardFilter().address() == "/nhiem-vu"


def test_what_is_over_is_left_out_until_it_is_asked_for() -> None:
    assert filter_of(BoardFilter()).states == LIVE
    assert filter_of(BoardFilter(state="all")).states == frozenset()
    assert filter_of(BoardFilter(state="completed")).states == {"completed"}
    assert filter_of(BoardFilter(time_class="late")).time_classes == {"late_1_2", "late_3_7", "late_over_7"}


def test_filters_are_read_as_words_each_with_a_way_without_it() -> None:
    shown = view(asked={"time_class": "late_over_7", "q": "nồng độ cồn", "mode": "request"}).conditions
    assert [one.text for one in shown] == ["quá hạn > 7 ngày", "đề nghị", "“nồng độ cồn”"]
    assert shown[1].without == "/nhiem-vu?time_class=late_over_7&q=n%E1%BB%93ng+%C4%91%E1%BB%99+c%E1%BB%93n"


def test_a_row_says_first_what_one_has_to_know() -> None:
    assert row().told.text == "Chưa tiếp nhận"
    assert row(issued_at=datetime(2026, 3, 10, 2, tzinfo=UTC)).told.text == "Chậm tiếp nhận"
    assert row(issued_at=datetime(2026, 3, 10, 2, tzinfo=UTC), mode="request").told.text == "Chưa tiếp nhận"
    assert row(extension_pending=True, state="received").told.text == "Xin gia hạn"
    assert row().who == "UBND phường Nam Định"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Quá hạn 4 ngày"),
        ({"state": "reported"}, "Chậm 4 ngày"),
        ({"time_class": "due_soon", "days_late": 0, "due": TODAY}, "Sắp đến hạn"),
        ({"time_class": "due_soon", "days_late": 0, "mode": "request"}, "Đã đến hạn"),
        ({"time_class": "in_time", "days_late": 0, "state": "completed"}, None),
        ({"time_class": "none", "days_late": 0}, None),
    ],
)
def test_time_is_told_in_words(fields: dict[str, Any], said: str | None) -> None:
    time = row(**fields).time
    assert (time.text if time else None) == said


def test_the_last_day_is_short_in_its_own_year_and_the_directives_words_stand_in_for_it() -> None:
    assert row().short_due == "10/03"
    assert row(due=date(2027, 1, 4)).short_due == "04/01/2027"
    assert row(due=None, due_text="thường xuyên").short_due == "thường xuyên"
    assert row(due=None).short_due == "Chưa đặt hạn"


def test_the_one_button_urges_on_those_who_are_late_and_never_everybody_by_a_slip() -> None:
    late = view(late_over_7=2, late_1_2=1, in_time=40).chasable
    assert late is not None
    assert (late.which, late.text) == ("late", "Đôn đốc 3 nhiệm vụ quá hạn")
    assert view(in_time=40).chasable is None
    chosen = view(asked={"time_class": "due_soon"}, due_soon=1).chasable
    assert chosen is not None
    assert (chosen.which, chosen.strong) == ("all", False)
    assert view("agency_officer", late_over_7=2).chasable is None
    assert view(asked={"state": "completed"}, late_over_7=2).chasable is None


def test_the_summary_names_the_classes_that_occur_the_worst_first() -> None:
    shown = view(asked={"time_class": "late_1_2"}, in_time=3, late_over_7=2, late_1_2=0).summary
    assert [(one.name, one.count, one.chosen) for one in shown] == [
        ("late_over_7", 2, False),
        ("late_1_2", 0, True),
        ("in_time", 3, False),
    ]
    assert shown[1].address == "/nhiem-vu"


def principal(role: str, unit_id: str, *path: str) -> Principal:
    return Principal("u", "Nguyễn Văn A", role, unit_id, path)


def test_filters_offer_what_lies_below_and_officers_nothing() -> None:
    organisation = packaged_organisation()
    province = choices_for(principal("coordinator", "37-20250701", "VN", "37-20250701"), organisation)
    assert len(province.units) == 129
    assert ("cong-an-tinh", "Công an") in province.kinds["province"]
    assert "nation" not in province.kinds
    assert len(choices_for(principal("admin", "VN", "VN"), organisation).units) == 34
    own = choices_for(principal("agency_officer", "37-20250701", "VN", "37-20250701"), organisation)
    assert (own.kinds, own.units) == ({}, [])


def step(version: int, action: str, before: dict[str, Any], after: dict[str, Any], note: str | None = None) -> Any:
    who = {"who": "dieuphoi", "who_name": "Trần Thị B"}
    return {"version": version, "at": NOW, "action": action, "before": before, "after": after, "note": note, **who}


def test_history_is_told_in_words_the_latest_first_without_names_of_fields() -> None:
    proposed, chosen = {"id": "a", "name": "Sở Xây dựng"}, {"id": "b", "name": "Sở Tài chính"}
    wish = {"state": "asked", "due": "2026-04-01"}
    told = timeline(
        [
            step(1, "issue", {}, {"state": "issued", "assignee": "Sở Xây dựng", "due": None}),
            step(2, "accept", {"state": "issued", "received_at": None}, {"state": "received", "received_at": "…"}),
            step(3, "due", {"due": None}, {"due": "2026-03-20"}, "Theo chỉ đạo"),
            step(4, "assignee", {"assignee": {**proposed, "note": "?"}}, {"assignee": {**proposed, "note": None}}),
            step(5, "assignee", {"assignee": proposed}, {"assignee": chosen}),
            step(6, "extension", {"extension": None}, {"extension": wish}),
            step(7, "invented-later", {"odd": 1}, {"odd": 2}),
        ],
        word,
    )
    assert [one.did for one in told] == [
        "cập nhật",
        "xin gia hạn",
        "đổi nơi nhận",
        "xác nhận nơi nhận",
        "đặt hạn",
        "tiếp nhận",
        "giao nhiệm vụ",
    ]
    assert told[1].shown == (("Gia hạn", "", "xin đến 01/04/2026"),)
    assert told[2].shown == (("Nơi nhận", "Sở Xây dựng", "Sở Tài chính"),)
    assert (told[4].shown, told[4].said) == ((("Hạn", "chưa có", "20/03/2026"),), "Theo chỉ đạo")
    assert told[5].shown == (("Trạng thái", "Chưa tiếp nhận", "Đã tiếp nhận"),)
    assert told[0].shown == told[3].shown == told[6].shown == ()
