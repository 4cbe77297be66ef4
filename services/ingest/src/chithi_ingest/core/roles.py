"""Who leads, who coordinates and who is advised in one unit of a directive."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chithi_ingest.core.agencies import AgencyList, read_agencies, starts_agency, starts_subject
from chithi_ingest.core.agency_words import STOP
from chithi_ingest.core.paragraphs import Paragraph

Mode = Literal["assign", "request", "delegate", "theme"]

_ORDER = re.compile(
    r"(?P<request>(?:(?:Kính|Trân trọng)\s+)?[Đđ]ề nghị|Mời)\s+|(?P<delegate>Giao(?:\s+cho)?|Phân công|Ủy quyền"
    r"(?:\s+cho)?)(?:\s+trách nhiệm cho)?\s+"
    r"|(?P<assign>Yêu cầu|Đối với|Chỉ đạo|Trách nhiệm của|Nhiệm vụ của|Về phía)\s+"
)
_SANCTION = re.compile(r"\s*sẽ\s")
_DIRECTS = re.compile(r"(?:Thứ trưởng|Phó Chủ tịch|đồng chí|Đồng chí)")
_DIRECTED = re.compile(r"chỉ đạo\s+")
_TAKES_LEAD = re.compile(r"\s*,?\s*(?:là (?:cơ quan|đơn vị) )?chủ trì\b")
_MUST = re.compile(rf"\s*,?\s*(?:{STOP})(?!\w)")
_FRONTED = re.compile(
    r"(?:Khi|Để|Nhằm|Căn cứ|Trên cơ sở|Theo|Trong|Trước|Sau|Từ|Đến|Hàng|Hằng|Định kỳ|Thường xuyên|Qua|Ngay|Tùy"
    r"|Đối với)\b"
)
_MATTER_OF = re.compile(r"Việc\s[^.;:]{3,200}?\scủa\s")
_NOUN_OF_BODY = re.compile(r"(?:Cơ quan|Đơn vị)\s")
_DUTY_COLON = re.compile(
    r"(?:có trách nhiệm|chịu trách nhiệm|nội dung sau|nhiệm vụ sau|công việc sau|sau đây|như sau|sau)\s?:$"
)
_COMMA = re.compile(r",\s+")
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-ZĐÀ-Ỹ])")

_COORDINATES = re.compile(
    r"[Pp]hối(?:, kết)? hợp\b(?!\s+giữa)"
    r"(?:\s+(?:thật\s+)?(?:chặt chẽ|tốt|kịp thời|thường xuyên|đồng bộ|hiệu quả|có hiệu quả|nhịp nhàng|tích cực"
    r"|và kết hợp|liên tục|,)){0,3}"
    r"(?:\s+(?:cùng với|với|cùng))?\s+"
)
_ADVISES = re.compile(
    r"[Tt]ham mưu(?:,\s*(?:đề xuất|giúp|kiến nghị|báo cáo|trình))?(?:\s+(?:với|cho|giúp|để|trình))?\s+"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The leads that a unit names at its head, how they are addressed, and where the sentence goes on.

    `work_at` is where the leads' own work starts: what stands before it is about those who watch them.
    """

    names: tuple[str, ...]
    mode: Mode
    end: int
    work_at: int = 0


def read_subject(paragraph: Paragraph) -> Subject | None:
    """The subject of a unit's first sentence, or `None` when that sentence is a topic."""
    text, key = paragraph.text, paragraph.key
    order = _ORDER.match(key)
    at, mode = (order.end(), _mode(order)) if order else (0, "assign")
    if order and order["assign"] and not starts_agency(key, at):
        return None
    found = _named(text, key, at) if starts_subject(key, at) or (order and starts_agency(key, at)) else None
    if found is None:
        return _indirect(text, key)
    if _SANCTION.match(key, found.end):
        return _after_sanction(paragraph, found.end)
    return _directed(text, key, found) or Subject(found.names, mode, found.end)


def _mode(order: re.Match[str]) -> Mode:
    return "request" if order["request"] else "delegate" if order["delegate"] else "assign"


