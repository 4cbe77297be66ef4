"""The issuing body: as the letterhead prints it, or as the body of the text implies it."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from chithi_ingest.core.evidence.confidence import IMPLIED, MOST_NAMED
from chithi_ingest.core.names.places import LEVEL_WORD, PLACE_NAME, name_of
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.passages import Passage, Piece, passage_of
from chithi_ingest.core.text.source import Line

_CAPS = r"[A-ZĐÀ-Ỹ&]+\b(?!/)"  # no `V/v`
_HEAD = re.compile(
    r"(?<!VĂN PHÒNG )\b(?:ỦY BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN)\b|(?<!BỘ )\bCÔNG AN\b|(?<!CÁN )\bBỘ\b|(?<!ỦY )\bBAN\b"
    r"|\b(?:SỞ|THỦ TƯỚNG(?: CHÍNH PHỦ)?|CHÍNH PHỦ|TỔNG CỤC|(?<!TỔNG )(?<!CHI )CỤC|CHI CỤC|TỈNH ỦY|THÀNH ỦY|HUYỆN ỦY"
    r"|VIỆN|TÒA ÁN|THANH TRA|NGÂN HÀNG|VĂN PHÒNG)\b"
)
_CAPS_RUN = re.compile(rf"{_CAPS}(?:[ ,–-]+{_CAPS}|(?<=QUẬN) \d{{1,2}}(?!\d))*")
_CAPS_LEVEL = re.compile(rf"\b{LEVEL_WORD}\b", re.IGNORECASE)
_ORDERS = re.compile(
    r"(?P<who>(?:(?:Chủ tịch|Thường trực|Lãnh đạo)\s+)?(?:Ủy ban nhân dân|UBND)"
    rf"(?:\s+(?:{LEVEL_WORD}|[Tt]hành phố|Tỉnh)\b(?:\s+{PLACE_NAME})?)?"
    r"|Thủ tướng Chính phủ|Bộ trưởng(?:,\s*Chủ nhiệm)?\s+[^.,;:]{3,60}?|(?:Bộ|Giám đốc|Sở)\s[^.,;:]{3,60}?)"
    r",?\s+(?:yêu cầu|chỉ thị|giao\b)"
)
_MENTION = re.compile(rf"(?:Ủy ban nhân dân|UBND)\s+(?P<level>tỉnh|[Tt]hành phố)\b(?:\s+(?P<name>{PLACE_NAME}))?")
_GAP_BEFORE = re.compile(r"[/.,-]")
_COMMITTEE = re.compile(r"(?:tỉnh|thành|huyện|quận|thị|đảng) ủy\b")
_GAP_AFTER = re.compile(r"\b(?:Số|ngày|tháng|năm)\s?:?$", re.IGNORECASE)
_OFFICE = re.compile(
    r"^(?:Chủ tịch|Thường trực|Lãnh đạo|Bộ trưởng(?:,\s*Chủ nhiệm)?(?=\s+(?:Bộ|Ủy ban))|Giám đốc(?=\s+Sở))\s+"
)


def by_columns(lines: Sequence[Line]) -> Passage:
    """A letterhead whose columns stand side by side, read column by column."""
    left, right = [], []
    for line in lines:
        first, *others = _columns(line)
        left.append(Piece(line, *first))
        right += [Piece(line, *other) for other in others]
    return passage_of([*left, *right])


def _columns(line: Line) -> list[tuple[int, int]]:
    """The line's columns; the room that is left for a number or a day (`Số:      /CT-UBND`) is no gap between two."""
    found: list[tuple[int, int]] = []
    for start, end in line.columns() or [(0, len(line.text))]:
        if found and (_GAP_BEFORE.match(line.key, start) or _GAP_AFTER.search(line.key, *found[-1])):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def issuing_body(header: str) -> Found[str] | None:
    """The lowest body of a letterhead in capitals, in sentence case: `Ủy ban nhân dân tỉnh Hưng Yên`."""
    text, places = _squeezed(header)
    heads = [head for run in _CAPS_RUN.finditer(text) for head in _heads(text, *run.span())]
    if not heads:
        return None
    (first, _), (start, end) = heads[0], heads[-1]
    name = sentence_case(text[start:end])
    superior = sentence_case(text[slice(*heads[0])]) if len(heads) > 1 else ""
    above = _CAPS_LEVEL.search(superior)
    if above and not _CAPS_LEVEL.search(name):
        name, start = f"{name} {superior[above.start() :]}", first
    return Found(name, places[start], places[end - 1] + 1)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text with single spaces, and where each of its characters stood."""
    kept = [at for at, c in enumerate(text) if not c.isspace() or (at and not text[at - 1].isspace())]
    return "".join(text[at] if not text[at].isspace() else " " for at in kept), kept


def _heads(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the bodies stand that are named one after another in a run of capitals."""
    starts = [match.start() for match in _HEAD.finditer(text[start:end])]
    found = ((start + a, text[start + a : start + b]) for a, b in pairwise([*starts, end - start]))
    return [(at, at + len(name.rstrip(" ,–-"))) for at, name in found]


def sentence_case(caps: str) -> str:
    """Capitals kept for the head, the words of a name and a place; `UBND` is written out."""
    words = re.sub(r"\bubnd\b", "ủy ban nhân dân", caps.lower())
    ends = [match.end() for match in _CAPS_LEVEL.finditer(words)]
    committee = _COMMITTEE.match(words)
    cut = max([*ends, committee.end() if committee else 0])
    body, place = (words[:cut], words[cut:]) if cut else (words, "")
    body = body.replace("thủ tướng chính phủ", "thủ tướng Chính phủ")
    head, _, rest = body.partition(" ")
    if head in ("bộ", "sở") and rest:
        rest = _name_case(rest)
    return f"{head.capitalize()} {rest}".strip() + re.sub(r"\w+", lambda m: m.group().capitalize(), place)


def _name_case(rest: str) -> str:
    """`giáo dục và đào tạo tỉnh` as `Giáo dục và Đào tạo tỉnh`: each member of the list starts with a capital."""
    return re.sub(r"(^|, |\bvà |- )(\w)", lambda m: m[1] + m[2].upper(), rest)


def implied_body(preamble: Passage, whole: Passage) -> tuple[Found[str], Passage] | None:
    """Who orders (`Ủy ban nhân dân tỉnh yêu cầu …`), with the territory's name where the text tells it."""
    order = next(reversed(list(_ORDERS.finditer(preamble.key))), None)
    if order:
        office = _OFFICE.match(order["who"])
        start, end = order.start("who") + (office.end() if office else 0), order.end("who")
        return Found(_body_name(preamble.key[start:end], whole.key), start, end, IMPLIED, derived=True), preamble
    mentions = list(_MENTION.finditer(whole.key))
    if not mentions:
        return None
    often = Counter(match["level"].lower() for match in mentions).most_common(1)[0][0]
    first = next(match for match in mentions if match["level"].lower() == often)
    name = _body_name(f"Ủy ban nhân dân {often}", whole.key)
    return Found(name, first.start(), first.end("level"), MOST_NAMED, derived=True), whole


def _body_name(who: str, key: str) -> str:
    """Written out, and with the name of its province where the text has one."""
    who = re.sub(r"^UBND", "Ủy ban nhân dân", who)
    level = re.search(r"\b(tỉnh|thành phố)$", who, re.IGNORECASE)
    name = name_of(level[1].lower(), key) if level else None
    return f"{who} {name}" if name else who
