"""Letterhead, number, place, date, type and subject."""

from datetime import date

import pytest

from chithi_ingest.core import parse

TABLE = """ỦY
BAN NHÂN DÂN
TỈNH HƯNG YÊN
-------
|
CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
|
Số: 14/CT-UBND
|
Hưng Yên, ngày 22
tháng 12 năm 2021
|
CHỈ THỊ
VỀ
VIỆC TĂNG CƯỜNG QUẢN LÝ, PHÒNG NGỪA TỘI PHẠM
TRÊN ĐỊA BÀN TỈNH
Thời gian qua, tình hình ổn định.
"""
COLUMNS = """ỦY BAN NHÂN DÂN            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
THÀNH PHỐ ĐÀ NẴNG               Độc lập – Tự do – Hạnh phúc

Số:     /CT-UBND            Đà Nẵng, ngày     tháng 02 năm 2026

C H Ỉ   T H Ị
Về việc bảo đảm trật tự, an toàn giao thông
trên địa bàn thành phố

Thời gian qua, tình hình ổn định.
"""


def test_a_letterhead_flattened_from_a_table() -> None:
    found = parse(TABLE)
    assert (found.number, found.issue_date, found.place) == ("14/CT-UBND", date(2021, 12, 22), "Hưng Yên")
    assert (found.doc_type, found.issuing_body) == ("Chỉ thị", "Ủy ban nhân dân tỉnh Hưng Yên")
    assert found.subject == "VỀ VIỆC TĂNG CƯỜNG QUẢN LÝ, PHÒNG NGỪA TỘI PHẠM TRÊN ĐỊA BÀN TỈNH"


def test_two_columns_and_blanks_before_the_stamp() -> None:
    found = parse(COLUMNS)
    assert (found.number, found.issue_date) == (None, None)
    assert found.issuing_body == "Ủy ban nhân dân thành phố Đà Nẵng"
    assert found.subject == "Về việc bảo đảm trật tự, an toàn giao thông trên địa bàn thành phố"
    said = [anomaly.message for anomaly in found.anomalies]
    assert "số để trống trước /CT-UBND" in said
    assert "không thấy ngày ban hành" in said


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("Số: 16        /2025/QĐ-UBND", "16/2025/QĐ-UBND"),
        ("Số:\n05/CT-UBND", "05/CT-UBND"),
        ("Số 31 /CT-UBND", "31/CT-UBND"),
    ],
)
def test_damaged_numbers(number: str, expected: str) -> None:
    text = (
        f"UBND TỈNH NAM ĐỊNH\nSỞ XÂY DỰNG\n{number}\nNam Định, ngày 03 tháng 3 năm 2025\nCHỈ THỊ\nVề an"
        f" toàn\n\nThực hiện."
    )
    found = parse(text)
    assert found.number == expected
    assert found.issuing_body == "Sở Xây dựng tỉnh Nam Định"


def test_without_a_letterhead_the_body_tells_who_orders() -> None:
    text = (
        "Chỉ thị về phòng cháy trên địa bàn tỉnh đồng nai\nTrước tình hình trên, Uỷ ban nhân dân tỉnh chỉ"
        " thị:\n1. Công an tỉnh kiểm tra."
    )
    found = parse(text)
    assert (found.doc_type, found.issuing_body) == ("Chỉ thị", "Ủy ban nhân dân tỉnh Đồng Nai")
    assert found.subject == "về phòng cháy trên địa bàn tỉnh đồng nai"
    assert (
        parse("Chỉ thị về xuất khẩu\nBộ trưởng Bộ Công Thương yêu cầu các đơn vị:\n1. A.").issuing_body
        == "Bộ Công Thương"
    )


def test_an_impossible_date_is_no_date() -> None:
    assert parse(TABLE.replace("ngày 22\ntháng 12", "ngày 31 tháng 02")).issue_date is None


PARTY = """TỈNH ỦY NINH BÌNH                 ĐẢNG CỘNG SẢN VIỆT NAM
        *                        Ninh Bình, ngày 05 tháng 3 năm 2026
Số 24-CT/TU

CHỈ THỊ
CỦA BAN THƯỜNG VỤ TỈNH ỦY
về tăng cường sự lãnh đạo của Đảng đối với công tác bảo đảm an ninh

Thực hiện Chương trình số 06-CTr/TU, Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy:
1. Công an tỉnh chủ trì.
                                  T/M BAN THƯỜNG VỤ
                                  PHÓ BÍ THƯ
                                  Trần Văn B
"""


def test_a_paper_of_the_party() -> None:
    found = parse(PARTY)
    assert (found.number, found.issue_date, found.place) == ("24-CT/TU", date(2026, 3, 5), "Ninh Bình")
    assert found.issuing_body == "Tỉnh ủy Ninh Bình"
    assert found.subject == "về tăng cường sự lãnh đạo của Đảng đối với công tác bảo đảm an ninh"
    assert (found.signing, found.signer_title, found.signer) == ("TM", "PHÓ BÍ THƯ", "Trần Văn B")
    assert [section.lead for section in found.sections] == [("Công an tỉnh",)]


def test_columns_whose_lines_are_cut_in_different_places() -> None:
    text = (
        "ỦY BAN NHÂN DÂN      CỘNG HÒA XÃ HỘI CHỦ NGHĨA\nTỈNH HƯNG YÊN        VIỆT NAM\n"
        "Số: 14/CT-           Hưng Yên, ngày 22\nUBND                 tháng 12 năm 2021\n"
        "CHỈ THỊ\nVề an toàn\n\nThực hiện."
    )
    found = parse(text)
    assert (found.issuing_body, found.number) == ("Ủy ban nhân dân tỉnh Hưng Yên", "14/CT-UBND")
    assert (found.place, found.issue_date) == ("Hưng Yên", date(2021, 12, 22))


def test_number_and_date_over_a_page_break() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nTỈNH HƯNG YÊN\nSố:\n\n- 1 -\n\f\n14/CT-UBND\nHưng Yên, ngày 22\n\f2\n\ntháng 12 năm 2021\n"
        "CHỈ THỊ\nVề an toàn\n\nThực hiện."
    )
    found = parse(text)
    assert (found.number, found.issue_date) == ("14/CT-UBND", date(2021, 12, 22))
