"""Letterhead, number, place and date, document type and subject."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chithi_ingest.core.calendar import day
from chithi_ingest.core.confidence import UNTITLED
from chithi_ingest.core.evidence import Seat
from chithi_ingest.core.found import Found
from chithi_ingest.core.letterhead import by_columns, issuing_body
from chithi_ingest.core.ordinals import marker
from chithi_ingest.core.passages import Passage, Piece, passage_of, passage_of_lines
from chithi_ingest.core.source import Line

_TYPES = {
    name.upper().replace(" ", ""): name
    for name in (
        "Chỉ thị", "Quyết định", "Nghị quyết", "Kế hoạch", "Thông báo", "Hướng dẫn", "Chương trình", "Công điện",
        "Báo cáo", "Tờ trình", "Quy chế", "Quy định", "Phương án", "Đề án", "Kết luận", "Thông tri", "Công văn",
    )
}  # fmt: skip
_TITLE = re.compile("(?P<type>" + "|".join(sorted(_TYPES.values(), key=len, reverse=True)) + r")(?P<rest>\s.*|)", re.I)
_SUBJECT_START = re.compile(r"\s*(?:[Vv]ề\b|VỀ\b|[Vv]/[Vv]\b|V/V\b)")
_SUBJECT_HANGS = re.compile(r"(?:[,–-]|\b(?:và|với|của|cho|tại|các|về|trong|trên|theo|năm|số|VỀ|VÀ|CỦA|CÁC|TẠI|TRÊN))$")
_STAMPS = re.compile(
    r"(?<!\w)(?:H(?:ỎA|OẢ) TỐC(?: HẸN GIỜ)?|THƯỢNG KHẨN|KHẨN|XEM XONG TRẢ LẠI|LƯU HÀNH NỘI BỘ|DỰ THẢO)(?!\w)"
)
_MOTTO = re.compile(
    r"CỘNG\s+H[ÒO]\w?A\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM|Độc\s+lập\s*[-–—.]?\s*Tự\s+do\s*[-–—.]?\s*Hạnh\s+phúc"
    r"|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM",
    re.IGNORECASE,
)
_PARTY = re.compile(r"ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
_NUMBER = re.compile(
    r"\bSố\s{0,3}:?\s{0,3}(?P<no>\d{1,5}[a-z]?)?\s{0,3}(?P<year>/\s?(?:19|20)\d{2})?\s{0,3}"
    r"(?P<symbol>[/-]\s?[A-ZĐ][\wĐđ&]{0,11}(?:\s?[/-]\s?[A-ZĐ][\wĐđ&.]{0,11}){0,4})",
    re.IGNORECASE,
)
_WORD = r"[A-ZĐÀ-Ỹ][a-zđà-ỹ]+"
_PLACE_DATE = re.compile(
    rf"(?:(?P<place>(?:[Qq]uận \d{{1,2}}|(?:(?:Thành phố|[Tt]hị xã|Tp\.?|TP\.?|[Hh]uyện|[Xx]ã|[Pp]hường)\s)?{_WORD}"
    rf"(?:[\s-]{{1,3}}{_WORD}){{0,4}}))\s?,\s*)?"
    r"(?P<dated>[Nn]gày)\s*(?P<d>\d{1,2})?[\s.…]*tháng\s*(?P<m>\d{1,2})?[\s.…]*năm\s*(?P<y>\d{4})"
)
_BY_WHOM = re.compile(r"\s*của\s[^.;:]{3,120}?\s(?=[Vv]ề\b|VỀ\b)", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_SEARCHED_LINES = 80
_SUBJECT_LINES = 16
_Entries = list[tuple[str, Found[Any]]]


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the body, where it stands, and the index of the body's first line.

    `symbol` is there even where the number before it is blank.
    """

    number: str | None = None
    symbol: str | None = None
    issue_date: date | None = None
    place: str | None = None
    issuing_body: str | None = None
    doc_type: str | None = None
    subject: str | None = None
    body_at: int = 0
    above: tuple[Line, ...] = ()
    party: bool = False
    seats: tuple[Seat, ...] = ()


def read_header(lines: Sequence[Line]) -> Header:
    """Read down to the subject; a text without a title has neither type nor subject, and its body starts at once."""
    at, doc_type = _find_title(lines)
    if doc_type is None:
        return Header()
    title = Seat("/doc_type", _title(lines[at], doc_type), passage_of_lines(lines[at : at + 1]))
    subject, body_at = _subject(lines, at, 0 if _alone(lines[at]) else len(doc_type))
    above = by_columns(lines[:at])
    number, symbol, date_and_place, body = _letterhead(above)
    seats = [Seat(pointer, found, above) for pointer, found in (*number, *date_and_place, *body)]
    named: dict[str, Any] = {seat.pointer[1:]: seat.found.value for seat in (*seats, title, *subject)}
    return Header(
        **named,
        symbol=symbol,
        body_at=body_at,
        above=tuple(lines[:at]),
        party=bool(_PARTY.search(above.key)) or (symbol or "").startswith("-"),
        seats=(*seats, title, *subject),
    )


