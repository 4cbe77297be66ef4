"""PDF files with a text layer: lines as they are seen, and bounds for hostile ones."""

import pytest

from chithi_cli import papers
from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError
from chithi_ingest.adapters.outbound.extraction.files import extract
from chithi_ingest.adapters.outbound.extraction.layout import Piece, page_text
from chithi_ingest.adapters.outbound.extraction.secrecy import refuse_secret

WORDS = "Chi thi ve viec bao dam an ninh, trat tu nam 2026"
PAGE = [
    "ỦY BAN NHÂN DÂN    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "TỈNH NINH BÌNH    Độc lập - Tự do - Hạnh phúc",
    "Số: 03/CT-UBND    Ninh Bình, ngày 05 tháng 01 năm 2026",
    "CHỈ THỊ",
    "1. Công an tỉnh chủ trì, phối hợp với Sở Y tế thực hiện trước ngày 31/3/2026.",
]


def test_pages_are_parted_by_form_feeds() -> None:
    assert extract(papers.plain_pdf(WORDS, pages=2), "a.pdf").text == f"{WORDS}\f{WORDS}"


def test_two_columns_stay_apart_and_letters_are_whole() -> None:
    found = extract(papers.printed_pdf([PAGE]), "a.pdf")
    assert found.text.split("\n") == PAGE
    assert not found.recognised
    assert found.legibility == 1.0


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_is_shown_turned_reads_the_same(degrees: int) -> None:
    page = b"/MediaBox [0 0 612 792] /Rotate %d" % degrees
    assert extract(papers.plain_pdf(WORDS, page=page), "a.pdf").text == WORDS


@pytest.mark.parametrize(
    ("matrix", "places"),
    [
        ("0 1 -1 0", ((400, 100), (420, 100))),
        ("-1 0 0 -1", ((500, 300), (500, 320))),
        ("0 -1 1 0", ((400, 700), (380, 700))),
    ],
    ids=["upwards", "upside down", "downwards"],
)
def test_lines_that_are_drawn_turned_keep_their_order(matrix: str, places: tuple[tuple[int, int], ...]) -> None:
    lines = ("Cong an tinh chu tri tuan tra", "So Y te phoi hop thuc hien")
    drawn = " ".join(f"{matrix} {x} {y} Tm ({line}) Tj" for (x, y), line in zip(places, lines, strict=True))
    stream = f"BT /F1 12 Tf {drawn} ET".encode()
    document = papers.pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 612 792]"
            b" /Resources << /Font << /F1 3 0 R >> >> >>",
        ]
    )
    assert extract(document, "a.pdf").text.split() == " ".join(lines).split()


def test_a_huge_page_box_is_read_in_bounds() -> None:
    page = b"/MediaBox [0 0 14400000 14400000]"
    assert extract(papers.plain_pdf(WORDS, page=page), "a.pdf").text == WORDS


def test_a_truncated_file_gives_what_is_left_or_a_refusal() -> None:
    whole = papers.plain_pdf(WORDS)
    assert extract(whole[: whole.rindex(b"xref")], "a.pdf").text == WORDS  # the library rebuilds the table


def test_remarks_and_properties_are_for_the_gate() -> None:
    page = (
        b"/MediaBox [0 0 612 792] /Annots [<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9]"
        b" /Contents <FEFF004D1EAC0054> >>]"
    )
    info = b"<< /Keywords <FEFF0054004F00490020004D00410054> >>"
    found = extract(papers.plain_pdf(WORDS, page=page, info=info), "a.pdf")
    assert found.text == WORDS
    assert {"MẬT", "TOI MAT"} <= set(found.asides)


@pytest.mark.parametrize(
    ("title", "secret"),
    [
        ("Microsoft Word - TỐI MẬT KH 05.doc", True),
        ("CT-05-MẬT.docx ", True),
        ("Microsoft Word - Chỉ thị về bảo vệ bí mật nhà nước.docx", False),
        ("CT 05 phối hợp với Mặt trận.doc", False),
        ("Triển khai luật về bí mật nhà nước và cơ yếu", False),
    ],
)
def test_a_title_that_was_a_file_name_is_judged_as_one(title: str, secret: bool) -> None:
    info = b"<< /Title <%s> >>" % ("\ufeff" + title).encode("utf-16-be").hex().encode()
    found = extract(papers.plain_pdf(WORDS, info=info), "a.pdf")
    if not secret:
        refuse_secret(found)
        return
    with pytest.raises(ExtractionError) as caught:
        refuse_secret(found)
    assert caught.value.code == "secret-document"


def test_text_in_a_legacy_font_is_converted() -> None:
    old = "C«ng an tØnh chñ tr×, phèi hîp víi Së Giao th«ng vËn t¶i tuÇn tra"
    found = extract(papers.plain_pdf(old), "a.pdf")
    assert found.text == "Công an tỉnh chủ trì, phối hợp với Sở Giao thông vận tải tuần tra"
    assert "TCVN3" in found.notes[0]


def test_a_stretched_line_is_not_taken_for_columns() -> None:
    words = [Piece(word, at * 60, 0, at * 60 + 30, 10) for at, word in enumerate(["Để", "bảo", "đảm", "an", "toàn"])]
    assert page_text(words) == "Để bảo đảm an toàn"


def test_pieces_that_touch_are_one_word() -> None:
    assert page_text([Piece("Ng", 0, 0, 10, 10), Piece("ọc", 10.2, 0, 20, 10)]) == "Ngọc"
