"""Text of PDF files that have a text layer."""

from threading import Lock

import pypdfium2 as pdfium

from chithi_ingest.adapters.outbound.extract_errors import ExtractionError

_PDFIUM = Lock()  # the library is not thread-safe
_MAX_PAGES = 2_000
_LEAST_LETTERS = 40


def pdf_text(content: bytes) -> str:
    """All pages in order, a form feed between two; a scan is refused rather than read as empty."""
    with _PDFIUM:
        pages = _pages(content)
    if sum(c.isalpha() for page in pages for c in page) < _LEAST_LETTERS:
        raise ExtractionError(
            "no-text-layer",
            "Tệp PDF là bản chụp (scan), không có lớp chữ"
            "; chưa hỗ trợ nhận dạng chữ (OCR). Hãy tải lên bản .docx hoặc PDF gốc.",
        )
    return "\f".join(pages)


def _pages(content: bytes) -> list[str]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise ExtractionError("encrypted", "Tệp PDF được đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lại.") from None
        raise _malformed() from None
    try:
        if len(document) > _MAX_PAGES:
            raise ExtractionError("too-large", f"Tệp PDF có hơn {_MAX_PAGES} trang. Hãy tách nhỏ tệp.")
        return [_page(document, at) for at in range(len(document))]
    except pdfium.PdfiumError:
        raise _malformed() from None
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, at: int) -> str:
    page = document[at]
    text_page = page.get_textpage()
    try:
        # U+FFFE is the library's mark of a hyphen at the end of a line
        return str(text_page.get_text_range()).replace("\ufffe", "-")
    finally:
        text_page.close()
        page.close()


def _malformed() -> ExtractionError:
    return ExtractionError("malformed", "Tệp PDF bị hỏng, không mở được. Hãy xuất lại tệp.")
