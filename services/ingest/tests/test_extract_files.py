"""What a file is, its content says; what cannot be read is refused with the way out."""

import struct
import zipfile
import zlib
from io import BytesIO

import docx
import pypdfium2 as pdfium
import pytest

from chithi_cli.papers import pdf_of, plain_pdf
from chithi_ingest.adapters.outbound.extraction.errors import MAX_BYTES, ExtractionError
from chithi_ingest.adapters.outbound.extraction.files import extract

TEXT = "CHỈ THỊ\nVề bảo đảm an ninh, trật tự"
WORDS = "Chi thi ve viec bao dam an ninh, trat tu nam 2026"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600


def word(*paragraphs: str) -> bytes:
    out, document = BytesIO(), docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


def empty_pdf() -> bytes:
    document = pdfium.PdfDocument.new()
    document.new_page(612, 792)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def archive(*members: tuple[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members:
            target.writestr(name, data)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A picture that claims to be huge and holds nothing."""
    head = b"IHDR" + struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = struct.pack("!I", 13) + head + struct.pack("!I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT\x35\xaf\x06\x1e"


ENCRYPTED = plain_pdf(
    WORDS,
    trailer=b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O <%s> /U <%s> >>"
    % (b"28" * 32, b"00" * 32),
)
MANY_PAGES = pdf_of(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + b"3 0 R " * 100_000 + b"] /Count 100000 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
    ]
)
BOMB = archive(("word/document.xml", b"0" * (160 * 1024 * 1024)))
INNER_BOMB = archive(("word/document.xml", b"<w:document/>"), ("word/embeddings/a.zip", b"0" * (200 * 1024 * 1024)))
MANY_PARAGRAPHS = archive(("word/document.xml", b"<w:p/>" * 2_100_000))
ENTITIES = archive(
    ("word/document.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "&b;&b;"><!ENTITY b "b">]><x>&a;</x>')
)
EXTERNAL = archive(
    ("word/document.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'.encode("utf-16"))
)

LATE = b"<!--" + b" " * 10_000 + b'--><!DOCTYPE x [<!ENTITY a "b">]>'


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.txt", "empty-file"),
        (b"", "a.pdf", "empty-file"),
        (b" \r\n\t", "a.txt", "empty-file"),
        (word(), "a.docx", "empty-file"),
        (empty_pdf(), "a.pdf", "empty-file"),
        (TEXT.encode(), "a.exe", "wrong-type"),
        (TEXT.encode(), "khong-duoi", "wrong-type"),
        (TEXT.encode(), "a.pdf", "wrong-type"),
        (TEXT.encode(), "a.docx", "wrong-type"),
        (TEXT.encode(), "x" * 300 + ".tex", "wrong-type"),
        (b"a b c \x00 d", "a.txt", "wrong-type"),
        (b"\x01\x02\x03" * 100, "a.txt", "wrong-type"),
        (archive(("x.txt", b"x")), "a.docx", "wrong-type"),
        (archive(("content.xml", b"x")), "a.odt", "wrong-type"),
        (archive(("xl/workbook.xml", b"x")), "a.xlsx", "wrong-type"),
        (OLE, "a.doc", "wrong-type"),
        (b"{\\rtf1 x}", "a.rtf", "wrong-type"),
        (b"\0\0\0\x18ftypheic", "a.heic", "wrong-type"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
        (ENCRYPTED, "a.pdf", "encrypted"),
        (b"PK\x03\x04 broken", "a.docx", "malformed"),
        (archive(("word/document.xml", b"x")), "a.docx", "malformed"),
        (ENTITIES, "a.docx", "malformed"),
        (EXTERNAL, "a.docx", "malformed"),
        (b"%PDF-1.7\nbroken", "a.pdf", "malformed"),
        (plain_pdf(WORDS)[:200], "a.pdf", "malformed"),
        (b"\x89PNG\r\n\x1a\n broken", "a.png", "malformed"),
        (png_header(600, 400), "a.png", "malformed"),
        (b"\xff\xd8\xff broken", "a.jpg", "malformed"),
        (b"II*\0broken", "a.tif", "malformed"),
        (b"x" * (MAX_BYTES + 1), "a.txt", "too-large"),
        (b"dong\n" * 100_000, "a.txt", "too-large"),
        (b"mot dong dai " * 120_000, "a.txt", "too-large"),
        (MANY_PAGES, "a.pdf", "too-large"),
        (BOMB, "a.docx", "too-large"),
        (INNER_BOMB, "a.docx", "too-large"),
        (MANY_PARAGRAPHS, "a.docx", "too-large"),
        (png_header(60_000, 60_000), "a.png", "too-large"),
    ],
)
def test_refusals(content: bytes, name: str, code: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(content, name)
    assert caught.value.code == code
    assert caught.value.message_vi.endswith(".")


def test_entities_behind_a_long_remark_are_seen() -> None:
    with zipfile.ZipFile(BytesIO(word(TEXT))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    begin, end, rest = parts["word/document.xml"].partition(b"?>")
    parts["word/document.xml"] = begin + end + LATE + rest
    with pytest.raises(ExtractionError, match="DOCTYPE"):
        extract(archive(*parts.items()), "a.docx")


@pytest.mark.parametrize("name", ["van-ban", "../../a.docx", "x" * 300, "a.exe"])
def test_content_goes_before_the_name_and_is_told(name: str) -> None:
    found = extract(plain_pdf(WORDS), name)
    assert found.text == WORDS
    assert "(.pdf)" in found.notes[0]


def test_the_right_name_needs_no_note() -> None:
    assert extract(plain_pdf(WORDS), "Chỉ thị.PDF").notes == ()


def test_characters_that_cannot_be_seen_are_taken_out_and_told() -> None:
    hidden = "1. Công an\x07 tỉnh\u202e chủ trì\u2066 tuần tra, kiểm soát trật tự an toàn giao thông."
    found = extract(hidden.encode(), "a.txt")
    assert found.text == "1. Công an tỉnh chủ trì tuần tra, kiểm soát trật tự an toàn giao thông."
    assert found.notes == ("Đã bỏ ký tự điều khiển ẩn trong tệp.",)


def test_line_ends_become_one_kind() -> None:
    assert (
        extract("Sở Y tế\r\nSở Nội vụ\rSở Tài chính\n".encode(), "a.txt").text == "Sở Y tế\nSở Nội vụ\nSở Tài chính\n"
    )


def test_half_a_letter_is_no_letter() -> None:
    text = extract("Sở Y tế".encode("utf-16-le") + b"\x3d\xd8" + " và".encode("utf-16-le"), "a.txt").text
    assert text == "Sở Y tế\ufffd và"
