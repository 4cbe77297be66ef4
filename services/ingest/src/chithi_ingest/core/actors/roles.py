"""Who leads, who coordinates and who is advised in one unit of a directive."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from chithi_ingest.core.evidence.confidence import BELOW_TOPIC, FRONTED
from chithi_ingest.core.names.agencies import AgencyList, read_agencies, starts_agency, starts_subject
from chithi_ingest.core.names.agency_words import TOPIC_NOUN
from chithi_ingest.core.names.predicate_words import STOP
from chithi_ingest.core.structure.paragraphs import Paragraph
from chithi_ingest.core.text.capitals import spoken
from chithi_ingest.core.text.found import Found

Mode = Literal["assign", "request", "delegate", "theme"]

_ORDER = re.compile(
    r"(?P<request>(?:(?:Kính|Trân trọng)\s+)?[Đđ]ề nghị|Mời)\s+|(?P<delegate>Giao(?:\s+cho)?|Phân công|Ủy quyền"
    r"(?:\s+cho)?)(?:\s+trách nhiệm cho)?\s+"
    r"|(?P<assign>Yêu cầu|Đối với|Chỉ đạo|Trách nhiệm của|Nhiệm vụ của|Về phía)\s+"
)
_WHOM = re.compile(
    rf"(?:các|những|toàn thể|tất cả|mọi|mỗi|từng)\s(?!{TOPIC_NOUN})(?=\w)|(?:ông|bà|đồng chí|cộng đồng)\s|[A-ZĐÀ-Ỹ]"
)
_SANCTION = re.compile(r"\s*sẽ\s")
_DIRECTS = re.compile(r"(?:Thứ trưởng|Phó Chủ tịch|Phó Thủ tướng|đồng chí|Đồng chí)")
_DIRECTED = re.compile(r"chỉ đạo,?\s+")
_TAKES_LEAD = re.compile(r"\s*,?\s*(?:là (?:cơ quan|đơn vị) )?chủ trì\b")
_MUST = re.compile(rf"\s*,?\s*(?:{STOP})(?!\w)")
_FRONTED = re.compile(
    r"(?:Khi|Để|Nhằm|Căn cứ|Trên cơ sở|Theo|Trong|Trước|Sau|Từ|Đến|Hàng|Hằng|Định kỳ|Thường xuyên|Qua|Ngay|Tùy"
    r"|Đối với)\b"
)
_MATTER_OF = re.compile(r"Việc\s[^.;:]{3,200}?\scủa\s")
_NOUN_OF_BODY = re.compile(r"(?:Cơ quan|Đơn vị|[Cc]ác (?:[Ss]ở|cơ quan|đơn vị|ngành))\s")
_DUTY_COLON = re.compile(
    r"(?:có trách nhiệm|chịu trách nhiệm|nội dung sau|nhiệm vụ sau|công việc sau|sau đây|như sau|sau)\s?:$"
)
_TOPIC = re.compile(r"[^.;:]{4,90}:\s+(?=[A-ZĐÀ-Ỹ])")
_COMMA = re.compile(r",\s+")
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-ZĐÀ-Ỹ])")


@dataclass(frozen=True, slots=True)
class Subject:
    """The leads that a unit names at its head, how they are addressed, and where the sentence goes on.

    `work_at` is where the leads' own work starts: what stands before it is about those who watch them. `paragraph` is
    the one that names them; positions are its.
    """

    found: tuple[Found[str], ...]
    mode: Mode
    end: int
    paragraph: Paragraph
    work_at: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(found.value for found in self.found)


def read_subject(paragraph: Paragraph) -> Subject | None:
    """The subject of a unit's first sentence, or `None` when that sentence is a topic."""
    text, key = paragraph.text, _spoken(paragraph)
    order = _ORDER.match(key)
    at, mode = (order.end(), _mode(order)) if order else (0, "assign")
    if order and order["assign"] and not (starts_agency(key, at) or order["assign"] == "Yêu cầu"):
        return None
    if starts_subject(key, at) or (order and starts_agency(key, at)):
        found = _named(text, key, at)
    else:
        found = _whoever(text, key, at) if order else None
    if found is None:
        return _indirect(paragraph)
    if _SANCTION.match(key, found.end):
        return _after_sanction(paragraph, found.end)
    return _directed(paragraph, found) or Subject(found.found, mode, found.end, paragraph)


