"""Oddities are said with their place and a suggestion, and never repaired."""

import pytest

from chithi_ingest.core import parse
from chithi_ingest.core.doubt.misreadings import read_misreadings
from chithi_ingest.core.model import Anomaly
from chithi_ingest.core.text.source import modern_tone

HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH HƯNG YÊN\nSố: 14/CT-UBND\nHưng Yên, ngày 22 tháng 12 năm 2021\nCHỈ THỊ\nVề an toàn\n\n"
    "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành:\n"
)


def oddities(body: str) -> dict[str, Anomaly]:
    return {anomaly.code: anomaly for anomaly in parse(HEAD + body).anomalies}


def slice_at(body: str, anomaly: Anomaly) -> str:
    assert anomaly.span is not None
    return (HEAD + body)[anomaly.span[0] : anomaly.span[1]]


def test_nothing_odd() -> None:
    assert oddities("1. Sở Y tế kiểm tra trước ngày 31/3/2022.\n2. Sở Nội vụ rà soát.") == {}


@pytest.mark.parametrize(
    ("text", "written", "meant"),
    [
        ("Năm tình hình từ xa", "Năm tình hình", "Nắm tình hình"),
        ("có chủ trương, đổi sách phù hợp", "đổi sách", "đối sách"),
        ("đình công, lẩn công trái phép", "lẩn công", "lãn công"),
        ("Tết Ất Ty 2025", "Ất Ty", "Ất Tỵ"),
        ("Công an tinh theo dõi", "tinh theo dõi", "tỉnh theo dõi"),
        ("diễn biến phún tạp hon trước", "phún tạp hon", "phức tạp hơn"),
        ("tăng cuờng công tãc", "tăng cuờng", "tăng cường"),
        ("Trật tư xã hội", "Trật tư", "Trật tự"),
    ],
)
def test_misreadings(text: str, written: str, meant: str) -> None:
    found = read_misreadings(modern_tone(text))
    assert (written, meant) in [one.value for one in found]
    assert all(text[one.start : one.end] == one.value[0] for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "trong năm tình hình ổn định",
        "nắm tình hình, nắm chắc địa bàn",
        "mang tính hình thức",
        "các tuyến truyền dẫn",
        "Uỷ ban nhân dân, UỶ BAN NHÂN DÂN, CÔNG TÁC",
        "Công an tỉnh, Tỉnh ủy, tinh thần",
    ],
)
def test_right_words_are_no_misreadings(text: str) -> None:
    assert read_misreadings(modern_tone(text)) == []


def test_a_limit_before_the_day_of_issue_with_the_likely_year() -> None:
    body = "1. Sở Y tế kiểm tra trước ngày 31/3/2021."
    early = oddities(body)["early-deadline"]
    assert (early.section, early.suggestion) == ("1", "trước ngày 31/3/2022")
    assert slice_at(body, early) == "trước ngày 31/3/2021"
    assert parse(HEAD + body).sections[0].deadlines[0].text == "trước ngày 31/3/2021"
    assert oddities("1. Sở Y tế kiểm tra trong Quý III/2020.")["early-deadline"].suggestion == "trong Quý III/2022"
    assert "early-deadline" not in oddities("1. Sở Y tế kiểm tra trước ngày 22/12/2021.")


def test_without_a_day_of_issue_the_documents_that_are_cited_tell_the_earliest() -> None:
    head = "Chỉ thị về an toàn năm 2022\nThực hiện Kế hoạch số 30/KH-UBND ngày 20/12/2021, UBND tỉnh yêu cầu các sở:\n"
    late = [a for a in parse(head + "1. Sở Y tế kiểm tra trong Quý III/2021.").anomalies if a.code == "early-deadline"]
    assert [a.suggestion for a in late] == ["trong Quý III/2022"]
    planned = parse("Chỉ thị về tuyển quân năm 2022\n1. Sở Y tế kiểm tra trước ngày 31/12/2021.")
    assert "early-deadline" not in {a.code for a in planned.anomalies}


def test_a_number_too_low_for_its_day_may_be_of_another_series() -> None:
    body = "1. Sở Y tế thực hiện Quyết định số 107/QĐ-TTg ngày 24/9/2020 của Thủ tướng Chính phủ."
    low = oddities(body)["unlikely-number"]
    assert slice_at(body, low) == "107/QĐ-TTg"
    assert "dãy số khác" in low.message


def test_several_leads_without_a_chair() -> None:
    body = "1. Sở Y tế, Sở Nội vụ kiểm tra."
    several = oddities(body)["several-leads"]
    assert (several.section, several.suggestion, slice_at(body, several)) == ("1", "Sở Y tế", "Sở Y tế")
    assert "Nghị định 30/2020/NĐ-CP" in several.message
    assert "several-leads" not in oddities("1. Sở Y tế, các địa phương kiểm tra.")
    assert "several-leads" not in oddities("1. Sở Y tế, Sở Nội vụ phối hợp; Sở Y tế chủ trì.")


def test_gaps_and_missing_or_unknown_agencies() -> None:
    body = "1. Sở Y tế kiểm tra.\n4. Các mạng viễn thông rà soát."
    found = oddities(body)
    assert (found["numbering"].section, slice_at(body, found["numbering"])[:2]) == ("4", "4.")
    nobody = "Chỉ thị về an toàn\nTình hình như sau.\n1. Kiểm tra.\n"
    assert [a.section for a in parse(nobody).anomalies if a.code == "no-agency"] == ["1"]
    crews = oddities("1. Các tổ hợp tác kiểm tra.\n2. Các nhóm trẻ rà soát.")["unknown-agency"]
    assert (crews.section, "Các nhóm trẻ" in crews.message) == ("2", True)


def test_two_spellings() -> None:
    body = "1. Uỷ ban nhân dân xã kiểm tra.\n2. Ủy ban nhân dân phường rà soát."
    mixed = oddities(body)["two-spellings"]
    assert (slice_at(body, mixed), mixed.suggestion) == ("Uỷ ban", "Ủy ban")
