"""Where values stand, what counts as printed, and how sure a reading is."""

import unicodedata

import pytest

from chithi_ingest.core import Directive, parse
from chithi_ingest.core.text.source import lines, slice_of

HEAD = (
    "ỦY BAN NHÂN DÂN            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "TỈNH HƯNG YÊN                  Độc lập - Tự do - Hạnh phúc\n"
    "Số: 14/CT-UBND             Hưng Yên, ngày 22 tháng 12 năm 2021\n\nCHỈ THỊ\nVề việc tăng cường phòng ngừa\n\n"
)
CALL = "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành:\n"
END = """Nơi nhận:                    TM. ỦY BAN NHÂN DÂN
- Bộ Công an;                  CHỦ TỊCH
- Lưu: VT.                     Trần Văn B
"""


def words(text: str, found: Directive, pointer: str) -> str:
    return slice_of(text, found.evidence[pointer].span)


def test_the_frame() -> None:
    text = HEAD + CALL + "1. Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra trước ngày 31/3/2022.\n" + END
    found = parse(text)
    for pointer, expected in {
        "/number": "14/CT-UBND",
        "/issue_date": "ngày 22 tháng 12 năm 2021",
        "/place": "Hưng Yên",
        "/doc_type": "CHỈ THỊ",
        "/subject": "Về việc tăng cường phòng ngừa",
        "/addressees/0": "các sở, ban, ngành",
        "/sections/0/lead/0": "Sở Y tế",
        "/sections/0/coordinating/0": "Công an tỉnh",
        "/sections/0/deadlines/0": "trước ngày 31/3/2022",
        "/sections/0/tasks/0": "Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra trước ngày 31/3/2022",
        "/recipients/0": "Bộ Công an",
        "/recipients/1": "Lưu: VT",
        "/signer": "Trần Văn B",
        "/signer_title": "CHỦ TỊCH",
    }.items():
        assert words(text, found, pointer) == expected
        assert found.evidence[pointer].derived == (pointer == "/issue_date")
    assert found.evidence["/issuing_body"].derived  # the other column stands between its lines
    assert found.signing == "TM"


def test_a_shared_head_is_derived() -> None:
    text = HEAD + CALL + "1. Các Sở: Tài chính, Nông nghiệp và Môi trường kiểm tra."
    found = parse(text)
    assert found.sections[0].lead == ("Sở Tài chính", "Sở Nông nghiệp và Môi trường")
    second = found.evidence["/sections/0/lead/1"]
    assert (slice_of(text, second.span), second.derived) == ("Nông nghiệp và Môi trường", True)
    assert second.confidence == 0.95


def test_an_implied_body_is_half_sure() -> None:
    text = "Chỉ thị về an toàn\nUBND tỉnh Ninh Bình yêu cầu các sở, ban, ngành:\n1. Kiểm tra."
    found = parse(text)
    assert found.issuing_body == "Ủy ban nhân dân tỉnh Ninh Bình"
    place = found.evidence["/issuing_body"]
    assert (slice_of(text, place.span), place.derived, place.confidence) == ("UBND tỉnh Ninh Bình", True, 0.5)


def test_groups_and_subjects_behind_a_clause_are_less_sure() -> None:
    found = parse(
        HEAD + CALL + "1. Các địa phương kiểm tra.\n2. Để an toàn, Sở Y tế phải kiểm tra.\n3. Sở Y tế kiểm tra."
    )
    assert [found.evidence[f"/sections/{at}/lead/0"].confidence for at in range(3)] == [0.8, 0.85, 1.0]


def test_a_repeated_ordinal_is_doubted() -> None:
    found = parse(HEAD + CALL + "1. Sở Y tế kiểm tra.\n1. Sở Nội vụ kiểm tra.")
    assert [section.ordinal for section in found.sections] == ["1", "1-2"]
    assert (found.evidence["/sections/0"].confidence, found.evidence["/sections/1"].confidence) == (1.0, 0.7)


def test_legibility_scales_every_confidence() -> None:
    text = HEAD + CALL + "1. Sở Y tế kiểm tra."
    sure, blurred = parse(text), parse(text, legibility=0.6)
    assert blurred.confidence == round(sure.confidence * 0.6, 2)
    for pointer, evidence in blurred.evidence.items():
        assert evidence.confidence == pytest.approx(sure.evidence[pointer].confidence * 0.6, abs=0.001)
    assert sure.model_copy(update={"confidence": 0, "evidence": {}}) == blurred.model_copy(
        update={"confidence": 0, "evidence": {}}
    )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_value_over_a_page_break(form: str) -> None:
    body = (
        "1. Sở Y tế kiểm tra theo Quyết định số 41/QĐ-UBND\n\n- 2 -\n\n\f"
        "CHỈ THỊ VỀ AN TOÀN\nngày 17 tháng 4 năm 2020 của Bộ\n\n- 3 -\n\n\fCHỈ THỊ VỀ AN TOÀN\nCông an, trước ngày\n"
        "30/4/2022.\n\n\fCHỈ THỊ VỀ AN TOÀN\n2. Sở Nội vụ kiểm tra."
    )
    text = unicodedata.normalize(form, HEAD + CALL + body)  # type: ignore[arg-type]
    found = parse(text)
    assert found.references[0].issuer == "Bộ Công an"
    place = found.evidence["/sections/0/deadlines/0"]
    assert (slice_of(text, place.span), place.derived) == ("trước ngày 30/4/2022", False)
    task = slice_of(text, found.evidence["/sections/0/tasks/0"].span)
    assert task == found.sections[0].tasks[0]
    assert "CHỈ THỊ" not in task


def test_a_number_that_its_line_waits_for_is_no_page_number() -> None:
    assert [line.text for line in lines("Số:\n14\n/CT-UBND")] == ["Số:", "14", "/CT-UBND"]
    assert [line.text for line in lines("ban hành ngày\n\f2\n17 tháng 4")] == ["ban hành ngày", "17 tháng 4"]


def test_running_heads_leave_the_text() -> None:
    page = "UBND tỉnh\nTrang {0}/4\n\nnội dung {1}\nSở Y tế\n"
    text = "\f".join(page.format(at, word) for at, word in enumerate(("một", "hai", "ba", "bốn"), 1))
    kept = [line.text for line in lines(text)]
    assert "UBND tỉnh" not in kept
    assert [line for line in kept if line.startswith("nội dung")] == [
        "nội dung một", "nội dung hai", "nội dung ba", "nội dung bốn",
    ]  # fmt: skip
