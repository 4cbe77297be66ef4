"""Word files: what a reader sees is the text, what he does not see goes to the secrecy gate only."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from chithi_cli import papers
from chithi_ingest.adapters.outbound.extraction.extracted import Extracted
from chithi_ingest.adapters.outbound.extraction.files import extract

Build = Callable[[Any], None]


def word(build: Build) -> bytes:
    document = docx.Document()
    build(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def read(build: Build) -> Extracted:
    return extract(word(build), "a.docx")


def add(document: Any, inner: str) -> Any:
    """A paragraph of raw WordprocessingML."""
    paragraph = parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")
    document.element.body.insert_element_before(paragraph, "w:sectPr")
    return paragraph


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(document: Any, number_id: int, level: int, text: str = "x") -> None:
    place = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
    place.get_or_add_ilvl().val = level
    place.get_or_add_numId().val = number_id


def three_levels(document: Any) -> Any:
    numbering = document.part.numbering_part.element
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
    return numbering


def test_paragraphs_and_letterhead_tables_in_reading_order() -> None:
    def build(document: Any) -> None:
        table = document.add_table(1, 2)
        table.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nTỈNH NINH BÌNH"
        table.cell(0, 1).text = "Độc lập"
        document.add_paragraph("CHỈ THỊ")

    assert read(build).text == "ỦY BAN NHÂN DÂN\nTỈNH NINH BÌNH\nĐộc lập\nCHỈ THỊ"


def test_a_table_of_data_gives_a_line_a_row() -> None:
    def build(document: Any) -> None:
        table = document.add_table(4, 3)
        for at, row in enumerate(table.rows):
            for cell, text in zip(row.cells, (str(at + 1), "Tuần tra", "Công an tỉnh"), strict=True):
                cell.text = text

    assert read(build).text.split("\n")[1] == "2    Tuần tra    Công an tỉnh"


def test_numbers_that_only_word_shows() -> None:
    def build(document: Any) -> None:
        for text in ("Sở Y tế", "Sở Nội vụ"):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("Tuyên truyền", style="List Bullet")

    assert read(build).text == "1. Sở Y tế\n2. Sở Nội vụ\n- Tuyên truyền"


def test_levels_of_numbers() -> None:
    def build(document: Any) -> None:
        number = three_levels(document).add_num(90)
        for at in (0, 1, 1, 2, 2, 0, 1):
            numbered(document, number.numId, at)

    assert read(build).text.split("\n") == ["I. x", "1. x", "2. x", "a) x", "b) x", "II. x", "1. x"]


def test_a_list_goes_on_or_starts_again_as_word_shows_it() -> None:
    def build(document: Any) -> None:
        numbering = three_levels(document)
        first, same, again = (numbering.add_num(90) for _ in range(3))
        again.add_lvlOverride(0).add_startOverride(1)
        for number in (first, first, same, again):
            numbered(document, number.numId, 0)

    assert read(build).text.split("\n") == ["I. x", "II. x", "III. x", "I. x"]


def test_changes_count_as_accepted() -> None:
    def build(document: Any) -> None:
        add(
            document,
            run("1. Sở Y tế ")
            + f"<w:del>{run('không').replace('w:t', 'w:delText')}</w:del><w:ins>{run('chủ trì')}</w:ins>"
            + f"<w:moveFrom>{run(' cũ')}</w:moveFrom><w:moveTo>{run(' mới')}</w:moveTo>",
        )
        add(document, "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("2. Sở Nội vụ "))
        add(document, run("phối hợp"))

    assert read(build).text == "1. Sở Y tế chủ trì mới\n2. Sở Nội vụ phối hợp"


def test_what_nobody_sees_is_set_aside() -> None:
    def build(document: Any) -> None:
        document.core_properties.keywords = "TỐI MẬT"
        document.core_properties.subject = "về an ninh"
        document.sections[0].header.paragraphs[0].text = "đầu trang"
        document.sections[0].footer.paragraphs[0].text = "chân trang"
        add(document, run("Thấy được") + run("ẩn đi", "<w:vanish/>"))

    found = read(build)
    assert found.text == "Thấy được"
    assert {"TỐI MẬT", "về an ninh", "đầu trang", "chân trang", "ẩn đi"} <= set(found.asides)


def test_a_watermark_is_set_aside() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Văn bản")
        header = document.sections[0].header.paragraphs[0]._p
        header.append(
            parse_xml(
                f'<w:r {nsdecls("w")}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
                '<v:textpath string="MẬT"/></v:shape></w:pict></w:r>'
            )
        )

    assert "MẬT" in read(build).asides


def test_capitals_and_page_breaks_as_they_look() -> None:
    def build(document: Any) -> None:
        add(document, run("chỉ thị", "<w:caps/>") + '<w:r><w:br w:type="page"/></w:r>' + run("Trang hai"))

    assert read(build).text == "CHỈ THỊ\fTrang hai"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent {nsdecls('w')}><w:p>{run('Trong khung')}</w:p></w:txbxContent>"
    both = (
        '<w:r xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
        f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>'
    )

    def build(document: Any) -> None:
        add(document, run("Ngoài khung") + both)

    assert read(build).text == "Ngoài khung\nTrong khung"


def test_fonts_of_the_time_before_unicode() -> None:
    def font(name: str) -> str:
        return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'

    def build(document: Any) -> None:
        add(document, run("chØ thÞ", font(".VnTimeH")))
        add(document, run("C«ng an tØnh ", font(".VnTime")) + run("chủ trì", font("Times New Roman")))
        add(document, run("Sôû Y teá", font("VNI-Times")))

    found = read(build)
    assert found.text == "CHỈ THỊ\nCông an tỉnh chủ trì\nSở Y tế"
    assert len(found.notes) == 2


def test_a_document_of_pictures_is_recognised() -> None:
    page = papers.drawn(["CHỈ THỊ", "Về việc bảo đảm an ninh, trật tự", "1. Công an tỉnh chủ trì tuần tra, kiểm soát."])

    def build(document: Any) -> None:
        document.add_picture(BytesIO(papers.png(page)))

    found = read(build)
    assert found.recognised
    assert "Công an tỉnh chủ trì tuần tra" in found.text
