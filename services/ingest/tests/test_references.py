"""Documents cited by number and by name."""

from datetime import date

import pytest

from chithi_ingest.core.cited.named import read_named
from chithi_ingest.core.cited.references import completed, read_references
from chithi_ingest.core.cited.symbols import unlikely_number
from chithi_ingest.core.model import Reference

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
    "92/GT-GT",
    "905/VP-ĐT",
    "30a/2008/NQ-CP",
    "138/CP",
]


def _read(text: str, *, party: bool = False) -> list[Reference]:
    return [found.value for found in read_references(text, text, party=party)]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers(number: str) -> None:
    text = f"văn bản số {number} ngày 01/02/2024"
    found = read_references(text, text)
    assert [(f.value.number, text[f.start : f.end]) for f in found] == [(number, number)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Quyết định số 41 /QĐ-UBND", "41/QĐ-UBND"),
        ("Quyết định số 16 /2025/QĐ-UBND", "16/2025/QĐ-UBND"),
        ("Công văn số 2884/VPCP - KGVX", "2884/VPCP-KGVX"),
        ("Nghị quyết số 24 - NQ/TU", "24-NQ/TU"),
        ("Nghị quyết số 05–NQ/TU của Tỉnh ủy", "05-NQ/TU"),
        ("Chỉ thị số 11 /CT-TTs", "11/CT-TTs"),
        ("Công văn số 145/UBND.VX", "145/UBND.VX"),
    ],
)
def test_damaged_numbers(text: str, number: str) -> None:
    assert [reference.number for reference in _read(text)] == [number]


@pytest.mark.parametrize(
    "text",
    [
        "ngày 30/3/2010",
        "24/7",
        "02/9",
        "2025 - 2030",
        "15-18 tuổi",
        "50/50",
        "6/2025",
        "năm 2021 - UBND tỉnh",
        "tỷ lệ 1/500. UBND tỉnh",
    ],
)
def test_other_figures(text: str) -> None:
    assert _read(text) == []


def test_kind_date_and_issuer() -> None:
    text = (
        "Thực hiện Nghị quyết số 18-NQ/TU, ngày 21/12/2023 của Ban Thường vụ Thành ủy về lãnh đạo; Quyết định số"
        " 41 /QĐ-UBND ngày 17 tháng 4 năm 2020"
    )
    assert _read(text) == [
        Reference(
            number="18-NQ/TU", doc_type="Nghị quyết", issued_on=date(2023, 12, 21), issuer="Ban Thường vụ Thành ủy"
        ),
        Reference(number="41/QĐ-UBND", doc_type="Quyết định", issued_on=date(2020, 4, 17)),
    ]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("31/CT-UBND", "Chỉ thị"),
        ("107/QĐ-TTg", "Quyết định"),
        ("01/2022/TT-BTTTT", "Thông tư"),
        ("07/Ctr-BCA-MTTW", "Chương trình"),
        ("2884/VPCP-KGVX", "Công văn"),
        ("7130/UBND-TH", "Công văn"),
        ("87-KL/TW", "Kết luận"),
        ("06-CT/TU", None),
        ("72/2025/QH15", None),
    ],
)
def test_a_kind_that_is_not_printed_follows_from_the_symbol(number: str, kind: str | None) -> None:
    assert [reference.doc_type for reference in _read(f"theo số {number}")] == [kind]


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("Nghị quyết số 18-NQ/TU ngày 21/12/2023 của Thành ủy", ()),
        ("Nghị quyết số 20-NQ/TU ngày 21/12/2023 của Ban Thường vụ Tỉnh ủy về", ()),
        ("Nghị quyết số 20-NQ/TU ngày 21/12/2023", ("TU: Tỉnh ủy hay Thành ủy",)),
        ("theo số 06-CT/TW", ("CT: Chỉ thị hay Chương trình",)),
        ("Chương trình số 06-CT/TW", ()),
        ("văn kiện 06/CT-UBND", ()),
        ("Hướng dẫn số 12-HD/BTC", ("BTC: Bộ Tài chính hay Ban Tổ chức",)),
        ("Thông tư số 12/2020/TT-BTC", ()),
        ("Kế hoạch số 799/KH-CAT", ("CAT: Công an tỉnh nào",)),
        ("Công văn số 12/TP-VP", ("TP: thành phố hay Tư pháp",)),
    ],
)
def test_what_a_symbol_leaves_open(text: str, doubts: tuple[str, ...]) -> None:
    assert [reference.doubts for reference in _read(text)] == [doubts]


def test_the_kind_is_the_word_next_to_the_number() -> None:
    assert [r.doc_type for r in _read("báo cáo hằng ngày theo Thông tư số 54/2015/TT-BYT")] == ["Thông tư"]


def test_a_party_paper_may_mean_a_programme() -> None:
    assert [r.doubts for r in _read("theo số 06/CT-TW", party=True)] == [("CT: Chỉ thị hay Chương trình",)]


def test_numbers_that_share_a_symbol() -> None:
    text = "Chỉ thị 01, 13, 33/CT-UB và khoản 5, 17/2007/QĐ-UBND; Nghị quyết số 19 và 20-NQ/TW"
    found = read_references(text, text)
    assert [(f.value.number, text[f.start : f.end], f.derived) for f in found] == [
        ("01/CT-UB", "01", True),
        ("13/CT-UB", "13", True),
        ("33/CT-UB", "33/CT-UB", False),
        ("17/2007/QĐ-UBND", "17/2007/QĐ-UBND", False),
        ("19-NQ/TW", "19", True),
        ("20-NQ/TW", "20-NQ/TW", False),
    ]


def test_two_citations_tell_together() -> None:
    bare = Reference(number="1/A", doubts=("mở", "ngỏ"))
    full = Reference(number="1/A", doc_type="Luật", issued_on=date(2024, 1, 2), doubts=("mở",))
    assert completed(bare, full) == full


@pytest.mark.parametrize(
    ("number", "on", "issuer", "unlikely"),
    [
        ("107/QĐ-TTg", date(2024, 9, 24), None, True),
        ("41/QĐ-UBND", date(2020, 4, 17), None, True),
        ("1107/QĐ-TTg", date(2024, 9, 24), None, False),
        ("41/QĐ-UBND", date(2020, 1, 20), None, False),
        ("41/QĐ-UBND", date(2020, 4, 17), "UBND xã Hải Hưng", False),
        ("16/2025/QĐ-UBND", date(2025, 9, 1), None, False),
        ("24-NQ/TU", date(2024, 12, 24), None, False),
        ("06/CT-UBND", date(2024, 12, 24), None, False),
        ("12/UBND-NC", date(2024, 6, 1), None, True),
        ("107/QĐ-TTg", None, None, False),
    ],
)
def test_numbers_too_low_for_their_day(number: str, on: date | None, issuer: str | None, *, unlikely: bool) -> None:
    assert unlikely_number(Reference(number=number, issued_on=on, issuer=issuer)) is unlikely


def test_names() -> None:
    text = (
        "triển khai Luật Trật tự, an toàn giao thông đường bộ, Luật Đường bộ; Đề án số 06 của Chính phủ trên địa bàn"
        "; thực hiện "
        "Luật Quốc phòng, Luật Dân quân tự vệ. Tiếp tục Đề án 06."
    )
    found = read_named(text, text)
    assert [f.value for f in found] == [
        "Luật Trật tự, an toàn giao thông đường bộ",
        "Luật Đường bộ",
        "Đề án số 06 của Chính phủ",
        "Luật Quốc phòng",
        "Luật Dân quân tự vệ",
    ]
    assert [text[f.start : f.end] for f in found] == [f.value for f in found]
