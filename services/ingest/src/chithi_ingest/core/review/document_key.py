"""What makes two papers the same paper: issuer, type, number and year."""

import re

from chithi_ingest.core.model import Directive
from chithi_ingest.core.text.source import clean, modern_tone

_SPELLED = (
    (re.compile(r"\bubnd\b"), "ủy ban nhân dân"),
    (re.compile(r"\bhđnd\b"), "hội đồng nhân dân"),
    (re.compile(r"\btp\b\.?\s*"), "thành phố "),
    (re.compile(r"^(?:phó )?chủ tịch\s+(?=ủy ban)"), ""),
)
_BLANK = re.compile(r"\s+")
_DASH = re.compile(r"[\u2010-\u2015\u2212]")
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")


def document_key(directive: Directive) -> str | None:
    """The folded key; None unless all four parts are known, since a guess would refuse somebody's own paper."""
    body, kind, number, day = directive.issuing_body, directive.doc_type, directive.number, directive.issue_date
    if not (body and kind and number and day):
        return None
    return "|".join((folded_body(body), folded(kind), folded_number(number), str(day.year)))


def folded(text: str) -> str:
    """Lower case, modern tone marks, single blanks: `Uỷ  Ban` and `ủy ban` are one."""
    return modern_tone(clean(text)).casefold()


def folded_body(name: str) -> str:
    """An issuing body without its abbreviations; a chairman signs for the committee, so that both are one."""
    text = folded(name)
    for pattern, spelled in _SPELLED:
        text = pattern.sub(spelled, text)
    return _BLANK.sub(" ", text).strip()


def folded_number(number: str) -> str:
    """`03 / CT–UBND` as `3/ct-ubnd`: blanks, kinds of dash and leading zeros differ from typist to typist."""
    return _LEADING_ZEROS.sub("", _DASH.sub("-", _BLANK.sub("", folded(number))))