def _letterhead(above: Passage) -> tuple[_Entries, str | None, _Entries, _Entries]:
    """Number, symbol, place and date, body: each is sought in what the others leave."""
    text = _STAMPS.sub(lambda m: "|" * len(m.group()), _MOTTO.sub(lambda m: " " * len(m.group()), above.key))
    number, symbol, text = _number(text)
    dated, text = _place_date(text)
    body = issuing_body(text)
    return number, symbol, dated, [("/issuing_body", body)] if body else []


def _title(line: Line, doc_type: str) -> Found[str]:
    if _alone(line):
        return Found(doc_type, 0, len(line.text))
    return Found(doc_type, 0, len(doc_type), UNTITLED)


def _find_title(lines: Sequence[Line]) -> tuple[int, str | None]:
    for at, line in enumerate(lines[:_SEARCHED_LINES]):
        name = _alone(line)
        if name:
            return at, name
        match = _TITLE.match(line.key)
        if (
            match
            and _SUBJECT_START.match(match["rest"])
            and (at == 0 or line.key.isupper() or _above_is_head(lines[:at]))
        ):
            return at, match["type"].capitalize()
    return 0, None


def _alone(line: Line) -> str | None:
    """The type of a title that has its line to itself, letter-spaced or not."""
    return _TYPES.get(line.key.replace(" ", "")) if line.key.isupper() else None


def _above_is_head(lines: Sequence[Line]) -> bool:
    return any(_MOTTO.search(line.key) or _NUMBER.match(line.key) for line in lines)


def _subject(lines: Sequence[Line], title: int, rest: int) -> tuple[list[Seat], int]:
    """The subject, from position `rest` of the title's own line on, and the index of the line after it."""
    first = Piece(lines[title], len(lines[title].text) if rest == 0 else rest, len(lines[title].text))
    pieces = [first] if rest and lines[title].text[rest:].strip() else []
    at, last = title + 1, lines[title]
    while at < min(len(lines), title + _SUBJECT_LINES) and _subject_continues(pieces, last, lines, at):
        last = lines[at]
        pieces.append(Piece(last, 0, len(last.text)))
        at += 1
    passage = passage_of(pieces)
    by = _BY_WHOM.match(passage.key)
    start = by.end() if by else len(passage.text) - len(passage.text.lstrip())
    text = passage.text[start:]
    return [Seat("/subject", Found(text, start, len(passage.text)), passage)] if text else [], at


def _subject_continues(pieces: Sequence[Piece], last: Line, lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if not pieces:
        return bool(_SUBJECT_START.match(line.key)) or line.key.isupper() or len(line.key) < 120
    so_far = " ".join(piece.line.text[piece.start :] for piece in pieces)
    if so_far.isupper():
        return line.key.isupper() or (so_far.startswith("CỦA ") and bool(_SUBJECT_START.match(line.key)))
    if len(so_far) > 600 or last.key.endswith((".", ":", ";")):
        return False
    runs_on = line.key[0].islower() or (line.key[0].isdigit() and marker(line.key) is None)
    if runs_on or _SUBJECT_HANGS.search(last.key):
        return True
    following = lines[at + 1] if at + 1 < len(lines) else None
    short = len(line.key) < 80 and not line.key.endswith((".", ":", ";", ","))
    return short and not line.blank_before and following is not None and following.blank_before


def _number(above: str) -> tuple[_Entries, str | None, str]:
    """The printed number, its symbol (which a blank number still has), and the text with both blanked out."""
    match = _NUMBER.search(above)
    if match is None:
        return [], None, above
    symbol = _SPACES.sub("", match["symbol"])
    year = _SPACES.sub("", match["year"] or "")
    number: _Entries = []
    if match["no"]:
        number = [("/number", Found(f"{match['no']}{year}{symbol}", match.start("no"), match.end()))]
    return number, f"{year}{symbol}", _blanked(above, match)


def _place_date(above: str) -> tuple[_Entries, str]:
    match = _PLACE_DATE.search(above)
    if match is None:
        return [], above
    found: _Entries = []
    if match["place"]:
        found.append(("/place", Found(_SPACES.sub(" ", match["place"]), *match.span("place"))))
    issued = day(match["y"], match["m"], match["d"])
    if issued:
        found.append(("/issue_date", Found(issued, match.start("dated"), match.end(), derived=True)))
    return found, _blanked(above, match)


def _blanked(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
