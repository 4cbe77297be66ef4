"""Plain text in every encoding that offices have used."""

import unicodedata
from collections.abc import Callable

import pytest

from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError
from chithi_ingest.adapters.outbound.extraction.files import extract
from chithi_ingest.adapters.outbound.extraction.legacy import from_viqr, repaired

TEXT = (
    "Về việc bảo đảm an ninh, trật tự trên địa bàn tỉnh\n"
    "1. Công an tỉnh chủ trì, phối hợp với Sở Giao thông vận tải tuần tra, kiểm soát, xử lý nghiêm vi phạm.\n"
    "2. Ủy ban nhân dân các huyện chỉ đạo tuyên truyền, giáo dục; định kỳ hằng tháng báo cáo kết quả thực hiện.\n"
)
# written out by hand, as the old keyboards stored them
TCVN3 = (
    "VÒ viÖc b¶o ®¶m an ninh, trËt tù trªn ®Þa bµn tØnh\n"
    "1. C«ng an tØnh chñ tr×, phèi hîp víi Së Giao th«ng vËn t¶i tuÇn tra, kiÓm so¸t, xö lý nghiªm vi ph¹m.\n"
    "2. ñy ban nh©n d©n c¸c huyÖn chØ ®¹o tuyªn truyÒn, gi¸o dôc; ®Þnh kú h»ng th¸ng b¸o c¸o kÕt qu¶ thùc hiÖn.\n"
).encode("latin-1")
VNI = (
    "Veà vieäc baûo ñaûm an ninh, traät töï treân ñòa baøn tænh\n"
    "1. Coâng an tænh chuû trì, phoái hôïp vôùi Sôû Giao thoâng vaän taûi tuaàn tra, kieåm soaùt, xöû lyù nghieâm"
    " vi phaïm.\n"
    "2. UÛy ban nhaân daân caùc huyeän chæ ñaïo tuyeân truyeàn, giaùo duïc; ñònh kyø haèng thaùng baùo caùo keát"
    " quaû thöïc hieän.\n"
).encode("latin-1")
VIQR = (
    b"Ve^` vie^.c ba?o dda?m an ninh, tra^.t tu+. tre^n ddi.a ba`n ti?nh\n"
    b"1. Co^ng an ti?nh chu? tri`, pho^'i ho+.p vo+'i So+? Giao tho^ng va^.n ta?i tua^`n tra, kie^?m soa't, xu+? ly'"
    b" nghie^m vi pha.m.\n"
    b"2. U?y ban nha^n da^n ca'c huye^.n chi? dda.o tuye^n truye^`n, gia'o du.c; ddi.nh ky` ha(`ng tha'ng ba'o ca'o"
    b" ke^'t qua? thu+.c hie^.n.\n"
)


def windows_1258(text: str) -> bytes:
    """As Windows stores it: shaped letters whole, tones behind them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        shaped = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        letters.append(shaped + "".join(part for part in parts if part in tones))
    return "".join(letters).encode("cp1258")


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16-le bare", "utf-16-be bare", "utf-16-be with mark"],
)
def test_unicode(encode: Callable[[str], bytes]) -> None:
    found = extract(encode(TEXT), "a.txt")
    assert found.text == TEXT
    assert found.notes == ()


@pytest.mark.parametrize(
    ("content", "name"),
    [(TCVN3, "TCVN3"), (VNI, "VNI"), (VIQR, "VIQR"), (windows_1258(TEXT), "Windows-1258")],
    ids=["tcvn3", "vni", "viqr", "1258"],
)
def test_legacy_encodings_are_converted_and_told(content: bytes, name: str) -> None:
    found = extract(content, "a.txt")
    # TCVN3 has no capital with a tone, so that its Ủ comes out small; the note says so
    assert unicodedata.normalize("NFC", found.text).lower() == TEXT.lower()
    assert name in found.notes[0]


@pytest.mark.parametrize(
    "content", [b"CH\xdc TH\xde", b"\xff\xfea", "Приказ о порядке и безопасности".encode("cp1251")]
)
def test_an_encoding_that_gives_no_vietnamese_is_refused(content: bytes) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(content, "a.txt")
    assert caught.value.code == "unknown-encoding"
    assert "UTF-8" in caught.value.message_vi


def test_unicode_is_never_taken_for_a_legacy_encoding() -> None:
    for text in (TEXT, "Chi thi ve viec bao dam an ninh, trat tu", "Sở Y tế (a.b) va` theo^ng", "", "é à ô"):
        assert repaired(text) == (text, None)


def test_a_full_stop_behind_a_vowel_stays_one() -> None:
    converted = from_viqr("Nhie^.m vu. cu. the^?. Thu+.c hie^.n tu+` nga`y mai.\n")
    assert converted == "Nhiệm vụ cụ thể. Thực hiện từ ngày mai.\n"
