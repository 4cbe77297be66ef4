"""The board's pure parts: demands that mean the class of time, places in a list, words and what they name."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chithi_platform.security import Principal
from chithi_tasks.core.assignments.assignment import Assignee, Assignment, Party
from chithi_tasks.core.assignments.figures import Cell, late_when_done
from chithi_tasks.core.assignments.query import (
    MODES,
    ORDERS,
    STATES,
    BadPlace,
    Demand,
    Filter,
    Sort,
    demands,
    due_place,
    issued_place,
    place_of,
    place_text,
)
from chithi_tasks.core.assignments.search import Names, Register, matches, words_of
from chithi_tasks.core.assignments.standing import answers_for, names_of_caller, names_of_parties
from chithi_tasks.core.assignments.timing import TIME_CLASSES, receipt_due
from chithi_tasks.core.assignments.topics import Topic, TopicIndex

TODAY = date(2026, 3, 2)
DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))


def lived(state: Any, mode: Any, due: date | None, reported: date) -> Assignment:
    at = datetime.combine(reported, time(3), UTC)
    done = {"reported_at": at, "completed_at": at} if state in ("reported", "completed") else {}
    return Assignment(
        id="a",
        directive_id="d",
        directive_number=None,
        directive_subject="",
        section_ordinal="1",
        title="",
        text="",
        mode=mode,
        assignee=Assignee("unit", "u", "Xã", "u", ("VN", "p", "u"), "Xã"),
        coordinating=(),
        due=due,
        due_text=None,
        issued_at=at,
        updated_at=at,
        state=state,
        **done,
    )


def fits(demand: Demand, one: Assignment) -> bool:
    due, late = due_place(one.state, one.due), late_when_done(one)
    return (
        one.state in demand.states
        and one.mode in demand.modes
        and (demand.due is None or demand.due[0] <= due <= demand.due[1])
        and (demand.late is None or demand.late[0] <= late <= demand.late[1])
        and (demand.issued_before is None or issued_place(one.issued_at) < demand.issued_before)
    )


@settings(max_examples=300)
@given(
    state=st.sampled_from(STATES),
    mode=st.sampled_from(MODES),
    due=st.none() | DAYS,
    reported=DAYS.filter(lambda day: day <= TODAY),
    asked=st.sets(st.sampled_from(TIME_CLASSES), min_size=1),
)
def test_demands_hold_of_exactly_the_classes_that_are_asked_for(
    state: Any, mode: Any, due: date | None, reported: date, asked: set[Any]
) -> None:
    one = lived(state, mode, due, reported)
    wanted = one.timed.time_class(TODAY) in asked
    holding = [demand for demand in demands(Filter(time_classes=frozenset(asked)), TODAY) if fits(demand, one)]
    assert bool(holding) is wanted
    assert Cell.named(Cell.of(one).name).time_class(TODAY) == one.timed.time_class(TODAY)


@settings(max_examples=300)
@given(
    state=st.sampled_from(STATES),
    mode=st.sampled_from(MODES),
    issued=st.integers(0, 110 * 24).map(lambda hours: datetime(2026, 1, 20, tzinfo=UTC) + timedelta(hours=hours)),
    today=st.integers(0, 90).map(lambda days: date(2026, 2, 10) + timedelta(days=days)),
)
def test_a_receipt_is_late_after_the_working_day_that_there_is_for_it(
    state: Any, mode: Any, issued: datetime, today: date
) -> None:
    """Over Tết, weekends and the days around midnight in Vietnam."""
    one = replace(lived(state, mode, None, TODAY), issued_at=issued)
    wanted = state == "issued" and mode != "request" and today > receipt_due(issued)
    assert any(fits(demand, one) for demand in demands(Filter(receipt_late=True), today)) is wanted
    others = frozenset(STATES) - {"issued"}
    assert demands(Filter(receipt_late=True, states=others), today) == []


PARTIES = [
    Party("unit", "u", "Xã", "u"),
    Party("agency", "so-y-te:p", "Sở Y tế", "p"),
    Party("agency", "so-y-te:old", "Sở Y tế", "old"),
    Party("agency", "tram:u", "Trạm Y tế", "u"),
]


@pytest.mark.parametrize("party", PARTIES, ids=lambda party: party.id)
@pytest.mark.parametrize("heir_of", [(), ("old",)], ids=["alone", "heir"])
@pytest.mark.parametrize(
    ("role", "unit", "agency"),
    [
        ("commune_officer", "u", None),
        ("agency_officer", "u", None),
        ("agency_officer", "p", None),
        ("agency_officer", "p", "so-y-te:p"),
        ("agency_officer", "p", "so-tai-chinh:p"),
    ],
)
def test_a_coordinating_party_is_found_by_who_answers_for_it(
    party: Party, heir_of: tuple[str, ...], role: Any, unit: str, agency: str | None
) -> None:
    caller = Principal("a", "A", role, unit, ("VN", unit), agency_id=agency, heir_of=heir_of)
    shared = set(names_of_parties([party])) & set(names_of_caller(caller))
    assert bool(shared) is answers_for(caller, party)


@pytest.mark.parametrize("sort", get_args(Sort))
def test_a_place_comes_back_and_belongs_to_its_order(sort: Any) -> None:
    place = [f"giá trị {at}" for at in range(len(ORDERS[sort].fields))]
    text = place_text(sort, place)
    assert place_of(text, sort) == place
    for other in set(get_args(Sort)) - {sort}:
        with pytest.raises(BadPlace):
            place_of(text, other)


@given(st.text(max_size=60))
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(BadPlace):
        place_of(text, "due")


def index(*words: str) -> TopicIndex:
    found = TopicIndex()
    for at, text in enumerate(words, 1):
        found.add(Topic(at, "p", f"d{at}", None, ("unit",), 1, text))
    return found


UNITS = [("ba-dinh", "phuong ba dinh"), ("ha-noi", "thanh pho ha noi"), ("an-tinh", "xa an tinh"), ("p", "tinh p")]
REGISTER = Register(
    units=Names(UNITS, [("p", "tinh"), ("an-tinh", "xa")]),
    agencies=Names([("cong-an-tinh", "cong an"), ("so-y-te", "so y te")], [("thue", "thue")]),
    parents={"ba-dinh": "ha-noi", "ha-noi": None, "an-tinh": "p", "p": None},
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chua chay", [({1}, None, None)]),
        ("chua ch", [({1}, None, None)]),
        ("chay ba dinh", [({1}, {"ba-dinh"}, None)]),
        ("ba dinh ha noi", [(None, {"ba-dinh"}, None)]),
        ("cong an tinh", [(None, {"p"}, {"cong-an-tinh"})]),
        ("thue", [(None, None, {"thue"})]),
        ("sở y tế chữa cháy", [({1}, None, {"so-y-te"})]),
        ("ma tuy", [({2}, None, None)]),
        ("khong co", []),
        ("", [(None, None, None)]),
    ],
)
def test_words_are_held_by_topics_units_and_agencies(text: str, expected: list[tuple[Any, Any, Any]]) -> None:
    found = matches(words_of(text), index("phong chay chua chay", "ma tuy"), {"p"}, REGISTER)
    assert [(match.topics, match.units, match.agencies) for match in found] == expected


def test_topics_of_other_series_are_not_found() -> None:
    assert matches(["chua"], index("chua chay"), {"elsewhere"}, REGISTER) == []
