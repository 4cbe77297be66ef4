"""Which directive carries out which: numbers, compared with what else is known of type, year and level."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from chithi_ingest.core.model import Directive, Reference
from chithi_ingest.core.review.document_key import folded, folded_body, folded_number

_CENTRAL_CITIES = r"hà nội|hồ chí minh|đà nẵng|hải phòng|cần thơ|huế"
_LEVELS = (
    ("commune", re.compile(r"\b(?:xã|phường|thị trấn|đặc khu)\b")),
    ("district", re.compile(rf"\b(?:huyện|quận|thị xã)\b|\bthành phố (?!{_CENTRAL_CITIES})\w")),
    ("province", re.compile(rf"\btỉnh\b|\bthành phố (?:{_CENTRAL_CITIES})\b")),
    ("nation", re.compile(r"\b(?:chính phủ|thủ tướng|trung ương|quốc hội|bộ)\b")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A directive as another one may cite it; what is not known is None and contradicts nothing."""

    number: str
    doc_type: str | None = None
    year: int | None = None
    level: str | None = None
    printed: str = ""

    def stored(self) -> dict[str, Any]:
        """As plain fields."""
        return asdict(self)

    def may_be(self, other: "Link") -> bool:
        """Whether both can mean the same document: the number is, and nothing that both know differs."""
        pairs = ((self.doc_type, other.doc_type), (self.year, other.year), (self.level, other.level))
        return self.number == other.number and all(None in pair or pair[0] == pair[1] for pair in pairs)


def own_link(directive: Directive) -> Link | None:
    """How others would cite this directive; None where it has no number."""
    if not directive.number:
        return None
    year = directive.issue_date.year if directive.issue_date else None
    return _link(directive.number, directive.doc_type, year, directive.issuing_body)


def implemented(directive: Directive) -> tuple[Link, ...]:
    """The directives that this one says it carries out."""
    details = {folded_number(r.number): r for r in directive.references}
    cited = (details.get(folded_number(number)) or Reference(number=number) for number in directive.implements)
    return tuple(_link(r.number, r.doc_type, r.issued_on.year if r.issued_on else None, r.issuer) for r in cited)


def level_of(body: str | None) -> str | None:
    """The level of an issuing body by its own words; None for a bare `Ủy ban nhân dân` or `thành phố`."""
    name = folded_body(body or "")
    return next((level for level, words in _LEVELS if words.search(name)), None)


def _link(number: str, doc_type: str | None, year: int | None, body: str | None) -> Link:
    return Link(folded_number(number), folded(doc_type) if doc_type else None, year, level_of(body), number)
