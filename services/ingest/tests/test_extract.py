"""Text of files, and clear refusals of what has none."""

import zipfile
from io import BytesIO

import docx
import pypdfium2 as pdfium
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from chithi_ingest.adapters.outbound import extract as module
from chithi_ingest.adapters.outbound.extract import ExtractionError, extract

TEXT = "CHỈ THỊ\nVề bảo đảm an ninh, trật tự"


def word(build: object = None) -> bytes:
    document = docx.Document()
    if callable(build):
        build(document)
    else:
        for line in TEXT.split("\n"):
            document.add_paragraph(line)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(text: str, *, pages: int = 1) -> bytes:
    """A minimal PDF with a text layer in a standard font."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{5 + i} 0 R" for i in range(pages))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 3 0 R"
        b" >> >> >>"
    )
    objects += [page] * pages
    out = BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def scan() -> bytes:
    document = pdfium.PdfDocument.new()
    document.new_page(612, 792)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text(encoding: str) -> None:
    assert extract(TEXT.encode(encoding), "Chỉ thị.TXT") == TEXT


def test_word() -> None:
    assert extract(word(), "a.docx") == TEXT


def test_word_tables_and_breaks_in_reading_order() -> None:
    def build(document: object) -> None:
        table = document.add_table(1, 2)  # type: ignore[attr-defined]
        table.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nTỈNH NINH BÌNH"
        table.cell(0, 1).text = "Độc lập"
        document.add_paragraph("CHỈ THỊ")  # type: ignore[attr-defined]

    assert extract(word(build), "a.docx") == "ỦY BAN NHÂN DÂN\nTỈNH NINH BÌNH\nĐộc lập\nCHỈ THỊ"


def test_word_numbers_that_only_word_shows() -> None:
    def build(document: object) -> None:
        for text in ("Sở Y tế", "Sở Nội vụ"):
            document.add_paragraph(text, style="List Number")  # type: ignore[attr-defined]
        document.add_paragraph("Tuyên truyền", style="List Bullet")  # type: ignore[attr-defined]

    assert extract(word(build), "a.docx") == "1. Sở Y tế\n2. Sở Nội vụ\n- Tuyên truyền"


def test_word_levels_of_numbers() -> None:
    def build(document: object) -> None:
        numbering = document.part.numbering_part.element  # type: ignore[attr-defined]
        abstract = OxmlElement("w:abstractNum")
        abstract.set(qn("w:abstractNumId"), "90")
        for at, (form, text) in enumerate((("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"))):
            level = OxmlElement("w:lvl")
            level.set(qn("w:ilvl"), str(at))
            for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
                child = OxmlElement(tag)
                child.set(qn("w:val"), value)
                level.append(child)
            abstract.append(level)
        numbering.insert(0, abstract)
        number = numbering.add_num(90)
        for at in (0, 1, 1, 2, 2, 0, 1):
            place = document.add_paragraph("x")._p.get_or_add_pPr().get_or_add_numPr()  # type: ignore[attr-defined]
            place.get_or_add_ilvl().val = at
            place.get_or_add_numId().val = number.numId

    assert extract(word(build), "a.docx").split("\n") == ["I. x", "1. x", "2. x", "a) x", "b) x", "II. x", "1. x"]


def test_pdf_pages_are_parted_by_form_feeds() -> None:
    text = extract(pdf("Chi thi ve viec bao dam an ninh, trat tu nam 2026", pages=2), "a.pdf")
    assert text.count("\f") == 1
    assert text.split("\f")[0].strip() == "Chi thi ve viec bao dam an ninh, trat tu nam 2026"


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (201 * 1024 * 1024))
    return out.getvalue()


def archive_of(name: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


ENCRYPTED = pdf("x" * 60).replace(
    b"/Root 1 0 R",
    b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O <"
    + b"28" * 32
    + b"> /U <"
    + b"00" * 32
    + b"> >>",
)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.txt", "empty-file"),
        (b"", "a.pdf", "empty-file"),
        (b" \r\n\t", "a.txt", "empty-file"),
        (word(lambda document: None), "a.docx", "empty-file"),
        (TEXT.encode(), "a.exe", "wrong-type"),
        (TEXT.encode(), "khong-duoi", "wrong-type"),
        (TEXT.encode(), "a.pdf", "wrong-type"),
        (TEXT.encode(), "a.docx", "wrong-type"),
        (b"a\x00b", "a.txt", "wrong-type"),
        (archive_of("x.txt"), "a.docx", "wrong-type"),
        (TEXT.encode("utf-16-le"), "a.txt", "bad-encoding"),
        (b"CH\xdc TH\xde", "a.txt", "bad-encoding"),
        (b"\xff\xfea", "a.txt", "bad-encoding"),
        (b"PK\x03\x04 broken", "a.docx", "malformed"),
        (archive_of("word/document.xml"), "a.docx", "malformed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.docx", "encrypted"),
        (b"%PDF-1.7\nbroken", "a.pdf", "malformed"),
        (pdf("x" * 60)[:200], "a.pdf", "malformed"),
        (ENCRYPTED, "a.pdf", "encrypted"),
        (scan(), "a.pdf", "no-text-layer"),
        (b"x" * (module.MAX_BYTES + 1), "a.txt", "too-large"),
        (bomb(), "a.docx", "too-large"),
    ],
)
def test_refusals(content: bytes, name: str, code: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(content, name)
    assert caught.value.code == code
    assert caught.value.message_vi.endswith(".")
