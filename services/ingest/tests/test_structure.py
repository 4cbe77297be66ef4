"""Constructions of real papers: odd ordinals and marked-up text."""

import re
from collections.abc import Callable
from importlib.resources import files

import pytest

from chithi_ingest.core import parse
from chithi_ingest.core.structure.outline import build
from chithi_ingest.core.structure.paragraphs import assemble
from chithi_ingest.core.text.source import fold, lines, slice_of

SAMPLE = (files("chithi_ingest") / "samples" / "chi-thi-mau.txt").read_text("utf-8")


def paths(text: str) -> list[str]:
    return [node.path for node in build(assemble(lines(text))).walk()]


TWO_PARTS = ["I", "I.1", "I.2", "II", "II.1", "II.2"]


def two_parts(first: str, second: str, *, lower: bool = False) -> str:
    one, two = "YÊU CẦU CHUNG", "VIỆC CẦN LÀM NGAY"
    one, two = (one.lower(), two.lower()) if lower else (one, two)
    return (
        f"{first} {one}\n1. Giữ sạch bến chợ.\n2. Thắp sáng bến đò.\n"
        f"{second} {two}\n1. Sở Y tế phun thuốc.\n2. Sở Xây dựng sửa cầu."
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("I.", "II."),
        ("I.-", "II.-"),
        ("I/-", "II/-"),
        ("1.", "II."),
        ("l.", "Il."),
        ("L.", "H."),
        ("1.", "11."),
        ("l.", "ll."),
        ("I.", "1I."),
        ("I.", "lI."),
        ("1.", "2."),
    ],
)
def test_a_damaged_numeral_still_heads_its_part(first: str, second: str) -> None:
    assert paths(two_parts(first, second)) == TWO_PARTS


@pytest.mark.parametrize(("first", "second"), [("I.", "Ii."), ("1.", "Ii."), ("l.", "Il."), ("I.-", "Ii.-")])
def test_parts_in_small_letters(first: str, second: str) -> None:
    assert paths(two_parts(first, second, lower=True)) == TWO_PARTS


@pytest.mark.parametrize("third", ["III.", "Ill.", "Il.", "HI.", "IH.", "II1.", "II.", "Ii."])
def test_a_third_part_that_reads_as_the_second(third: str) -> None:
    text = two_parts("I.", "II.") + f"\n{third} TỔ CHỨC THỰC HIỆN\n1. Sở Nội vụ tổng hợp."
    assert paths(text) == [*TWO_PARTS, "III", "III.1"]


def test_a_numeral_that_was_corrected_is_reported() -> None:
    found = build(assemble(lines(two_parts("l.", "II.") + "\nII. TỔ CHỨC\n1. Sở Nội vụ tổng hợp.")))
    assert [oddity.message for oddity in found.oddities] == [
        "số thứ tự in là l., đọc là I",
        "số thứ tự in là II., đọc là III",
    ]


def test_a_repeated_numeral_is_a_slip_where_its_follower_comes() -> None:
    text = two_parts("I.", "II.") + "\nII. TỔ CHỨC\n1. Sở Nội vụ tổng hợp.\nIII. CUỐI\n1. Sở Y tế báo cáo."
    assert paths(text) == [*TWO_PARTS, "II-2", "II-2.1", "III", "III.1"]


def test_a_part_whose_forerunner_is_lost_is_kept_and_reported() -> None:
    text = "1. Giữ sạch bến chợ.\n2. Thắp sáng bến đò.\nII. VIỆC CẦN LÀM\n1. Sở Y tế phun thuốc."
    assert paths(text) == ["1", "2", "II", "II.1"]
    assert [oddity.path for oddity in build(assemble(lines(text))).oddities] == ["II"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. LÀM SẠCH BẾN CHỢ\n1.1. Quét.\n1.2. Rửa.\n2. SỬA CẦU\n2.1. Đo.", ["1", "1.1", "1.2", "2", "2.1"]),
        ("1. LÀM SẠCH BẾN CHỢ\na) Quét.\nb) Rửa.\n2. SỬA CẦU\na) Đo.", ["1", "1.a", "1.b", "2", "2.a"]),
        ("1. LÀM SẠCH BẾN CHỢ\n1) Quét.\n2) Rửa.\n2. SỬA CẦU\n1) Đo.", ["1", "1.1", "1.2", "2", "2.1"]),
        ("10. Sở Y tế.\n11. Sở Nội vụ.", []),
        ("\n".join(f"{n}. Sở Y tế." for n in (*range(1, 11), "l1", "12")), [str(n) for n in range(1, 13)]),
    ],
)
def test_arabic_numbers_stay_arabic(text: str, expected: list[str]) -> None:
    assert paths(text) == expected


def test_letters_alone_are_units_when_a_call_announces_them() -> None:
    assert paths("Chủ tịch yêu cầu các đơn vị:\na) Quét chợ;\nb) Sửa cầu;\nc) Thắp đèn.") == ["a", "b", "c"]
    assert paths("Tình hình có mấy điểm sau.\na) Chợ bẩn;\nb) Cầu hỏng.") == []
    assert paths("Tình hình:\na) Chợ bẩn;\nb) Cầu hỏng.\nNay yêu cầu:\n1. Quét chợ.\n2. Sửa cầu.") == ["1", "2"]


MARKED: dict[str, Callable[[str], str]] = {
    "ordinals in bold": lambda text: re.sub(r"(?m)^(\d+\.)", r"**\1**", text),
    "short lines in bold": lambda text: re.sub(r"(?m)^(?![-*\s])(.{3,90})$", r"**\1**", text),
    "titles underlined": lambda text: re.sub(r"(?m)^([A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹ ]+)$", r"__\1__", text),
    "names in italics": lambda text: re.sub(r"\b(Công an tỉnh|Sở Tài chính|Nơi nhận:)", r"*\1*", text),
    "escaped ordinals": lambda text: re.sub(r"(?m)^(\d+)\.", r"\1\\.", text),
    "headings": lambda text: re.sub(r"(?m)^(\d+\.)", r"### \1", text),
}


def meaning(text: str) -> dict[str, object]:
    """All that a text says, without where it says it."""
    document = parse(text).model_dump(mode="json", exclude={"evidence", "anomalies"})
    for section in document["sections"]:
        del section["span"]
    return document


@pytest.mark.parametrize("name", MARKED)
def test_emphasis_changes_neither_meaning_nor_places(name: str) -> None:
    text = MARKED[name](SAMPLE)
    assert text != SAMPLE
    assert meaning(text) == meaning(SAMPLE)
    plain, marked = parse(SAMPLE), parse(text)
    assert marked.evidence.keys() == plain.evidence.keys()
    for pointer, seen in plain.evidence.items():
        assert fold(slice_of(text, marked.evidence[pointer].span)) == fold(slice_of(SAMPLE, seen.span)), pointer


@pytest.mark.parametrize(
    "line", ["* Quét chợ", "- Quét chợ", "2*3 = 6", "Chú thích (*) ở cuối", "tep_tin_mau.txt", "Số 1#2"]
)
def test_stars_and_dashes_that_say_something_stay(line: str) -> None:
    assert [found.text for found in lines(line)] == [line]
