"""A directive's text in, its parts out: deterministic, and never raising."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chithi_ingest.core.actors.addressees import Addressees, read_addressees
from chithi_ingest.core.actors.bullets import numbered_bullets
from chithi_ingest.core.actors.monitoring import read_monitoring, split_closing
from chithi_ingest.core.actors.units import Unit, units
from chithi_ingest.core.cited.cascade import read_implements
from chithi_ingest.core.cited.citations import all_named, all_references, cited
from chithi_ingest.core.doubt.anomalies import Read, find_anomalies
from chithi_ingest.core.evidence.confidence import overall
from chithi_ingest.core.evidence.ledger import Ledger, Seat
from chithi_ingest.core.model import Directive
from chithi_ingest.core.sections import Issue, read_section
from chithi_ingest.core.structure.closing import Closing, read_closing
from chithi_ingest.core.structure.header import Header, read_header
from chithi_ingest.core.structure.letterhead import implied_body
from chithi_ingest.core.structure.marks import read_marks
from chithi_ingest.core.structure.outline import Outline, build
from chithi_ingest.core.structure.paragraphs import Paragraph, assemble
from chithi_ingest.core.text.passages import Passage, joined, passage_of_lines
from chithi_ingest.core.text.source import lines

_YEAR = re.compile(r"\bnăm\s+((?:19|20)\d{2})\b")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text cut into its parts."""

    header: Header
    outline: Outline
    addressees: Addressees
    units: Sequence[Unit]
    closing: Sequence[Paragraph]
    end: Closing

    def body(self) -> list[Paragraph]:
        """All paragraphs from the preamble to the closing ones."""
        return [*self.outline.preamble, *(p for unit in self.units for p in unit.paragraphs), *self.closing]

    def passages(self) -> tuple[Passage, ...]:
        """The body, and what stands below it."""
        return joined(self.body()), passage_of_lines(self.end.tail)


def parse(text: str, *, legibility: float = 1.0) -> Directive:
    """Read a directive. Any string is accepted; what is not found is `None` or empty, and `anomalies` says so.

    `legibility` (0 to 1) is how well the letters of a scan were recognised; it scales every confidence.
    """
    ledger = Ledger(min(max(legibility, 0.0), 1.0))
    parts = _cut(text)
    directive = _directive(parts, ledger)
    oddities = tuple(parts.outline.oddities)
    found = find_anomalies(Read(directive, parts.header.symbol, oddities, parts.passages(), ledger))
    sure = overall(directive, len(oddities), ledger.legibility)
    return directive.model_copy(update={"anomalies": found, "confidence": sure, "evidence": ledger.entries})


def _cut(text: str) -> _Text:
    all_lines = lines(text)
    header = read_header(all_lines)
    end = read_closing(all_lines, header.body_at)
    paragraphs = assemble(all_lines[header.body_at : end.body_end])
    outline = build(paragraphs)
    if not outline.roots:
        outline = build(numbered_bullets(paragraphs))
    addressees = read_addressees(outline.preamble)
    closing: list[Paragraph] = []
    if outline.roots:
        last = list(outline.walk())[-1]
        last.paragraphs, closing = split_closing(last.paragraphs, addressees.names)
    return _Text(header, outline, addressees, units(outline.roots), closing, end)


def _directive(parts: _Text, ledger: Ledger) -> Directive:
    header, end, preamble = parts.header, parts.end, joined(parts.outline.preamble)
    issue = Issue(header.issue_date, _year_of(header), header.party)
    read = [read_section(unit, at, issue, ledger) for at, unit in enumerate(parts.units)]
    ends = [cited(passage, party=header.party) for passage in (preamble, joined(parts.closing))]
    cites = [ends[0], *(cites for _, cites in read), ends[1]]
    monitored = read_monitoring(parts.closing, [p for unit in parts.units for p in unit.paragraphs])
    marks, marked = read_marks(header.above)
    ledger.take([*marked, *header.seats, *parts.addressees.seats, *end.seats, *(monitored[1] if monitored else [])])
    return Directive(
        number=header.number,
        doc_type=header.doc_type,
        subject=header.subject,
        issuing_body=header.issuing_body or _implied(parts, ledger),
        issue_date=header.issue_date,
        place=header.place,
        marks=marks,
        signer=end.signer,
        signer_title=end.signer_title,
        signing=end.signing,
        addressees=parts.addressees.names,
        sections=tuple(section for section, _ in read),
        references=all_references(cites, ledger),
        named_references=all_named(cites, ledger),
        implements=ledger.notes("/implements", read_implements(preamble.text, preamble.key), preamble),
        monitoring=monitored[0] if monitored else None,
        recipients=end.recipients,
    )


def _implied(parts: _Text, ledger: Ledger) -> str | None:
    """Without a letterhead: the body that orders, or that the text names most."""
    subject = [seat.passage for seat in parts.header.seats if seat.pointer == "/subject"]
    found = implied_body(joined(parts.outline.preamble), joined([*subject, *parts.body()]))
    if found is None:
        return None
    ledger.take([Seat("/issuing_body", *found)])
    return found[0].value


def _year_of(header: Header) -> int | None:
    """The year that a day without a year belongs to: that of issue, else the one in the subject."""
    if header.issue_date:
        return header.issue_date.year
    years = _YEAR.findall(header.subject or "")
    return int(years[-1]) if years else None
