"""The subject of a document: what stands under its kind, or after it on the same line."""

import re
from collections.abc import Sequence

from chithi_ingest.core.evidence.ledger import Seat
from chithi_ingest.core.structure.ordinals import marker
from chithi_ingest.core.structure.paragraphs import Layout
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.passages import Piece, passage_of
from chithi_ingest.core.text.source import Line

SUBJECT_START = re.compile(r"\s*(?:[Vv]ề\b|VỀ\b|[Vv]/[Vv]\b|V/V\b)")
_SUBJECT_HANGS = re.compile(r"(?:[,–-]|\b(?:và|với|của|cho|tại|các|về|trong|trên|theo|năm|số|VỀ|VÀ|CỦA|CÁC|TẠI|TRÊN))$")
BY_WHOM = re.compile(
    r"(?:\s*số\s?:?\s*\d\S*)?(?:,?\s*ngày\s+\d[\d\s/.thángăm-]{4,24}\d)?(?:\s*của\s[^.;:]{3,120}?)?\s(?=về\b|v/v\b)",
    re.IGNORECASE,
)
_SUBJECT_LINES = 16
_SHORT_REST = 40  # in a double-spaced text, where a blank line tells nothing


def read_subject_line(lines: Sequence[Line], title: int, rest: int) -> tuple[list[Seat], int]:
    """The subject, from position `rest` of the title's own line on, and the index of the line after it."""
    first = Piece(lines[title], len(lines[title].text) if rest == 0 else rest, len(lines[title].text))
    pieces = [first] if rest and lines[title].text[rest:].strip() else []
    at, last, layout = title + 1, lines[title], Layout.of(lines[title:])
    while at < min(len(lines), title + _SUBJECT_LINES) and (
        _subject_continues(pieces, last, lines, at) or (pieces and _wrapped(last, lines[at], layout))
    ):
        last = lines[at]
        pieces.append(Piece(last, 0, len(last.text)))
        at += 1
    passage = passage_of(pieces)
    by = BY_WHOM.match(passage.key)
    start = by.end() if by else len(passage.text) - len(passage.text.lstrip())
    text = passage.text[start:]
    return [Seat("/subject", Found(text, start, len(passage.text)), passage)] if text else [], at


def _wrapped(last: Line, line: Line, layout: Layout) -> bool:
    """Whether the last line was full and this one, which is much shorter, is its rest."""
    rest = len(line.key) < layout.width * 0.7 and marker(line.key) is None
    return rest and layout.full(last, line) and not last.key.endswith((".", ":", ";"))


def _subject_continues(pieces: Sequence[Piece], last: Line, lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if not pieces:
        return bool(SUBJECT_START.match(line.key)) or line.key.isupper() or len(line.key) < 120
    so_far = " ".join(piece.line.text[piece.start :] for piece in pieces)
    if so_far.isupper():
        return line.key.isupper() or (so_far.startswith("CỦA ") and bool(SUBJECT_START.match(line.key)))
    if len(so_far) > 600 or last.key.endswith((".", ":", ";")):
        return False
    runs_on = line.key[0].islower() or (line.key[0].isdigit() and marker(line.key) is None)
    if runs_on or _SUBJECT_HANGS.search(last.key):
        return True
    following = lines[at + 1] if at + 1 < len(lines) else None
    short = len(line.key) < 80 and not line.key.endswith((".", ":", ";", ","))
    if following is None or not short or not following.blank_before:
        return False
    return not line.blank_before or (last.blank_before and len(line.key) < _SHORT_REST < len(following.key))
