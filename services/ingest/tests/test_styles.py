"""Ways of writing a directive that differ from one another: ordinals, capitals, wrapping, abbreviations, no numbers."""

import pytest

from chithi_ingest.core import parse
from chithi_ingest.core.model import Directive, Section

CALL = "Chỉ thị về việc tăng cường quản lý chợ\nĐể lập lại trật tự, Uỷ ban nhân dân tỉnh yêu cầu:\n"


def _section(directive: Directive, ordinal: str) -> Section:
    return next(section for section in directive.sections if section.ordinal == ordinal)


def _read(body: str) -> dict[str, tuple[list[str], list[str]]]:
    return {s.ordinal: (list(s.lead), list(s.coordinating)) for s in parse(CALL + body).sections}


def test_dashes_and_slashes_behind_ordinals() -> None:
    read = _read(
        "1- Uỷ ban nhân dân các huyện:\na/ Rà soát các chợ tạm.\nb/ Sắp xếp lại hộ kinh doanh.\n"
        "2 - Sở Công Thương phối hợp cùng Công an tỉnh kiểm tra giá.\n3/ Giao Sở Tài chính bố trí kinh phí.\n"
    )
    assert read == {
        "1": (["Uỷ ban nhân dân các huyện"], []),
        "2": (["Sở Công Thương"], ["Công an tỉnh"]),
        "3": (["Sở Tài chính"], []),
    }


@pytest.mark.parametrize("heading", ["ĐỐI VỚI SỞ XÂY DỰNG VÀ CÁC ĐƠN VỊ TRỰC THUỘC", "đối với sở xây dựng"])
def test_headings_that_lost_their_capitals_or_have_nothing_else(heading: str) -> None:
    directive = parse(CALL + f"I. {heading}\n1. Rà soát quy hoạch chợ.\n2. Báo cáo trước ngày 15/6/2012.\n")
    assert _section(directive, "I").lead
    assert not _section(directive, "I.1").inherits_addressees


def test_a_heading_in_small_letters_keeps_its_groups_whole() -> None:
    directive = parse(CALL + "I. thủ trưởng các cơ quan, đơn vị\n1. Rà soát chợ.\nIi. công an tỉnh\nTuần tra.\n")
    assert [s.lead for s in directive.sections] == [("thủ trưởng các cơ quan, đơn vị",), (), ("công an tỉnh",)]


def test_what_an_agency_directs_under_its_heading_stays_its_own_work() -> None:
    read = _read(
        "1. Uỷ ban nhân dân các huyện:\n1.1. Chỉ đạo Ban quản lý chợ niêm yết giá.\n"
        "1.2. Di dời các hộ bán trên lề đường.\n"
        "2. Công an tỉnh tuần tra.\n"
    )
    assert read["1.1"] == ([], [])
    assert read["1"] == (["Uỷ ban nhân dân các huyện"], [])


def test_a_topic_may_name_who_acts_behind_its_colon() -> None:
    directive = parse(CALL + "1. Về vệ sinh: Sở Y tế chỉ đạo kiểm tra nguồn nước.\n2. Công an tỉnh tuần tra.\n")
    assert (_section(directive, "1").mode, _section(directive, "1").lead) == ("theme", ("Sở Y tế",))


def test_abbreviated_offices_and_shared_heads() -> None:
    read = _read(
        "1. CA tỉnh, BCH Quân sự tỉnh phối hợp LĐLĐ tỉnh nắm tình hình.\n"
        "2. Các sở, ngành: Tài chính, Nội vụ, Công an tỉnh theo chức năng hướng dẫn thực hiện.\n"
        "3. Phòng Cảnh sát điều tra tội phạm về ma túy (PC04) chủ trì cùng Thanh tra tỉnh lập kế hoạch.\n"
        "4. Giám đốc các Sở: Nông nghiệp và PTNT, Y tế phối hợp với Công đoàn ngành kiểm tra.\n"
        "5. Vụ trưởng Vụ Thi đua, khen thưởng, Viện trưởng Viện Pasteur đầu mối theo dõi.\n"
        "6. Các ngành: Tài chính, Kế hoạch và Đầu tư, Kho bạc Nhà nước tạo điều kiện cấp vốn.\n"
    )
    assert read == {
        "1": (["CA tỉnh", "BCH Quân sự tỉnh"], ["LĐLĐ tỉnh"]),
        "2": (["Sở Tài chính", "Sở Nội vụ", "Công an tỉnh"], []),
        "3": (["Phòng Cảnh sát điều tra tội phạm về ma túy"], ["Thanh tra tỉnh"]),
        "4": (["Giám đốc Sở Nông nghiệp và PTNT", "Giám đốc Sở Y tế"], ["Công đoàn ngành"]),
        "5": (["Vụ trưởng Vụ Thi đua, khen thưởng", "Viện trưởng Viện Pasteur"], []),
        "6": (["Ngành Tài chính", "Ngành Kế hoạch và Đầu tư", "Kho bạc Nhà nước"], []),
    }


