"""Official papers as files, drawn here: what benchmarks and tests hand in as scans, PDFs and Word documents."""

import ctypes
import textwrap
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageDraw, ImageFont

A4_MM = (210, 297)
A4_PT = (595, 842)
COLUMNS = 80  # characters of a line
LINES = 44  # lines of a page
_GAP = "    "  # parts the two columns of a letterhead
_FONT = "NotoSerif[wdth,wght].ttf"


@cache
def font_bytes() -> bytes:
    """A typeface with serifs and all letters of Vietnamese, as offices print."""
    with as_file(files("fontpkg_noto_serif") / "files" / _FONT) as path:
        return path.read_bytes()


def set_in_pages(text: str) -> list[list[str]]:
    """The text as printed lines, page by page; a form feed begins a page, lines with a column gap stay whole."""
    pages = []
    for part in text.split("\f"):
        printed = [piece for line in part.split("\n") for piece in _wrapped(line)]
        pages += [printed[at : at + LINES] for at in range(0, len(printed), LINES)] or [[]]
    return pages


def _wrapped(line: str) -> list[str]:
    if _GAP in line.strip():
        return [line]
    return textwrap.wrap(line, COLUMNS) or [""]


def drawn(lines: Sequence[str], *, dpi: int = 200) -> Image.Image:
    """One page as a scanner sees it, in grey; the right column of a letterhead starts at the middle."""
    width, height = (round(mm / 25.4 * dpi) for mm in A4_MM)
    page = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(BytesIO(font_bytes()), round(dpi * 12.5 / 72))
    margin, step = width // 10, height // (LINES + 8)
    for at, line in enumerate(lines):
        for x, cell in _cells(line, margin, width):
            draw.text((x, step * (at + 4)), cell, fill=20, font=font)
    return page


def _cells(line: str, margin: int, width: int) -> list[tuple[int, str]]:
    left, gap, right = line.strip().partition(_GAP)
    return [(margin, left), (width * 11 // 20, right.strip())] if gap else [(margin, left)]


def scan(pages: Sequence[Image.Image]) -> bytes:
    """A PDF of pictures only."""
    out = BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=list(pages[1:]), resolution=200)
    return out.getvalue()


def png(page: Image.Image) -> bytes:
    """One page as a picture file."""
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def pdf_of(objects: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF written by hand, of numbered objects; the first is the catalogue."""
    out = BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def plain_pdf(text: str, *, pages: int = 1, page: bytes = b"", trailer: bytes = b"", info: bytes = b"") -> bytes:
    """A PDF with the same words on each page, in a font that every reader brings; Western letters only."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    kids = b" ".join(b"%d 0 R" % (5 + at) for at in range(pages))
    sheet = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> %s >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        *[sheet % (page or b"/MediaBox [0 0 612 792]")] * pages,
    ]
    if info:
        objects.append(info)
        trailer += b" /Info %d 0 R" % len(objects)
    return pdf_of(objects, trailer=trailer)


def printed_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with a text layer."""
    document = pdfium.PdfDocument.new()
    data = font_bytes()
    buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
    font = pdfium_c.FPDFText_LoadFont(document, buffer, len(data), pdfium_c.FPDF_FONT_TRUETYPE, True)
    for lines in pages:
        _print_page(document, font, lines)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def _print_page(document: pdfium.PdfDocument, font: object, lines: Sequence[str]) -> None:
    width, height = A4_PT
    page = document.new_page(width, height)
    step = height / (LINES + 8)
    for at, line in enumerate(lines):
        for x, cell in _cells(line, width // 10, width):
            text = pdfium_c.FPDFPageObj_CreateTextObj(document, font, 11.0)
            wide = (cell + "\0").encode("utf-16-le")
            letters = (ctypes.c_ushort * (len(wide) // 2)).from_buffer_copy(wide)
            pdfium_c.FPDFText_SetText(text, letters)
            pdfium_c.FPDFPageObj_Transform(text, 1, 0, 0, 1, x, height - step * (at + 4))
            pdfium_c.FPDFPage_InsertObject(page, text)
    page.gen_content()
    page.close()
