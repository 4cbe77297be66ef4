"""The directives that a directive carries out: `Thực hiện Chỉ thị số 31/CT-UBND … của Chủ tịch UBND tỉnh`."""

import re
from collections.abc import Iterator

from chithi_ingest.core.cited.references import read_references
from chithi_ingest.core.text.found import Found

_CARRIES_OUT = re.compile(
    r"\b(?:(?:[Tt]iếp tục |[Nn]ghiêm túc |[Tt]ổ chức |[Tt]riển khai |[Qq]uán triệt,? (?:và )?){0,2}"
    r"(?:[Tt]hực hiện|[Tt]riển khai|[Tt]hi hành|[Cc]hấp hành|[Qq]uán triệt)|[Cc]ăn cứ|Theo|Tiếp theo)\s+"
    r"(?=[^.:]{0,400}?Chỉ thị)"
)
_LOOKED_BACK = re.compile(
    r"(?:\b(?:qua|sau|trong|hơn|gần|kết quả|tổng kết|sơ kết|tình hình|việc|quá trình)\s+(?:[\w()]+\s+){0,4})$",
    re.IGNORECASE,
)
_ENDED = re.compile(r"\b(?:thay thế|bãi bỏ|hết hiệu lực|thay cho|hủy bỏ)\b[^.;]{0,40}$")
_CALL = re.compile(r"\b(?:yêu cầu|chỉ thị|đề nghị|giao)\b")
_SENTENCE_END = re.compile(r"[.]\s+(?=[A-ZĐÀ-Ỹ])|[.:;]?\s*\n|$")
_NAMED_BEFORE = 60
_BY_CALL, _BY_MENTION = 1.0, 0.7


def read_implements(preamble_text: str, preamble_key: str) -> list[Found[str]]:
    """Numbers of the directives (no decisions, no plans) that the preamble says it carries out, in reading order.

    Surest where the same sentence goes on to order (`Thực hiện …, UBND thành phố yêu cầu:`). A look back on how a
    directive was carried out (`sau 5 năm thực hiện …`) is no link.
    """
    once: dict[str, Found[str]] = {}
    for start, end in _sentences(preamble_key):
        sure = _BY_CALL if _CALL.search(preamble_key, start, end) else _BY_MENTION
        for found in read_references(preamble_text[start:end], preamble_key[start:end]):
            before = preamble_key[max(start, start + found.start - _NAMED_BEFORE) : start + found.start]
            if found.value.doc_type == "Chỉ thị" and not _ENDED.search(before):
                number = Found(found.value.number, found.start, found.end, sure, found.derived)
                once.setdefault(number.value, number.moved(start))
    return list(once.values())


def _sentences(key: str) -> Iterator[tuple[int, int]]:
    """From each verb of carrying out to the end of its sentence."""
    last = 0
    for match in _CARRIES_OUT.finditer(key):
        if match.start() < last or _LOOKED_BACK.search(key[max(0, match.start() - 40) : match.start()]):
            continue
        stop = _SENTENCE_END.search(key, match.end())
        last = stop.start() if stop else len(key)
        yield match.start(), last
