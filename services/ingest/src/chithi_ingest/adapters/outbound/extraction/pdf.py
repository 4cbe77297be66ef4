"""PDF files: the text layer where it is good, recognition of letters where there is none."""

from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from chithi_ingest.adapters.outbound.extraction import ocr
from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError
from chithi_ingest.adapters.outbound.extraction.extracted import Extracted, Progress
from chithi_ingest.adapters.outbound.extraction.pdf_page import Layer, largest_picture, layer_of
from chithi_ingest.adapters.outbound.extraction.pictures import MAX_PAGES as MAX_SCANNED
from chithi_ingest.adapters.outbound.extraction.pictures import legibility_of, recognition_notes
from chithi_ingest.adapters.outbound.extraction.recognised import RecognisedPage

MAX_PAGES = 2_000
_LONG_SIDE = 3_600  # dots of a drawn page, however large its box claims to be


def pdf_file(content: bytes, progress: Progress) -> Extracted:
    """All pages in order, a form feed between two.

    Raises `ExtractionError` (`encrypted`, `malformed`, `too-large`, `no-ocr-engine`, `timeout`).
    """
    document = _opened(content)
    try:
        return _read(document, progress)
    except pdfium.PdfiumError:
        raise _malformed() from None
    finally:
        document.close()


def _read(document: pdfium.PdfDocument, progress: Progress) -> Extracted:
    layers = list(_layers(document, progress))
    scanned = [at for at, layer in enumerate(layers) if layer.scanned]
    if len(scanned) > MAX_SCANNED:
        raise ExtractionError("too-large", f"Bản chụp dài quá {MAX_SCANNED} trang. Hãy tách nhỏ tệp.")
    asides = [*document.get_metadata_dict(skip_empty=True).values(), *(word for la in layers for word in la.remarks)]
    asides += _pictured_stamps(document, layers)
    recognised = list(_recognised(document, scanned, len(layers), progress))
    asides += [page.stamps for page in recognised]
    texts = [layer.text for layer in layers]
    for at, page in zip(scanned, recognised, strict=True):
        texts[at] = page.text
    notes = [*dict.fromkeys(note for layer in layers for note in layer.notes)]
    if recognised:
        notes += recognition_notes(recognised, scanned)
    legibility = legibility_of(recognised)
    return Extracted("\f".join(texts), tuple(asides), bool(recognised), legibility, tuple(notes))


def _opened(content: bytes) -> pdfium.PdfDocument:
    """The document; one that only its owner's password guards opens without."""
    try:
        document = pdfium.PdfDocument(content)
        count = len(document)
    except pdfium.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise ExtractionError("encrypted", "Tệp PDF được đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lại.") from None
        raise _malformed() from None
    if count > MAX_PAGES:
        document.close()
        raise ExtractionError("too-large", f"Tệp PDF có hơn {MAX_PAGES} trang. Hãy tách nhỏ tệp.")
    return document


def _layers(document: pdfium.PdfDocument, progress: Progress) -> Iterator[Layer]:
    count, typed = len(document), 0
    for at in range(count):
        page = document[at]
        try:
            layer = layer_of(page)
        finally:
            page.close()
        typed += not layer.scanned
        if at % 20 == 19:
            progress(typed, count)
        yield layer


def _recognised(
    document: pdfium.PdfDocument, numbers: Sequence[int], count: int, progress: Progress
) -> Iterator[RecognisedPage]:
    if not numbers:
        return
    done = count - len(numbers)
    for page in ocr.recognise(_drawn(document, at) for at in numbers):
        done += 1
        progress(done, count)
        yield page


def _pictured_stamps(document: pdfium.PdfDocument, layers: Sequence[Layer]) -> list[str]:
    """What pictures on the first typed pages say, for the secrecy gate alone."""
    if ocr.engine_missing():
        return []
    typed = [at for at, layer in enumerate(layers[: ocr.STAMPED_PAGES]) if not layer.scanned]
    pictured = [at for at in typed if _has_picture(document, at)]
    return list(ocr.stamps_on(_drawn(document, at) for at in pictured)) if pictured else []


def _has_picture(document: pdfium.PdfDocument, at: int) -> bool:
    page = document[at]
    try:
        return largest_picture(page) > 0 or pdfium_c.FPDFPage_GetAnnotCount(page) > 0
    finally:
        page.close()


def _drawn(document: pdfium.PdfDocument, at: int) -> Image.Image:
    page = document[at]
    try:
        scale = min(ocr.DPI / 72, _LONG_SIDE / max(*page.get_size(), 1))
        bitmap = page.render(scale=scale, grayscale=at >= ocr.STAMPED_PAGES)
        try:
            drawn: Image.Image = bitmap.to_pil()
            return drawn.convert("L" if drawn.mode == "L" else "RGB")
        finally:
            bitmap.close()
    finally:
        page.close()


def _malformed() -> ExtractionError:
    return ExtractionError("malformed", "Tệp PDF bị hỏng, không mở được. Hãy xuất lại tệp.")
