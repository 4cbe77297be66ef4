"""What is odd in a text, said and never repaired, each with its place and, where one is likely, what was meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chithi_ingest.core.cited.symbols import unlikely_number
from chithi_ingest.core.doubt.misreadings import read_misreadings
from chithi_ingest.core.evidence.ledger import Ledger
from chithi_ingest.core.model import Anomaly, Deadline, Directive, Section
from chithi_ingest.core.names.agencies import is_known
from chithi_ingest.core.structure.outline import Oddity
from chithi_ingest.core.text.passages import Passage

_MIXED = tuple(
    (re.compile(rf"\b{old}\b"), re.compile(rf"\b{new}\b"), old, new)
    for old, new in (
        ("Uỷ ban", "Ủy ban"), ("Tỉnh uỷ", "Tỉnh ủy"), ("Thành uỷ", "Thành ủy"), ("Toà án", "Tòa án"),
        ("văn hoá", "văn hóa"), ("Văn hoá", "Văn hóa"), ("tổ quốc", "Tổ quốc"),
    )
)  # fmt: skip
_GROUP = re.compile(r"\b(?:[Cc]ác|[Nn]hững|[Mm]ọi|sở, (?:ban|ngành)|địa phương)\b")
_NAMES_ONE = re.compile(r"\bchủ trì\b")


@dataclass(frozen=True, slots=True)
class Read:
    """A directive as read, with what is needed to point at its oddities."""

    directive: Directive
    symbol: str | None
    oddities: tuple[Oddity, ...]
    passages: tuple[Passage, ...]
    ledger: Ledger

    def span(self, pointer: str) -> tuple[int, int] | None:
        """Where a value stands."""
        evidence = self.ledger.entries.get(pointer)
        return evidence.span if evidence else None


def find_anomalies(read: Read) -> tuple[Anomaly, ...]:
    """In the order of the frame, the sections and the wording."""
    found = [*_missing(read), *_numbering(read), *_numbers(read), *_sections(read), *_wording(read)]
    return tuple(dict.fromkeys(found))


def _missing(read: Read) -> Iterator[Anomaly]:
    directive = read.directive
    if directive.doc_type is None:
        yield Anomaly(code="no-type", message="không thấy tên loại văn bản")
    elif directive.doc_type != "Chỉ thị":
        message = f"tên loại là {directive.doc_type}, không phải Chỉ thị"
        yield Anomaly(code="other-type", message=message, span=read.span("/doc_type"))
    if directive.number is None:
        message = f"số để trống trước {read.symbol}" if read.symbol else "không thấy số, ký hiệu"
        yield Anomaly(code="no-number", message=message)
    if directive.issue_date is None:
        yield Anomaly(code="no-date", message="không thấy ngày ban hành")
    if not directive.sections:
        yield Anomaly(code="no-sections", message="không thấy mục nào được đánh số")


def _numbering(read: Read) -> Iterator[Anomaly]:
    for odd in read.oddities:
        span = (odd.paragraph.start, odd.paragraph.end)
        yield Anomaly(code="numbering", message=odd.message, span=span, section=odd.path)


def _numbers(read: Read) -> Iterator[Anomaly]:
    """Numbers too low for their day: a digit may be lost, or the number may belong to another series."""
    for at, reference in enumerate(read.directive.references):
        if reference.issued_on and unlikely_number(reference):
            message = (
                f"số {reference.number} thấp so với ngày {_day(reference.issued_on)}: có thể mất chữ số, hoặc thuộc"
                " dãy số khác"
            )
            yield Anomaly(code="unlikely-number", message=message, span=read.span(f"/references/{at}"))


def _sections(read: Read) -> Iterator[Anomaly]:
    carrying = {section.ordinal for section in read.directive.assignable()}
    answering = read.directive.answering()
    for at, section in enumerate(read.directive.sections):
        if section.ordinal in carrying and not answering[section.ordinal]:
            message = f"mục {section.ordinal} không nêu cơ quan thực hiện"
            yield Anomaly(code="no-agency", message=message, span=section.span, section=section.ordinal)
        yield from _leads(read, at, section)
        for number, deadline in enumerate(section.deadlines):
            yield from _late(read, f"/sections/{at}/deadlines/{number}", section, deadline)


def _leads(read: Read, at: int, section: Section) -> Iterator[Anomaly]:
    where = section.ordinal
    if _leaves_open_who_leads(section):
        message = (
            f"mục {where} giao {len(section.lead)} cơ quan mà không nêu cơ quan chủ trì (Nghị định 30/2020/NĐ-CP,"
            " Điều 23 khoản 2)"
        )
        span = read.span(f"/sections/{at}/lead/0")
        yield Anomaly(code="several-leads", message=message, span=span, suggestion=section.lead[0], section=where)
    for number, name in enumerate(section.lead):
        if not any(map(is_known, (name, name.capitalize(), name.title()))):
            message = f"chưa rõ “{name}” là cơ quan nào"
            span = read.span(f"/sections/{at}/lead/{number}")
            yield Anomaly(code="unknown-agency", message=message, span=span, section=where)


def _leaves_open_who_leads(section: Section) -> bool:
    """Several single bodies under one order; of a group (`các sở`), each answers for itself."""
    several = len(section.lead) > 1 and section.mode in ("assign", "delegate")
    return several and not any(_GROUP.search(name) for name in section.lead) and not _NAMES_ONE.search(section.text)


def _late(read: Read, pointer: str, section: Section, deadline: Deadline) -> Iterator[Anomaly]:
    """A limit that ends before the directive was issued is most likely a slip in the year."""
    issued = read.directive.issue_date or _issued_after(read.directive)
    due = deadline.due
    if issued is None or due is None or due >= issued:
        return
    known = "ngày ban hành" if read.directive.issue_date else "văn bản được viện dẫn ngày"
    likely = issued.year if due.replace(year=issued.year, day=min(due.day, 28)) >= issued else issued.year + 1
    suggestion = deadline.text.replace(str(due.year), str(likely)) if str(due.year) in deadline.text else None
    yield Anomaly(
        code="early-deadline",
        message=f"thời hạn “{deadline.text}” trước {known} {_day(issued)}",
        span=read.span(pointer),
        suggestion=suggestion,
        section=section.ordinal,
    )


def _issued_after(directive: Directive) -> date | None:
    """Where no day of issue is printed: a directive is younger than the documents that it cites."""
    return max((reference.issued_on for reference in directive.references if reference.issued_on), default=None)


def _day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def _wording(read: Read) -> Iterator[Anomaly]:
    for passage in read.passages:
        for found in read_misreadings(passage.key):
            (written, meant), span = found.value, passage.span(found.start, found.end)
            message = f"“{written}” có thể là “{meant}” bị nhận dạng hoặc gõ sai"
            yield Anomaly(code="misread", message=message, span=span, suggestion=meant)
        for old, new, older, newer in _MIXED:
            text = passage.text
            first = old.search(text) if older in text and newer in text and new.search(text) else None
            if first:
                message = f"hai cách viết: {older} / {newer}"
                yield Anomaly(code="two-spellings", message=message, span=passage.span(*first.span()), suggestion=newer)
