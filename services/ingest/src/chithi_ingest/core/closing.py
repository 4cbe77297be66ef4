"""The end of a document: where the body stops, recipients, signing title and signer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
_BULLET = re.compile(r"^[-–—•*+·]\s*")
_CLOSING_LINES = 200


@dataclass(frozen=True, slots=True)
class Closing:
    """The index after the body's last line, and what stands below it."""

    body_end: int
    recipients: tuple[str, ...]
    signer: str | None
    signer_title: str | None


def read_closing(lines: Sequence[Line], body_at: int) -> Closing:
    """Read recipients and signature; either may come first, side by side with the other, or be absent."""
    first = max(body_at, len(lines) - _CLOSING_LINES)
    body_end = _body_end(lines, first)
    tail = lines[body_end:]
    left, right = _columns(tail)
    title, signer = _signature(right)
    return Closing(body_end, tuple(_recipients(left)), signer, title)


def _body_end(lines: Sequence[Line], first: int) -> int:
    at = next((i for i in range(len(lines) - 1, first - 1, -1) if _RECIPIENTS.match(lines[i].key)), len(lines))
    title = next((i for i in range(first, len(lines)) if _signs(lines[i])), len(lines))
    return min(at, title)


def _signs(line: Line) -> bool:
    return any((_TITLE.fullmatch(c) or _PREFIX.match(c)) and c.upper() == c for c in (line.key, *line.cells))


def _columns(tail: Sequence[Line]) -> tuple[list[str], list[str]]:
    """Recipients at the left, signature at the right, where one line holds both."""
    left: list[str] = []
    right: list[str] = []
    for line in tail:
        cells = line.cells
        if len(cells) > 1 and _is_signing(cells[-1]):
            left.append(" ".join(cells[:-1]))
            right.append(cells[-1])
        else:
            left.append(line.text)
            right.append(line.text)
    return left, right


def _is_signing(cell: str) -> bool:
    return cell.upper() == cell or bool(_NAME.fullmatch(_RANK.sub("", cell)))


def _signature(texts: Sequence[str]) -> tuple[str | None, str | None]:
    title, title_at = None, -1
    for at, text in enumerate(texts):
        match = _TITLE.fullmatch(text) if text.upper() == text else None
        if match and (title is None or at == title_at + 1):
            title, title_at = (match["title"] + match["of"]).strip(), at
    if title is None:
        return None, None
    return title, next((name for text in texts[title_at + 1 :] if (name := _name(text))), None)


def _name(text: str) -> str | None:
    bare = _RANK.sub("", text).strip()
    if _NOT_NAME.match(bare) or _BULLET.match(text) or text.endswith((";", ":", ".")):
        return None
    return bare if _NAME.fullmatch(bare) else None


def _recipients(texts: Sequence[str]) -> list[str]:
    start = next((i for i, text in enumerate(texts) if _RECIPIENTS.match(text)), None)
    if start is None:
        return []
    found: list[str] = []
    rest = _RECIPIENTS.match(texts[start])
    queue = [*([rest["rest"]] if rest and rest["rest"] else []), *texts[start + 1 :]]
    for text in queue:
        bullet = _BULLET.match(text)
        if bullet:
            found.append(text[bullet.end() :])
        elif found and _continues(found[-1], text):
            found[-1] = f"{found[-1]} {text}"
        elif (not found and text and not _is_signing(text)) or (
            found and found[-1].endswith(";") and not _is_signing(text)
        ):
            found.append(text)
    return [name for name in (entry.strip(" ;.,") for entry in found) if name]


def _continues(entry: str, text: str) -> bool:
    """A wrapped entry goes on: it has not ended, and the line is neither a signature nor a new entry."""
    return not entry.endswith((";", ".")) and not _is_signing(text) and text.upper() != text
