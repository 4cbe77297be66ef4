"""The gate against state secrets: a stamp refuses the document; the words in running text do not.

Law on State Secrets 117/2025/QH15: papers stamped MẬT, TỐI MẬT or TUYỆT MẬT must not enter this system.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from chithi_ingest.core.text.letters import latin, unmarked
from chithi_ingest.core.text.pages import LINE
from chithi_ingest.core.text.source import cells_of, clean

_HIGHEST_FIRST = {"TUYET": "TUYỆT MẬT", "TUYEF": "TUYỆT MẬT", "TO": "TỐI MẬT", "T0": "TỐI MẬT", "": "MẬT"}
_OTHERS = r"(?:HỎA TỐC|THƯỢNG KHẨN|KHẨN|XEM XONG TRẢ LẠI|DỰ THẢO|[Bb](?:ẢN|ản) (?:SỐ|số)\W{0,3}\d{0,4})"
_MARK = r"(?P<mark>TUYỆT\s?MẬT|TỐI\s?MẬT|MẬT)"
_STAMP = re.compile(rf"\W{{0,6}}(?:{_OTHERS}\W{{1,6}})?(?:ĐỘ MẬT\s?:?\s?)?{_MARK}(?:\W{{1,6}}{_OTHERS})?\W{{0,6}}")
_FIELD = re.compile(r"\W{0,6}(?:dấu chỉ |mức )?độ mật\s?:\s?(?P<mark>tuyệt mật|tối mật|mật)\W{0,6}", re.IGNORECASE)
# What recognition leaves of a stamp: capitals with lost or wrong marks, beside remains of its frame.
_RECOGNISED = re.compile(
    r"\W{0,6}(?:[Il1!ij]\s\W{0,3})?(?:DO MAT\s?:?\s?)?(?P<mark>(?:TUY[EF][T7I]|T[O0][I1L!])?\s?M[A4][T7I])"
    r"(?:\s\W{0,3}[Il1!ij])?\W{0,6}"
)
_MOTTO = re.compile(r"C[ỘO]NG\s+H\w+\s+X\w+\s+H\w+|[ĐD][ộo]c\s+l[ậa]p", re.IGNORECASE)
_BEFORE_MOTTO = re.compile(r"(?<!BÍ )(?<!ĐỘ )(?<!BI )(?<!DO )\b(?P<mark>(?:TU[YỲ][ỆE]T |T[ỐO]I )?M[ẬA]T)\W{0,3}$")
_GOES_ON = re.compile(r"\b(?:BÍ|ĐỘ|BẢO|CƠ)$")
_LONGEST = 240


def find_stamp(text: str, *, recognised: bool = False) -> str | None:
    """The highest secrecy stamp (`MẬT`, `TỐI MẬT`, `TUYỆT MẬT`) that stands alone on a line or in a column cell.

    `recognised` says that the text was read from an image: then capitals with lost or wrong marks count too.
    """
    return highest(
        mark for line, before in _lines_of(text) for mark in _marks(line, clean(before), recognised=recognised)
    )


def highest(marks: Iterable[str]) -> str | None:
    """The gravest of the marks, however they are written, in its proper form."""
    found = {_proper(mark) for mark in marks}
    return next((mark for mark in _HIGHEST_FIRST.values() if mark in found), None)


def _proper(mark: str) -> str:
    plain = unmarked(unicodedata.normalize("NFC", mark)).upper()
    return next(form for start, form in _HIGHEST_FIRST.items() if plain.lstrip().startswith(start))


def _lines_of(text: str) -> Iterator[tuple[str, str]]:
    """Lines that may hold a stamp (also those that repeat on each page), with the line above."""
    before = ""
    for match in LINE.finditer(latin(text)):
        line = match.group()
        if not line.strip():
            continue
        if ("M" in line or "m" in line) and (len(line) <= _LONGEST or "  " in line or "|" in line or "\t" in line):
            yield line, before
        before = line[-_LONGEST:]


def _marks(line: str, before: str, *, recognised: bool) -> Iterator[str]:
    whole = clean(line)
    if _GOES_ON.search(before):
        return  # `… BẢO VỆ BÍ` / `MẬT`: a heading that goes on
    for cell in (whole, *cells_of(line)):
        for form in dict.fromkeys((cell, _unspaced(cell))):
            match = _STAMP.fullmatch(form) or _FIELD.fullmatch(form)
            if match is None and recognised:
                match = _RECOGNISED.fullmatch(unmarked(form))
            if match:
                yield match["mark"]
    motto = _MOTTO.search(whole)
    beside = _BEFORE_MOTTO.search(whole[: motto.start()].rstrip()) if motto else None
    if beside and (recognised or "Ậ" in beside["mark"]):
        yield beside["mark"]


def _unspaced(cell: str) -> str:
    """`M Ậ T` as `MẬT`: letter-spaced stamps."""
    words = cell.split(" ")
    return "".join(words) if all(len(word) == 1 for word in words) else cell
