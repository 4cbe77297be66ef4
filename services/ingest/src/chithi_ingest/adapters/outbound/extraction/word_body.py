"""The body of a Word file in reading order, as it looks with all changes accepted."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from chithi_ingest.adapters.outbound.extraction.layout import COLUMN_GAP
from chithi_ingest.adapters.outbound.extraction.word_numbering import Numbering
from chithi_ingest.adapters.outbound.extraction.word_run import TCVN3_NOTE, VNI_NOTE, run_text

_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr")}
_FRAME_ROWS = 3  # a table of at most so many rows and columns frames a letterhead or a signature
_FRAME_COLUMNS = 3


class Body:
    """Reads the paragraphs and tables of a document once."""

    def __init__(self, document: Any) -> None:
        self._root = document.element.body
        self._numbering = Numbering(document)
        self.hidden: list[str] = []
        self._fonts: set[str] = set()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person has to know of the letters."""
        told = {"tcvn3": TCVN3_NOTE, "vni": VNI_NOTE}
        return tuple(told[font] for font in sorted(self._fonts))

    def lines(self) -> list[str]:
        """Every printed line that the file itself parts."""
        return list(self._blocks(self._root))

    def _blocks(self, container: Any) -> Iterator[str]:
        pending = ""
        for block in container:
            if block.tag == qn("w:p"):
                text = pending + self._numbering.label(block) + self._paragraph(block)
                pending = text if _joins_next(block) else ""
                if not pending:
                    yield from text.split("\n")
                yield from self._boxes(block)
            elif block.tag == qn("w:tbl"):
                yield from self._table(block)
            elif block.tag == qn("w:sdt"):
                for content in block.iterchildren(qn("w:sdtContent")):
                    yield from self._blocks(content)
            elif block.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
                yield from self._blocks(block)
        if pending:
            yield from pending.split("\n")

    def _table(self, table: Any) -> Iterator[str]:
        """Cell by cell where the table is a frame for letterhead or signature, else one line a row."""
        rows = [list(row.iterchildren(qn("w:tc"))) for row in table.iterchildren(qn("w:tr"))]
        frame = len(rows) <= _FRAME_ROWS and all(len(row) <= _FRAME_COLUMNS for row in rows)
        for row in rows:
            cells = [list(self._blocks(cell)) for cell in row]
            if frame:
                yield from (line for cell in cells for line in cell)
            else:
                yield COLUMN_GAP.join(" ".join(filter(None, cell)) for cell in cells if any(cell))

    def _paragraph(self, paragraph: Any) -> str:
        return "".join(self._inline(paragraph))

    def _inline(self, container: Any) -> Iterator[str]:
        for node in container:
            if node.tag == qn("w:r"):
                text, hidden, font = run_text(node)
                self._fonts |= {font} if font else set()
                if hidden:
                    self.hidden.append(text)
                else:
                    yield text
            elif node.tag not in _SKIPPED:
                yield from self._inline(node)

    def _boxes(self, paragraph: Any) -> Iterator[str]:
        """Text boxes that are anchored in the paragraph; each stands there twice, for new and for old programs."""
        boxes = list(paragraph.iter(qn("w:txbxContent")))
        seen: set[str] = set()
        for box in boxes:
            lines = list(self._blocks(box))
            if "\n".join(lines) not in seen:
                seen.add("\n".join(lines))
                yield from lines


def _joins_next(paragraph: Any) -> bool:
    """Whether the end of this paragraph was deleted, so that the next one goes on here."""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None
