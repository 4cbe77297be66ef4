"""What could point to a person is masked; what is a count, a date or an amount stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chithi_contracts.screening import screen


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("CCCD 036099001234 cấp 2021", "CCCD [số định danh] cấp 2021"),
        ("số 036 099 001 234.", "số [số định danh]."),
        ("CMND 162345678", "CMND [số định danh]"),
        ("gọi 0912345678 ngay", "gọi [số điện thoại] ngay"),
        ("ĐT: 0912.345.678", "ĐT: [số điện thoại]"),
        ("+84 912 345 678", "[số điện thoại]"),
        ("máy bàn 0228-3849-123", "máy bàn [số điện thoại]"),
        ("gửi an.nguyen@example.com.vn nhé", "gửi [thư điện tử] nhé"),
        ("xe 18B1-123.45 va chạm", "xe [biển số] va chạm"),
        ("xe 30A-12345", "xe [biển số]"),
        ("ô tô 18c 123.45", "ô tô [biển số]"),
        ("xe 18K1-1234,", "xe [biển số],"),
        ("STK 1903 2468 135790 Techcombank", "STK [số tài khoản] Techcombank"),
        ("số tài khoản: 0071000123456", "số tài khoản: [số tài khoản]"),
        ("chuyển vào 19032468135790", "chuyển vào [số tài khoản]"),
        ("03609\u200b9001234", "[số định danh]"),
    ],
)
def test_masked(text, masked):
    assert screen(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Thiệt hại 1.250.000.000 đồng",
        "Thiệt hại 150000000 đồng",
        "phạt 120.000.000.000đ",
        "Thực hiện Chỉ thị số 14/CT-UBND ngày 22/12/2021",
        "từ 15/10/2026 đến 14/11/2026, 12 vụ, 35 lượt",
        "Quốc lộ 21B, km 12+300; lúc 21:04 14/03/2026",
        "Kế hoạch 799/KH-CAT-MTTQ giai đoạn 2025 - 2030",
        "129 xã, 3321 đơn vị, 2.141 lượt",
    ],
)
def test_kept(text):
    assert screen(text) == text


def test_letters_are_composed():
    assert screen("Nguye\u0302\u0303n") == "Nguyễn"


@given(st.text(max_size=200))
def test_screening_twice_is_screening_once(text):
    assert screen(screen(text)) == screen(text)


@given(st.from_regex(r"\A[a-zà-ỹ ]{0,20}\Z"), st.from_regex(r"\A[0-9]{12}\Z"), st.from_regex(r"\A[a-zà-ỹ ]{0,20}\Z"))
def test_no_citizen_id_survives(before, number, after):
    assert number not in screen(f"{before} {number} x{after}")
