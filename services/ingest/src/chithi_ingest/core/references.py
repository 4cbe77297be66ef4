"""Cited documents: by number, with kind, date and issuer, and by name alone."""

import re
from datetime import date

from chithi_ingest.core.calendar import day
from chithi_ingest.core.model import Reference

_U, _L = "A-ZĐÀ-Ỹ", "a-zđà-ỹ"
_PART = rf"[{_U}{_L}&]{{1,12}}\d{{0,3}}"
_NUMBER = re.compile(
    rf"(?<![\w/.-])(?P<shared>(?:\d{{1,4}}[a-z]?,\s){{1,6}}(?:và\s)?)?(?P<no>\d{{1,5}}[a-z]?)(?:\s?/\s?(?P<year>"
    rf"(?:19|20)\d{{2}}))?\s{{0,10}}"
    rf"(?P<sep>[/-])\s?(?P<symbol>(?=[{_U}])(?=[{_U}]{{2}}|[{_U}][{_L}]{{0,3}}[{_U}/-]){_PART}(?:\s?[/-]\s?"
    rf"(?=[{_U}]){_PART}){{0,4}})"
)
_KIND = re.compile(
    r"(?P<kind>Nghị quyết(?: liên tịch)?|Nghị định|Quyết định|Chỉ thị|Kết luận|Thông tư(?: liên tịch)?|Thông báo"
    r"|Kế hoạch(?: phối hợp)?"
    r"|Chương trình(?: hành động| phối hợp)?|Công văn|Công điện|Hướng dẫn|Quy chế(?: phối hợp)?|Quy định|Đề án"
    r"|Tờ trình|Báo cáo|Pháp lệnh"
    r"|Bộ luật|Luật|Thông tri|Lệnh|Sắc lệnh|Văn bản)(?:\s+[^\W\d]\w*){0,6}?\s*(?:số\s*:?\s*)?$",
    re.IGNORECASE,
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
_LAW_END = (
    r"(?=\s*(?:[,;.:()“”\"]|$)|\s+(?:và(?! (?=[a-z]+ hộ| gia đình))|có hiệu lực|được|đã|của|về|do|trong|theo|để|gắn"
    r"|đối với|tới|đến|cho|năm|ở|tại|từ|đến|nhằm|tăng|gồm"
    r"|cùng|thông qua|khi|theo|vào|một cách|nghiêm|sửa đổi)\b)"
)
_LAW = re.compile(rf"\b(?P<name>(?:Bộ luật|Luật|Pháp lệnh)\s(?=[{_U}{_L}])(?!số)[^;.:()“”\"]{{3,160}}?){_LAW_END}")
_LAW_LISTS = re.compile(
    r"(?P<name>Luật (?:Trật tự,? an toàn giao thông(?: đường bộ| đường sắt)?|[Pp]hòng cháy,? (?:và )?chữa cháy"
    r"(?: và cứu nạn, cứu hộ)?|Ban hành văn bản quy phạm pháp luật"
    r"(?: của Hội đồng nhân dân và [UỦ]\w+ ban nhân dân)?|[Pp]hòng,? chống [^,;.:()]{3,60}?"
    r"|Lực lượng (?:tham gia bảo vệ|bảo đảm) an ninh, trật tự ở cơ sở|Nhập cảnh, xuất cảnh, quá cảnh[^,;.:()]{0,60}?"
    r"|Chất lượng sản phẩm, hàng hóa"
    r"|Quản lý, sử dụng [^;.:()]{3,60}?))" + _LAW_END
)
_SCHEMES = re.compile(
    rf"\b(?P<name>Đề án (?:số )?\d{{1,3}}(?: của [{_U}]\w+(?:\s[{_L}{_U}]\w*){{0,2}}?(?=\s+(?:trên|năm|triển|và|theo"
    rf"|về|do|trong)|[,;.:)]|$))?"
    r"|Chương trình mục tiêu quốc gia (?:về )?[^,;.:()]{3,60}?(?=,|;|\.|\)| giai đoạn| năm|$)"
    r"|Nghị quyết Đại hội [^,;.:()]{3,80}?(?=,|;|\.|\)|$)|Quy chế phối hợp giữa [^.;:()]{3,90}?(?= trong| về|;|\.|$))"
)


def read_references(text: str, key: str) -> list[Reference]:
    """Documents cited by number, in reading order, one entry a citation; `01, 13, 33/CT-UB` gives three."""
    found = []
    for match in _NUMBER.finditer(key):
        if match["sep"] == "-" and "/" not in match["symbol"]:
            continue  # `2021 - UBND`: only the Party's `24-NQ/TU` has its dash first
        tail = re.sub(r"\s", "", key[match.start("sep") : match.end()])
        year = f"/{match['year']}" if match["year"] else ""
        kind = _KIND.search(key[max(0, match.start() - 60) : match.start()])
        issued, issuer = _details(text, key, match.end())
        shared = match["shared"] if kind else None
        numbers = [*re.findall(r"\d{1,4}[a-z]?", shared or ""), match["no"]]
        doc_type = kind["kind"][0].upper() + kind["kind"][1:] if kind else None
        found += [
            Reference(number=f"{n}{year}{tail}", doc_type=doc_type, issued_on=issued, issuer=issuer) for n in numbers
        ]
    return found


def _details(text: str, key: str, at: int) -> tuple[date | None, str | None]:
    dated = _DATED.match(key, at)
    issued = day(dated["y"], dated["m"], dated["d"]) if dated else None
    of = _OF.match(key, dated.end() if dated else at)
    if of is None:
        return issued, None
    stop = _ISSUER_ENDS.search(key, of.start("issuer"), of.end("issuer"))
    issuer = text[of.start("issuer") : stop.start() if stop else of.end("issuer")].strip()
    return issued, issuer or None


def union(references: list[Reference]) -> list[Reference]:
    """One entry a number, in order of first appearance, with the details that any citation of it gives."""
    once: dict[str, Reference] = {}
    for reference in references:
        known = once.get(reference.number)
        once[reference.number] = (
            reference
            if known is None
            else known.model_copy(
                update={
                    "doc_type": known.doc_type or reference.doc_type,
                    "issued_on": known.issued_on or reference.issued_on,
                    "issuer": known.issuer or reference.issuer,
                }
            )
        )
    return list(once.values())


def read_named(text: str, key: str) -> list[str]:
    """Laws, schemes and programmes that are cited by name only."""
    covered: list[tuple[int, int]] = []
    for pattern in (_LAW_LISTS, _LAW, _SCHEMES):
        for match in pattern.finditer(key):
            if not any(s <= match.start("name") < e for s, e in covered[-200:]) and not _numbered(
                key, match.end("name")
            ):
                covered.append(match.span("name"))
    names: dict[str, str] = {}
    for start, end in sorted(covered):
        name = text[start:end].strip()
        folded = key[start:end].strip().casefold().replace(" số ", " ")
        if not any(known.startswith(folded) for known in names):
            names[folded] = name
    return list(names.values())


def _numbered(key: str, at: int) -> bool:
    return _NUMBER.match(key[at : at + 40].lstrip()) is not None
