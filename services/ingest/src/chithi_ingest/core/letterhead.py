"""The issuing body: as the letterhead prints it, or as the body of the text implies it."""

import re
from collections import Counter
from itertools import pairwise

from chithi_ingest.core.places import LEVEL_WORD, PLACE_NAME, name_of

_CAPS = r"[A-ZĐÀ-Ỹ&]+"
_HEAD = re.compile(
    r"(?<!VĂN PHÒNG )\b(?:ỦY BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN)\b|(?<!BỘ )\bCÔNG AN\b|(?<!CÁN )\bBỘ\b|(?<!ỦY )\bBAN\b"
    r"|\b(?:SỞ|THỦ TƯỚNG|CHÍNH PHỦ|TỔNG CỤC|(?<!TỔNG )(?<!CHI )CỤC|CHI CỤC|TỈNH ỦY|THÀNH ỦY|HUYỆN ỦY|VIỆN"
    r"|TÒA ÁN|THANH TRA|NGÂN HÀNG|VĂN PHÒNG)\b"
)
_CAPS_RUN = re.compile(rf"{_CAPS}(?:[ ,–-]+{_CAPS})*")
_CAPS_LEVEL = re.compile(rf"\b{LEVEL_WORD}\b", re.IGNORECASE)
_ORDERS = re.compile(
    r"(?P<who>(?:(?:Chủ tịch|Thường trực|Lãnh đạo)\s+)?(?:Ủy ban nhân dân|UBND)"
    rf"(?:\s+(?:{LEVEL_WORD}|[Tt]hành phố|Tỉnh)\b(?:\s+{PLACE_NAME})?)?"
    r"|Thủ tướng Chính phủ|Bộ trưởng(?:,\s*Chủ nhiệm)?\s+[^.,;:]{3,60}?|(?:Bộ|Giám đốc|Sở)\s[^.,;:]{3,60}?)"
    r",?\s+(?:yêu cầu|chỉ thị|giao\b)"
)
_MENTION = re.compile(rf"(?:Ủy ban nhân dân|UBND)\s+(?P<level>tỉnh|[Tt]hành phố)\b(?:\s+(?P<name>{PLACE_NAME}))?")
_OFFICE = re.compile(
    r"^(?:Chủ tịch|Thường trực|Lãnh đạo|Bộ trưởng(?:,\s*Chủ nhiệm)?(?=\s+(?:Bộ|Ủy ban))|Giám đốc(?=\s+Sở))\s+"
)


def issuing_body(header: str) -> str | None:
    """The lowest body of a letterhead in capitals, in sentence case: `Ủy ban nhân dân tỉnh Hưng Yên`."""
    heads = [head for run in _CAPS_RUN.finditer(re.sub(r"\s+", " ", header)) for head in _heads(run.group())]
    if not heads:
        return None
    name = sentence_case(heads[-1])
    superior = sentence_case(heads[0]) if len(heads) > 1 else ""
    above = _CAPS_LEVEL.search(superior)
    if above and not _CAPS_LEVEL.search(name):
        return f"{name} {superior[above.start() :]}"
    return name


def _heads(run: str) -> list[str]:
    """The bodies named one after another in a run of capitals."""
    starts = [match.start() for match in _HEAD.finditer(run)]
    return [run[a:b].strip(" ,–-") for a, b in pairwise([*starts, len(run)])]


def sentence_case(caps: str) -> str:
    """Capitals kept for the head, the words of a name and a place; `UBND` is written out."""
    words = re.sub(r"\bubnd\b", "ủy ban nhân dân", caps.lower())
    level = list(_CAPS_LEVEL.finditer(words))
    body, place = (words[: level[-1].end()], words[level[-1].end() :]) if level else (words, "")
    head, _, rest = body.partition(" ")
    if head in ("bộ", "sở") and rest:
        rest = _name_case(rest)
    return f"{head.capitalize()} {rest}".strip() + re.sub(r"\w+", lambda m: m.group().capitalize(), place)


def _name_case(rest: str) -> str:
    """`giáo dục và đào tạo tỉnh` as `Giáo dục và Đào tạo tỉnh`: each member of the list starts with a capital."""
    return re.sub(r"(^|, |\bvà |- )(\w)", lambda m: m[1] + m[2].upper(), rest)


def implied_body(preamble: str, key: str) -> str | None:
    """Who orders (`Ủy ban nhân dân tỉnh yêu cầu …`), with the territory's name where the text tells it."""
    orders = list(_ORDERS.finditer(preamble))
    who = _OFFICE.sub("", orders[-1]["who"]) if orders else _most_mentioned(key)
    if who is None:
        return None
    who = re.sub(r"^UBND", "Ủy ban nhân dân", who)
    level = re.search(r"\b(tỉnh|thành phố)$", who, re.IGNORECASE)
    name = name_of(level[1].lower(), key) if level else None
    return f"{who} {name}" if name else who


def _most_mentioned(key: str) -> str | None:
    found = Counter(f"Ủy ban nhân dân {match['level'].lower()}" for match in _MENTION.finditer(key))
    return found.most_common(1)[0][0] if found else None
