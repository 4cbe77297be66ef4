"""Recipients, signature and the monitoring clause."""

import pytest

from chithi_ingest.core import parse

BODY = (
    "Chỉ thị về an toàn\nỦy ban nhân dân tỉnh yêu cầu các sở, ban, ngành:\n1. Sở Y tế chủ trì, phối hợp với Sở"
    " Tài chính.\n2. Công an tỉnh kiểm tra.\n"
)
BELOW = (
    "Nơi nhận:\n- Bộ Công an;\n- Các sở, ban,\nngành của tỉnh;\n- Lưu: VT, NC.\nTM. ỦY BAN NHÂN DÂN\nKT. CHỦ"
    " TỊCH\nPHÓ CHỦ TỊCH\n(Đã ký)\nTrần Thị B\n"
)
ABOVE = (
    "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n\nTrần Thị B\nNơi nhận:\n- Bộ Công an;\n- Các sở, ban,"
    " ngành của tỉnh;\n- Lưu: VT, NC.\n"
)
BESIDE = """Nơi nhận:                              TM. ỦY BAN NHÂN DÂN
- Bộ Công an;                            KT. CHỦ TỊCH
- Các sở, ban, ngành của tỉnh;           PHÓ CHỦ TỊCH
- Lưu: VT, NC.                           Trần Thị B
"""


@pytest.mark.parametrize("end", [BELOW, ABOVE, BESIDE], ids=["below", "above", "beside"])
def test_recipients_and_signature(end: str) -> None:
    found = parse(BODY + end)
    assert found.recipients == ("Bộ Công an", "Các sở, ban, ngành của tỉnh", "Lưu: VT, NC")
    assert (found.signer, found.signer_title) == ("Trần Thị B", "PHÓ CHỦ TỊCH")
    assert [s.ordinal for s in found.sections] == ["1", "2"]
    assert found.sections[1].text == "Công an tỉnh kiểm tra."


def test_no_end_is_no_end() -> None:
    found = parse(BODY)
    assert (found.recipients, found.signer, found.signer_title, found.monitoring) == ((), None, None, None)


def test_the_monitoring_clause_is_no_part_of_the_last_section() -> None:
    found = parse(
        BODY
        + "Giao Công an tỉnh theo dõi, đôn đốc việc triển khai Chỉ thị và tổng hợp kết quả, báo cáo Ủy ban nhân dân"
        " tỉnh, Bộ Công an theo quy định./.\n" + BELOW
    )
    assert found.sections[-1].text == "Công an tỉnh kiểm tra."
    assert found.monitoring is not None
    assert found.monitoring.agency == "Công an tỉnh"
    assert found.monitoring.duties == ("theo dõi, đôn đốc việc triển khai Chỉ thị", "tổng hợp kết quả")
    assert found.monitoring.report_to == ("Ủy ban nhân dân tỉnh", "Bộ Công an")
    assert found.monitoring.deadline == "theo quy định"


def test_a_numbered_section_may_monitor() -> None:
    found = parse(BODY + "3. Giao Sở Tư pháp đôn đốc, kiểm tra việc thực hiện Chỉ thị này.\n")
    assert found.sections[-1].mode == "delegate"
    assert found.monitoring is not None
    assert found.monitoring.agency == "Sở Tư pháp"


@pytest.mark.parametrize("end", [BELOW, ABOVE, BESIDE], ids=["below", "above", "beside"])
@pytest.mark.parametrize("heading", ["PHỤ LỤC", "Phụ lục I", "PHỤ LỤC SỐ 2"])
def test_an_appendix_is_neither_sections_nor_recipients(end: str, heading: str) -> None:
    appendix = (
        f"{heading}\nDANH MỤC NHIỆM VỤ\n(Kèm theo Chỉ thị số 14/CT-UBND)\n3. Sở Y tế lập danh sách.\n- Sở Nội vụ;\n"
    )
    plain, found = parse(BODY + end), parse(BODY + end + appendix * 80)
    assert found.sections == plain.sections
    assert (found.recipients, found.signer, found.signing) == (plain.recipients, plain.signer, plain.signing)


def test_an_appendix_that_is_only_mentioned_ends_nothing() -> None:
    found = parse(BODY + "3. Sở Nội vụ lập danh sách theo\nPhụ lục I\nkèm theo Chỉ thị này.\n" + BELOW)
    assert [section.ordinal for section in found.sections] == ["1", "2", "3"]
    assert found.recipients[0] == "Bộ Công an"
