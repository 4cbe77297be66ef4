"""Names of provinces and centrally run cities, old and new, and the words for territorial levels."""

import re
from collections import Counter

from chithi_ingest.core.text.source import modern_tone

PROVINCES = tuple(
    modern_tone(name)
    for name in (
        "An Giang", "Bà Rịa - Vũng Tàu", "Bắc Giang", "Bắc Kạn", "Bạc Liêu", "Bắc Ninh", "Bến Tre", "Bình Định",
        "Bình Dương", "Bình Phước", "Bình Thuận", "Cà Mau", "Cần Thơ", "Cao Bằng", "Đà Nẵng", "Đắk Lắk", "Đắk Nông",
        "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Giang", "Hà Nam", "Hà Nội", "Hà Tây", "Hà Tĩnh",
        "Hải Dương", "Hải Phòng", "Hậu Giang", "Hòa Bình", "Hồ Chí Minh", "Huế", "Hưng Yên", "Khánh Hòa", "Kiên Giang",
        "Kon Tum", "Lai Châu", "Lâm Đồng", "Lạng Sơn", "Lào Cai", "Long An", "Nam Định", "Nghệ An", "Ninh Bình",
        "Ninh Thuận", "Phú Thọ", "Phú Yên", "Quảng Bình", "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị",
        "Sóc Trăng", "Sơn La", "Tây Ninh", "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thừa Thiên Huế",
        "Thừa Thiên - Huế", "Tiền Giang", "Trà Vinh", "Tuyên Quang", "Vĩnh Long", "Vĩnh Phúc", "Yên Bái",
    )
)  # fmt: skip
LEVEL_WORD = r"(?:tỉnh|thành phố|thành phố trực thuộc [Tt]rung ương|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu)"
CAPITALISED = r"[A-ZĐÀ-Ỹ][\wà-ỹ]*"
PLACE_NAME = rf"{CAPITALISED}(?:\s{CAPITALISED}){{0,3}}"

_BY_FOLDED = {name.casefold(): name for name in PROVINCES}
_PROVINCE_MENTION = re.compile(
    r"\b(tỉnh|thành phố)\s+(" + "|".join(sorted(map(re.escape, _BY_FOLDED), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)


def name_of(level: str, key: str) -> str | None:
    """The province or city of that level which a text names most often; the first one wins a draw."""
    found = Counter(
        _BY_FOLDED[match[2].casefold()] for match in _PROVINCE_MENTION.finditer(key) if match[1].casefold() == level
    )
    return found.most_common(1)[0][0] if found else None
