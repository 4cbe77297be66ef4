"""Files of all kinds as text: what a file is, its content says, not its name."""

import re
from collections.abc import Callable
from pathlib import PurePath

from chithi_ingest.adapters.outbound.extraction.errors import MAX_BYTES, ExtractionError, too_many_bytes
from chithi_ingest.adapters.outbound.extraction.extracted import Extracted, Progress, unseen
from chithi_ingest.adapters.outbound.extraction.pdf import pdf_file
from chithi_ingest.adapters.outbound.extraction.pictures import picture_file
from chithi_ingest.adapters.outbound.extraction.plain import plain_text
from chithi_ingest.adapters.outbound.extraction.word import word_file

MAX_CHARACTERS = 1_500_000  # some 600 pages; what is read from it must fit into one document and one event
MAX_LINES = 50_000
SUFFIXES = (".txt", ".docx", ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UNSEEN = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile(r"\r\n?")
_LINE = re.compile(r"[\n\f]")
_MOST_UNSEEN = 0.02  # of all characters
_KINDS_VI = "Chỉ nhận tệp .txt, .docx, .pdf hoặc ảnh .png, .jpg, .tif."

_Reader = Callable[[bytes, Progress], Extracted]


def extract(content: bytes, name: str, progress: Progress = unseen) -> Extracted:
    """The text of a file, page breaks as form feeds, without characters that cannot be seen.

    Raises `ExtractionError` with a stable code and a Vietnamese sentence for every file that cannot be read.
    """
    if not content:
        raise ExtractionError("empty-file", "Tệp rỗng (0 byte). Hãy chọn lại tệp có nội dung.")
    if len(content) > MAX_BYTES:
        raise too_many_bytes()
    kind, read = _kind_of(content, PurePath(name).suffix.lower())
    found = read(content, progress)
    text, notes = _cleaned(found.text)
    if not text.strip():
        raise ExtractionError("empty-file", "Tệp không có chữ nào. Hãy chọn lại tệp có nội dung.")
    if len(text) > MAX_CHARACTERS or len(_LINE.findall(text)) >= MAX_LINES:
        raise ExtractionError("too-large", "Văn bản dài quá 600 trang. Hãy tách thành nhiều tệp.")
    notes = (*_misnamed(kind, name), *found.notes, *notes)
    return Extracted(text, found.asides, found.recognised, found.legibility, notes)


def _kind_of(content: bytes, suffix: str) -> tuple[tuple[str, ...], _Reader]:
    """The suffixes that would be right for this content, and what reads it."""
    if b"%PDF-" in content[:1024]:
        return (".pdf",), pdf_file
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return (".docx",), word_file
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")):
        return (".png", ".jpg", ".jpeg", ".tif", ".tiff"), picture_file
    _refuse_known(content)
    if suffix != ".txt":
        told = f"Nội dung tệp không phải là {suffix}. " if suffix in SUFFIXES else ""
        raise ExtractionError("wrong-type", told + _KINDS_VI)
    return (".txt",), _plain


def _refuse_known(content: bytes) -> None:
    """Formats that offices do send and that have a way out."""
    if content.startswith(_OLE) and _OLE_ENCRYPTED in content:
        raise ExtractionError("encrypted", "Tệp Word được đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lại.")
    if content.startswith(_OLE):
        raise ExtractionError("wrong-type", "Định dạng .doc cũ chưa được hỗ trợ. Hãy mở bằng Word, lưu thành .docx.")
    if content.startswith(b"{\\rtf"):
        raise ExtractionError("wrong-type", "Tệp .rtf chưa được hỗ trợ. Hãy mở bằng Word và lưu lại thành .docx.")
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        raise ExtractionError("wrong-type", "Ảnh .heic chưa được hỗ trợ. Hãy lưu lại thành .jpg.")


def _plain(content: bytes, _progress: Progress) -> Extracted:
    return plain_text(content)


def _cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    """Line ends as `\\n`, without control characters, direction marks and halves of letters."""
    text = _BREAK.sub("\n", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    if "\0" in text:
        raise ExtractionError("wrong-type", "Nội dung tệp không phải là văn bản. " + _KINDS_VI)
    cleaned, count = _UNSEEN.subn("", text)
    if count > max(10, len(text) * _MOST_UNSEEN):
        raise ExtractionError("wrong-type", "Nội dung tệp không phải là văn bản: có quá nhiều ký tự điều khiển.")
    return cleaned, ("Đã bỏ ký tự điều khiển ẩn trong tệp.",) if count else ()


def _misnamed(suffixes: tuple[str, ...], name: str) -> tuple[str, ...]:
    suffix = PurePath(name).suffix.lower()
    if suffix in suffixes:
        return ()
    return (f"Đuôi tên tệp ({suffix or 'không có'}) không đúng với nội dung; đã đọc theo nội dung ({suffixes[0]}).",)