@pytest.mark.parametrize(
    ("predicate", "lead"),
    [
        ("Thanh tra Xây dựng huyện giải tỏa các điểm bán", "Thanh tra Xây dựng huyện"),
        ("Trạm Y tế xã trực cấp cứu", "Trạm Y tế xã"),
        ("Các chủ đầu tư công trình chợ phải che chắn", "Các chủ đầu tư công trình chợ"),
        ("Các doanh nghiệp thuộc diện kê khai giá niêm yết giá", "Các doanh nghiệp thuộc diện kê khai giá"),
        ("Đảng ủy Công an tỉnh lãnh đạo, chỉ đạo lực lượng", "Đảng ủy Công an tỉnh"),
        ("Các cơ quan, tổ chức có sử dụng lao động phải đăng ký", "Các cơ quan, tổ chức có sử dụng lao động"),
        ("Các cơ quan, đơn vị xây dựng kế hoạch", "Các cơ quan, đơn vị"),
        ("Các đơn vị thực hiện nghiêm quy định", "Các đơn vị"),
        ("Viện Nghiên cứu phát triển khảo sát", "Viện Nghiên cứu phát triển"),
        ("Chi cục Thú y tổ chức tiêm phòng", "Chi cục Thú y"),
        ("Các tổ bảo vệ an ninh trật tự ở cơ sở tuần tra", "Các tổ bảo vệ an ninh trật tự ở cơ sở"),
    ],
)
def test_where_an_agency_ends(predicate: str, lead: str) -> None:
    assert _read(f"1. {predicate}.\n2. Công an tỉnh tuần tra.\n")["1"][0] == [lead]


def test_a_directive_without_numbers() -> None:
    read = _read(
        "- Sở Y tế chủ trì, phối hợp với Sở Công Thương kiểm tra an toàn thực phẩm.\n"
        "- Đề nghị Hội Nông dân tỉnh vận động hội viên.\n"
    )
    assert read == {"1": (["Sở Y tế"], ["Sở Công Thương"]), "2": (["Hội Nông dân tỉnh"], [])}


RAGGED = """ỦY
BAN NHÂN DÂN
QUẬN 4
-------
|
CỘNG
HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
|
HỎA TỐC
Số: 09/CT-UBND
|
Quận 4, ngày 01 tháng 7
năm 2019
|
CHỈ THỊ
TĂNG CƯỜNG QUẢN LÝ CHỢ
Chủ tịch Ủy ban nhân dân quận yêu cầu
Thủ trưởng các phòng, ban;
Chủ tịch Ủy ban nhân dân các phường thực hiện:
1. Phòng
Kinh tế chủ trì, phối hợp với Thanh tra quận, Phòng
Tài chính - Kế hoạch rà soát các chợ
trước ngày 15/8.
2. Đề
nghị Ủy ban Mặt trận Tổ quốc quận giám sát.
Phòng Kinh tế chịu
trách nhiệm theo dõi, đôn đốc việc thực hiện
Chỉ thị này, báo cáo Ủy ban nhân dân quận./.
"""


def test_ragged_lines_of_a_web_page() -> None:
    directive = parse(RAGGED)
    assert directive.issuing_body == "Ủy ban nhân dân quận 4"
    assert (directive.place, directive.marks.urgency) == ("Quận 4", "HỎA TỐC")
    assert directive.addressees == ("Thủ trưởng các phòng, ban", "Chủ tịch Ủy ban nhân dân các phường")
    first = _section(directive, "1")
    assert first.coordinating == ("Thanh tra quận", "Phòng Tài chính - Kế hoạch")
    assert [f"{d.text} {d.due}" for d in first.deadlines] == ["trước ngày 15/8 2019-08-15"]
    assert _section(directive, "2").coordinating == ()
    assert directive.monitoring is not None
    assert directive.monitoring.agency == "Phòng Kinh tế"


def test_who_watches_may_stand_in_a_later_sentence_or_without_naming_the_directive() -> None:
    later = (
        "Nhận được Chỉ thị này, yêu cầu các ngành thực hiện. Sở Y tế có trách nhiệm đôn đốc việc thực hiện Chỉ thị này."
    )
    silent = "Giao Sở Y tế theo dõi, đôn đốc, tổng hợp báo cáo Uỷ ban nhân dân tỉnh."
    for closing in (later, silent):
        directive = parse(CALL + f"1. Công an tỉnh tuần tra.\n2. Sở Công Thương kiểm tra.\n{closing}\n")
        assert directive.monitoring is not None
        assert directive.monitoring.agency == "Sở Y tế"


def test_the_prime_minister_is_the_issuer() -> None:
    head = "THỦ TƯỚNG CHÍNH PHỦ\nSố: 9/CT-TTg\nHà Nội, ngày 05 tháng 3 năm 2024\nCHỈ THỊ\nVề quản lý chợ\n"
    assert parse(head + "1. Bộ Công Thương rà soát.\n2. Bộ Y tế kiểm tra.\n").issuing_body == "Thủ tướng Chính phủ"
