"""Ordinals and the tree that they make."""

import pytest

from chithi_ingest.core.structure.ordinals import marker
from chithi_ingest.core.structure.outline import build
from chithi_ingest.core.structure.paragraphs import assemble
from chithi_ingest.core.text.source import lines


def paths(text: str) -> list[str]:
    return [node.path for node in build(assemble(lines(text))).walk()]


@pytest.mark.parametrize(
    ("line", "kind", "printed"),
    [
        ("1. Sở Y tế", "number", "1"),
        ("l. Sở Y tế", "number", "1"),
        ("12/ Sở Y tế", "number", "12"),
        ("1) Sở Y tế", "parenthesis", "1"),
        ("2.1. Sở Y tế", "decimal", "2.1"),
        ("II. Nội dung", "roman", "II"),
        ("Ii. nội dung", "roman", "II"),
        ("Il. Nội dung", "roman", "II"),
        ("IV/ Nội dung", "roman", "IV"),
        ("A. Nội dung", "upper", "A"),
        ("đ) Rà soát", "letter", "đ"),
        ("©) Rà soát", "letter", "c"),
        ("- Rà soát", "bullet", "-"),
        ("+ Rà soát", "bullet", "-"),
        ("Phần thứ nhất", "part", "I"),
        ("Điều 3. Tổ chức", "article", "3"),
    ],
)
def test_markers(line: str, kind: str, printed: str) -> None:
    found = marker(line)
    assert found is not None
    assert (found.kind, found.printed) == (kind, printed)


@pytest.mark.parametrize(
    "line", ["2024 là năm", "30/4/2025", "1,5 triệu", "Vụ án", "v.v...", "IIII. Sai", "15 ngày", "Sở Y tế"]
)
def test_no_markers(line: str) -> None:
    found = marker(line)
    assert found is None or not found.value


def test_numbers_restart_in_every_roman_part() -> None:
    assert paths("I. Một\n1. Hai\na) Ba\nb) Bốn\n2. Tám\nII. Sáu\n1. Bảy") == [
        "I",
        "I.1",
        "I.1.a",
        "I.1.b",
        "I.2",
        "II",
        "II.1",
    ]


def test_decimals_stand_alone_under_their_number_and_are_appended_under_a_roman_part() -> None:
    assert paths("1. A\n1.1. B\n1.2. C\n2. D\n2.1. E") == ["1", "1.1", "1.2", "2", "2.1"]
    assert paths("I. A\n1. B\n1.1. C\na) D\n1.2. E\n2. F\n2.1. G") == [
        "I",
        "I.1",
        "I.1.1.1",
        "I.1.1.1.a",
        "I.1.1.2",
        "I.2",
        "I.2.2.1",
    ]


def test_an_ordinal_that_does_not_continue_is_text() -> None:
    outline = build(assemble(lines("1. Theo quy định tại khoản\n7. Điều này và mục\n2. Sở Y tế.")))
    assert [node.path for node in outline.walk()] == ["1"]
    assert "7. Điều này" in outline.roots[0].heading.text


def test_skipped_and_repeated_numbers_are_kept_and_reported() -> None:
    outline = build(assemble(lines("1. Một.\n2. Hai.\n2. Hai nữa.\n4. Bốn.")))
    assert [node.path for node in outline.walk()] == ["1", "2", "2-2", "4"]
    assert len(outline.oddities) == 2
