"""The end of a document: where the body stops, recipients, signing title and signer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chithi_ingest.core.evidence.ledger import Seat
from chithi_ingest.core.structure.footer import BULLET, NAME, PREFIX, RANK, RECIPIENTS, TITLE, columns, cut
from chithi_ingest.core.structure.ordinals import marker
from chithi_ingest.core.structure.recipients import read_recipients
from chithi_ingest.core.structure.signing import Signing, read_signing
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.passages import Passage
from chithi_ingest.core.text.source import Line

_NOT_NAME = re.compile(r"(?:Đã ký|Đã Ký|Lưu|Nơi|Như|Phụ|PHỤ|Kèm)\b|(?:ỦY BAN|UBND|CHỦ TỊCH|PHÓ|HỘI ĐỒNG|BAN )")
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
    left, right = columns(tail)
    title, signer = _signature(right)
    form, formed = _signing(right, signer)
    recipients = read_recipients(left)
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
        if RECIPIENTS.match(lines[at].key):
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
    return bool(RECIPIENTS.match(line.key)) or _signs(line)


def _body_end(lines: Sequence[Line], first: int, end: int) -> int:
    at = next((i for i in range(end - 1, first - 1, -1) if RECIPIENTS.match(lines[i].key)), end)
    title = next((i for i in range(first, end) if _signs(lines[i])), end)
    return min(at, title)


def _signs(line: Line) -> bool:
    return any((TITLE.fullmatch(c) or PREFIX.match(c)) and c.upper() == c for c in (line.key, *line.cells))


def _signature(cells: Sequence[Passage]) -> tuple[Passage | None, Passage | None]:
    title, title_at = None, -1
    for at, cell in enumerate(cells):
        match = TITLE.fullmatch(cell.text) if cell.text.upper() == cell.text else None
        if match and (title is None or at == title_at + 1):
            start, end = match.start("title"), match.end("of")
            title, title_at = cut(cell, start, start + len(cell.text[start:end].rstrip())), at
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
    rank = RANK.match(cell.text)
    start = rank.end() if rank else 0
    while rank := RANK.match(cell.text, start):
        start = rank.end()
    bare = cell.text[start:]
    if _NOT_NAME.match(bare) or BULLET.match(cell.text) or cell.text.endswith((";", ":", ".")):
        return None
    return cut(cell, start, len(cell.text)) if NAME.fullmatch(bare) else None
