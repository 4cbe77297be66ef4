"""Clean lines and joined paragraphs."""

import unicodedata

from chithi_ingest.core.structure.paragraphs import assemble
from chithi_ingest.core.text.source import clean, lines, modern_tone


def test_tone_marks_move_to_the_modern_place_and_keep_the_length() -> None:
    old = "Uỷ ban nhân dân, Toà án, văn hoá, thuỷ lợi, UỶ BAN, quý, huỳnh, toàn"
    assert modern_tone(old) == "Ủy ban nhân dân, Tòa án, văn hóa, thủy lợi, ỦY BAN, quý, huỳnh, toàn"
    assert len(modern_tone(old)) == len(old)


def test_lines_are_clean_and_know_their_place_in_the_source() -> None:
    source = "\ufeff  Sở\u00a0Y   tế\u200b chủ trì  \r\n\r\n- 12 -\n-----\n\fCông an tỉnh"
    found = lines(source)
    assert [line.text for line in found] == ["Sở Y tế chủ trì", "Công an tỉnh"]
    assert [clean(source[line.start : line.end]) for line in found] == [line.text for line in found]
    assert [line.blank_before for line in found] == [False, True]


def test_decomposed_text_reads_as_composed() -> None:
    assert lines(unicodedata.normalize("NFD", "Ủy ban"))[0].text == "Ủy ban"


def test_a_sentence_cut_by_a_page_break_is_one_paragraph() -> None:
    paragraphs = assemble(
        lines("1. Sở Y tế thực hiện Quyết định số 41/QĐ-UBND\n\n\f\n2\n\nngày 17 tháng 4 năm 2020.\n2. Sở Nội vụ.")
    )
    assert [p.text for p in paragraphs] == [
        "Sở Y tế thực hiện Quyết định số 41/QĐ-UBND ngày 17 tháng 4 năm 2020.",
        "Sở Nội vụ.",
    ]


def test_wrapped_lines_join_and_dashes_inside_a_word_do_not_open_a_bullet() -> None:
    text = (
        "1. Các tổ chức chính trị\n- xã hội phối hợp với Sở Tài chính và các\nđơn vị liên quan:\n- Tuyên"
        " truyền;\n- Vận động."
    )
    assert [p.text for p in assemble(lines(text))] == [
        "Các tổ chức chính trị - xã hội phối hợp với Sở Tài chính và các đơn vị liên quan:",
        "Tuyên truyền;",
        "Vận động.",
    ]


def test_an_ordinal_alone_on_its_line_belongs_to_the_next() -> None:
    assert [p.text for p in assemble(lines("1.\nSở Y tế chủ trì.\n2.\nSở Nội vụ chủ trì."))] == [
        "Sở Y tế chủ trì.",
        "Sở Nội vụ chủ trì.",
    ]
