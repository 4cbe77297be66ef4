"""The gate against state secrets."""

import unicodedata

import pytest

from chithi_ingest.core import find_stamp


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
        "",
    ],
)
def test_running_text_is_no_stamp(text: str) -> None:
    assert find_stamp(text) is None
