"""What a Word file has to be as an archive, before anything in it is opened."""

import zipfile
from io import BytesIO

from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError

_MAX_UNPACKED = 150 * 1024 * 1024
_MAX_MEMBERS = 5_000
_MAX_XML = 40 * 1024 * 1024  # of one part; a thousand pages of text take a tenth
_MAX_TAGS = 2_000_000  # of one part; a thousand pages have some hundred thousand
_OTHERS = {
    "content.xml": "Tệp OpenDocument (.odt) chưa được hỗ trợ. Hãy lưu lại thành .docx hoặc PDF.",
    "xl/workbook.xml": "Đây là bảng tính Excel, không phải văn bản. Hãy chọn tệp .docx hoặc PDF của chỉ thị.",
    "ppt/presentation.xml": "Đây là bản trình chiếu, không phải văn bản. Hãy chọn tệp .docx hoặc PDF của chỉ thị.",
}


def check_archive(content: bytes) -> None:
    """Raise `ExtractionError` for an archive that is no Word file, would unpack into too much, or defines entities."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check_kind({member.filename for member in members})
            _check_sizes(members)
            for member in members:
                _check_member(archive, member)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise malformed() from None
    except RuntimeError:  # how the library says that a member is encrypted
        raise ExtractionError("encrypted", "Tệp Word được đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lại.") from None


def _check_kind(names: set[str]) -> None:
    if "word/document.xml" in names:
        return
    told = next((message for name, message in _OTHERS.items() if name in names), "Tệp nén này không phải Word (.docx).")
    raise ExtractionError("wrong-type", told)


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    largest = max(member.file_size for member in members if member.filename.endswith((".xml", ".rels")))
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MAX_MEMBERS or unpacked > _MAX_UNPACKED or largest > _MAX_XML:
        raise ExtractionError("too-large", "Tệp Word bung ra quá lớn. Hãy bỏ bớt ảnh và lưu lại.")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if not member.filename.endswith((".xml", ".rels")):
        return
    with archive.open(member) as part:
        text = part.read().replace(b"\0", b"").upper()  # the same in UTF-16
    if text.count(b"<") > _MAX_TAGS:
        raise ExtractionError("too-large", "Tệp Word có quá nhiều đoạn nên không được mở. Hãy tách nhỏ tệp.")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # all of it: a remark of any length may stand before them
        raise ExtractionError(
            "malformed", "Tệp Word chứa khai báo XML lạ (DOCTYPE) nên không được mở. Hãy lưu lại từ Word thành .docx."
        )


def malformed() -> ExtractionError:
    """The refusal of a file that cannot be opened."""
    return ExtractionError("malformed", "Tệp Word bị hỏng, không mở được. Hãy lưu lại thành .docx.")
