"""Who stands beside, below and above the lead of a unit: coordinating, advised, superior, reported to."""

import re
from collections.abc import Iterable, Iterator, Sequence

from chithi_ingest.core.agencies import read_agencies, starts_agency
from chithi_ingest.core.found import Found

_COORDINATES = re.compile(
    r"[Pp]hối(?:, kết)? hợp\b(?!\s+giữa)"
    r"(?:\s+(?:thật\s+)?(?:chặt chẽ|tốt|kịp thời|thường xuyên|đồng bộ|hiệu quả|có hiệu quả|nhịp nhàng|tích cực"
    r"|và kết hợp|liên tục|,)){0,3}"
    r"(?:\s+(?:cùng với|với|cùng))?\s+"
)
_ADVISES = re.compile(
    r"[Tt]ham mưu(?:,\s*(?:đề xuất|giúp|kiến nghị|báo cáo|trình))?(?:\s+(?:với|cho|giúp|để|trình))?\s+"
)
_OBEYS = re.compile(
    r"(?:[Bb]ám sát|(?:[Tt]heo|[Dd]ưới|(?:[Tt]hực hiện|[Cc]hấp hành)(?: nghiêm(?: túc)?)?)\s+(?:đúng\s+)?"
    r"(?:sự\s+)?(?=(?:lãnh đạo|chỉ đạo|hướng dẫn|phân công|điều hành|yêu cầu)))[^.;:]{0,60}?"
    r"\b(?:của|từ)\s+"
)
_ORDERS_OF = re.compile(r"\b(?:lãnh đạo|chỉ đạo|hướng dẫn|phân công|điều hành|yêu cầu)\b")
_REPORTS = re.compile(
    r"(?:\b[Bb]áo cáo(?:(?:,| và)\s(?:đề xuất|kiến nghị))?|\b(?:[Ll]ấy|[Xx]in) ý kiến"
    r"|\b[Gg]ửi(?: báo cáo| kết quả)?"
    r"|(?<!quy )(?<!Quy )(?<!hương )(?<!ông )(?<!lộ )(?<!Lộ )(?<!iến )(?<!iáo )(?<!ờ )(?<!iải )\b[Tt]rình)"
    r"(?:\s(?:kết quả|tình hình|tiến độ|bằng văn bản|kịp thời)){0,2}"
    r"(?:\s(?:về|cho|với|lên|của|đến|tới))?\s+"
)
_RESULT_TO = re.compile(r"\b[Bb]áo cáo\b[^.;,]{0,90}?\s(?:về|cho|với|đến|gửi)\s+(?=[A-ZĐÀ-Ỹ])")
_WORD = re.compile(r"\w+")
_LISTS_KEPT = 200


def coordinating(text: str, key: str) -> list[Found[str]]:
    """Everyone after `phối hợp với`, anywhere in the unit; a body within a longer one already named counts once."""
    return distinct(_after(_COORDINATES, text, key)) if "hối" in key else []


def advised(text: str, key: str) -> list[Found[str]]:
    """Everyone after `tham mưu (cho)`."""
    return distinct(_after(_ADVISES, text, key)) if "ham mưu" in key else []


def superior(text: str, key: str) -> list[Found[str]]:
    """Whose orders bind the work: `bám sát chỉ đạo của Z`, `theo hướng dẫn của Z`."""
    found = (
        found
        for match in _OBEYS.finditer(key)
        if _ORDERS_OF.search(key, match.start(), match.end()) and starts_agency(key, match.end())
        for found in read_agencies(text, key, match.end()).found
    )
    return distinct(found)


def report_to(text: str, key: str) -> list[Found[str]]:
    """Who is told, asked or gets the draft: `báo cáo Z`, `trình Z`, `lấy ý kiến Y`."""
    found = [*_after(_REPORTS, text, key), *_after(_RESULT_TO, text, key)]
    return distinct(sorted(found, key=lambda f: f.start))


def _after(pattern: re.Pattern[str], text: str, key: str) -> Iterator[Found[str]]:
    for match in pattern.finditer(key):
        if starts_agency(key, match.end()):
            yield from read_agencies(text, key, match.end()).found


def distinct(names: Iterable[Found[str]]) -> list[Found[str]]:
    """Names once each; one whose words all occur in an earlier, longer enumeration is left out."""
    kept: dict[str, Found[str]] = {}
    lists: list[frozenset[str]] = []
    for found in names:
        folded = found.value.casefold()
        words = frozenset(_WORD.findall(folded))
        if folded in kept or any(words <= longer for longer in lists[-_LISTS_KEPT:]):
            continue
        kept[folded] = found
        if "," in folded:
            lists.append(words)
    return list(kept.values())


def other_than(found: Iterable[Found[str]], names: Sequence[str]) -> list[Found[str]]:
    """Those whom the section does not already name as its leads."""
    return [f for f in found if f.value not in names]
