"""Documents cited by number and by name."""

from datetime import date

import pytest

from chithi_ingest.core.model import Reference
from chithi_ingest.core.references import read_named, read_references, union

NUMBERS = [
    "31/CT-UBND",
    "24-NQ/TU",
    "107/QĐ-TTg",
    "03/2019/NĐ-CP",
    "799/KH-CAT-MTTQ",
    "07/Ctr-BCA-MTTW",
    "87-KL/TW",
    "09-CT/TW",
    "1035-CV/TU",
    "2884/VPCP-KGVX",
    "36-HD/VPTW",
    "72/2025/QH15",
    "1674/NQ-UBTVQH15",
    "01/2022/TT-BTTTT",
    "15/2020/TTLT-BCA-BQP",
    "12a/KH-UBND",
    "01/CT-UB",
    "06/2009/UBND",
    "2600/TTg-KTTH",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers(number: str) -> None:
    assert [
        r.number
        for r in read_references(f"văn bản số {number} ngày 01/02/2024", f"văn bản số {number} ngày 01/02/2024")
    ] == [number]


@pytest.mark.parametrize(
    "text", ["ngày 30/3/2010", "24/7", "02/9", "2025 - 2030", "15-18 tuổi", "50/50", "6/2025", "năm 2021 - UBND tỉnh"]
)
def test_other_figures(text: str) -> None:
    assert read_references(text, text) == []


def test_kind_date_and_issuer() -> None:
    text = (
        "Thực hiện Nghị quyết số 18-NQ/TU, ngày 21/12/2023 của Ban Thường vụ Thành ủy về lãnh đạo; Quyết định số"
        " 41 /QĐ-UBND ngày 17 tháng 4 năm 2020"
    )
    assert read_references(text, text) == [
        Reference(
            number="18-NQ/TU", doc_type="Nghị quyết", issued_on=date(2023, 12, 21), issuer="Ban Thường vụ Thành ủy"
        ),
        Reference(number="41/QĐ-UBND", doc_type="Quyết định", issued_on=date(2020, 4, 17)),
    ]


def test_numbers_that_share_a_symbol() -> None:
    text = "Chỉ thị 01, 13, 33/CT-UB và khoản 5, 17/2007/QĐ-UBND"
    assert [r.number for r in read_references(text, text)] == ["01/CT-UB", "13/CT-UB", "33/CT-UB", "17/2007/QĐ-UBND"]


def test_the_union_gathers_what_any_citation_tells() -> None:
    bare, full = Reference(number="1/A"), Reference(number="1/A", doc_type="Luật", issued_on=date(2024, 1, 2))
    assert union([bare, Reference(number="2/B"), full]) == [full, Reference(number="2/B")]


def test_names() -> None:
    text = (
        "triển khai Luật Trật tự, an toàn giao thông đường bộ, Luật Đường bộ; Đề án số 06 của Chính phủ trên địa bàn"
        "; thực hiện "
        "Luật Quốc phòng, Luật Dân quân tự vệ. Tiếp tục Đề án 06."
    )
    assert read_named(text, text) == [
        "Luật Trật tự, an toàn giao thông đường bộ",
        "Luật Đường bộ",
        "Đề án số 06 của Chính phủ",
        "Luật Quốc phòng",
        "Luật Dân quân tự vệ",
    ]
