"""A directive's text in, its parts out: deterministic, and never raising."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chithi_ingest.core import anomalies
from chithi_ingest.core.agencies import read_agencies, starts_agency
from chithi_ingest.core.closing import Closing, read_closing
from chithi_ingest.core.deadlines import read_deadlines, read_periods, timing_of
from chithi_ingest.core.header import Header, read_header
from chithi_ingest.core.letterhead import implied_body
from chithi_ingest.core.model import Directive, Section
from chithi_ingest.core.monitoring import read_monitoring, split_closing
from chithi_ingest.core.outline import Outline, build
from chithi_ingest.core.paragraphs import Paragraph, assemble, text_of
from chithi_ingest.core.references import read_named, read_references, union
from chithi_ingest.core.roles import advised, coordinating
from chithi_ingest.core.source import lines
from chithi_ingest.core.tasks import read_tasks
from chithi_ingest.core.units import Unit, units

_CALLS = re.compile(r"\b(?:yêu cầu|đề nghị|chỉ thị(?: cho)?|giao)\s+")
_YEAR = re.compile(r"\bnăm\s+((?:19|20)\d{2})\b")
_CALL_PARAGRAPHS = 4


@dataclass(slots=True)
class _Body:
    outline: Outline
    addressees: tuple[str, ...]
    closing: list[Paragraph]


def parse(text: str) -> Directive:
    """Read a directive. Any string is accepted; what is not found is `None` or empty, and `anomalies` says so."""
    all_lines = lines(text)
    header = read_header(all_lines)
    end = read_closing(all_lines, header.body_at)
    body = _body(assemble(all_lines[header.body_at : end.body_end]))
    year = _year_of(header)
    found = units(body.outline.roots)
    sections = tuple(_section(unit, header.issue_date, year) for unit in found)
    preamble = text_of(body.outline.preamble)
    everything = [*body.outline.preamble, *(p for unit in found for p in unit.paragraphs), *body.closing]
    directive = _directive(header, end, sections, everything)
    key = "\n".join(p.key for p in everything)
    directive = directive.model_copy(
        update={
            "issuing_body": header.issuing_body
            or implied_body(_key(body.outline.preamble), f"{header.subject or ''}\n{key}"),
            "addressees": body.addressees,
            "monitoring": read_monitoring(body.closing, [p for unit in found for p in unit.paragraphs]),
        }
    )
    return anomalies.judged(directive, header, body.outline, f"{preamble}\n{text_of(everything)}")


def _body(paragraphs: Sequence[Paragraph]) -> _Body:
    """The outline, with the paragraphs that close the whole taken off its last unit."""
    outline = build(paragraphs)
    addressees = _addressees(outline.preamble)
    closing: list[Paragraph] = []
    if outline.roots:
        last = list(outline.walk())[-1]
        last.paragraphs, closing = split_closing(last.paragraphs, addressees)
    return _Body(outline, addressees, closing)


def _addressees(preamble: Sequence[Paragraph]) -> tuple[str, ...]:
    """Whom the last call of the preamble (`yêu cầu …`) names."""
    for paragraph in reversed(preamble[-_CALL_PARAGRAPHS:]):
        for match in reversed(list(_CALLS.finditer(paragraph.key))):
            if starts_agency(paragraph.key, match.end()):
                return read_agencies(paragraph.text, paragraph.key, match.end(), semicolons=True).names
    return ()


def _year_of(header: Header) -> int | None:
    """The year that a day without a year belongs to: that of issue, else the one in the subject."""
    if header.issue_date:
        return header.issue_date.year
    years = _YEAR.findall(header.subject or "")
    return int(years[-1]) if years else None


def _key(paragraphs: Sequence[Paragraph]) -> str:
    return "\n".join(p.key for p in paragraphs)


def _section(unit: Unit, issued_on: date | None, year: int | None) -> Section:
    text = "\n".join(p.text for p in unit.paragraphs)
    key = _key(unit.paragraphs)
    lead = unit.subject.names if unit.subject else ()
    work = unit.subject.work_at if unit.subject and not unit.theme else 0
    deadlines = read_deadlines(text, key, issued_on, year)
    return Section(
        ordinal=unit.path,
        mode=unit.mode,
        lead=lead,
        coordinating=tuple(name for name in coordinating(text[work:], key[work:]) if name not in lead),
        advised=tuple(advised(text, key)),
        deadlines=tuple(f.value for f in deadlines),
        timing=timing_of(deadlines),
        periods=tuple(f.value for f in read_periods(text, key)),
        references=tuple(dict.fromkeys(r.number for r in read_references(text, key))),
        inherits_addressees=not lead and not unit.led_above,
        text=text_of(unit.paragraphs).removeprefix(_ordinal(unit)),
        span=(unit.paragraphs[0].start, unit.paragraphs[-1].end),
        tasks=read_tasks(unit.paragraphs, theme=unit.theme),
    )


def _ordinal(unit: Unit) -> str:
    first = unit.paragraphs[0]
    return text_of([first])[: -len(first.text)] if first.text else ""


def _directive(header: Header, end: Closing, sections: tuple[Section, ...], body: Sequence[Paragraph]) -> Directive:
    text, key = "\n".join(p.text for p in body), _key(body)
    return Directive(
        number=header.number,
        doc_type=header.doc_type,
        subject=header.subject,
        issue_date=header.issue_date,
        place=header.place,
        signer=end.signer,
        signer_title=end.signer_title,
        sections=sections,
        references=tuple(union(read_references(text, key))),
        named_references=tuple(read_named(text, key)),
        recipients=end.recipients,
    )
