"""What is odd in a text, said and never repaired, and how far the reading can be trusted."""

import re
from collections.abc import Iterator, Sequence

from chithi_ingest.core.evidence import Ledger
from chithi_ingest.core.header import Header
from chithi_ingest.core.model import Anomaly, Directive
from chithi_ingest.core.outline import Outline
from chithi_ingest.core.paragraphs import Paragraph, text_of

# Words that a reading of scans takes one for another; the left side is not Vietnamese office prose.
_MISREAD = re.compile(
    r"\b(?:[Nn]ăm (?=tình hình|chắc|vững)|[Đđ]ổi sách|[Ll]ẩn công|Noi nhận|Ất Ty\b|[Tt]inh (?=theo dõi|ủy|đoàn)"
    r"|Uy ban|[Nn]hân đân|Chi thị|[Cc]ổng an"
    r"|[Bb]ào đảm|[Pp]hún|[Tt]ạp hon|[Tt]rât tự|[Qq]uôc|[Cc]ông tãc)"
)
_MIXED = (("Uỷ ban", "Ủy ban"), ("Toà án", "Tòa án"), ("văn hoá", "văn hóa"))
_YEAR = re.compile(r"\bnăm\s+((?:19|20)\d{2})\b")


def judged(
    directive: Directive, header: Header, outline: Outline, paragraphs: Sequence[Paragraph], ledger: Ledger
) -> Directive:
    """The directive with its anomalies, its evidence and its confidence."""
    body = text_of(paragraphs)
    oddities = (
        Anomaly(code="numbering", message=o.message, span=(o.paragraph.start, o.paragraph.end), section=o.path)
        for o in outline.oddities
    )
    found = [*_missing(directive, header), *oddities, *_late(directive), *_wording(body)]
    return directive.model_copy(
        update={
            "anomalies": tuple(dict.fromkeys(found)),
            "confidence": _confidence(directive, outline),
            "evidence": ledger.entries,
        }
    )


def _missing(directive: Directive, header: Header) -> Iterator[Anomaly]:
    if directive.doc_type is None:
        yield Anomaly(code="no-type", message="không thấy tên loại văn bản")
    elif directive.doc_type != "Chỉ thị":
        yield Anomaly(code="other-type", message=f"tên loại là {directive.doc_type}, không phải Chỉ thị")
    if directive.number is None:
        message = f"số để trống trước {header.symbol}" if header.symbol else "không thấy số, ký hiệu"
        yield Anomaly(code="no-number", message=message)
    if directive.issue_date is None:
        yield Anomaly(code="no-date", message="không thấy ngày ban hành")
    if not directive.sections:
        yield Anomaly(code="no-sections", message="không thấy mục nào được đánh số")


def _late(directive: Directive) -> Iterator[Anomaly]:
    """A limit that ends before the directive's own year is most likely a slip of the pen."""
    year = directive.issue_date.year if directive.issue_date else _subject_year(directive.subject)
    if year is None:
        return
    for section in directive.sections:
        for deadline in section.deadlines:
            if deadline.due and deadline.due.year < year:
                message = f"thời hạn “{deadline.text}” trước năm {year}"
                yield Anomaly(code="early-deadline", message=message, section=section.ordinal)


def _subject_year(subject: str | None) -> int | None:
    years = _YEAR.findall(subject or "")
    return int(years[-1]) if years else None


def _wording(body: str) -> Iterator[Anomaly]:
    for match in dict.fromkeys(m.group().strip() for m in _MISREAD.finditer(body)):
        yield Anomaly(code="misread", message=f"có thể nhận dạng sai chữ: “{match}”")
    for old, new in _MIXED:
        if old in body and new in body:
            yield Anomaly(code="two-spellings", message=f"hai cách viết: {old} / {new}")


def _confidence(directive: Directive, outline: Outline) -> float:
    """The share of what a directive should show that was found: half for its frame, half for its sections."""
    frame = [directive.doc_type, directive.subject, directive.issuing_body, directive.number, directive.issue_date]
    frame_share = sum(value is not None for value in frame) / len(frame)
    if not directive.sections:
        return round(0.3 * frame_share, 2)
    answered = sum(bool(directive.leads_of(section)) for section in directive.sections)
    section_share = answered / len(directive.sections)
    return round(max(0.0, 0.4 * frame_share + 0.6 * section_share - 0.05 * min(len(outline.oddities), 4)), 2)
