"""The given text as clean lines that remember where they came from."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from chithi_ingest.core.text.offsets import EMPHASIS, INVISIBLE, SPACE, offsets
from chithi_ingest.core.text.pages import LINE, is_furniture, running_lines

_BARE = r"[^\s\x00-\x1f\x7f|*_#\\\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
_PLAIN = re.compile(rf"{_BARE}(?: {_BARE})*")
_COLUMN_GAP = re.compile(r"\t+|[ \u00a0]{3,}| *\| *")
_NO_COLUMN = re.compile(
    r"(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L|-|\d{1,2}[.)]|[a-zđ][.)])\.?"
)  # what opens a line, before a tab
_OLD_TONE = re.compile(r"[oOuU](?:(?<=[oO])[àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|(?<=[uU])(?<![Qq][uU])[ỳýỷỹỵỲÝỶỸỴ])(?!\w)")
_NEW_TONE = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: `text` is NFC with single spaces, `key` the same with modern tone marks (equal length).

    `raw` is what stands in the source from `start` on; `number` counts the lines that were kept; `page_before` tells
    that a page was turned before it.
    """

    text: str
    key: str
    start: int
    raw: str
    blank_before: bool = False
    number: int = 0
    page_before: bool = False
    _offsets: list[tuple[int, int]] = field(default_factory=list, repr=False, compare=False)

    @property
    def end(self) -> int:
        return self.start + len(self.raw)

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns that the line holds; a line without wide gaps is one."""
        return tuple(self.text[start:end] for start, end in self.columns())

    def columns(self) -> list[tuple[int, int]]:
        """Where the cells stand in `text`."""
        if self.raw is self.text:
            return [(0, len(self.text))]
        found: list[tuple[int, int]] = []
        at = 0
        for cell in cells_of(self.raw):
            start = self.text.find(cell, at)
            if start >= 0:
                begin = found.pop()[0] if found and _NO_COLUMN.fullmatch(self.text, *found[-1]) else start
                at = start + len(cell)
                found.append((begin, at))
        return found

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where [start, end) of `text` stands in the source."""
        if self.raw is self.text or end <= start:
            return self.start + min(start, len(self.raw)), self.start + min(end, len(self.raw))
        if not self._offsets:
            self._offsets.extend(offsets(self.raw, len(self.text)))
        return self.start + self._offsets[start][0], self.start + self._offsets[end - 1][1]


def modern_tone(text: str) -> str:
    """`Uỷ`, `Toà`, `hoá` as `Ủy`, `Tòa`, `hóa`; the length stays the same, so positions agree."""
    return _OLD_TONE.sub(_swap, text)


def _swap(match: re.Match[str]) -> str:
    old = match.group()
    new = _NEW_TONE[old.lower()]
    return "".join(n.upper() if o.isupper() else n for o, n in zip(old, new, strict=True))


def clean(raw: str) -> str:
    """NFC, no invisible characters nor marks of emphasis, runs of white space as one space."""
    return SPACE.sub(" ", INVISIBLE.sub("", EMPHASIS.sub("", unicodedata.normalize("NFC", raw)))).strip()


def cells_of(raw: str) -> list[str]:
    """The columns of a line, cut at tabs, bars and wide gaps, clean."""
    return [cell for cell in map(clean, _COLUMN_GAP.split(raw.strip())) if cell]


def lowered(key: str) -> str:
    """Lower case, letter for letter; a letter whose lower case is longer stays."""
    low = key.lower()
    return low if len(low) == len(key) else "".join(c.lower() if len(c.lower()) == 1 else c for c in key)


def fold(text: str) -> str:
    """What two writings of the same words have in common: white space, composition, tone marks, capitals."""
    return modern_tone(clean(text)).casefold()


def lines(source: str) -> list[Line]:
    """All lines that carry words; rules, page numbers, running heads and blank lines leave only `blank_before`."""
    return list(_lines(source))


def _lines(source: str) -> Iterator[Line]:
    running = running_lines(source, clean)
    last_end, number, before = 0, 0, ""
    for match in LINE.finditer(source):
        raw = match.group()
        bare = raw.strip()
        text = bare if _PLAIN.fullmatch(bare) and unicodedata.is_normalized("NFC", bare) else clean(bare)
        if not text or match.start() in running:
            continue
        if is_furniture(text, before if _adjacent(source, last_end, match.start()) else ""):
            continue
        blank_before = source.count("\n", last_end, match.start()) > 1
        start = match.start() + len(raw) - len(raw.lstrip())
        page_before = source.find("\f", last_end, match.start()) >= 0
        yield Line(text, modern_tone(text), start, bare, blank_before, number, page_before)
        last_end, number, before = match.end(), number + 1, text


def _adjacent(source: str, end: int, start: int) -> bool:
    """Whether one line follows the other at once, on the same page."""
    return source.count("\n", end, start) <= 1 and source.find("\f", end, start) < 0


def slice_of(text: str, span: tuple[int, int]) -> str:
    """The words of a span as they are read: one line, clean, without what a page break puts between them."""
    start, end = span
    pieces = list(LINE.finditer(text, start, end))
    if len(pieces) < 2:
        return clean(text[start:end])
    running = running_lines(text, clean) if "\f" in text[start:end] else frozenset[int]()
    kept: list[str] = []
    for at, match in enumerate(pieces):
        words = clean(match.group())
        inner = 0 < at < len(pieces) - 1
        beside = kept[-1] if kept and _adjacent(text, pieces[at - 1].end(), match.start()) else ""
        dropped = match.start() in running or is_furniture(words, beside)
        if words and not (inner and dropped):
            kept.append(words)
    return " ".join(kept)
