"""Letterhead, number, place and date, document type and subject."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chithi_ingest.core.evidence.confidence import UNTITLED
from chithi_ingest.core.evidence.ledger import Seat
from chithi_ingest.core.limits.calendar import day
from chithi_ingest.core.structure.header_lines import (
    MOTTO,
    NUMBER,
    PARTY,
    PLACE_DATE,
    STAMPS,
    is_party_symbol,
    opening_end,
    untitled_type,
)
from chithi_ingest.core.structure.letterhead import by_columns, issuing_body
from chithi_ingest.core.structure.subject_line import BY_WHOM, SUBJECT_START, read_subject_line
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.passages import Passage, passage_of_lines
from chithi_ingest.core.text.source import Line

_TYPES = {
    name.upper().replace(" ", ""): name
    for name in (
        "Chỉ thị", "Quyết định", "Nghị quyết", "Kế hoạch", "Thông báo", "Hướng dẫn", "Chương trình", "Công điện",
        "Báo cáo", "Tờ trình", "Quy chế", "Quy định", "Phương án", "Đề án", "Kết luận", "Thông tri", "Công văn",
    )
}  # fmt: skip
_TITLE = re.compile("(?P<type>" + "|".join(sorted(_TYPES.values(), key=len, reverse=True)) + r")(?P<rest>\s.*|)", re.I)
_OF_BODY = re.compile(
    r"^[A-ZĐÀ-Ỹ ]{5,20}?(?:\sSỐ\s[^,;]{3,50}?)?\sCỦA\s[A-ZĐÀ-Ỹ ,-]{3,120}?(?=\s+(?:VỀ|Về|về|V/v)\b|$)"
)
_SPACES = re.compile(r"\s+")
_SEARCHED_LINES = 80
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
    """Read down to the subject; a text without a title has no subject, and its body starts below the letterhead."""
    at, doc_type = _find_title(lines)
    if doc_type is None:
        return _untitled(lines)
    title = Seat("/doc_type", _title(lines[at], doc_type), passage_of_lines(lines[at : at + 1]))
    subject, body_at = read_subject_line(lines, at, 0 if _alone(lines[at]) else len(doc_type))
    issuer = [] if _names_body(lines[:at]) else _issuer_in_title(lines[at : at + 2])
    number = [] if _number(by_columns(lines[:at]).key)[0] else _number_in_title(lines[at], doc_type)
    return _header(lines[:at], [title, *number, *subject, *issuer], body_at)


def _number_in_title(line: Line, doc_type: str) -> list[Seat]:
    """`Chỉ thị số 15/CT-UB về …`, where the number is the paper's own."""
    match = NUMBER.match(line.key, len(doc_type) + 1)
    found = _number(line.key[: match.end()])[0] if match else []
    return [Seat(pointer, one, passage_of_lines([line])) for pointer, one in found]


def _untitled(lines: Sequence[Line]) -> Header:
    """Number, date and body as the opening lines print them; the kind is what the number's symbol stands for."""
    body_at = opening_end(lines)
    above = by_columns(lines[:body_at])
    number = _number(above.key)[0]
    kind = untitled_type(above, number[0][1].value if number else None, tuple(_TYPES.values()))
    return _header(lines[:body_at], [Seat("/doc_type", kind, above)] if kind else [], body_at)


def _header(lines: Sequence[Line], below: Sequence[Seat], body_at: int) -> Header:
    above = by_columns(lines)
    number, symbol, date_and_place, body = _letterhead(above)
    seats = [*(Seat(pointer, found, above) for pointer, found in (*number, *date_and_place, *body)), *below]
    named: dict[str, Any] = {seat.pointer[1:]: seat.found.value for seat in seats}
    return Header(
        **named,
        symbol=symbol,
        body_at=body_at,
        above=tuple(lines),
        party=bool(PARTY.search(above.key)) or is_party_symbol(symbol or ""),
        seats=tuple(seats),
    )


def _names_body(lines: Sequence[Line]) -> bool:
    return bool(_letterhead(by_columns(lines))[3])


def _issuer_in_title(lines: Sequence[Line]) -> list[Seat]:
    """`CHỈ THỊ CỦA THỦ TƯỚNG CHÍNH PHỦ`, on one line or two."""
    whole = passage_of_lines(lines)
    match = _OF_BODY.search(whole.key)
    found = issuing_body(whole.key[: match.end()]) if match else None
    return [Seat("/issuing_body", found, whole)] if found else []


def _letterhead(above: Passage) -> tuple[_Entries, str | None, _Entries, _Entries]:
    """Number, symbol, place and date, body: each is sought in what the others leave."""
    text = STAMPS.sub(lambda m: "|" * len(m.group()), MOTTO.sub(lambda m: " " * len(m.group()), above.key))
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
            and (SUBJECT_START.match(match["rest"]) or BY_WHOM.match(match["rest"]))
            and (at == 0 or line.key.isupper() or _above_is_head(lines[:at]))
        ):
            return at, match["type"].capitalize()
    return 0, None


def _alone(line: Line) -> str | None:
    """The type of a title that has its line to itself, letter-spaced or not."""
    if not line.key.isupper():
        return None
    kind, _, _ = line.key.partition(" CỦA ")
    return _TYPES.get((line.key if "VỀ " in line.key else kind).replace(" ", ""))


def _above_is_head(lines: Sequence[Line]) -> bool:
    return any(MOTTO.search(line.key) or NUMBER.match(line.key) for line in lines)


def _number(above: str) -> tuple[_Entries, str | None, str]:
    """The printed number, its symbol (which a blank number still has), and the text with both blanked out."""
    match = NUMBER.search(above)
    if match is None:
        return [], None, above
    symbol = _SPACES.sub("", match["symbol"])
    year = _SPACES.sub("", match["year"] or "")
    number: _Entries = []
    if match["no"]:
        number = [("/number", Found(f"{match['no']}{year}{symbol}", match.start("no"), match.end()))]
    return number, f"{year}{symbol}", _blanked(above, match)


def _place_date(above: str) -> tuple[_Entries, str]:
    match = PLACE_DATE.search(above)
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
