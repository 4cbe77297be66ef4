"""The Telex composer writes the Vietnamese of official papers, and leaves other words alone."""

import unicodedata

import pytest

from chithi_mobile.core.telex import press

PAPERS = (
    "chỉ thị về công tác bảo đảm an ninh trật tự năm hai nghìn không trăm Ủy ban nhân dân tỉnh Ninh Bình yêu cầu "
    "giám đốc các sở ngành đoàn thể chủ tịch huyện thành phố phường xã tiếp tục quán triệt nghiêm túc nghị quyết "
    "kế hoạch đấu tranh phòng chống tội phạm ma túy mại dâm cờ bạc trộm cắp tài sản giết người cướp giật lừa đảo "
    "chiếm đoạt qua mạng viễn thông tuyên truyền phổ biến giáo dục pháp luật vận động quần chúng giao nộp vũ khí "
    "vật liệu nổ công cụ hỗ trợ pháo tuần tra kiểm soát giờ giấc giữ gìn đường sắt đường thủy nội địa lối đi tự "
    "mở hành lang giao thông tai nạn người chết bị thương thiệt hại cháy rừng chữa cháy cứu nạn cứu hộ khuyến "
    "khích nghỉ hưu khoảng thuở huơ hươu rượu bưởi khuya quý quốc quyền quyết quét giếng giặt già gì hòa khỏe ủy "
    "lũy thuế thuê khuất nguyễn thoáng xoắn ngoằn ngoèo khúc khuỷu tiêu biểu nguyên nhân điều kiện phức tạp nước "
    "ngoài cơ sở mưa gió lưu trú tạm vắng hộ khẩu căn cước định danh điện tử ứng phó bão lũ lụt sạt lở đê điều "
    "ĐƯỜNG VIỆT NAM Điều Khoản "
)
WORDS = PAPERS.split()

KEYS = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
TONE_KEYS = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}


def write(keys, word=""):
    for key in keys:
        word = press(word, key)
    return word


def keys_of(word, *, tone_last):
    """How a person types the word: signs at once, the tone at its vowel or at the end of the word."""
    keys, tone = "", ""
    for char in word:
        parts = unicodedata.normalize("NFD", char)
        mark = next((TONE_KEYS[part] for part in parts if part in TONE_KEYS), "")
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONE_KEYS))
        typed = KEYS.get(bare.lower(), bare)
        keys += typed.upper() if bare.isupper() else typed
        keys, tone = (keys, mark or tone) if tone_last else (keys + mark, "")
    return keys + tone


@pytest.mark.parametrize("tone_last", [True, False])
def test_words_of_official_papers(tone_last):
    written = {word: write(keys_of(word, tone_last=tone_last)) for word in WORDS}
    assert {word: got for word, got in written.items() if word != got} == {}


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("duongwdf", "đường"),
        ("tienges", "tiếng"),
        ("ngoeof", "ngoèo"),
        ("nguoiwf", "người"),
        ("huuw", "hưu"),
        ("thuowr", "thuở"),
        ("truowngf", "trường"),
        ("VIEETJ", "VIỆT"),
        ("Vieetj", "Việt"),
        ("ass", "as"),
        ("asf", "à"),
        ("asz", "a"),
        ("aaa", "aa"),
        ("eee", "ee"),
        ("ddd", "dd"),
        ("aww", "aw"),
        ("uoww", "uow"),
        ("aaw", "ă"),
        ("awa", "â"),
        ("hoaf", "hòa"),
        ("hoafn", "hoàn"),
        ("thuyr", "thủy"),
        ("quyr", "quỷ"),
        ("giuwx", "giữ"),
        ("window", "window"),
        ("CT", "CT"),
        ("TW", "TW"),
    ],
)
def test_the_order_of_keys_and_second_presses(keys, word):
    assert write(keys) == word


def test_what_is_no_letter_is_just_appended():
    assert write("so 5") == "so 5"
    assert press("", "s") == "s"
    assert press("12", "s") == "12s"


def test_what_it_writes_is_always_joined():
    for word in WORDS:
        assert unicodedata.is_normalized("NFC", write(keys_of(word, tone_last=True)))
