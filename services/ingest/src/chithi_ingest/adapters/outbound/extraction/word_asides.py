"""Words of a Word file outside its body: headers, footers, notes, remarks, properties, watermarks."""

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

_PARTS = re.compile(r"/(?:word/(?:header|footer|footnotes|endnotes|comments)\d*|docProps/\w+)\.xml")
_TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"


def asides_of(document: Any) -> Iterator[str]:
    """One string a paragraph or property."""
    for part in document.part.package.iter_parts():
        if _PARTS.fullmatch(part.partname):
            yield from _words(parse_xml(part.blob))
    yield from _watermarks(document.element)


def _words(root: Any) -> Iterator[str]:
    paragraphs = list(root.iter(qn("w:p")))
    if paragraphs:
        yield from ("".join(node.text or "" for node in p.iter(qn("w:t"))) for p in paragraphs)
    else:
        yield from (element.text for element in root.iter("*") if element.text and element.text.strip())
    yield from _watermarks(root)


def _watermarks(root: Any) -> Iterator[str]:
    """Letters drawn across the page (WordArt) stand in an attribute."""
    yield from (path.get("string", "") for path in root.iter(_TEXT_PATH))
