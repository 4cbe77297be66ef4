"""Text of Word files: paragraphs and table cells in reading order, with the numbers that Word only computes."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from chithi_ingest.adapters.outbound.extract_docx_numbering import Numbering
from chithi_ingest.adapters.outbound.extract_errors import ExtractionError

_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_MEMBERS = 5_000
_BREAKS = {qn("w:br"), qn("w:cr")}


def docx_text(content: bytes) -> str:
    """One line a paragraph or line break; refuses archives that would unpack into too much."""
    _check_archive(content)
    try:
        document = docx.Document(BytesIO(content))
        numbering = Numbering(document)
        return "\n".join(_block_lines(document.element.body, numbering))
    except ExtractionError:
        raise
    except Exception:
        raise _malformed() from None


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _malformed() from None
    if "word/document.xml" not in names:
        raise ExtractionError("wrong-type", "Nội dung tệp không phải là Word (.docx).")
    if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > _MAX_UNPACKED:
        raise ExtractionError("too-large", "Tệp Word bung ra quá lớn. Hãy bỏ bớt ảnh và lưu lại.")


def _malformed() -> ExtractionError:
    return ExtractionError("malformed", "Tệp Word bị hỏng, không mở được. Hãy lưu lại thành .docx.")


def _block_lines(container: Any, numbering: Numbering) -> Iterator[str]:
    """Paragraphs, and cell by cell what tables hold (letterhead and signature stand in tables)."""
    for block in container:
        if block.tag == qn("w:p"):
            yield from (numbering.label(block) + _paragraph_text(block)).split("\n")
        elif block.tag == qn("w:tbl"):
            for cell in block.iter(qn("w:tc")):
                yield from _block_lines(cell, numbering)
        elif block.tag == qn("w:sdt"):
            for content in block.iter(qn("w:sdtContent")):
                yield from _block_lines(content, numbering)


def _paragraph_text(paragraph: Any) -> str:
    parts = []
    for node in paragraph.iter():
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag == qn("w:tab") and node.getparent().tag == qn("w:r"):
            parts.append("\t")
        elif node.tag in _BREAKS:
            parts.append("\n")
        elif node.tag == qn("w:noBreakHyphen"):
            parts.append("-")
    return "".join(parts)
