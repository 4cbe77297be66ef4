"""Marks of urgency, circulation and draft beside the letterhead (Decree 30/2020 art. 8 par. 3)."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from chithi_ingest.core.evidence.ledger import Seat
from chithi_ingest.core.model import Marks
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.passages import Passage, Piece, passage_of
from chithi_ingest.core.text.source import Line

Urgency = Literal["HỎA TỐC", "THƯỢNG KHẨN", "KHẨN"]

_URGENCIES: tuple[tuple[Urgency, re.Pattern[str]], ...] = (
    ("HỎA TỐC", re.compile(r"H(?:ỎA|OẢ)TỐC(?:HẸNGIỜ.{0,40})?")),
    ("THƯỢNG KHẨN", re.compile(r"THƯỢNGKHẨN")),
    ("KHẨN", re.compile(r"KHẨN")),
)
_CIRCULATION = {"XEMXONGTRẢLẠI": "XEM XONG TRẢ LẠI", "LƯUHÀNHNỘIBỘ": "LƯU HÀNH NỘI BỘ"}
_DRAFT = re.compile(r"DỰTHẢO(?:LẦN)?(?:THỨ)?\d{0,2}")
_NO_LETTER = re.compile(r"[\W_]+")
_LONGEST = 60


def read_marks(lines: Sequence[Line]) -> tuple[Marks, list[Seat]]:
    """A mark has its line or cell to itself, in capitals, also spaced or boxed; of two urgencies the higher counts."""
    stamps = [(stamp, place) for line in lines for stamp, place in _stamps(line)]
    seats: list[Seat] = []
    urgency = _urgency(stamps, seats)
    circulation: dict[str, None] = {}
    for stamp, place in stamps:
        name = _CIRCULATION.get(stamp)
        if name and name not in circulation:
            seats.append(_seat(f"/marks/circulation/{len(circulation)}", name, place))
            circulation[name] = None
    draft = next((place for stamp, place in stamps if _DRAFT.fullmatch(stamp)), None)
    if draft is not None:
        seats.append(_seat("/marks/draft", True, draft))
    return Marks(urgency=urgency, circulation=tuple(circulation), draft=draft is not None), seats


def _urgency(stamps: Sequence[tuple[str, Passage]], seats: list[Seat]) -> Urgency | None:
    for name, pattern in _URGENCIES:
        for stamp, place in stamps:
            if pattern.fullmatch(stamp):
                seats.append(_seat("/marks/urgency", name, place))
                return name
    return None


def _seat(pointer: str, value: object, place: Passage) -> Seat:
    return Seat(pointer, Found(value, 0, len(place.text)), place)


def _stamps(line: Line) -> Iterator[tuple[str, Passage]]:
    """The line and its cells that are short and all capitals, without spaces and boxes; `Dự thảo` in any case."""
    for start, end in dict.fromkeys([*line.columns(), (0, len(line.text))]):
        bare = _NO_LETTER.sub("", line.text[start:end])
        capital = bare.upper()
        if 0 < len(bare) <= _LONGEST and (bare == capital or _DRAFT.fullmatch(capital)):
            yield capital, passage_of([Piece(line, start, end)])
