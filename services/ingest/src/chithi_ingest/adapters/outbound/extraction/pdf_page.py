"""One page of a PDF: its text layer, and whether that can be trusted."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from chithi_ingest.adapters.outbound.extraction import ocr
from chithi_ingest.adapters.outbound.extraction.pdf_text import text_of
from chithi_ingest.adapters.outbound.extraction.plain import legible
from chithi_ingest.adapters.outbound.extraction.vietnamese import share

_FEW_LETTERS = 20  # a page number, perhaps
_OVERLAY_LETTERS = 400  # the words of a digital signature on a scan
_COVERS = 0.5  # of the page
_LEAST_SHARE = 0.7  # of words that are built like Vietnamese
_MAX_REMARKS = 50
_DOUBTFUL = "Lớp chữ của tệp PDF có thể sai hoặc thiếu mà máy chủ chưa có bộ nhận dạng chữ. Hãy đối chiếu với bản gốc."


@dataclass(frozen=True, slots=True)
class Layer:
    """What a page says by itself; `scanned` pages have to be recognised from their picture."""

    text: str
    scanned: bool
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def layer_of(page: pdfium.PdfPage) -> Layer:
    """The text layer of the page, in Unicode."""
    found = legible(text_of(page))
    letters = sum(letter.isalpha() for letter in found.text)
    scanned = _is_scan(page, found.text, letters)
    if scanned and letters >= _FEW_LETTERS and ocr.engine_missing():
        return Layer(found.text, False, tuple(remarks(page)), (*found.notes, _DOUBTFUL))
    kept = ("", ()) if scanned else (found.text, found.notes)
    return Layer(kept[0], scanned, (*remarks(page), *([found.text] if scanned else [])), kept[1])


def _is_scan(page: pdfium.PdfPage, text: str, letters: int) -> bool:
    if letters < _FEW_LETTERS:
        return pdfium_c.FPDFPage_CountObjects(page) > 0 and (not letters or largest_picture(page) >= _COVERS)
    if letters < _OVERLAY_LETTERS and largest_picture(page) >= _COVERS:
        return True
    return share(text) < _LEAST_SHARE


def largest_picture(page: pdfium.PdfPage) -> float:
    """The share of the page that its largest picture covers."""
    width, height = page.get_size()
    pictures = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    return max((_area(picture) / max(width * height, 1) for picture in pictures), default=0.0)


def _area(picture: pdfium.PdfObject) -> float:
    left, bottom, right, top = picture.get_bounds()
    return float(abs(right - left) * abs(top - bottom))


def remarks(page: pdfium.PdfPage) -> Iterator[str]:
    """Words of notes and stamps that were laid on the page."""
    for at in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MAX_REMARKS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        words = _contents(annotation)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
        if words:
            yield words


def _contents(annotation: pdfium_c.FPDF_ANNOTATION) -> str:
    size = pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    return bytes(buffer)[:size].decode("utf-16-le", "ignore").rstrip("\0")
