"""The text of an uploaded file: plain text, Word or PDF."""

from pathlib import PurePath

from chithi_ingest.adapters.outbound.extract_docx import docx_text
from chithi_ingest.adapters.outbound.extract_errors import ExtractionError
from chithi_ingest.adapters.outbound.extract_pdf import pdf_text

__all__ = ["MAX_BYTES", "ExtractionError", "extract"]

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARACTERS = 1_500_000  # some 600 pages; what is read from it must fit into one document and one event
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def extract(content: bytes, file_name: str) -> str:
    """The text of a `.txt`, `.docx` or `.pdf`, page breaks as form feeds.

    Raises `ExtractionError` with a stable code and a Vietnamese sentence for every file that cannot be read.
    """
    if not content:
        raise ExtractionError("empty-file", "Tệp rỗng (0 byte). Hãy chọn lại tệp có nội dung.")
    if len(content) > MAX_BYTES:
        raise ExtractionError("too-large", f"Tệp lớn quá {MAX_BYTES // 1024 // 1024} MB. Hãy tách hoặc nén lại tệp.")
    readers = {".txt": _plain_text, ".docx": _docx, ".pdf": _pdf}
    read = readers.get(PurePath(file_name).suffix.lower())
    if read is None:
        raise ExtractionError("wrong-type", "Chỉ nhận tệp .txt, .docx hoặc .pdf.")
    text = read(content)
    if not text.strip():
        raise ExtractionError("empty-file", "Tệp không có chữ nào. Hãy chọn lại tệp có nội dung.")
    if len(text) > MAX_CHARACTERS:
        raise ExtractionError("too-large", "Văn bản dài quá 600 trang. Hãy tách thành nhiều tệp.")
    return text


def _plain_text(content: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise ExtractionError(
            "bad-encoding", "Tệp .txt không dùng bảng mã Unicode (UTF-8 hoặc UTF-16). Hãy lưu lại với UTF-8."
        ) from None
    if "\x00" in text:
        raise ExtractionError("wrong-type", "Nội dung tệp không phải là văn bản thuần (.txt).")
    return text


def _docx(content: bytes) -> str:
    if content.startswith(_OLE):
        raise ExtractionError(
            "encrypted", "Tệp Word được đặt mật khẩu hoặc là định dạng .doc cũ. Hãy bỏ mật khẩu, lưu lại thành .docx."
        )
    if not content.startswith(b"PK"):
        raise ExtractionError("wrong-type", "Nội dung tệp không phải là Word (.docx).")
    return docx_text(content)


def _pdf(content: bytes) -> str:
    if b"%PDF-" not in content[:1024]:
        raise ExtractionError("wrong-type", "Nội dung tệp không phải là PDF.")
    return pdf_text(content)