def _named(text: str, key: str, at: int) -> AgencyList | None:
    """The list at `at`; a general body whose parenthesis names agencies gives these."""
    found = read_agencies(text, key, at, semicolons=True)
    if found.parenthesis and _NOUN_OF_BODY.match(key, at) and starts_agency(found.parenthesis):
        inner = key.find(found.parenthesis, at)
        named = read_agencies(text[: inner + len(found.parenthesis)], key[: inner + len(found.parenthesis)], inner)
        return AgencyList(named.names, found.end, found.parenthesis)
    return found if found.names else None


def _directed(text: str, key: str, found: AgencyList) -> Subject | None:
    """`Thứ trưởng A chỉ đạo Vụ B chủ trì`: the office holder watches, B leads."""
    if not _DIRECTS.match(found.names[0]):
        return None
    match = _DIRECTED.search(key, found.end)
    if match is None or not starts_agency(key, match.end()):
        return None
    inner = read_agencies(text, key, match.end())
    return Subject(inner.names, "assign", inner.end, inner.end) if _TAKES_LEAD.match(key, inner.end) else None


def _after_sanction(paragraph: Paragraph, end: int) -> Subject | None:
    """After a sentence about what the issuer itself will do, the next sentence may assign."""
    following = _SENTENCE.search(paragraph.key, end)
    if following is None:
        return None
    rest = Paragraph(paragraph.text[following.end() :], paragraph.key[following.end() :])
    found = read_subject(rest)
    return Subject(found.names, found.mode, found.end + following.end()) if found else None


def _indirect(text: str, key: str) -> Subject | None:
    """`Khi …, X phải …`, `Để …, X có trách nhiệm`, `Việc … của X phải …`."""
    if _FRONTED.match(key):
        stops = [comma.end() for comma in _COMMA.finditer(key, 0, 400)]
        must = _MUST
    else:
        matter = _MATTER_OF.match(key)
        stops, must = ([matter.end()] if matter else []), re.compile(r"\s*(?:phải|cần|được)\b")
    opens = starts_subject if _FRONTED.match(key) else starts_agency
    for at in stops:
        if opens(key, at):
            found = read_agencies(text, key, at, semicolons=True)
            if found.names and must.match(key, found.end):
                return Subject(found.names, "assign", found.end)
    return None


def subject_below(paragraphs: Sequence[Paragraph], *, introduces: bool) -> Subject | None:
    """The subject named under a topic: by the paragraph that introduces sub-units, or by one that says `chủ trì`."""
    for at, paragraph in enumerate(paragraphs):
        if paragraph.marker is not None:
            continue
        found = read_subject(paragraph)
        if found is None:
            continue
        last = at == len(paragraphs) - 1
        if (introduces and last) or _DUTY_COLON.search(paragraph.key) or _TAKES_LEAD.match(paragraph.key, found.end):
            return found
    return None


def coordinating(text: str, key: str) -> list[str]:
    """Everyone after `phối hợp với`, anywhere in the unit; a body within a longer one already named counts once."""
    names: list[str] = []
    for match in _COORDINATES.finditer(key):
        if starts_agency(key, match.end()):
            names.extend(read_agencies(text, key, match.end()).names)
    return distinct(names)


def advised(text: str, key: str) -> list[str]:
    """Everyone after `tham mưu (cho)`."""
    names: list[str] = []
    for match in _ADVISES.finditer(key):
        if starts_agency(key, match.end()):
            names.extend(read_agencies(text, key, match.end()).names)
    return distinct(names)


def distinct(names: Sequence[str]) -> list[str]:
    """Names once each; one whose words all occur in an earlier, longer enumeration is left out."""
    kept: list[str] = []
    for name in names:
        words = set(re.findall(r"\w+", name.casefold()))
        covers = (
            set(re.findall(r"\w+", other.casefold()))
            for other in kept
            if "," in other or other.casefold() == name.casefold()
        )
        if not any(words <= other for other in covers):
            kept.append(name)
    return kept
