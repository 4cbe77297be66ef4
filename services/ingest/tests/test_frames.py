"""Constructions of real papers: headers without a title line, unknown leads, feet whose columns ran together."""

from datetime import date

import pytest

from chithi_ingest.core import parse
from chithi_ingest.core.model import Section

PROSE = "Mùa lũ đến sớm, nhiều tuyến đê bao chưa được gia cố nên nguy cơ vỡ đê ở vùng trũng là rất lớn.\n"
ORDERS = "1. Sở Xây dựng gia cố đê.\n2. Công an tỉnh giữ trật tự bến đò.\n"
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


@pytest.mark.parametrize(
    ("head", "number", "kind", "body"),
    [
        (
            f"THỦ TƯỚNG CHÍNH PHỦ\n{MOTTO}Số: 977/CT-TTg\nHà Nội, ngày 03 tháng 5 năm 2011\n",
            "977/CT-TTg",
            "Chỉ thị",
            "Thủ tướng Chính phủ",
        ),
        (
            f"THỦ TƯỚNG CHÍNH PHỦ\n{MOTTO}Số: 402-TTg Hà Nội, ngày 03 tháng 5 năm 2011\n",
            "402-TTg",
            None,
            "Thủ tướng Chính phủ",
        ),
        (
            "BỘ Y TẾ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nSố: 08/CT-BYT | Hà Nội, ngày 03 tháng 5 năm 2011 |\n",
            "08/CT-BYT",
            "Chỉ thị",
            "Bộ Y tế",
        ),
        (
            f"Loại văn bản: Chỉ thị\nTHỦ TƯỚNG CHÍNH PHỦ\n{MOTTO}Số: 402/TTg\nHà Nội, ngày 03 tháng 5 năm 2011\n",
            "402/TTg",
            "Chỉ thị",
            "Thủ tướng Chính phủ",
        ),
    ],
)
def test_a_header_without_a_title_line(head: str, number: str, kind: str | None, body: str) -> None:
    found = parse(head + PROSE + ORDERS)
    assert (found.number, found.doc_type, found.issuing_body) == (number, kind, body)
    assert found.issue_date == date(2011, 5, 3)
    assert (found.references, found.signer_title) == ((), None)
    assert [section.ordinal for section in found.sections] == ["1", "2"]


def test_prose_that_cites_a_number_is_no_header() -> None:
    text = f"Thực hiện Công văn\nsố 15/UBND-NC ngày 02 tháng 3 năm 2020 của\nỦy ban nhân dân tỉnh.\n{ORDERS}"
    found = parse(text)
    assert (found.number, found.issue_date) == (None, None)
    assert [cited.number for cited in found.references] == ["15/UBND-NC"]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("CHỈ THỊ CỦA THỦ TƯỚNG CHÍNH PHỦ\nVề việc gia cố đê bao", "Thủ tướng Chính phủ"),
        ("CHỈ THỊ CỦA BỘ TRƯỞNG BỘ XÂY DỰNG\nVề việc gia cố đê bao", "Bộ Xây dựng"),
        ("CHỈ THỊ\nCỦA THỦ TƯỚNG CHÍNH PHỦ\nVề việc gia cố đê bao", "Thủ tướng Chính phủ"),
        ("Chỉ thị của Thủ tướng Chính phủ về việc gia cố đê bao", None),
    ],
)
def test_a_title_that_says_whose_it_is(title: str, body: str | None) -> None:
    found = parse(f"{title}\n{PROSE}{ORDERS}")
    assert found.doc_type == "Chỉ thị"
    assert found.subject is not None
    assert found.subject.casefold() == "về việc gia cố đê bao"
    assert body is None or found.issuing_body == body


@pytest.mark.parametrize(
    "call", ["CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH YÊU CẦU:", "GIÁM ĐỐC SỞ CHỈ THỊ", "THỦ TƯỚNG CHÍNH PHỦ"]
)
def test_a_title_above_the_first_unit_signs_nothing(call: str) -> None:
    found = parse(f"{PROSE}{call}\n{ORDERS}Nơi nhận:\n- Như trên.\nCHỦ TỊCH\nLê Văn Bến")
    assert [section.ordinal for section in found.sections] == ["1", "2"]
    assert (found.signer_title, found.signer) == ("CHỦ TỊCH", "Lê Văn Bến")


def first(text: str) -> Section:
    return parse(text).sections[0]


