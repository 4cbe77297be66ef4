"""The end of a document: where the body stops, recipients, signing title and signer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chithi_ingest.core.evidence import Seat
from chithi_ingest.core.found import Found
from chithi_ingest.core.ordinals import marker
from chithi_ingest.core.passages import Passage, Piece, joined, passage_of, passage_of_lines
from chithi_ingest.core.signing import Signing, read_signing
from chithi_ingest.core.source import Line

_RECIPIENTS = re.compile(r"\W{0,3}N[ơo]i\s?nh[ậa]n\b\s*:?\s*(?P<rest>.*)", re.IGNORECASE)
_PREFIX = re.compile(r"\W{0,2}(?:TM|T/M|KT|K/T|TL|T/L|TUQ|T/UQ|Q)\s?\.?\s+(?=[A-ZĐÀ-Ỹ])")
_TITLE = re.compile(
    r"\W{0,2}(?:(?:TM|T/M|KT|K/T|TL|T/L|TUQ|T/UQ|Q)\s?\.?\s+)?(?P<title>(?:QUYỀN )?(?:PHÓ |THƯỜNG TRỰC )?"
    r"(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|TỔNG CỤC TRƯỞNG|CỤC TRƯỞNG|CHÁNH VĂN PHÒNG|TRƯỞNG BAN"
    r"|BÍ THƯ|CHỈ HUY TRƯỞNG|TỔNG GIÁM ĐỐC"
    r"|TƯ LỆNH|VIỆN TRƯỞNG|CHÁNH ÁN|HIỆU TRƯỞNG|TRƯỞNG PHÒNG|CHÁNH THANH TRA|THỐNG ĐỐC)(?: THƯỜNG TRỰC)?)(?P<of>"
    r"(?:\s[A-ZĐÀ-Ỹ]+)*)\W{0,3}"
)
_RANK = re.compile(r"\W*(?:(?:Thiếu|Trung|Thượng|Đại)\s(?:tướng|tá|úy)|GS|PGS|TS|ThS|Ths)\b[.,]?\s*", re.IGNORECASE)
_NAME_WORD = r"[A-ZĐÀ-Ỹ][\wà-ỹ]*"
_NAME = re.compile(rf"(?:\([^()]{{2,12}}\)\s)?{_NAME_WORD}(?:\s{_NAME_WORD}){{1,4}}")
_NOT_NAME = re.compile(r"(?:Đã ký|Đã Ký|Lưu|Nơi|Như|Phụ|PHỤ|Kèm)\b|(?:ỦY BAN|UBND|CHỦ TỊCH|PHÓ|HỘI ĐỒNG|BAN )")
_SIGNED = re.compile(r"\W{0,2}[Đđ]ã [Kk]ý\W{0,2}")
_BULLET = re.compile(r"^[-–—•*+·]\s*")
_APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục)(?:\s(?:SỐ\s|số\s)?[IVX\d]{1,4})?\s?[.:]?")
_CLOSING_LINES = 200


@dataclass(frozen=True, slots=True)
class Closing:
    """The index after the body's last line, what stands below it, and where."""

    body_end: int
    recipients: tuple[str, ...] = ()
    signer: str | None = None
    signer_title: str | None = None
    signing: Signing | None = None
    seats: tuple[Seat, ...] = ()
    tail: tuple[Line, ...] = ()


def read_closing(lines: Sequence[Line], body_at: int) -> Closing:
    """Read recipients and signature; either may come first, side by side with the other, or be absent.

    What is appended behind the signature is no part of the directive's body.
    """
    first = _first_unit(lines, body_at)
    end = _appendix_at(lines, first)
    body_end = _body_end(lines, max(first, end - _CLOSING_LINES), end)
    tail = lines[body_end:end]
    left, right = _columns(tail)
    title, signer = _signature(right)
    form, formed = _signing(right, signer)
    recipients = _recipients(left)
    named = [Seat(f"/recipients/{at}", found, passage) for at, (found, passage) in enumerate(recipients)]
    signed = [Seat(f"/{name}", Found(cell.text, 0, len(cell.text)), cell)
              for name, cell in (("signer", signer), ("signer_title", title)) if cell]  # fmt: skip
    signed += [Seat("/signing", Found(form, 0, len(cell.text)), cell) for cell in formed]
    return Closing(
        body_end,
        tuple(found.value for found, _ in recipients),
        signer.text if signer else None,
        title.text if title else None,
        form,
        (*signed, *named),
        tuple(tail),
    )


def _first_unit(lines: Sequence[Line], body_at: int) -> int:
    """Nobody signs above the first unit: titles in capitals are letterhead there, or the call on whom to act."""
    for at in range(body_at, len(lines)):
        if _RECIPIENTS.match(lines[at].key):
            return body_at
        found = marker(lines[at].key)
        if found is not None and found.kind != "bullet" and found.value == (1,):
            return at
    return body_at


