"""When two papers are the same paper, and when one carries out the other."""

from datetime import date
from typing import Any

import pytest

from chithi_ingest.core.model import Directive, Reference
from chithi_ingest.core.review.document_key import document_key
from chithi_ingest.core.review.links import Link, implemented, level_of, own_link

ONE: dict[str, Any] = {
    "issuing_body": "ỦY BAN NHÂN DÂN TỈNH NINH BÌNH",
    "doc_type": "CHỈ THỊ",
    "number": "03/CT-UBND",
    "issue_date": date(2026, 3, 10),
}


@pytest.mark.parametrize(
    "typed",
    [
        {"issuing_body": "Uỷ ban  nhân dân tỉnh Ninh Bình", "doc_type": "Chỉ thị"},
        {"issuing_body": "UBND tỉnh Ninh Bi\u0300nh"},
        {"issuing_body": "Chủ tịch UBND tỉnh Ninh Bình"},
        {"number": "3 / CT – UBND"},
        {"issue_date": date(2026, 12, 1)},
    ],
)
def test_how_a_paper_is_typed_changes_no_key(typed: dict[str, Any]) -> None:
    assert document_key(Directive(**ONE | typed)) == document_key(Directive(**ONE))


@pytest.mark.parametrize(
    "other",
    [
        {"issuing_body": "Ủy ban nhân dân tỉnh Nam Định"},
        {"doc_type": "Quyết định"},
        {"number": "30/CT-UBND"},
        {"number": "03/CT-TTg"},
        {"issue_date": date(2025, 3, 10)},
    ],
)
def test_another_paper_has_another_key(other: dict[str, Any]) -> None:
    assert document_key(Directive(**ONE | other)) != document_key(Directive(**ONE))


@pytest.mark.parametrize("unknown", list(ONE))
def test_a_key_needs_all_its_parts(unknown: str) -> None:
    assert document_key(Directive(**ONE | {unknown: None})) is None


@pytest.mark.parametrize(
    ("body", "level"),
    [
        ("Chủ tịch UBND tỉnh Nam Định", "province"),
        ("Ủy ban nhân dân thành phố Hà Nội", "province"),
        ("UBND TP. Hồ Chí Minh", "province"),
        ("Ủy ban nhân dân thành phố Nam Định", "district"),
        ("UBND huyện Yên Khánh", "district"),
        ("Ủy ban nhân dân xã Yên Khánh, tỉnh Ninh Bình", "commune"),
        ("Thủ tướng Chính phủ", "nation"),
        ("Bộ Công an", "nation"),
        ("Ủy ban nhân dân", None),
        ("Ủy ban nhân dân thành phố", None),
        (None, None),
    ],
)
def test_the_level_of_a_body_is_in_its_words(body: str | None, level: str | None) -> None:
    assert level_of(body) == level


def test_what_is_not_known_contradicts_nothing() -> None:
    cited = Reference(number="3/CT-UBND", issued_on=date(2026, 3, 10), issuer="Chủ tịch UBND tỉnh")
    [link] = implemented(Directive(references=(cited,), implements=("03/CT-UBND",)))
    own = own_link(Directive(**ONE))
    assert own is not None
    assert link.may_be(own)
    assert own_link(Directive()) is None
    [bare] = implemented(Directive(implements=("03/CT-UBND",)))
    assert bare.may_be(own)
    assert (bare.year, bare.printed) == (None, "03/CT-UBND")
    for field, value in (("year", 2025), ("level", "commune"), ("doc_type", "quyết định"), ("number", "4/ct-ubnd")):
        assert not Link(**link.stored() | {field: value}).may_be(own)
