"""The given text as clean lines that remember where they came from."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u00a0|]+")
_COLUMN_GAP = re.compile(r"\t+|[ \u00a0]{3,}| *\| *")
_RULE = re.compile(r"[-_=*~.–—…\s]{2,}")
_PAGE_NUMBER = re.compile(r"(?:[-–—\s]*\d{1,3}[-–—\s]*|(?:Trang|Page)\s+\d{1,3}(?:\s*/\s*\d{1,3})?)")
_OLD_TONE = re.compile(r"[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ](?!\w)|(?<![Qq])[uU][ỳýỷỹỵỲÝỶỸỴ](?!\w)")
_NEW_TONE = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: `text` is NFC with single spaces, `key` the same with modern tone marks (equal length)."""

    text: str
    key: str
    start: int
    end: int
    blank_before: bool
    cells: tuple[str, ...]


def modern_tone(text: str) -> str:
    """`Uỷ`, `Toà`, `hoá` as `Ủy`, `Tòa`, `hóa`; the length stays the same, so positions agree."""
    return _OLD_TONE.sub(_swap, text)


def _swap(match: re.Match[str]) -> str:
    old = match.group()
    new = _NEW_TONE[old.lower()]
    return "".join(n.upper() if o.isupper() else n for o, n in zip(old, new, strict=True))


def clean(raw: str) -> str:
    """NFC, no invisible characters, runs of white space as one space."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", raw))).strip()


def lines(source: str) -> list[Line]:
    """All lines that carry words; rules, page numbers and blank lines leave only their mark `blank_before`."""
    return list(_lines(source))


def _lines(source: str) -> Iterator[Line]:
    last_end = 0
    for match in _LINE.finditer(source):
        raw = match.group()
        text = clean(raw)
        if not text or _RULE.fullmatch(text) or _PAGE_NUMBER.fullmatch(text):
            continue
        start = match.start() + len(raw) - len(raw.lstrip())
        end = match.start() + len(raw.rstrip())
        cells = tuple(cell for cell in map(clean, _COLUMN_GAP.split(raw.strip())) if cell)
        blank_before = source.count("\n", last_end, match.start()) > 1
        last_end = match.end()
        yield Line(text, modern_tone(text), start, end, blank_before, cells)