@pytest.mark.parametrize(
    ("sentence", "lead", "mode"),
    [
        ("Giao các Phó Thủ tướng Chính phủ theo dõi, chỉ đạo.", ["các Phó Thủ tướng Chính phủ"], "delegate"),
        ("Giao các Phó Chủ tịch tỉnh kiểm tra bến đò.", ["các Phó Chủ tịch tỉnh"], "delegate"),
        ("Đề nghị Tổng Liên đoàn Lao động Việt Nam xem xét.", ["Tổng Liên đoàn Lao động Việt Nam"], "request"),
        ("Đề nghị Nhóm Bạn hữu Sông Hậu theo khả năng góp gạo.", ["Nhóm Bạn hữu Sông Hậu"], "request"),
        ("Đề nghị cộng đồng doanh nghiệp chủ động góp gạo.", ["cộng đồng doanh nghiệp"], "request"),
        ("Yêu cầu Câu lạc bộ Chèo thuyền dừng hoạt động.", None, None),
        ("Giao kế hoạch gạo cứu trợ cho từng kho trước tháng 9.", [], "assign"),
        ("Đề nghị tăng cường tuần tra đê.", [], "assign"),
        ("Yêu cầu các nhiệm vụ phải hoàn thành trước mùa lũ.", [], "assign"),
    ],
)
def test_whom_an_order_addresses(sentence: str, lead: list[str] | None, mode: str | None) -> None:
    found = first(f"{PROSE}Nay yêu cầu các sở:\n1. {sentence}\n2. Sở Xây dựng gia cố đê.")
    if lead is None:
        assert found.lead == ("Câu lạc bộ Chèo thuyền",)
        return
    assert (list(found.lead), found.mode) == (lead, mode)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("phòng, ban, ngành, Ủy ban nhân dân 9 phường", ["phòng, ban, ngành", "Ủy ban nhân dân 9 phường"]),
        ("bộ, ngành, địa phương", ["bộ, ngành, địa phương"]),
        ("ban, ngành, đoàn thể huyện", ["ban, ngành, đoàn thể huyện"]),
    ],
)
def test_groups_without_their_article(listed: str, expected: list[str]) -> None:
    assert list(first(f"1. Sở Y tế chủ trì, phối hợp với {listed} thực hiện dọn bến chợ.").coordinating) == expected


def test_a_topic_whose_lead_stands_in_the_paragraph_that_opens_the_points() -> None:
    text = "1. Thông tin về lũ\nSở Y tế phối hợp với Sở Nội vụ và chủ trì cùng Sở Tài chính:\n- In tờ rơi.\n- Phát loa."
    found = first(text + "\n2. Sở Xây dựng gia cố đê.")
    assert (found.lead, found.coordinating, found.mode) == (("Sở Y tế",), ("Sở Nội vụ", "Sở Tài chính"), "theme")


def test_whom_one_advises_may_have_no_name() -> None:
    found = first("1. Sở Y tế tham mưu cấp có thẩm quyền sửa đổi quy chế trực lũ.")
    assert found.advised == ("cấp có thẩm quyền",)


def test_topics_orders_and_headings_are_told_apart() -> None:
    text = (
        "Yêu cầu các sở, ban, ngành:\nI. CÁC NHIỆM VỤ CỤ THỂ VÀ CƠ SỞ VẬT CHẤT\n1. Gia cố đê bao\n"
        "a) Sở Xây dựng đắp đất;\n"
        "b) Sở Tài chính cấp tiền.\n2. Trực lũ ngày đêm ở mọi điếm canh.\nII. TỔ CHỨC THỰC HIỆN\n1. Báo cáo mỗi tuần."
    )
    read = {found.ordinal: (found.mode, found.inherits_addressees) for found in parse(text).sections}
    assert read == {
        "I": ("theme", False),
        "I.1": ("theme", False),
        "I.1.a": ("assign", False),
        "I.1.b": ("assign", False),
        "I.2": ("assign", True),
        "II": ("theme", False),
        "II.1": ("assign", True),
    }


