"""The clause that says who watches the directive, and the paragraphs that close its body."""

import re
from collections.abc import Sequence

from chithi_ingest.core.actors.roles import Subject, read_subject
from chithi_ingest.core.evidence.ledger import Seat
from chithi_ingest.core.limits.deadlines import read_deadlines
from chithi_ingest.core.model import Monitoring
from chithi_ingest.core.names.agencies import read_agencies, starts_agency
from chithi_ingest.core.structure.paragraphs import Paragraph
from chithi_ingest.core.text.found import Found

_THIS = r"[Cc]hỉ thị(?: này)?\b(?! số| \d)"
_CLOSES = re.compile(
    rf"Chỉ thị này\b|Trong quá trình (?:tổ chức |triển khai )?(?:thực hiện|triển khai)|Nhận được {_THIS}"
    rf"|(?:Yêu cầu|Đề nghị) .{{0,200}}{_THIS}|(?:Căn cứ|Theo) [^.;:]{{0,40}}{_THIS}"
)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-ZĐÀ-Ỹ])")
_URGES = re.compile(r"(?:Yêu cầu|Đề nghị)\s+(?:Thủ trưởng|Giám đốc|Chủ tịch|[Cc]ác)\b.*\b(?:thực hiện|triển khai)\b")
_ABOUT_DIRECTIVE = re.compile(rf"(?:thực hiện|triển khai|nội dung|tinh thần|quán triệt|của|tại)[^.;:]{{0,40}}\s{_THIS}")
_WATCHES = re.compile(r"\b(?:theo dõi|đôn đốc|kiểm tra|giám sát|tổng hợp)\b")
_WATCHED = re.compile(rf"\b(?:theo dõi|đôn đốc|kiểm tra|giám sát)\b[^.]{{0,120}}{_THIS}")
_DRIVES = re.compile(r"\bđôn đốc\b[^.]{0,160}\bbáo cáo\b")
_COLLECTS = re.compile(r"\bbáo cáo\b[^.]{0,60}\bvề\s+(?=(?:Bộ|Sở|Công an|Văn phòng|Ủy|UBND|Ban|Cục|Vụ|Thanh))")
_REPORTS_TO = re.compile(
    r"\bbáo cáo(?:\s+(?:kết quả|tình hình|tiến độ|việc|kết quả (?:thực hiện|triển khai)[^,;.]{0,40}?))?(?:\s+(?:về"
    r"|cho|với|lên))?\s+(?=[A-ZĐÀ-Ỹ])"
)
_RESULT_TO = re.compile(r"\bbáo cáo\b[^.;,]{0,60}?\s(?:về|cho|với)\s+(?=[A-ZĐÀ-Ỹ])")
_DUTY = re.compile(
    r"(?:tổ chức triển khai, )?(?:theo dõi|đôn đốc|kiểm tra|giám sát|hướng dẫn|tổng hợp|sơ kết"
    r"|tổng kết)[^.;]{0,160}?(?=\s+và\s+(?:h[àằ]ng năm\s+)?tổng hợp|;|,\s+(?:định kỳ|báo cáo|trong)|\.|$)"
)
_BY_RULE = re.compile(r"(?:đúng|theo) (?:quy định|chế độ|định kỳ)")


def split_closing(
    paragraphs: Sequence[Paragraph], addressees: Sequence[str]
) -> tuple[list[Paragraph], list[Paragraph]]:
    """The last unit's own paragraphs, and those after it that speak of the directive as a whole."""
    for at in range(1, len(paragraphs)):
        if paragraphs[at].marker is None and _closes(paragraphs[at], addressees, last=at == len(paragraphs) - 1):
            return list(paragraphs[:at]), list(paragraphs[at:])
    return list(paragraphs), []


def _closes(paragraph: Paragraph, addressees: Sequence[str], *, last: bool) -> bool:
    key = paragraph.key
    if _CLOSES.match(key):
        return True
    subject = read_subject(paragraph)
    if subject is None:
        return False
    if _ABOUT_DIRECTIVE.search(key) or (subject.mode == "delegate" and _WATCHES.search(key)):
        return True
    if last and _URGES.match(key):
        return True
    return last and "báo cáo" in key and _same_bodies(subject.names, addressees)


