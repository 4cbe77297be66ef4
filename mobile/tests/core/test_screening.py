"""What points to a person is found before filing, and ordinary figures of a report are left alone."""

import pytest

from chithi_mobile.core.screening import findings, warning


@pytest.mark.parametrize(
    ("narrative", "kind", "text"),
    [
        ("đối tượng có CCCD 036090001234 đã làm việc", "citizen_id", "036090001234"),
        ("căn cước 036 090 001 234", "citizen_id", "036 090 001 234"),
        ("CMND 162345678.", "citizen_id", "162345678"),
        ("gọi 0912345678", "phone", "0912345678"),
        ("gọi 0912 345 678 để biết", "phone", "0912 345 678"),
        ("gọi 0912.345.678", "phone", "0912.345.678"),
        ("số +84 912 345 678", "phone", "+84 912 345 678"),
        ("máy bàn 02283 123 456", "phone", "02283 123 456"),
        ("thư về nguyen.van-a@mail.example.vn nhé", "email", "nguyen.van-a@mail.example.vn"),
        ("xe mô tô 18B1-234.56 vượt đèn", "plate", "18B1-234.56"),
        ("xe 35A-123.45", "plate", "35A-123.45"),
        ("xe 29C 12345", "plate", "29C 12345"),
        ("xe máy điện 18MĐ1-234.56", "plate", "18MĐ1-234.56"),
        ("biển 36-F5 1234", "plate", "36-F5 1234"),
        ("chuyển vào STK 0123 456 789 012", "bank_account", "0123 456 789 012"),
        ("tài khoản số 19034567 mở tại ngân hàng", "bank_account", "19034567"),
        ("thẻ 9704366812345678", "bank_account", "9704366812345678"),
    ],
)
def test_finds(narrative, kind, text):
    assert [(found.kind, found.text) for found in findings(narrative)] == [(kind, text)]


@pytest.mark.parametrize(
    "narrative",
    [
        "",
        "Xảy ra 02 vụ, 01 người bị thương, thiệt hại 150.000.000 đồng.",
        "Thiệt hại 1.250.000.000 đồng, xử phạt 12 trường hợp.",
        "Thực hiện Chỉ thị số 01/CT-UBND ngày 15/01/2026, Kế hoạch số 123/KH-UBND.",
        "Từ ngày 15/10/2026 đến 14/11/2026, quân số 2.450 lượt người.",
        "Nghị định 105/2021/NĐ-CP, Luật 91/2025/QH15; quốc lộ 21B, Km 12+500.",
        "Tổ 10, khu phố 12, diện tích 1200 m2, lúc 22h30 ngày 16-11-2026.",
        "Thiệt hại khoảng 250000000 đồng",
    ],
)
def test_leaves_alone(narrative):
    assert findings(narrative) == []


def test_the_warning_names_each_kind_once():
    text = "Gọi 0912345678 hoặc 0987654321, CCCD 036090001234"
    assert warning(text) == (
        "Nội dung có số điện thoại, số căn cước hoặc chứng minh nhân dân. Hãy bỏ đi trước khi gửi."
    )
    assert warning("Địa bàn ổn định") == ""