def _appendix_at(lines: Sequence[Line], body_at: int) -> int:
    """The first line of an appendix that stands behind the signature or the recipients."""
    headings = [at for at in range(body_at, len(lines)) if _APPENDIX.fullmatch(lines[at].key)]
    signed = next((at for at in range(body_at, headings[-1]) if _ends_body(lines[at])), None) if headings else None
    return len(lines) if signed is None else next(at for at in headings if at > signed)


def _ends_body(line: Line) -> bool:
    return bool(_RECIPIENTS.match(line.key)) or _signs(line)


def _body_end(lines: Sequence[Line], first: int, end: int) -> int:
    at = next((i for i in range(end - 1, first - 1, -1) if _RECIPIENTS.match(lines[i].key)), end)
    title = next((i for i in range(first, end) if _signs(lines[i])), end)
    return min(at, title)


def _signs(line: Line) -> bool:
    return any((_TITLE.fullmatch(c) or _PREFIX.match(c)) and c.upper() == c for c in (line.key, *line.cells))


def _columns(tail: Sequence[Line]) -> tuple[list[Passage], list[Passage]]:
    """Recipients at the left, signature at the right, where one line holds both."""
    left: list[Passage] = []
    right: list[Passage] = []
    for line in tail:
        columns = line.columns()
        if len(columns) > 1 and _is_signing(line.text[slice(*columns[-1])]):
            left.append(passage_of([Piece(line, columns[0][0], columns[-2][1])]))
            right.append(passage_of([Piece(line, *columns[-1])]))
        else:
            left.append(passage_of_lines([line]))
            right.append(left[-1])
    return left, right


def _is_signing(cell: str) -> bool:
    return cell.upper() == cell or bool(_NAME.fullmatch(_RANK.sub("", cell)) or _SIGNED.fullmatch(cell))


def _signature(cells: Sequence[Passage]) -> tuple[Passage | None, Passage | None]:
    title, title_at = None, -1
    for at, cell in enumerate(cells):
        match = _TITLE.fullmatch(cell.text) if cell.text.upper() == cell.text else None
        if match and (title is None or at == title_at + 1):
            start, end = match.start("title"), match.end("of")
            title, title_at = _cut(cell, start, start + len(cell.text[start:end].rstrip())), at
    if title is None:
        return None, None
    return title, next((name for cell in cells[title_at + 1 :] if (name := _name(cell))), None)


def _signing(cells: Sequence[Passage], signer: Passage | None) -> tuple[Signing | None, list[Passage]]:
    """The form in which the signer signs, and the cell that prints it."""
    found: tuple[Signing | None, list[Passage]] = (None, [])
    for cell in cells:
        if signer is not None and cell.end >= signer.end:
            break
        form = read_signing([cell.text])
        found = (form, [cell]) if form else found
    return found


def _name(cell: Passage) -> Passage | None:
    rank = _RANK.match(cell.text)
    start = rank.end() if rank else 0
    while rank := _RANK.match(cell.text, start):
        start = rank.end()
    bare = cell.text[start:]
    if _NOT_NAME.match(bare) or _BULLET.match(cell.text) or cell.text.endswith((";", ":", ".")):
        return None
    return _cut(cell, start, len(cell.text)) if _NAME.fullmatch(bare) else None


def _cut(cell: Passage, start: int, end: int) -> Passage:
    """A stretch of a cell, which is one piece of a line."""
    piece = cell.pieces[0]
    return passage_of([Piece(piece.line, piece.start + start, piece.start + end)])


def _recipients(cells: Sequence[Passage]) -> list[tuple[Found[str], Passage]]:
    start = next((i for i, cell in enumerate(cells) if _RECIPIENTS.match(cell.text)), None)
    if start is None:
        return []
    found: list[Passage] = []
    for cell in _after_heading(cells, start):
        bullet = _BULLET.match(cell.text)
        if bullet and bullet.end() < len(cell.text):
            found.append(_cut(cell, bullet.end(), len(cell.text)))
        elif found and _continues(found[-1].text, cell.text):
            found[-1] = joined([found[-1], cell], " ")
        elif cell.text and not _is_signing(cell.text) and (not found or found[-1].text.endswith(";")):
            found.append(cell)
    entries = ((_bare(passage), passage) for passage in found)
    return [(entry, passage) for entry, passage in entries if entry.value]


def _after_heading(cells: Sequence[Passage], start: int) -> Iterator[Passage]:
    """What follows `Nơi nhận:` on its line, then the lines below, to the end of the entry that files a copy."""
    heading = _RECIPIENTS.match(cells[start].text)
    if heading and heading["rest"]:
        yield _cut(cells[start], heading.start("rest"), heading.end("rest"))
    for at in range(start + 1, len(cells)):
        yield cells[at]


def _bare(passage: Passage) -> Found[str]:
    name = passage.text.strip(" ;.,")
    start = passage.text.find(name)
    return Found(name, start, start + len(name))


def _continues(entry: str, text: str) -> bool:
    """A wrapped entry goes on: it has not ended, and the line is neither a signature nor a new entry."""
    return not entry.endswith((";", ".")) and not _is_signing(text) and text.upper() != text
