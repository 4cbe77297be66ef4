"""The gate against state secrets: a stamp refuses the document; the words in running text do not."""

import re

from chithi_ingest.core.source import lines

_STAMP = re.compile(r"\W{0,6}(?:ĐỘ MẬT\s?:?\s?)?(?P<mark>TUYỆT\s?MẬT|TỐI\s?MẬT|MẬT)\W{0,6}")


def find_stamp(text: str) -> str | None:
    """The highest secrecy stamp (`MẬT`, `TỐI MẬT`, `TUYỆT MẬT`) that stands alone on a line or in a column cell.

    Law on State Secrets 117/2025/QH15: such a document must not enter this system.
    """
    found = set()
    for line in lines(text):
        for cell in (line.text, *line.cells):
            match = _STAMP.fullmatch(cell) or _STAMP.fullmatch(_unspaced(cell))
            if match:
                found.add(re.sub(r"^(TUYỆT|TỐI)\s?", r"\1 ", match["mark"]))
    return next((mark for mark in ("TUYỆT MẬT", "TỐI MẬT", "MẬT") if mark in found), None)


def _unspaced(cell: str) -> str:
    """`M Ậ T` as `MẬT`: letter-spaced stamps."""
    words = cell.split(" ")
    return "".join(words) if all(len(word) == 1 for word in words) else cell
