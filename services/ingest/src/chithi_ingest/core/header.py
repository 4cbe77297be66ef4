"""Letterhead, number, place and date, document type and subject."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chithi_ingest.core.calendar import day
from chithi_ingest.core.letterhead import issuing_body
from chithi_ingest.core.ordinals import marker
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
_MOTTO = re.compile(
    r"CỘNG\s+H[ÒO]\w?A\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM|Độc\s+lập\s*[-–—.]?\s*Tự\s+do\s*[-–—.]?\s*Hạnh\s+phúc"
    r"|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\bSố\s{0,3}:?\s{0,3}(?P<no>\d{1,5}[a-z]?)?\s{0,3}(?P<year>/\s?(?:19|20)\d{2})?\s{0,3}"
    r"(?P<symbol>[/-]\s?[A-ZĐ][\wĐđ&]{0,11}(?:\s?[/-]\s?[A-ZĐ][\wĐđ&.]{0,11}){0,4})",
    re.IGNORECASE,
)
_WORD = r"[A-ZĐÀ-Ỹ][a-zđà-ỹ]+"
_PLACE_DATE = re.compile(
    rf"(?:(?P<place>(?:(?:Thành phố|[Tt]hị xã|Tp\.?|TP\.?|[Hh]uyện|[Xx]ã|[Pp]hường)\s)?{_WORD}"
    rf"(?:[\s-]{{1,3}}{_WORD}){{0,4}})\s?,\s*)?"
    r"[Nn]gày\s*(?P<d>\d{1,2})?[\s.…]*tháng\s*(?P<m>\d{1,2})?[\s.…]*năm\s*(?P<y>\d{4})"
)
_SEARCHED_LINES = 80
_SUBJECT_LINES = 16


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the body, and the index of the body's first line."""

    number: str | None
    symbol: str | None
    issue_date: date | None
    place: str | None
    issuing_body: str | None
    doc_type: str | None
    subject: str | None
    body_at: int


def read_header(lines: Sequence[Line]) -> Header:
    """Read down to the subject; a text without a title has neither type nor subject, and its body starts at once."""
    at, doc_type = _find_title(lines)
    if doc_type is None:
        return Header(None, None, None, None, None, None, None, 0)
    rest = "" if _alone(lines[at]) else lines[at].text[len(doc_type) :].strip()
    subject, body_at = _subject(lines, at, rest)
    above = " ".join(line.key for line in lines[:at])
    number, symbol, without = _number(_MOTTO.sub(" ", above))
    issued, place, without = _place_date(without)
    return Header(number, symbol, issued, place, issuing_body(without), doc_type, subject, body_at)


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


def _subject(lines: Sequence[Line], title: int, rest: str) -> tuple[str | None, int]:
    taken, at = ([rest] if rest else []), title + 1
    last = lines[title]
    while at < min(len(lines), title + _SUBJECT_LINES) and _subject_continues(taken, last, lines, at):
        last = lines[at]
        taken.append(last.text)
        at += 1
    return (" ".join(taken) or None), at


def _subject_continues(taken: list[str], last: Line, lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if not taken:
        return bool(_SUBJECT_START.match(line.key)) or line.key.isupper() or len(line.key) < 120
    so_far = " ".join(taken)
    if so_far.isupper():
        return line.key.isupper()
    if len(so_far) > 600 or last.key.endswith((".", ":", ";")):
        return False
    runs_on = line.key[0].islower() or (line.key[0].isdigit() and marker(line.key) is None)
    if runs_on or _SUBJECT_HANGS.search(last.key):
        return True
    following = lines[at + 1] if at + 1 < len(lines) else None
    short = len(line.key) < 80 and not line.key.endswith((".", ":", ";", ","))
    return short and not line.blank_before and following is not None and following.blank_before


def _number(above: str) -> tuple[str | None, str | None, str]:
    """The printed number, its symbol (which a blank number still has), and the text without it."""
    match = _NUMBER.search(above)
    if match is None:
        return None, None, above
    symbol = re.sub(r"\s", "", match["symbol"])
    year = re.sub(r"\s", "", match["year"] or "")
    number = f"{match['no']}{year}{symbol}" if match["no"] else None
    return number, f"{year}{symbol}", above[: match.start()] + " " + above[match.end() :]


def _place_date(above: str) -> tuple[date | None, str | None, str]:
    match = _PLACE_DATE.search(above)
    if match is None:
        return None, None, above
    issued = day(match["y"], match["m"], match["d"])
    return issued, match["place"], above[: match.start()] + " " + above[match.end() :]
