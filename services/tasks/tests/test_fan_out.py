"""A published directive becomes one assignment for each section and assignee, as a person chose them."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from chithi_contracts.events import DirectivePublished
from chithi_contracts.events.directive import ChosenAssignee, Deadline, Section, SubTask
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.fan_out import fan_out, title_of
from chithi_tasks.core.organisation.agency_catalogue import packaged_catalogue
from chithi_tasks.core.organisation.unit_table import packaged_tree
from chithi_tasks.core.resolving.territory import Gazetteer

GAZETTEER = Gazetteer(packaged_tree())
GOLD = Path(__file__).resolve().parents[4] / "shared" / "directives" / "gold"
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def section(ordinal: str, *lead: str, mode: Any = "assign", **more: Any) -> Section:
    return Section(ordinal=ordinal, mode=mode, lead=list(lead), text=more.pop("text", f"{ordinal}. Làm việc."), **more)


def directive(*sections: Section, **more: Any) -> DirectivePublished:
    fields: dict[str, Any] = {
        "directive_id": "d1",
        "version_no": 1,
        "number": "12/CT-UBND",
        "doc_type": "Chỉ thị",
        "subject": "Về an ninh, trật tự",
        "issuing_body": "Ủy ban nhân dân tỉnh Ninh Bình",
        "issue_date": date(2026, 3, 1),
        "addressees": ["Công an tỉnh", "UBND các xã, phường"],
        "sections": list(sections),
        "monitoring_agency": None,
        "published_at": NOW,
        "published_by": "vanthu",
    }
    return DirectivePublished(**(fields | more))


def fan(*sections: Section, **more: Any) -> list[Assignment]:
    return fan_out(directive(*sections, **more), GAZETTEER, packaged_catalogue()).assignments


def test_one_assignment_for_each_section_and_assignee() -> None:
    issued = fan(section("1", "Công an tỉnh"), section("2", "Công an tỉnh", "UBND các xã, phường"))
    assert len(issued) == 1 + 1 + 129
    assert len({assignment.id for assignment in issued}) == len(issued)
    assert {assignment.state for assignment in issued} == {"issued"}


def test_the_same_directive_gives_the_same_ids() -> None:
    first, again = (fan(section("1", "Công an tỉnh", "Sở Y tế")) for _ in range(2))
    assert first == again


def test_two_names_of_one_agency_are_one_assignment_and_need_no_confirmation() -> None:
    [assignment] = fan(section("13", "Sở Kế hoạch và Đầu tư", "Sở Tài chính"))
    assert assignment.assignee.id == "so-tai-chinh:37-20250701"
    assert assignment.assignee.written == "Sở Kế hoạch và Đầu tư; Sở Tài chính"
    assert not assignment.assignee.needs_confirmation


def test_a_section_that_names_nobody_goes_to_the_addressees() -> None:
    assert len(fan(section("1", inherits_addressees=True))) == 130


def test_a_theme_alone_asks_nothing_and_its_parts_look_upwards() -> None:
    issued = fan(section("I", mode="theme"), section("II", "Sở Y tế", mode="theme"), section("II.1"))
    assert [(a.section_ordinal, a.assignee.id.split(":")[0], a.mode) for a in issued] == [
        ("II", "so-y-te", "assign"),
        ("II.1", "so-y-te", "assign"),
    ]


def test_the_earliest_dated_limit_binds() -> None:
    limits = [
        Deadline(text="thường xuyên", kind="standing"),
        Deadline(text="trước ngày 30/6/2026", kind="date_before", due=date(2026, 6, 30)),
        Deadline(text="trước ngày 15/4/2026", kind="date_before", due=date(2026, 4, 15)),
    ]
    [dated] = fan(section("1", "Sở Y tế", deadlines=limits))
    [standing] = fan(section("1", "Sở Y tế", deadlines=limits[:1]))
    [free] = fan(section("1", "Sở Y tế"))
    assert (dated.due, dated.due_text) == (date(2026, 4, 15), "trước ngày 15/4/2026")
    assert (standing.due, standing.due_text) == (None, "thường xuyên")
    assert (free.due, free.due_text) == (None, None)


def test_3321_communes_get_one_each() -> None:
    issued = fan(section("1", "UBND các xã, phường"), issuing_body="Thủ tướng Chính phủ")
    assert len({assignment.assignee.unit_id for assignment in issued}) == len(issued) == 3321


@pytest.mark.parametrize(
    ("publisher", "communes", "agencies"), [("01-20250701", 0, 0), ("37-20250701", 129, 1), ("VN", 129, 1)]
)
def test_nothing_is_assigned_outside_the_units_of_the_publisher(publisher: str, communes: int, agencies: int) -> None:
    published = directive(section("1", "Công an tỉnh", "UBND các xã, phường"), unit_id=publisher)
    fanned = fan_out(published, GAZETTEER, packaged_catalogue())
    kinds = [assignment.assignee.kind for assignment in fanned.assignments]
    assert (kinds.count("unit"), kinds.count("agency")) == (communes, agencies)
    assert fanned.outside == 130 - len(kinds)


def test_a_province_binds_its_own_part_of_what_calls_itself_national() -> None:
    sections = [section("1", "UBND các xã, phường"), section("2", "Bộ Công an")]
    issued = fan(*sections, issuing_body="Thủ tướng Chính phủ", unit_id="37-20250701")
    assert {assignment.assignee.path[1] for assignment in issued} == {"37-20250701"}
    assert len(issued) == 129


def test_whom_an_unknown_issuer_means_is_for_the_publisher_to_choose() -> None:
    [assignment] = fan(section("1", "UBND các xã"), issuing_body="Ban Chỉ đạo", unit_id="37-20250701")
    assert assignment.assignee.id == "chua-xac-dinh.ubnd-cac-xa:37-20250701"
    assert assignment.assignee.needs_confirmation


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("1. Công an tỉnh mở đợt cao điểm. Báo cáo trước ngày 30.", "Công an tỉnh mở đợt cao điểm"),
        ("3. Phòng Văn hóa:\n- Chỉ đạo", "Phòng Văn hóa"),
        ("Thực hiện Luật số 72/2025/QH15 nghiêm túc", "Thực hiện Luật số 72/2025/QH15 nghiêm túc"),
    ],
)
def test_the_title_is_the_first_sentence(text: str, title: str) -> None:
    assert title_of(text) == title


def test_a_long_title_ends_at_a_word() -> None:
    title = title_of("2. " + "tăng cường tuần tra kiểm soát " * 20)
    assert len(title) <= 141
    assert title.endswith("…")
    assert title[:-1].split()[-1] in {"tăng", "cường", "tuần", "tra", "kiểm", "soát"}


def test_those_who_work_with_the_lead_are_found_where_their_name_means_exactly_one() -> None:
    beside = ["Sở Tài chính", "Sở Giao thông vận tải", "các cơ quan liên quan", "UBND các xã", "Sở Y tế"]
    one, other = fan(section("1", "Công an tỉnh", "Sở Y tế", coordinating=beside))
    assert [party.id.split(":")[0] for party in one.coordinating_parties] == ["so-tai-chinh", "so-y-te"]
    assert [party.name for party in other.coordinating_parties] == ["Sở Tài chính tỉnh Ninh Bình"]
    assert one.coordinating == tuple(beside)
    assert one.leads == other.leads == (one.id, other.id)


def test_one_lead_or_very_many_lead_alone() -> None:
    assert [assignment.leads for assignment in fan(section("1", "Sở Y tế"))] == [()]
    assert {assignment.leads for assignment in fan(section("1", "Công an tỉnh", "UBND các xã, phường"))} == {()}


def test_a_territory_that_the_text_implies_has_to_be_confirmed() -> None:
    sections = [
        section("1", "Công an thành phố", text="phối hợp với Báo Nam Định"),
        section("2", "UBND các phường, xã"),
    ]
    issued = fan(*sections, issuing_body="Ủy ban nhân dân thành phố", issue_date=None)
    assert len(issued) == 1 + 8
    assert all(assignment.assignee.needs_confirmation for assignment in issued)


if GOLD.exists():

    @pytest.mark.parametrize(("name", "sections", "communes"), [("seed_2024", 13, 8), ("seed_2025", 16, 57)])
    def test_every_lead_of_the_real_directives_is_found(name: str, sections: int, communes: int) -> None:
        gold = json.loads((GOLD / f"{name}.json").read_text("utf-8"))
        parts = [section(s["ordinal"], *s["lead"], mode=s["mode"]) for s in gold["sections"]]
        issued = fan(*parts, issuing_body=gold["issuing_body"], issue_date=None, addressees=gold["addressees"])
        assert len({assignment.section_ordinal for assignment in issued}) == sections
        assert [a.assignee.name for a in issued if a.assignee.id.startswith("chua-xac-dinh")] == []
        assert sum(a.assignee.kind == "unit" for a in issued) == communes


FRONT, UNION = "Ủy ban Mặt trận Tổ quốc tỉnh", "Liên đoàn Lao động tỉnh"
PART = "- Liên đoàn Lao động tỉnh vận động đoàn viên trước ngày 15/4/2026;"


def test_a_part_of_a_section_is_an_assignment_of_its_own() -> None:
    limits = [
        Deadline(text="trước ngày 15/4/2026", kind="date", due=date(2026, 4, 15)),
        Deadline(text="trước ngày 30/6/2026", kind="date", due=date(2026, 6, 30)),
    ]
    whole = section(
        "9",
        FRONT,
        text=f"9. {FRONT} giám sát, báo cáo trước ngày 30/6/2026:\n{PART}",
        embedded=[SubTask(agency=UNION, text=PART, mode="request")],
        deadlines=limits,
        coordinating=["Công an tỉnh"],
    )
    front, union = fan(whole)
    assert (front.mode, front.due, front.part, front.text) == ("assign", date(2026, 6, 30), False, whole.text)
    assert (union.mode, union.due, union.part, union.text) == ("request", date(2026, 4, 15), True, PART)
    assert union.title == "Liên đoàn Lao động tỉnh vận động đoàn viên trước ngày 15/4/2026"
    assert union.assignee.id == "lien-doan-lao-dong-tinh:37-20250701"
    assert union.coordinating == ()


def test_parts_of_one_agency_are_one_and_the_lead_has_its_parts_too() -> None:
    parts = [
        SubTask(agency=UNION, text="- Một."),
        SubTask(agency=UNION, text="- Hai."),
        SubTask(agency=FRONT, text="- Ba."),
    ]
    front, union = fan(section("9", FRONT, embedded=parts))
    assert (front.part, front.text) == (False, "9. Làm việc.")
    assert (union.part, union.text) == (True, "- Một.\n- Hai.")


def choice(written: str, assignee: str, kind: Any = "agency") -> ChosenAssignee:
    return ChosenAssignee(written=written, kind=kind, id=assignee)


def test_what_a_person_chose_goes_first_and_needs_no_confirmation() -> None:
    chosen = [
        choice("sở giao thông  vận tải", "cong-an-tinh:37-20250701"),
        choice("Sở Giao thông vận tải", "so-xay-dung:37-20250701"),
        choice("Liên đoàn Lao động tỉnh", "tinh-doan:37-20250701"),
        choice("Sở Y tế", "so-noi-vu:37-20250701"),  # names nobody in the section
    ]
    part = SubTask(agency=UNION, text=PART)
    issued = fan(section("1", "Sở Giao thông vận tải", "Sở Tài chính", chosen=chosen, embedded=[part]))
    assert [a.assignee.id.split(":")[0] for a in issued] == ["cong-an-tinh", "so-xay-dung", "so-tai-chinh", "tinh-doan"]
    assert not any(a.assignee.needs_confirmation for a in issued)
    assert issued[1].assignee.written == "Sở Giao thông vận tải"


def test_a_choice_for_an_addressee_holds_where_a_section_inherits_it() -> None:
    chosen = [choice("UBND các xã, phường", "13669-20250701", "unit")]
    issued = fan(section("1", inherits_addressees=True, chosen=chosen), section("2", inherits_addressees=True))
    assert [sum(a.section_ordinal == ordinal for a in issued) for ordinal in ("1", "2")] == [2, 130]


@pytest.mark.parametrize(
    ("assignee", "kind", "issued_to", "outside"),
    [
        ("cong-an-tinh:01-20250701", "agency", [], 1),
        ("00004-20250701", "unit", [], 1),
        ("cac-xa.VN", "unit", 129, 3321 - 129),
        ("khong-co:37-20250701", "agency", ["chua-xac-dinh.cong-an-tinh:37-20250701"], 0),
        ("13669", "unit", ["chua-xac-dinh.cong-an-tinh:37-20250701"], 0),
    ],
)
def test_a_choice_binds_only_who_exists_within_the_publishers_units(
    assignee: str, kind: str, issued_to: list[str] | int, outside: int
) -> None:
    one = section("1", "Công an tỉnh", chosen=[choice("Công an tỉnh", assignee, kind)])
    fanned = fan_out(directive(one, unit_id="37-20250701"), GAZETTEER, packaged_catalogue())
    ids = [a.assignee.id for a in fanned.assignments]
    assert (len(ids) if isinstance(issued_to, int) else ids) == issued_to
    assert fanned.outside == outside