def _same_bodies(names: Sequence[str], addressees: Sequence[str]) -> bool:
    """Whether a closing sentence calls on all addressees again, in whatever order and wording."""
    ours, theirs = _words(names), _words(addressees)
    return bool(theirs) and len(ours & theirs) >= 0.6 * len(theirs) and len(ours) > 3


def _words(names: Sequence[str]) -> set[str]:
    return set(re.findall(r"\w+", " ".join(names).casefold()))


def read_monitoring(closing: Sequence[Paragraph], others: Sequence[Paragraph]) -> tuple[Monitoring, list[Seat]] | None:
    """The monitoring clause: among the closing paragraphs, else the last numbered unit that names the directive."""
    for paragraph in [*closing, *reversed(others)]:
        if _WATCHED.search(paragraph.key):
            subject = read_subject(paragraph) or _later_subject(paragraph)
            if subject is not None and subject.mode != "request":
                return _monitoring(subject.found, subject.paragraph)
    for paragraph in [*closing, *reversed(others[-3:])]:
        found = _collected(paragraph) or _watching(paragraph)
        if found:
            return found
    return None


def _later_subject(paragraph: Paragraph) -> Subject | None:
    """The subject of the later sentence that says who watches."""
    for match in _SENTENCE.finditer(paragraph.key):
        at = match.end()
        if _WATCHED.search(paragraph.key, at):
            found = read_subject(Paragraph(paragraph.text[at:], paragraph.key[at:]))
            if found is not None:
                return Subject(tuple(f.moved(at) for f in found.found), found.mode, found.end + at, paragraph)
    return None


def _watching(paragraph: Paragraph) -> tuple[Monitoring, list[Seat]] | None:
    """`Giao X theo dõi, đôn đốc … báo cáo Z`, where the directive itself goes without saying."""
    subject = read_subject(paragraph) if _DRIVES.search(paragraph.key) else None
    return _monitoring(subject.found, subject.paragraph) if subject else None


def _collected(paragraph: Paragraph) -> tuple[Monitoring, list[Seat]] | None:
    """`… báo cáo kết quả về X để tổng hợp`: X watches."""
    match = _COLLECTS.search(paragraph.key)
    if match is None or "tổng hợp" not in paragraph.key[match.end() :]:
        return None
    found = read_agencies(paragraph.text, paragraph.key, match.end()).found
    return _monitoring(found, paragraph, match.end()) if found else None


def _monitoring(agencies: Sequence[Found[str]], paragraph: Paragraph, at: int = 0) -> tuple[Monitoring, list[Seat]]:
    text, key = paragraph.text, paragraph.key
    agency = Found(", ".join(f.value for f in agencies), agencies[0].start, agencies[-1].end, agencies[0].confidence)
    duties = [_duty(text, match) for match in _DUTY.finditer(key, at)]
    deadlines: list[Found[str]] = [
        Found(f.value.text, f.start, f.end, f.confidence) for f in read_deadlines(text, key)[:1]
    ]
    by_rule = _BY_RULE.search(key)
    if not deadlines and by_rule:
        deadlines = [Found(text[by_rule.start() : by_rule.end()], *by_rule.span())]
    told = _report_to(text, key, at)
    entries: list[tuple[str, Found[str]]] = [("agency", agency), *(("deadline", f) for f in deadlines)]
    entries += [(f"duties/{n}", f) for n, f in enumerate(duties)] + [(f"report_to/{n}", f) for n, f in enumerate(told)]
    monitoring = Monitoring(
        agency=agency.value,
        duties=tuple(f.value for f in duties),
        report_to=tuple(f.value for f in told),
        deadline=deadlines[0].value if deadlines else None,
        text=text,
    )
    entries.append(("text", Found(text, 0, len(text))))
    return monitoring, [Seat(f"/monitoring/{name}", found, paragraph) for name, found in entries]


def _duty(text: str, match: re.Match[str]) -> Found[str]:
    words = match.group().strip(" ,./")
    start = match.start() + match.group().find(words)
    return Found(text[start : start + len(words)], start, start + len(words))


def _report_to(text: str, key: str, at: int) -> tuple[Found[str], ...]:
    for pattern in (_REPORTS_TO, _RESULT_TO):
        for match in pattern.finditer(key, at):
            if starts_agency(key, match.end()):
                return read_agencies(text, key, match.end()).found
    return ()