def _spoken(paragraph: Paragraph) -> str:
    """The key for reading names: part headings may have lost their capitals, or stand in capitals only."""
    marker = paragraph.marker
    return spoken(paragraph.key, heading=marker is not None and marker.kind in ("part", "upper", "roman"))


def opens_subject(key: str, at: int) -> bool:
    """Whether a sentence may name its subject here; a cheap test before the reading itself."""
    return starts_subject(key, at) or bool(_ORDER.match(key, at) or _FRONTED.match(key, at))


def _mode(order: re.Match[str]) -> Mode:
    return "request" if order["request"] else "delegate" if order["delegate"] else "assign"


def _named(text: str, key: str, at: int) -> AgencyList | None:
    """The list at `at`; a general body whose parenthesis names agencies gives these."""
    found = read_agencies(text, key, at, semicolons=True)
    if found.parenthesis and _NOUN_OF_BODY.match(key, at) and starts_agency(found.parenthesis):
        inner = key.find(found.parenthesis, at)
        named = read_agencies(text[: inner + len(found.parenthesis)], key[: inner + len(found.parenthesis)], inner)
        return AgencyList(named.found, found.end, found.parenthesis)
    return found if found.found else None


def _whoever(text: str, key: str, at: int) -> AgencyList | None:
    """Whom `Giao`, `Đề nghị` or `Yêu cầu` addresses, known or not: the words up to what they shall do."""
    found = read_agencies(text, key, at, semicolons=True) if _WHOM.match(key, at) else None
    return found if found and found.found and (_MUST.match(key, found.end) or key.startswith(":", found.end)) else None


def _directed(paragraph: Paragraph, found: AgencyList) -> Subject | None:
    """`Thứ trưởng A chỉ đạo Vụ B chủ trì`: the office holder watches, B leads."""
    text, key = paragraph.text, paragraph.key
    if not _DIRECTS.match(found.names[0]):
        return None
    match = _DIRECTED.search(key, found.end)
    if match is None or not starts_agency(key, match.end()):
        return None
    inner = read_agencies(text, key, match.end())
    if not _TAKES_LEAD.match(key, inner.end):
        return None
    return Subject(inner.found, "assign", inner.end, paragraph, inner.end)


def _after_sanction(paragraph: Paragraph, end: int) -> Subject | None:
    """After a sentence about what the issuer itself will do, the next sentence may assign."""
    following = _SENTENCE.search(paragraph.key, end)
    if following is None:
        return None
    at = following.end()
    found = read_subject(Paragraph(paragraph.text[at:], paragraph.key[at:]))
    return Subject(tuple(f.moved(at) for f in found.found), found.mode, found.end + at, paragraph) if found else None


def _indirect(paragraph: Paragraph) -> Subject | None:
    """`Khi …, X phải …`, `Để …, X có trách nhiệm`, `Việc … của X phải …`."""
    text, key = paragraph.text, paragraph.key
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
            if found.found and must.match(key, found.end):
                return Subject(doubted(found.found, FRONTED), "assign", found.end, paragraph)
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
        opens = (introduces and last) or _opens_points(paragraphs, at) or _DUTY_COLON.search(paragraph.key)
        if opens or _TAKES_LEAD.match(paragraph.key, found.end):
            return replace(found, found=doubted(found.found, BELOW_TOPIC))
    return None


def subject_behind_topic(paragraph: Paragraph) -> Subject | None:
    """`Về công tác đê điều: Sở X chỉ đạo …`: behind the colon of a topic its sentence names who acts."""
    topic = _TOPIC.match(paragraph.key)
    if topic is None or not starts_subject(paragraph.key, topic.end()):
        return None
    found = read_agencies(paragraph.text, paragraph.key, topic.end(), semicolons=True)
    if not found.found or not _MUST.match(paragraph.key, found.end):
        return None
    return Subject(doubted(found.found, BELOW_TOPIC), "assign", found.end, paragraph)


def _opens_points(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """Whether bullets follow the colon that a paragraph ends with."""
    return paragraphs[at].key.endswith(":") and at + 1 < len(paragraphs) and paragraphs[at + 1].marker is not None


def doubted(found: Sequence[Found[str]], reason: float) -> tuple[Found[str], ...]:
    """The same with one more reason to doubt them."""
    return tuple(replace(f, confidence=f.confidence * reason) for f in found)
