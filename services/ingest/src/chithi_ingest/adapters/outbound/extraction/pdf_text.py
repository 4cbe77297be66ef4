"""The text layer of a PDF page, letter by letter, as pieces with their places."""

import ctypes
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from chithi_ingest.adapters.outbound.extraction.layout import Piece, page_text

_BLANKS = frozenset("\t\n\r\v\f \u00a0\0")
_HYPHENS = {"\x02": "-", "\ufffe": "-"}  # the library's marks of a hyphen at the end of a line
_SAMPLED = 64  # letters whose direction decides for the page
_JOINED_EM = 1.2  # words closer than this, in heights of a letter, belong to one piece


def text_of(page: pdfium.PdfPage) -> str:
    """The lines of the page as they are seen, also when the page was turned."""
    text_page = page.get_textpage()
    try:
        return page_text(_Letters(text_page).pieces())
    finally:
        text_page.close()


class _Letters:
    """Letters in the order in which the file draws them, in a frame that is turned along their direction."""

    def __init__(self, text_page: pdfium.PdfTextPage) -> None:
        self._page: Any = text_page.raw
        self._count = text_page.count_chars()
        self._box = pdfium_c.FS_RECTF()
        self._turns = self._direction()

    def pieces(self) -> Iterator[Piece]:
        """Words that follow each other on a line, as one piece."""
        words: list[str] = []
        place: tuple[float, float, float, float] | None = None
        for text, box in self._words():
            if place is not None and _follows(place, box):
                words.append(text)
                place = (place[0], min(place[1], box[1]), box[2], max(place[3], box[3]))
                continue
            if place is not None:
                yield Piece(" ".join(words), *place)
            words, place = [text], box
        if place is not None:
            yield Piece(" ".join(words), *place)

    def _words(self) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
        letters: list[str] = []
        for at in range(self._count + 1):
            letter = chr(pdfium_c.FPDFText_GetUnicode(self._page, at)) if at < self._count else " "
            if letter not in _BLANKS:
                letters.append(_HYPHENS.get(letter, letter))
            elif letters:
                first, last = self._place(at - len(letters)), self._place(at - 1)
                yield "".join(letters), (first[0], min(first[1], last[1]), last[2], max(first[3], last[3]))
                letters = []

    def _place(self, at: int) -> tuple[float, float, float, float]:
        box = self._box
        pdfium_c.FPDFText_GetLooseCharBox(self._page, at, ctypes.byref(box))
        match self._turns:
            case 3:
                return box.bottom, box.left, box.top, box.right
            case 2:
                return -box.right, box.bottom, -box.left, box.top
            case 1:
                return -box.top, -box.right, -box.bottom, -box.left
        return box.left, -box.top, box.right, -box.bottom

    def _direction(self) -> int:
        """Quarter turns, clockwise, that most letters stand at."""
        step = max(1, self._count // _SAMPLED)
        angles = (pdfium_c.FPDFText_GetCharAngle(self._page, at) for at in range(0, self._count, step))
        turns = Counter(round(angle / 1.5708) % 4 for angle in angles if angle >= 0)
        return turns.most_common(1)[0][0] if turns else 0


def _follows(place: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    height = place[3] - place[1]
    same_line = abs((place[1] + place[3]) - (box[1] + box[3])) < height
    return same_line and -height < box[0] - place[2] < _JOINED_EM * height
