"""Words that a reading of scans took one for another, and what they were most likely meant to be."""

import re
from collections.abc import Iterator

from chithi_ingest.core.names.agency_words import either
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.letters import unmarked
from chithi_ingest.core.text.source import lowered

# What is no office prose: letters that are always in it, the words as misread, and the words meant.
_SLIPS = (
    (
        "ăm tình hình",
        r"(?<!trong )(?<!cuối )(?<!đầu )(?<!hằng )(?<!hàng )(?<!mỗi )(?<!từng )(?<!nửa )([Nn])ăm tình hình(?! kinh)",
        r"\1ắm tình hình",
    ),
    ("ăm chắc", r"([Nn])ăm chắc(?= (?:tình|địa|diễn|các))", r"\1ắm chắc"),
    ("ăm vững", r"([Nn])ăm vững(?= (?:tình|địa|diễn|các))", r"\1ắm vững"),
    ("inh ", r"([Tt])inh (ủy|đoàn|theo dõi|xem xét|yêu cầu|chỉ đạo|ban hành)", r"\1ỉnh \2"),
    ("hún tạp h", r"([Pp])hún tạp h[oơ]n", r"\1hức tạp hơn"),
    ("hún tạp", r"([Pp])hún tạp", r"\1hức tạp"),
    ("ạp hon", r"([Tt])ạp hon", r"\1ạp hơn"),
    ("Noi nhận", r"Noi nhận", "Nơi nhận"),
    (" Ty", r"(Ất|Đinh|Quý|Tân|Kỷ) Ty", r"\1 Tỵ"),
    ("y ban", r"[Uu]y ban", r"Ủy ban"),
    ("ào ", r"([Bb])ào (đảm|vệ)", r"\1ảo \2"),
    ("rât tự", r"([Tt])rât tự", r"\1rật tự"),
    ("hi thị", r"([Cc])hi thị", r"\1hỉ thị"),
    ("hân đân", r"([Nn])hân đân", r"\1hân dân"),
    ("ẩn công", r"([Ll])ẩn công", r"\1ãn công"),
    ("ổi sách", r"([Đđ])ổi sách", r"\1ối sách"),
)
# Phrases of two and more words that no other Vietnamese words equal but for their marks.
_PHRASES = (
    "ủy ban nhân dân", "hội đồng nhân dân", "công an", "công tác", "bảo đảm", "trật tự", "quốc phòng", "phức tạp",
    "tình hình", "tội phạm", "đối sách", "lãn công", "đình công", "kế hoạch", "thực hiện", "phối hợp", "tuyên truyền",
    "kiểm tra", "xử lý", "ma túy", "trách nhiệm", "nhiệm vụ", "địa phương", "triển khai", "biện pháp", "giải pháp",
    "hiệu quả", "pháp luật", "nghị quyết", "quyết định", "tăng cường", "chữa cháy", "cứu nạn", "chính phủ", "kịp thời",
    "nghiêm túc", "chấp hành", "tỉnh ủy", "thành ủy", "đảng ủy", "mặt trận tổ quốc", "liên quan", "hướng dẫn",
    "tổng hợp", "đôn đốc", "bộ chỉ huy", "an ninh", "giao thông", "vi phạm", "phòng ngừa",
)  # fmt: skip
_RIGHT = re.compile(r"tính hình thức|tuyến truyền (?:dẫn|hình|thông|tải)|có quan hệ")
_PLAIN = {unmarked(phrase): phrase for phrase in _PHRASES}
_BARE = re.compile(either(*_PLAIN))
_SLIP_PATTERNS = tuple((needle, re.compile(rf"{slip}(?!\w)"), meant) for needle, slip, meant in _SLIPS)


def read_misreadings(key: str) -> list[Found[tuple[str, str]]]:
    """Each misreading once, as (written, meant), at its first place."""
    once: dict[tuple[str, str], Found[tuple[str, str]]] = {}
    for found in (*_slips(key), *_phrases(key)):
        overlaps = any(known.start < found.end and found.start < known.end for known in once.values())
        if not overlaps:
            once.setdefault(found.value, found)
    return sorted(once.values(), key=lambda found: found.start)


def _slips(key: str) -> Iterator[Found[tuple[str, str]]]:
    for needle, pattern, meant in _SLIP_PATTERNS:
        for match in pattern.finditer(key) if needle in key else ():
            if _whole(key, *match.span()):
                yield Found((match.group(), match.expand(meant)), match.start(), match.end())


def _phrases(key: str) -> Iterator[Found[tuple[str, str]]]:
    """Words that equal a phrase of offices but for their marks."""
    low = lowered(key)
    for match in _BARE.finditer(unmarked(low)):
        start, end = match.span()
        phrase = _PLAIN[match.group()]
        if low[start:end] != phrase and _whole(low, start, end) and not _RIGHT.match(low, start):
            yield Found((key[start:end], _as(key[start], phrase)), start, end)


def _whole(low: str, start: int, end: int) -> bool:
    return not (low[start - 1 : start].isalnum() or low[end : end + 1].isalnum())


def _as(first: str, phrase: str) -> str:
    return phrase[0].upper() + phrase[1:] if first.isupper() else phrase
