"""What a person chose, and work that a section gives to somebody else than its lead."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chithi_contracts.events import DirectivePublished
from chithi_contracts.events.directive import ChosenAssignee, Deadline, Section, SubTask
from chithi_tasks.core.agency_catalogue import packaged_catalogue
from chithi_tasks.core.assignments import Assignment
from chithi_tasks.core.fan_out import fan_out
from chithi_tasks.core.territory import Gazetteer
from chithi_tasks.core.unit_table import packaged_tree

GAZETTEER = Gazetteer(packaged_tree())
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
