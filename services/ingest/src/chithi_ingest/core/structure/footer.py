"""The foot of a document: recipients at the left, the signature at the right, however the two were flattened."""

import re
from collections.abc import Sequence

from chithi_ingest.core.text.passages import Passage, Piece, passage_of, passage_of_lines
from chithi_ingest.core.text.source import Line

RECIPIENTS = re.compile(r"\W{0,3}N[ơo]i\s?nh[ậa]n\b\s*:?\s*(?P<rest>.*)", re.IGNORECASE)
PREFIX = re.compile(r"\W{0,2}(?:TM|T/M|KT|K/T|TL|T/L|TUQ|T/UQ|Q)\s?\.?\s+(?=[A-ZĐÀ-Ỹ])")
TITLE = re.compile(
    r"\W{0,2}(?:(?:TM|T/M|KT|K/T|TL|T/L|TUQ|T/UQ|Q)\s?\.?\s+)?(?P<title>(?:QUYỀN )?(?:PHÓ |THƯỜNG TRỰC )?"
    r"(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|TỔNG CỤC TRƯỞNG|CỤC TRƯỞNG|CHÁNH VĂN PHÒNG|TRƯỞNG BAN"
    r"|BÍ THƯ|CHỈ HUY TRƯỞNG|TỔNG GIÁM ĐỐC"
    r"|TƯ LỆNH|VIỆN TRƯỞNG|CHÁNH ÁN|HIỆU TRƯỞNG|TRƯỞNG PHÒNG|CHÁNH THANH TRA|THỐNG ĐỐC)(?: THƯỜNG TRỰC)?)(?P<of>"
    r"(?:\s[A-ZĐÀ-Ỹ]+)*)\W{0,3}"
)
RANK = re.compile(r"\W*(?:(?:Thiếu|Trung|Thượng|Đại)\s(?:tướng|tá|úy)|GS|PGS|TS|ThS|Ths)\b[.,]?\s*", re.IGNORECASE)
_NAME_WORD = r"[A-ZĐÀ-Ỹ][\wà-ỹ]*"
NAME = re.compile(rf"(?:\([^()]{{2,12}}\)\s)?{_NAME_WORD}(?:\s{_NAME_WORD}){{1,4}}")
_SIGNED = re.compile(r"\W{0,2}[Đđ]ã [Kk]ý\W{0,2}")
BULLET = re.compile(r"^[-–—•*+·]\s*")
_NEXT_COLUMN = re.compile(r"(?<=[:;.,)])\s+(?=[A-ZĐÀ-Ỹ])")


def columns(tail: Sequence[Line]) -> tuple[list[Passage], list[Passage]]:
    """Recipients at the left, signature at the right, where one line holds both."""
    left: list[Passage] = []
    right: list[Passage] = []
    signed = False
    for line in tail:
        cells = line.columns()
        signed_at = _flattened(line, signed=signed) if len(cells) == 1 else 0
        if signed_at:
            signed = True
            left.append(passage_of([Piece(line, 0, signed_at)]))
            right.append(passage_of([Piece(line, signed_at, len(line.text))]))
        elif len(cells) > 1 and is_signing(line.text[slice(*cells[-1])]):
            left.append(passage_of([Piece(line, cells[0][0], cells[-2][1])]))
            right.append(passage_of([Piece(line, *cells[-1])]))
        else:
            left.append(passage_of_lines([line]))
            right.append(left[-1])
    return left, right


def _flattened(line: Line, *, signed: bool) -> int:
    """Where the right column begins in `Nơi nhận: CHỦ TỊCH`; below a title found so, also a name behind an entry."""
    if not (RECIPIENTS.match(line.text) or BULLET.match(line.text)):
        return 0
    for gap in _NEXT_COLUMN.finditer(line.text):
        rest = line.text[gap.end() :]
        titled = rest.upper() == rest and (TITLE.fullmatch(rest) or PREFIX.match(rest))
        if titled or (signed and NAME.fullmatch(RANK.sub("", rest))):
            return gap.end()
    return 0


def is_signing(cell: str) -> bool:
    """Whether a cell may belong to the signature: capitals, a name, or the note that it was signed."""
    return cell.upper() == cell or bool(NAME.fullmatch(RANK.sub("", cell)) or _SIGNED.fullmatch(cell))


def cut(cell: Passage, start: int, end: int) -> Passage:
    """A stretch of a cell, which is one piece of a line."""
    piece = cell.pieces[0]
    return passage_of([Piece(piece.line, piece.start + start, piece.start + end)])