@pytest.mark.parametrize(
    "foot",
    [
        "Nơi nhận: KT. CHỦ TỊCH\n- Sở Y tế; PHÓ CHỦ TỊCH\n- Văn phòng tỉnh; i\n- Lưu: VT, NC.\nLê Văn Bến",
        "Nơi nhận: KT. CHỦ TỊCH\n- Sở Y tế; PHÓ CHỦ TỊCH\n- Văn phòng tỉnh;\n- Lưu: VT, NC. Lê Văn Bến",
        "**Nơi nhận:**\n- Sở Y tế;\n- Văn phòng tỉnh;\n- Lưu: VT, NC.\n|\n"
        "**KT. CHỦ TỊCH**\n**PHÓ CHỦ TỊCH**\n**Lê Văn Bến**\n|",
    ],
)
def test_a_foot_whose_columns_ran_together(foot: str) -> None:
    found = parse(f"{PROSE}{ORDERS}{foot}")
    assert (found.signing, found.signer_title, found.signer) == ("KT", "PHÓ CHỦ TỊCH", "Lê Văn Bến")
    assert found.recipients == ("Sở Y tế", "Văn phòng tỉnh", "Lưu: VT, NC")


@pytest.mark.parametrize(
    "begins", ["Ủy ban nhân dân các xã", "Đề nghị Đoàn Thanh niên tỉnh", "Ưu tiên người già,", "Ở vùng trũng,"]
)
def test_a_heading_ends_before_a_capital_with_marks(begins: str) -> None:
    text = f"Yêu cầu các sở:\n1. Giữ vững đê bao\n{begins} tổ chức canh gác.\n2. Trực lũ\nCử người canh."
    assert first(text).text == f"Giữ vững đê bao\n{begins} tổ chức canh gác."


@pytest.mark.parametrize(
    "lines_of",
    [
        ["Về việc giữ vững đê bao trong dịp đón Tết Nguyên đán", "Ất Tỵ năm 2025"],
        ["Về việc giữ vững đê bao, bến đò, kho gạo và trường học ở vùng trũng trong mùa lũ tại", "Thới Lai năm 2025"],
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_subject_in_two_lines(lines_of: list[str], between: str) -> None:
    text = between.join(["CHỈ THỊ", *lines_of]) + "\n\n" + (PROSE + ORDERS).replace("\n", between)
    assert parse(text).subject == " ".join(lines_of)


@pytest.mark.parametrize(
    ("cited", "number"),
    [
        ("Chỉ thị số 915-TTg ngày 8 tháng 8 năm 1994", "915-TTg"),
        ("Nghị định 88-CP ngày 29/5/1995", "88-CP"),
        ("kế hoạch năm 2021 - UBND tỉnh", None),
        ("giai đoạn 2016-UBND", None),
    ],
)
def test_numbers_without_a_stroke(cited: str, number: str | None) -> None:
    found = parse(f"1. Sở Y tế thực hiện {cited} cho đến hết mùa lũ.\n2. Sở Xây dựng gia cố đê.")
    assert [one.number for one in found.references] == ([number] if number else [])


@pytest.mark.parametrize(
    "title",
    [
        "CHỈ THỊ SỐ 915/CT-UB NGÀY 02/3/1998 CỦA ỦY BAN NHÂN DÂN TỈNH VỀ GIỮ ĐÊ",
        "Chỉ thị số 915/CT-UB của Ủy ban nhân dân tỉnh về giữ đê",
        "Chỉ thị số 915/CT-UB ngày 02 tháng 3 năm 1998 về giữ đê",
    ],
)
def test_a_title_with_the_number_in_it(title: str) -> None:
    found = parse(f"{title}\n{PROSE}{ORDERS}")
    assert (found.number, found.doc_type, found.references) == ("915/CT-UB", "Chỉ thị", ())
    assert found.subject is not None
    assert found.subject.casefold() == "về giữ đê"


def test_the_subject_beside_a_letterhead_is_no_part_of_the_body_that_issues() -> None:
    found = parse(f"BỘ Y TẾ\nSố: 77/CT-BYT\nV/v giữ đê\nHà Nội, ngày 03 tháng 5 năm 2011\n{PROSE}{ORDERS}")
    assert (found.issuing_body, found.number) == ("Bộ Y tế", "77/CT-BYT")


def test_bullets_under_a_heading_that_ends_with_its_own_office() -> None:
    found = first(
        "Yêu cầu các sở:\n1. Các đơn vị thuộc Bộ\n- Tiết kiệm điện.\n- Tắt đèn.\n2. Thanh tra Bộ\n- Kiểm tra."
    )
    assert found.lead == ("Các đơn vị thuộc Bộ",)
