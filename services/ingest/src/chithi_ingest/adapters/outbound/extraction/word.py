"""Word files: the text that a reader sees, and aside what he does not."""

from io import BytesIO
from typing import Any

import docx

from chithi_ingest.adapters.outbound.extraction import ocr
from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError
from chithi_ingest.adapters.outbound.extraction.extracted import Extracted, Progress
from chithi_ingest.adapters.outbound.extraction.pictures import legibility_of, recognition_notes, small_pictures
from chithi_ingest.adapters.outbound.extraction.plain import legible
from chithi_ingest.adapters.outbound.extraction.recognised import RecognisedPage
from chithi_ingest.adapters.outbound.extraction.word_archive import check_archive, malformed
from chithi_ingest.adapters.outbound.extraction.word_asides import asides_of
from chithi_ingest.adapters.outbound.extraction.word_body import Body

_FEW_LETTERS = 40  # less, and the pictures are the document
_MAX_PICTURES = 40
_LEAST_PICTURE = 2_000  # bytes; a smaller one holds no page and no stamp


def word_file(content: bytes, progress: Progress) -> Extracted:
    """One line a paragraph, line break or table row; pictures of pages are recognised where there is no other text.

    Raises `ExtractionError` (`wrong-type`, `malformed`, `too-large`, `no-ocr-engine`).
    """
    check_archive(content)
    try:
        document = docx.Document(BytesIO(content))
        body = Body(document)
        lines, asides = body.lines(), [*asides_of(document), *body.hidden]
        blobs = _picture_blobs(document)
    except (ExtractionError, MemoryError):
        raise
    except Exception:  # whatever a library makes of a broken file
        raise malformed() from None
    found = legible("\n".join(lines))
    notes = (*body.notes, *found.notes)
    typed = sum(letter.isalpha() for letter in found.text) >= _FEW_LETTERS
    pages = _recognised(blobs, progress, needed=not typed)
    asides += [words for page in pages for words in (page.text, page.stamps)]
    if typed or not pages:
        return Extracted(found.text, tuple(asides), notes=notes)
    text = "\f".join(filter(str.strip, (found.text, *(page.text for page in pages))))
    notes += recognition_notes(pages, range(len(pages)))
    return Extracted(text, tuple(asides), True, legibility_of(pages), notes)


def _recognised(blobs: list[bytes], progress: Progress, *, needed: bool) -> list[RecognisedPage]:
    """What the pictures say; when they are not needed for the text, a machine without the engine leaves them."""
    if not blobs or (not needed and ocr.engine_missing()):
        return []
    pages = []
    for page in ocr.recognise(small_pictures(blobs), stamped=_MAX_PICTURES):
        pages.append(page)
        progress(len(pages), len(blobs))
    return pages


def _is_picture(part: Any) -> bool:
    """A picture of the document, not the one that shows it in a folder."""
    return str(part.content_type).startswith("image/") and part.partname.startswith("/word/")


def _picture_blobs(document: Any) -> list[bytes]:
    """The pictures of the body and of headers, in the order in which the package names them."""
    parts = sorted(
        (part for part in document.part.package.iter_parts() if _is_picture(part)),
        key=lambda part: (len(part.partname), part.partname),
    )
    return [part.blob for part in parts if len(part.blob) >= _LEAST_PICTURE][:_MAX_PICTURES]
