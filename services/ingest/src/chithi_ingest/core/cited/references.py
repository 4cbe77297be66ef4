"""Documents that are cited by their number, with kind, date and issuer."""

import re
from collections.abc import Iterator
from datetime import date

from chithi_ingest.core.cited.symbols import doubts_of, kind_of
from chithi_ingest.core.limits.calendar import day
from chithi_ingest.core.model import Reference
from chithi_ingest.core.text.found import Found

_U, _L = "A-ZĐÀ-Ỹ", "a-zđà-ỹ"
_PART = rf"[{_U}{_L}&]{{1,12}}\d{{0,3}}"
_NUMBER = re.compile(
    rf"(?<![\w/.–-])(?P<shared>(?:\d{{1,4}}[a-z]?(?:,\s|\svà\s)){{1,6}}(?:và\s)?)?(?P<no>\d{{1,5}}[a-z]?)(?:\s?/\s?"
    rf"(?P<year>(?:19|20)\d{{2}}))?\s{{0,10}}"
    rf"(?P<sep>[/–-])\s?(?P<symbol>(?=[{_U}])(?=[{_U}]{{2}}|[{_U}][{_L}]{{0,3}}[{_U}/-]){_PART}(?:(?:\s?[/–-]\s?|\."
    rf"(?=[{_U}]{{2}}))(?=[{_U}]){_PART}){{0,4}})"
)
_KIND = re.compile(
    r".*(?<!\w)(?P<kind>Nghị quyết(?: liên tịch)?|Nghị định|Quyết định|Chỉ thị|Kết luận"
    r"|Thông tư(?: liên tịch)?|Thông báo"
    r"|Kế hoạch(?: phối hợp)?|Chương trình(?: hành động| phối hợp)?|Công văn|Công điện|Hướng dẫn|Quy chế(?: phối hợp)?"
    r"|Quy định|Đề án|Phương án|Tờ trình|Báo cáo|Pháp lệnh|Bộ luật|Luật|Thông tri|Lệnh|Sắc lệnh|Văn bản)"
    r"(?:\s+[^\W\d]\w*){0,6}?\s*(?:số\s*:?\s*)?$",
    re.IGNORECASE | re.DOTALL,
)
_DATED = re.compile(
    r",?\s*\(?\s*(?:ngày|ký ngày|đề ngày)\s+(?P<d>\d{1,2})\s*(?:/|-|\.|\s*tháng\s+)\s*(?P<m>\d{1,2})\s*(?:/|-|\."
    r"|,?\s*năm\s+)\s*(?P<y>\d{4})\)?"
)
_OF = re.compile(r",?\s+(?:của\s+|giữa\s+)(?P<issuer>[^,;.:()]{2,110})")
_ISSUER_ENDS = re.compile(
    r"\s+(?:về|quy định|ban hành|hướng dẫn|phê duyệt|sửa đổi|tiếp tục|thực hiện|tổ chức|trong|triển khai|đẩy mạnh"
    r"|tăng cường|phối hợp|xây dựng"
    r"|theo|tại|để|và (?=Chỉ thị|Nghị|Quyết|Thông|Kế|Kết|Công|các văn bản)|nhằm|V/v|v/v|chỉ đạo|điều chỉnh|đưa"
    r"|bảo đảm|đảm bảo|sớm|đến|cho|giao)\b"
)
# Until 1997 the State's numbers had no stroke: `Chỉ thị số 406-TTg`, `Nghị định 36-CP`.
_BEFORE_OLD = re.compile(r"\b(?:Chỉ thị|Quyết định|Nghị định|Nghị quyết|Thông tư)\s+(?:số\s?:?\s*)?$", re.IGNORECASE)
_KIND_REACH = 60
_SURE, _UNNAMED = 1.0, 0.9


def read_references(text: str, key: str, *, party: bool = False) -> list[Found[Reference]]:
    """One entry a citation, in reading order; `01, 13, 33/CT-UB` gives three. `party`: the citing paper is the Party's.

    The kind is the printed one, else what the symbol stands for; what the symbol leaves open becomes `doubts`.
    """
    return [found for match in _numbers(key) for found in _cited(text, key, match, party=party)]


def _numbers(key: str) -> Iterator[re.Match[str]]:
    for match in _NUMBER.finditer(key):
        if match["sep"] == "/" or "/" in match["symbol"] or _is_old(key, match):
            yield match


def _is_old(key: str, match: re.Match[str]) -> bool:
    """`Chỉ thị 406-TTg`, but not `2021 - UBND`: apart from the Party's `24-NQ/TU`, a dash comes first only here."""
    before = key[max(0, match.start() - _KIND_REACH) : match.start()]
    return " " not in match.group() and _BEFORE_OLD.search(before) is not None


def _cited(text: str, key: str, match: re.Match[str], *, party: bool) -> Iterator[Found[Reference]]:
    tail = re.sub(r"\s", "", key[match.start("sep") : match.end()]).replace("–", "-")
    year = f"/{match['year']}" if match["year"] else ""
    kind = _KIND.match(key[max(0, match.start() - _KIND_REACH) : match.start()])
    issued, issuer = _details(text, key, match.end())
    printed = kind["kind"][0].upper() + kind["kind"][1:] if kind else None
    places = list(re.finditer(r"\d{1,4}[a-z]?", match["shared"] or "")) if kind else []
    spans = [(match.start() + p.start(), match.start() + p.end(), True) for p in places]
    for start, end, derived in [*spans, (match.start("no"), match.end(), False)]:
        number = f"{key[start:end]}{year}{tail}" if derived else f"{match['no']}{year}{tail}"
        cited = Reference(
            number=number,
            doc_type=printed or kind_of(number, party=party),
            issued_on=issued,
            issuer=issuer,
            doubts=doubts_of(number, doc_type=printed, issuer=issuer, party=party),
        )
        yield Found(cited, start, end, _SURE if printed else _UNNAMED, derived=derived)


def _details(text: str, key: str, at: int) -> tuple[date | None, str | None]:
    dated = _DATED.match(key, at)
    issued = day(dated["y"], dated["m"], dated["d"]) if dated else None
    of = _OF.match(key, dated.end() if dated else at)
    if of is None:
        return issued, None
    stop = _ISSUER_ENDS.search(key, of.start("issuer"), of.end("issuer"))
    issuer = text[of.start("issuer") : stop.start() if stop else of.end("issuer")].strip()
    return issued, issuer or None


def completed(known: Reference, other: Reference) -> Reference:
    """What two citations of one number tell together; a doubt stays only where both leave it open."""
    return Reference(
        number=known.number,
        doc_type=known.doc_type or other.doc_type,
        issued_on=known.issued_on or other.issued_on,
        issuer=known.issuer or other.issuer,
        doubts=tuple(doubt for doubt in known.doubts if doubt in other.doubts),
    )


def numbered(key: str, at: int) -> bool:
    """Whether a document number follows at once."""
    return _NUMBER.match(key[at : at + 40].lstrip()) is not None
