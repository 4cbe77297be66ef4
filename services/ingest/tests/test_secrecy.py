"""The gate against state secrets."""

import unicodedata

import pytest

from chithi_ingest.core import find_stamp
from chithi_ingest.core.secrecy.names import find_stamp_in_name, find_stamp_in_property


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("MẬT\nỦY BAN NHÂN DÂN", "MẬT"),
        ("UBND TỈNH\n  TỐI  MẬT  \n", "TỐI MẬT"),
        ("[TUYỆT MẬT]", "TUYỆT MẬT"),
        ("Độc lập - Tự do\nM Ậ T\nSố: 01", "MẬT"),
        ("ỦY BAN NHÂN DÂN          MẬT", "MẬT"),
        ("ĐỘ MẬT: TỐI MẬT", "TỐI MẬT"),
        ("MẬT\ntrang sau\nTUYỆT MẬT", "TUYỆT MẬT"),
        (unicodedata.normalize("NFD", "x\nTỐI MẬT\n"), "TỐI MẬT"),
        ("| TỐI MẬT | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |", "TỐI MẬT"),
        ("UBND TỈNH MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "MẬT"),
        ("MẬT - HỎA TỐC", "MẬT"),
        ("TUYỆT MẬT (Bản số: 02)", "TUYỆT MẬT"),
        ("Độ mật: Tối mật", "TỐI MẬT"),
        ("MẬT\n\fMẬT\nhai\n\fMẬT\nba\n\fMẬT\nbốn", "MẬT"),
        ("M\u200bẬT", "MẬT"),
        ("\u041cẬ\u0422", "MẬT"),  # Cyrillic letters of the same look
        ("T\u1ed0\u0399 \u039c\u0410\u0302\u0323\u03a4", "TỐI MẬT"),
    ],
)
def test_stamps(text: str, stamp: str) -> None:
    assert find_stamp(text) == stamp


@pytest.mark.parametrize(
    "text",
    [
        "bảo vệ bí mật nhà nước",
        "công tác bảo vệ\nbí mật\nnhà nước",
        "Mật\n",
        "trừ văn bản theo chế độ mật",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "MẬT ĐỘ DÂN SỐ",
        "BAN HÀNH DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT",
        "VỀ TĂNG CƯỜNG CÔNG TÁC BẢO VỆ BÍ\nMẬT",
        "MAT",
        "Độ mật: thường",
        "",
    ],
)
def test_running_text_is_no_stamp(text: str) -> None:
    assert find_stamp(text) is None


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("TÓI MẬT", "TỐI MẬT"),
        ("TUYÊT MÂT", "TUYỆT MẬT"),
        ("UBND TỈNH\nMAT\nSố: 01", "MẬT"),
        ("| MÂT |", "MẬT"),
        ("[TOI MAT]", "TỐI MẬT"),
        ("I TỐI MẶT I", "TỐI MẬT"),
        ("T0I MAT", "TỐI MẬT"),
        ("M Â T", "MẬT"),
        ("UBND TINH TOI MAT CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TỐI MẬT"),
    ],
)
def test_stamps_that_recognition_spoilt(text: str, stamp: str) -> None:
    assert find_stamp(text, recognised=True) == stamp


@pytest.mark.parametrize("text", ["Mat tran To quoc", "MẶT TRẬN TỔ QUỐC", "mat", "bí mật nhà nước", "Mặt", "MATTRAN"])
def test_recognised_words_are_no_stamps(text: str) -> None:
    assert find_stamp(text, recognised=True) is None


@pytest.mark.parametrize(
    ("name", "stamp"),
    [
        ("MẬT_CT12.pdf", "MẬT"),
        ("CT 12 (MẬT).docx", "MẬT"),
        ("CT 12 (mat).docx", "MẬT"),
        ("[Mat] CT 12.pdf", "MẬT"),
        ("toi-mat.txt", "TỐI MẬT"),
        ("bao cao tuyet mat thang 3.pdf", "TUYỆT MẬT"),
        ("CT12_MAT_2026.pdf", "MẬT"),
        ("ToiMat-CT12.pdf", "TỐI MẬT"),
        ("C:\\van ban\\Mật 12.pdf", "MẬT"),
        (unicodedata.normalize("NFD", "CT12 Tối mật.pdf"), "TỐI MẬT"),
        ("CT12.mat.pdf", "MẬT"),
    ],
)
def test_stamps_in_file_names(name: str, stamp: str) -> None:
    assert find_stamp_in_name(name) == stamp


@pytest.mark.parametrize(
    "name",
    [
        "mat tran to quoc.pdf",
        "Uy ban Mat tran.docx",
        "mật khẩu.txt",
        "CT bảo vệ bí mật nhà nước.pdf",
        "bao ve bi mat nha nuoc.pdf",
        "format.pdf",
        "Mặt trận Tổ quốc.pdf",
        "giai phong mat bang.pdf",
        "le ra mat mo hinh.pdf",
        "chi-thi-03.pdf",
        "mật độ dân số.docx",
        "",
    ],
)
def test_other_words_in_file_names_are_no_stamps(name: str) -> None:
    assert find_stamp_in_name(name) is None


def test_properties() -> None:
    assert find_stamp_in_property("an ninh; Tối mật") == "TỐI MẬT"
    assert find_stamp_in_property("Độ mật: mật") == "MẬT"
    assert find_stamp_in_property("toi mat") == "TỐI MẬT"
    assert find_stamp_in_property("Kế hoạch 5 - TUYỆT MẬT") == "TUYỆT MẬT"
    assert find_stamp_in_property("T\u1ed0I \u041cẬT") == "TỐI MẬT"
    assert find_stamp_in_property("Chỉ thị về bảo vệ bí mật nhà nước") is None
    assert find_stamp_in_property("mật độ") is None
