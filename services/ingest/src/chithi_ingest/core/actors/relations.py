"""Who stands beside, below and above the lead of a unit: coordinating, advised, superior, reported to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from chithi_ingest.core.names.agencies import read_agencies, starts_agency
from chithi_ingest.core.text.found import Found

_COORDINATES = re.compile(
    r"(?:[Pp]hối(?:, kết)? hợp\b(?!\s+giữa)|[Cc]hủ trì(?= cùng))"
    r"(?:\s+(?:thật\s+)?(?:chặt chẽ|tốt|kịp thời|thường xuyên|đồng bộ|hiệu quả|có hiệu quả|nhịp nhàng|tích cực"
    r"|và kết hợp|liên tục|,)){0,3}"
    r"(?:\s+(?:cùng với|với|cùng))?\s+"
)
_ADVISES = re.compile(
    r"[Tt]ham mưu(?:,\s*(?:đề xuất|giúp|kiến nghị|báo cáo|trình))?(?:\s+(?:với|cho|giúp|để|trình))?\s+"
)
_OBEYS = re.compile(
    r"[BbTtDdCc](?:(?<=[Bb])ám sát|(?:(?<=[Tt])heo|(?<=[Dd])ưới|(?:(?<=[Tt])hực hiện|(?<=[Cc])hấp hành)"
    r"(?: nghiêm(?: túc)?)?)\s+(?:đúng\s+)?(?:sự\s+)?(?=(?:lãnh đạo|chỉ đạo|hướng dẫn|phân công|điều hành|yêu cầu)))"
    r"[^.;:]{0,60}?\b(?:của|từ)\s+"
)
_ORDERS_OF = re.compile(r"\b(?:lãnh đạo|chỉ đạo|hướng dẫn|phân công|điều hành|yêu cầu)\b")
# What is told, and to whom. Each pattern begins with a letter, which makes the search for it quick.
_WHAT = r"(?:\s(?:kết quả|tình hình|tiến độ|bằng văn bản|kịp thời)){0,2}(?:\s(?:về|cho|với|lên|của|đến|tới))?\s+"
_REPORTS = (
    re.compile(rf"[Bb]áo cáo(?:(?:,| và)\s(?:đề xuất|kiến nghị))?{_WHAT}"),
    re.compile(rf"[LlXx](?:(?<=[Ll])ấy|(?<=[Xx])in) ý kiến{_WHAT}"),
    re.compile(rf"[Gg]ửi(?: báo cáo| kết quả)?{_WHAT}"),
    re.compile(
        r"[Tt]rình(?<!uy trình)(?<!hương trình)(?<!ông trình)(?<!lộ trình)(?<!Lộ trình)"
        rf"(?<!iến trình)(?<!iáo trình)(?<!ờ trình)(?<!iải trình)(?<!quá trình){_WHAT}"
    ),
)
_RESULT_TO = re.compile(r"[Bb]áo cáo\b[^.;,]{0,90}?\s(?:về|cho|với|đến|gửi)\s+(?=[A-ZĐÀ-Ỹ])")
_MATTER = re.compile(
    r"\s(?:những|hình thức|dự thảo|kế hoạch|phương án|kết quả|việc|chủ trương|tình hình|nội dung|danh sách|hồ sơ"
    r"|(?<!Đạo )(?<!đạo )(?<!tác )Đề án)\b"
)
_WORD = re.compile(r"\w+")
_LISTS_KEPT = 200


def coordinating(text: str, key: str) -> list[Found[str]]:
    """Everyone after `phối hợp với`, anywhere in the unit; a body within a longer one already named counts once."""
    return distinct(_after(_COORDINATES, text, key)) if "hối" in key or "trì cùng" in key else []


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
    patterns = (*_REPORTS, _RESULT_TO) if "áo cáo" in key else _REPORTS[1:]
    found = [one for pattern in patterns for one in _after(pattern, text, key)]
    return distinct(_without_matter(one) for one in sorted(found, key=lambda f: f.start))


def _without_matter(found: Found[str]) -> Found[str]:
    """`trình Thủ tướng Chính phủ Đề án …`: the body without the matter that comes before it."""
    matter = _MATTER.search(found.value)
    if matter is None:
        return found
    return replace(found, value=found.value[: matter.start()], end=found.start + matter.start())


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
