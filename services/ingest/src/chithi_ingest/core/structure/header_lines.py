"""The lines of a letterhead: motto, number, place and date, and the opening of a paper that prints no title."""

import re
from collections.abc import Sequence

from chithi_ingest.core.cited.symbols import kind_of
from chithi_ingest.core.evidence.confidence import UNTITLED
from chithi_ingest.core.structure.ordinals import marker
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.passages import Passage
from chithi_ingest.core.text.source import Line

MOTTO = re.compile(
    r"CỘNG\s+H[ÒO]\w?A\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM|Độc\s+lập\s*[-–—.]?\s*Tự\s+do\s*[-–—.]?\s*Hạnh\s+phúc"
    r"|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM",
    re.IGNORECASE,
)
PARTY = re.compile(r"ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
NUMBER = re.compile(
    r"\bSố\s{0,3}:?\s{0,3}(?P<no>\d{1,5}[a-z]?)?\s{0,3}(?P<year>/\s?(?:19|20)\d{2})?\s{0,3}"
    r"(?P<symbol>[/-]\s?[A-ZĐ][\wĐđ&]{0,11}(?:\s?[/-]\s?[A-ZĐ][\wĐđ&.]{0,11}){0,4})",
    re.IGNORECASE,
)
_WORD = r"[A-ZĐÀ-Ỹ][a-zđà-ỹ]+"
PLACE_DATE = re.compile(
    rf"(?:(?P<place>(?:[Qq]uận \d{{1,2}}|(?:(?:Thành phố|[Tt]hị xã|Tp\.?|TP\.?|[Hh]uyện|[Xx]ã|[Pp]hường)\s)?{_WORD}"
    rf"(?:[\s-]{{1,3}}{_WORD}){{0,4}}))\s?,\s*)?"
    r"(?P<dated>[Nn]gày)\s*(?P<d>\d{1,2})?[\s.…]*tháng\s*(?P<m>\d{1,2})?[\s.…]*năm\s*(?P<y>\d{4})"
)
STAMPS = re.compile(
    r"(?<!\w)(?:H(?:ỎA|OẢ) TỐC(?: HẸN GIỜ)?|THƯỢNG KHẨN|KHẨN|XEM XONG TRẢ LẠI|LƯU HÀNH NỘI BỘ|DỰ THẢO)(?!\w)"
)
_KIND = re.compile(r"\bLoại(?: văn bản)?\s?:\s*(?P<type>[^\W\d]+(?:\s[^\W\d]+)?)")
_OPENING_LINES = 40
_LONGEST_LINE = 130


def opening_end(lines: Sequence[Line]) -> int:
    """The index after the last line of a letterhead that stands above a text without a title; 0 without one."""
    last = 0
    for at, line in enumerate(lines[:_OPENING_LINES]):
        if len(line.key) > _LONGEST_LINE and not MOTTO.search(line.key):
            break
        found = marker(line.key)
        if found is not None and found.kind != "bullet":
            break
        if any(_is_letterhead(cell) for cell in (line.key, *line.cells)):
            last = at + 1
    return last if any(NUMBER.match(cell) for line in lines[:last] for cell in (line.key, *line.cells)) else 0


def _is_letterhead(cell: str) -> bool:
    """A motto, a number or a place with its date that has its cell to itself, or a number and a date side by side."""
    number = NUMBER.match(cell) if cell.startswith("Số") else None
    rest = cell[number.end() :] if number else cell
    return bool(MOTTO.search(cell) or (number and not rest.strip()) or PLACE_DATE.fullmatch(rest.strip(" |.")))


def untitled_type(above: Passage, number: str | None, known: Sequence[str]) -> Found[str] | None:
    """The kind that a data sheet above the text names, or that the symbol of the number stands for."""
    listed = _KIND.search(above.key)
    if listed and listed["type"].capitalize() in known:
        return Found(listed["type"].capitalize(), *listed.span("type"))
    kind = kind_of(number, party=False) if number else None
    symbol = NUMBER.search(above.key)
    return Found(kind, symbol.start(), symbol.end(), UNTITLED, derived=True) if kind and symbol else None


def is_party_symbol(symbol: str) -> bool:
    """`-CT/TU`: the Party's dash stands first, and a stroke follows; `-TTg` is how the State wrote until 1997."""
    return symbol.startswith("-") and "/" in symbol
