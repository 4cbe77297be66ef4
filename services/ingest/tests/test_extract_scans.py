"""Scans and photographs: what recognition gives, and stamps that are only a picture."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont

from chithi_cli import papers
from chithi_ingest.adapters.outbound.extraction import ocr
from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError
from chithi_ingest.adapters.outbound.extraction.files import extract
from chithi_ingest.adapters.outbound.extraction.recognised import from_tsv
from chithi_ingest.adapters.outbound.extraction.secrecy import refuse_secret

PAGE = [
    "ỦY BAN NHÂN DÂN    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "TỈNH NINH BÌNH    Độc lập - Tự do - Hạnh phúc",
    "Số: 03/CT-UBND    Ninh Bình, ngày 05 tháng 01 năm 2026",
    *[""] * 7,
    "CHỈ THỊ",
    "Về nhiệm vụ công tác bảo đảm an ninh, trật tự năm 2026",
    "1. Công an tỉnh chủ trì, phối hợp với Sở Y tế tuần tra trước ngày 31/3/2026.",
    "2. Sở Nội vụ tham mưu Ủy ban nhân dân tỉnh kiểm tra việc thực hiện.",
]
BELOW_THE_NUMBER = (165, 320)
RED = (200, 30, 40)
BLACK = (20, 20, 20)


def stamped(words: str, ink: tuple[int, int, int], *, frame: bool = False, degrees: int = 0) -> Image.Image:
    """The page with a stamp, drawn and not written."""
    page = papers.drawn(PAGE).convert("RGB")
    stamp = Image.new("L", (600, 160), 0)
    draw = ImageDraw.Draw(stamp)
    font = ImageFont.truetype(BytesIO(papers.font_bytes()), 60)
    draw.text((30, 20), words, fill=255, font=font)
    if frame:
        draw.rectangle((10, 8, 50 + draw.textlength(words, font=font), 120), outline=255, width=4)
    stamp = stamp.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC)
    page.paste(Image.new("RGB", stamp.size, ink), BELOW_THE_NUMBER, stamp)
    return page


def check_page(text: str) -> None:
    lines = text.split("\n")
    assert lines[:3] == PAGE[:3]
    assert PAGE[-2] in lines
    assert PAGE[-1] in lines


def test_a_scanned_pdf_keeps_its_columns_and_tells_its_progress() -> None:
    seen: list[tuple[int, int]] = []
    found = extract(papers.scan([papers.drawn(PAGE), papers.drawn(PAGE[-2:])]), "a.pdf", lambda *at: seen.append(at))
    check_page(found.text.split("\f")[0])
    assert found.recognised
    assert 0.8 < found.legibility < 1
    assert "OCR" in found.notes[0]
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.parametrize("degrees", [0, 90, 180])
def test_a_photograph_is_read_however_it_lies(degrees: int) -> None:
    check_page(extract(papers.png(papers.drawn(PAGE).rotate(degrees, expand=True, fillcolor=255)), "a.png").text)


def test_a_jpeg_is_turned_as_its_camera_says() -> None:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    papers.drawn(PAGE).rotate(90, expand=True).save(out, "JPEG", quality=80, exif=exif)
    check_page(extract(out.getvalue(), "a.jpg").text)


def test_a_tiff_of_two_pages() -> None:
    out = BytesIO()
    pages = [papers.drawn(PAGE).convert("1"), papers.drawn(PAGE).convert("1")]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    first, second = extract(out.getvalue(), "a.tif").text.split("\f")
    check_page(first)
    check_page(second)


def test_a_pdf_whose_letters_are_garbage_is_read_from_its_picture() -> None:
    shuffled = papers.plain_pdf("xqz wkr zzt bqv " * 4)
    assert extract(shuffled, "a.pdf").recognised


def test_an_empty_scan_has_no_words() -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(papers.scan([papers.drawn([])]), "a.pdf")
    assert caught.value.code == "empty-file"


@pytest.mark.parametrize(
    ("words", "degrees", "frame"),
    [("MẬT", 0, False), ("MẬT", 5, True), ("TỐI MẬT", 5, False), ("TUYỆT MẬT", 0, True), ("TUYỆT MẬT", -7, True)],
)
def test_a_red_stamp_is_seen(words: str, degrees: int, frame: bool) -> None:
    found = extract(papers.png(stamped(words, RED, frame=frame, degrees=degrees)), "a.png")
    with pytest.raises(ExtractionError) as caught:
        refuse_secret(found)
    assert caught.value.code == "secret-document"


@pytest.mark.parametrize("frame", [False, True], ids=["bare", "framed"])
def test_a_stamp_on_a_copy_without_colour_is_seen(frame: bool) -> None:
    with pytest.raises(ExtractionError):
        refuse_secret(extract(papers.scan([stamped("TỐI MẬT", BLACK, frame=frame)]), "a.pdf"))


def test_a_red_mark_of_urgency_is_no_secret_and_is_read() -> None:
    found = extract(papers.png(stamped("HỎA TỐC", RED)), "a.png")
    refuse_secret(found)
    assert "HỎA TỐC" in found.text.split("\n")


def test_a_missing_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(ExtractionError) as caught:
        extract(papers.png(papers.drawn(PAGE)), "a.png")
    assert caught.value.code == "no-ocr-engine"
    assert "tesseract-ocr-vie" in caught.value.message_vi


def test_a_typed_pdf_needs_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert extract(papers.printed_pdf([PAGE]), "a.pdf").text.startswith("ỦY BAN NHÂN DÂN")


def test_a_page_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr.engine_missing()  # asks the engine once, before its time is cut
    monkeypatch.setattr(ocr, "PAGE_S", 0.001)
    with pytest.raises(ExtractionError) as caught:
        extract(papers.png(papers.drawn(PAGE)), "a.png")
    assert caught.value.code == "timeout"


def test_letters_that_cannot_be_meant_are_put_right_and_dirt_is_left_out() -> None:
    rows = [("ngày", 96), ("O5", 60), ("tháng", 96), ("O1", 60), ("~", 10), ("CT1O", 90), ("Ÿ", 70)]
    tsv = "\n".join(
        f"5\t1\t1\t1\t1\t{at}\t{at * 60}\t0\t50\t20\t{sure}\t{word}" for at, (word, sure) in enumerate(rows)
    )
    assert from_tsv(tsv).text.split() == ["ngày", "05", "tháng", "01", "CT1O", "Y"]
