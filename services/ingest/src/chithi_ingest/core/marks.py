"""Marks of urgency, circulation and draft beside the letterhead (Decree 30/2020 art. 8 par. 3)."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from chithi_ingest.core.model import Marks
from chithi_ingest.core.source import Line

_URGENT = re.compile(r"(?P<mark>HỎATỐC|THƯỢNGKHẨN|KHẨN)(?:HẸNGIỜ.{0,40})?")
_CIRCULATION = {"XEMXONGTRẢLẠI": "XEM XONG TRẢ LẠI", "LƯUHÀNHNỘIBỘ": "LƯU HÀNH NỘI BỘ"}
_DRAFT = re.compile(r"DỰTHẢO(?:LẦN)?(?:THỨ)?\d{0,2}")
Urgency = Literal["HỎA TỐC", "THƯỢNG KHẨN", "KHẨN"]

_WRITTEN: dict[str, Urgency] = {"HỎATỐC": "HỎA TỐC", "THƯỢNGKHẨN": "THƯỢNG KHẨN", "KHẨN": "KHẨN"}
_NO_LETTER = re.compile(r"[\W_]+")
_LONGEST = 60


def read_marks(lines: Sequence[Line]) -> Marks:
    """A mark has its line or cell to itself, in capitals, also spaced or boxed; of two urgencies the higher counts."""
    stamps = list(_stamps(lines))
    urgent = {match["mark"] for stamp in stamps if (match := _URGENT.fullmatch(stamp))}
    circulation = [_CIRCULATION[stamp] for stamp in stamps if stamp in _CIRCULATION]
    return Marks(
        urgency=next((name for mark, name in _WRITTEN.items() if mark in urgent), None),
        circulation=tuple(dict.fromkeys(circulation)),
        draft=any(_DRAFT.fullmatch(stamp) for stamp in stamps),
    )


def _stamps(lines: Sequence[Line]) -> Iterator[str]:
    """Every line and cell that is short and all capitals, without spaces and boxes; `Dự thảo` may be in any case."""
    for line in lines:
        for cell in dict.fromkeys((line.key, *line.cells)):
            bare = _NO_LETTER.sub("", cell)
            capital = bare.upper()
            if len(bare) <= _LONGEST and (bare == capital or _DRAFT.fullmatch(capital)):
                yield capital.replace("HOẢ", "HỎA")
