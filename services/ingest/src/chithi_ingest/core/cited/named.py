"""Laws, schemes and programmes that are cited by name alone."""

import re

from chithi_ingest.core.cited.references import numbered
from chithi_ingest.core.text.found import Found

_U, _L = "A-ZĐÀ-Ỹ", "a-zđà-ỹ"
_LAW_END = (
    r"(?=\s*(?:[,;.:()“”\"]|$)|\s+(?:và (?:các|những|văn bản|quy định|hướng dẫn|[Ll]uật|Nghị|Bộ|Pháp"
    r"|Quyết|Thông|Chỉ|một số|thực hiện|triển khai|đẩy)|có hiệu lực|được|đã|của|về|do|trong|theo|để|gắn"
    r"|đối với|tới|đến|cho|năm|ở|tại|từ|đến|nhằm|tăng|gồm"
    r"|cùng|thông qua|khi|theo|vào|một cách|nghiêm|sửa đổi|trên|mở|vào)\b)"
)
_LAW = re.compile(
    rf"(?<!Đại học )\b(?P<name>(?:Bộ luật|Luật|Pháp lệnh)\s(?=[{_U}{_L}])(?!số)[^;.:()“”\"]{{3,160}}?){_LAW_END}"
)
_LAW_LISTS = re.compile(
    r"(?P<name>Luật (?:Trật tự,? an toàn giao thông(?: đường bộ| đường sắt)?|[Pp]hòng cháy,? (?:và )?chữa cháy"
    r"(?: và cứu nạn, cứu hộ)?|Ban hành văn bản quy phạm pháp luật"
    r"(?: của Hội đồng nhân dân và [UỦ]\w+ ban nhân dân)?|[Pp]hòng,? chống [^,;.:()]{3,60}?"
    r"|Lực lượng (?:tham gia bảo vệ|bảo đảm) an ninh, trật tự ở cơ sở|Nhập cảnh, xuất cảnh, quá cảnh[^,;.:()]{0,60}?"
    r"|Chất lượng sản phẩm, hàng hóa|[Tt]hực hành tiết kiệm,? chống lãng phí|Bầu cử đại biểu Quốc hội và đại biểu"
    r" Hội đồng nhân dân|Tổ chức Hội đồng nhân dân và [UỦ]\w+ ban nhân dân"
    r"|[Ss]ửa đổi, bổ sung một số điều của [^,;.:()]{3,60}?"
    r"|Quản lý, sử dụng [^;.:()]{3,60}?))" + _LAW_END
)
_SCHEMES = re.compile(
    rf"\b(?P<name>Đề án (?:số )?\d{{1,3}}(?: của [{_U}]\w+(?:\s[{_L}{_U}]\w*){{0,2}}?(?=\s+(?:trên|năm|triển|và|theo"
    rf"|về|do|trong)|[,;.:)]|$))?"
    r"|Chương trình mục tiêu quốc gia (?:về )?[^,;.:()]{3,60}?(?=,|;|\.|\)| giai đoạn| năm|$)"
    r"|Nghị quyết Đại hội [^,;.:()]{3,80}?(?=,|;|\.|\)|$)|Quy chế phối hợp giữa [^.;:()]{3,90}?(?= trong| về|;|\.|$))"
)
_LOOK_BACK = 200


def read_named(text: str, key: str) -> list[Found[str]]:
    """Each name once, in reading order; one that only shortens an earlier name is left out."""
    covered: list[tuple[int, int]] = []
    for pattern in (_LAW_LISTS, _LAW, _SCHEMES):
        for match in pattern.finditer(key):
            inside = any(s <= match.start("name") < e for s, e in covered[-_LOOK_BACK:])
            if not inside and not numbered(key, match.end("name")):
                covered.append(match.span("name"))
    once: dict[str, Found[str]] = {}
    for start, end in sorted(covered):
        name = text[start:end].strip()
        folded = key[start:end].strip().casefold().replace(" số ", " ")
        if not any(known.startswith(folded) for known in once):
            once[folded] = Found(name, start, start + len(name))
    return list(once.values())
