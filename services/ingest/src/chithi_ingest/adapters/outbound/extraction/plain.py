"""Plain text in whatever encoding offices have used."""

from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError
from chithi_ingest.adapters.outbound.extraction.extracted import Extracted
from chithi_ingest.adapters.outbound.extraction.legacy import repaired
from chithi_ingest.adapters.outbound.extraction.vietnamese import accented_share

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HEAD = 4_096
_LEAST_ACCENTED = 0.35


def plain_text(content: bytes) -> Extracted:
    """Decode by the mark at its beginning, else by which encoding makes Vietnamese of it.

    Raises `ExtractionError` (`unknown-encoding`) when none does.
    """
    text = _unicode(content)
    if text is not None:
        return legible(text)
    text = content.decode("cp1258", "replace")
    if accented_share(text) >= _LEAST_ACCENTED:
        return Extracted(text, notes=(_converted("Windows-1258"),))
    text, name = repaired(content.decode("cp1252", "replace"))
    if name is None:
        raise _unknown()
    return Extracted(text, notes=(_converted(name),))


def legible(text: str) -> Extracted:
    """The text with letters of legacy fonts turned into Unicode, and a note when there were some."""
    text, name = repaired(text)
    return Extracted(text, notes=(_converted(name),) if name else ())


def _unicode(content: bytes) -> str | None:
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), None) or _wide(content) or "utf-8"
    try:
        return content.decode(encoding, "strict" if encoding.startswith("utf-8") else "surrogatepass")
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise _unknown() from None
        return None


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: half of the bytes of blanks and unmarked letters are zero, all on the same side."""
    head = content[:_HEAD]
    zeros = head[::2].count(0), head[1::2].count(0)
    if max(zeros) * 8 < len(head) or min(zeros) * 20 > max(zeros):
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _converted(name: str) -> str:
    note = f"Văn bản dùng bảng mã cũ {name}, đã chuyển sang Unicode."
    if name.startswith("TCVN3"):
        note += " Chữ hoa gõ bằng phông .VnTimeH có thể thành chữ thường; hãy xem lại tên loại và tiêu đề."
    return note


def _unknown() -> ExtractionError:
    return ExtractionError(
        "unknown-encoding",
        "Không nhận ra bảng mã của tệp văn bản. Hãy mở tệp, chọn lưu với bảng mã UTF-8 rồi tải lại.",
    )
