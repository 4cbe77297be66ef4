"""To whom a document is sent: the entries under `Nơi nhận`."""

import re
from collections.abc import Iterator, Sequence

from chithi_ingest.core.structure.footer import BULLET, RECIPIENTS, cut, is_signing
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.passages import Passage, joined

_CRUMB = re.compile(r"(?<=;)\s*\w{1,2}$")


def read_recipients(cells: Sequence[Passage]) -> list[tuple[Found[str], Passage]]:
    """Each entry without its bullet and closing mark, in its place."""
    start = next((i for i, cell in enumerate(cells) if RECIPIENTS.match(cell.text)), None)
    if start is None:
        return []
    found: list[Passage] = []
    for cell in _after_heading(cells, start):
        bullet = BULLET.match(cell.text)
        if bullet and bullet.end() < len(cell.text):
            found.append(cut(cell, bullet.end(), len(cell.text)))
        elif found and _continues(found[-1].text, cell.text):
            found[-1] = joined([found[-1], cell], " ")
        elif cell.text and not is_signing(cell.text) and (not found or found[-1].text.endswith(";")):
            found.append(cell)
    entries = ((_bare(passage), passage) for passage in found)
    return [(entry, passage) for entry, passage in entries if entry.value]


def _after_heading(cells: Sequence[Passage], start: int) -> Iterator[Passage]:
    """What follows `Nơi nhận:` on its line, then the lines below, to the end of the entry that files a copy."""
    heading = RECIPIENTS.match(cells[start].text)
    if heading and heading["rest"]:
        yield cut(cells[start], heading.start("rest"), heading.end("rest"))
    for at in range(start + 1, len(cells)):
        yield cells[at]


def _bare(passage: Passage) -> Found[str]:
    """A letter or two behind the closing semicolon is what a scan makes of a stain."""
    name = _CRUMB.sub("", passage.text).strip(" ;.,")
    start = passage.text.find(name)
    return Found(name, start, start + len(name))


def _continues(entry: str, text: str) -> bool:
    """A wrapped entry goes on: it has not ended, and the line is neither a signature nor a new entry."""
    return not entry.endswith((";", ".")) and not is_signing(text) and text.upper() != text
