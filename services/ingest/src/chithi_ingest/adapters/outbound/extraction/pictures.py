"""Photographs and scans of pages as picture files."""

import warnings
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps, ImageSequence

from chithi_ingest.adapters.outbound.extraction import ocr
from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError
from chithi_ingest.adapters.outbound.extraction.extracted import Extracted, Progress
from chithi_ingest.adapters.outbound.extraction.recognised import RecognisedPage

MAX_PAGES = 200
_MAX_PIXELS = 100_000_000
_LONG_SIDE = 3_508  # A4 at 300 dots an inch
_MOST_ENLARGED = 2.0
_GOOD_ENOUGH = 0.9
_GREY = ("1", "L", "LA", "I", "I;16", "F")
_FORMATS = ("PNG", "JPEG", "TIFF")
_BLURRED = 0.75

Image.MAX_IMAGE_PIXELS = None  # `_opened` holds the limit, before anything is unpacked


def picture_file(content: bytes, progress: Progress) -> Extracted:
    """Recognise the letters of a picture, or of each page of a TIFF.

    Raises `ExtractionError` (`too-large`, `malformed`, `no-ocr-engine`, `timeout`).
    """
    with _opened(content) as picture:
        count = getattr(picture, "n_frames", 1)
        if count > MAX_PAGES:
            raise ExtractionError("too-large", f"Ảnh có hơn {MAX_PAGES} trang. Hãy tách nhỏ tệp.")
        asides = tuple(_remarks(picture))
        pages = []
        for page in ocr.recognise(_frames(picture)):
            pages.append(page)
            progress(len(pages), count)
    text = "\f".join(page.text for page in pages)
    asides += tuple(page.stamps for page in pages)
    return Extracted(text, asides, True, legibility_of(pages), recognition_notes(pages, range(count)))


def prepared(picture: Image.Image) -> Image.Image:
    """Upright, on white, and of the size at which letters are read best; colours stay, for a stamp is red."""
    picture = ImageOps.exif_transpose(picture)
    if picture.has_transparency_data:
        opaque = Image.new("RGBA", picture.size, "white")
        opaque.alpha_composite(picture.convert("RGBA"))
        picture = opaque
    page = picture.convert("L" if picture.mode in _GREY else "RGB")
    factor = min(_LONG_SIDE / max(page.size), _MOST_ENLARGED)
    if _GOOD_ENOUGH <= factor <= 1:
        return page
    return page.resize((round(page.width * factor), round(page.height * factor)), Image.Resampling.BICUBIC)


def legibility_of(pages: list[RecognisedPage]) -> float:
    """The mean over all words; 1 when there are none."""
    words = sum(page.words for page in pages)
    return sum(page.legibility * page.words for page in pages) / words if words else 1.0


def recognition_notes(pages: list[RecognisedPage], numbers: range | list[int]) -> tuple[str, ...]:
    """What a person has to know of recognised pages; `numbers` count from 0."""
    notes = [f"{len(pages)} trang được nhận dạng từ ảnh (OCR). Hãy đối chiếu từng mục với bản chụp."]
    blurred = [str(n + 1) for n, page in zip(numbers, pages, strict=True) if page.words and page.legibility < _BLURRED]
    if blurred:
        notes.append(f"Ảnh mờ, chữ nhận dạng kém chắc chắn ở trang {', '.join(blurred)}. Nên quét lại rõ hơn.")
    return tuple(notes)


def small_pictures(blobs: list[bytes]) -> Iterator[Image.Image]:
    """Those of the pictures that can be opened and may hold words."""
    for blob in blobs:
        try:
            with _opened(blob) as picture:
                yield prepared(picture)
        except (ExtractionError, OSError, ValueError):
            continue  # a drawing in another format; the text beside it is read all the same


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings(action="ignore"):  # of odd remarks inside, which concern nobody
            picture = Image.open(BytesIO(content), formats=_FORMATS)
    except (OSError, ValueError, SyntaxError):
        raise _malformed() from None
    if picture.width * picture.height > _MAX_PIXELS:
        most = _MAX_PIXELS // 1_000_000
        raise ExtractionError("too-large", f"Ảnh lớn quá {most} triệu điểm ảnh. Hãy chụp hoặc quét lại ở 300 dpi.")
    return picture


def _frames(picture: Image.Image) -> Iterator[Image.Image]:
    try:
        for frame in ImageSequence.Iterator(picture):
            if frame.width * frame.height > _MAX_PIXELS:
                raise _malformed()
            yield prepared(frame)
    except (OSError, ValueError, SyntaxError):
        raise _malformed() from None


def _remarks(picture: Image.Image) -> Iterator[str]:
    """Words that a camera or an editor left inside the file."""
    try:
        values = [*picture.info.values(), *picture.getexif().values()]
    except (OSError, ValueError, SyntaxError):  # some formats are unpacked for it, and turn out to be cut off
        raise _malformed() from None
    yield from (value for value in values if isinstance(value, str))


def _malformed() -> ExtractionError:
    return ExtractionError("malformed", "Tệp ảnh bị hỏng, không mở được. Hãy chụp hoặc quét lại.")
