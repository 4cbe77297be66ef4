"""Who leads, coordinates and is advised, over the ways in which directives say so."""

import pytest

from chithi_ingest.core.actors.relations import advised, coordinating
from chithi_ingest.core.actors.roles import read_subject
from chithi_ingest.core.structure.paragraphs import Paragraph
from chithi_ingest.core.text.source import clean, modern_tone

LEADS = [
    ("Công an tỉnh bám sát chỉ đạo của Bộ Công an, tham mưu Tỉnh ủy", "assign", ["Công an tỉnh"]),
    ("Sở Tài chính, Sở Xây dựng phối hợp chặt chẽ với Công an tỉnh", "assign", ["Sở Tài chính", "Sở Xây dựng"]),
    ("Sở Văn hoá, Thể thao và Du lịch chỉ đạo", "assign", ["Sở Văn hoá, Thể thao và Du lịch"]),
    ("Sở Lao động - Thương binh và Xã hội phối hợp", "assign", ["Sở Lao động - Thương binh và Xã hội"]),
    ("Giám đốc Sở Giao thông vận tải chủ trì", "assign", ["Giám đốc Sở Giao thông vận tải"]),
    (
        "Đề nghị Viện kiểm sát nhân dân, Toà án nhân dân các cấp phối hợp",
        "request",
        ["Viện kiểm sát nhân dân", "Toà án nhân dân các cấp"],
    ),
    (
        "Kính đề nghị Hội Nông dân tỉnh, Đoàn TNCS Hồ Chí Minh tỉnh đẩy mạnh",
        "request",
        ["Hội Nông dân tỉnh", "Đoàn TNCS Hồ Chí Minh tỉnh"],
    ),
    ("Giao Sở Tư pháp đôn đốc, kiểm tra việc thực hiện", "delegate", ["Sở Tư pháp"]),
    (
        "Yêu cầu Thủ trưởng sở, ban, ngành, Chủ tịch Uỷ ban nhân dân quận - huyện thực hiện",
        "assign",
        ["Thủ trưởng sở, ban, ngành", "Chủ tịch Uỷ ban nhân dân quận - huyện"],
    ),
    (
        "Đối với các Sở: Kế hoạch và Đầu tư, Xây dựng; Uỷ ban nhân dân các huyện, thị xã Long Khánh:",
        "assign",
        ["Sở Kế hoạch và Đầu tư", "Sở Xây dựng", "Uỷ ban nhân dân các huyện, thị xã Long Khánh"],
    ),
    ("UBND các xã, phường, đặc khu:", "assign", ["UBND các xã, phường, đặc khu"]),
    (
        "Uỷ ban nhân dân các huyện, thành phố huy động các cấp, các ngành",
        "assign",
        ["Uỷ ban nhân dân các huyện, thành phố"],
    ),
    (
        "Các sở, ban, ngành, đơn vị có liên quan theo chức năng có trách nhiệm",
        "assign",
        ["Các sở, ban, ngành, đơn vị có liên quan"],
    ),
    ("Các ngành, các cấp khi được đề nghị tham gia ý kiến", "assign", ["Các ngành, các cấp"]),
    (
        "Phòng Quản lý đô thị thành phố và Đội Trật tự đô thị chủ trì",
        "assign",
        ["Phòng Quản lý đô thị thành phố", "Đội Trật tự đô thị"],
    ),
    (
        "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân tỉnh theo dõi",
        "assign",
        ["Văn phòng Hội đồng nhân dân và Ủy ban nhân dân tỉnh"],
    ),
    (
        "Trung tâm phát triển cụm công nghiệp thành phố làm tốt",
        "assign",
        ["Trung tâm phát triển cụm công nghiệp thành phố"],
    ),
    (
        "Cơ quan được giao chủ trì soạn thảo văn bản có trách nhiệm",
        "assign",
        ["Cơ quan được giao chủ trì soạn thảo văn bản"],
    ),
    (
        "Cơ quan thẩm định văn bản (Sở Tư pháp thành phố, Phòng Tư pháp quận - huyện) phải đảm bảo",
        "assign",
        ["Sở Tư pháp thành phố", "Phòng Tư pháp quận - huyện"],
    ),
    (
        "Việc giải trình, tiếp thu ý kiến của cơ quan chủ trì soạn thảo văn bản phải trung thực",
        "assign",
        ["cơ quan chủ trì soạn thảo văn bản"],
    ),
    ("Khi chuẩn bị hồ sơ, Thủ trưởng các ngành, các cấp phải thực hiện", "assign", ["Thủ trưởng các ngành, các cấp"]),
    (
        "Hàng năm, các Sở, ban, ngành và Ủy ban nhân dân các huyện phải xây dựng kế hoạch",
        "assign",
        ["các Sở, ban, ngành", "Ủy ban nhân dân các huyện"],
    ),
    (
        "Thứ trưởng Đỗ Hữu Hào phối hợp với Thứ trưởng Nguyễn Thành Biên chỉ đạo Vụ Pháp chế chủ trì",
        "assign",
        ["Vụ Pháp chế"],
    ),
    ("Uỷ ban nhân dân tỉnh sẽ phê bình Thủ trưởng sở. Sở Tư pháp chủ trì theo dõi", "assign", ["Sở Tư pháp"]),
    (
        "Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở phối hợp",
        "assign",
        ["Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở"],
    ),
]
TOPICS = [
    "Nâng cao chất lượng, hiệu quả công tác giáo dục quốc phòng",
    "Các giải pháp đẩy mạnh xuất khẩu",
    "Ban hành kế hoạch triển khai",
    "Phòng ngừa, đấu tranh với tội phạm",
    "Thanh tra, kiểm tra việc chấp hành",
    "Báo cáo tiến độ soạn thảo văn bản",
    "Tổ chức thực hiện",
    "Hồ sơ trình dự thảo văn bản:",
    "Bảo đảm ngân sách cho công tác quốc phòng",
]
TOGETHER = [
    (
        "phối hợp tốt với các sở, ban, ngành, Ủy ban Mặt trận tổ quốc, cấp uỷ, chính quyền các cấp nâng cao",
        ["các sở, ban, ngành", "Ủy ban Mặt trận tổ quốc", "cấp uỷ, chính quyền các cấp"],
    ),
    (
        "phối hợp Công an tỉnh, Đài Phát thanh và Truyền hình tỉnh, Báo Nam Định và các địa phương đẩy mạnh",
        ["Công an tỉnh", "Đài Phát thanh và Truyền hình tỉnh", "Báo Nam Định", "các địa phương"],
    ),
    (
        "Phối hợp với các phòng, ban thuộc Công an tỉnh và các Sở, Ban, Ngành liên quan thường xuyên",
        ["các phòng, ban thuộc Công an tỉnh", "các Sở, Ban, Ngành liên quan"],
    ),
    ("chủ trì, phối hợp cùng Sở Tư pháp giúp", ["Sở Tư pháp"]),
    (
        "phối hợp với các Vụ: Kế hoạch, Năng lượng, các Vụ Thị trường ngoài nước, Cục Hoá chất triển khai",
        ["Vụ Kế hoạch", "Vụ Năng lượng", "các Vụ Thị trường ngoài nước", "Cục Hoá chất"],
    ),
    (
        "phối hợp với các Thứ trưởng Đỗ Hữu Hào, Lê Dương Quang và Nguyễn Nam Hải chỉ đạo",
        ["Thứ trưởng Đỗ Hữu Hào", "Thứ trưởng Lê Dương Quang", "Thứ trưởng Nguyễn Nam Hải"],
    ),
    (
        "phối hợp với Ban An toàn giao thông tỉnh và Bộ Ngoại giao tổ chức thực hiện",
        ["Ban An toàn giao thông tỉnh", "Bộ Ngoại giao"],
    ),
    ("Quy chế phối hợp giữa Công an, Quân sự tỉnh", []),
    ("Kế hoạch phối hợp số 799/KH-CAT-MTTQ", []),
    ("phối hợp thực hiện hiệu quả", []),
    ("phối hợp với Công an xã. Phối hợp với Công an xã, Trạm Y tế.", ["Công an xã", "Trạm Y tế"]),
]


def paragraph(text: str) -> Paragraph:
    text = clean(text)
    return Paragraph(text, modern_tone(text))


@pytest.mark.parametrize(("text", "mode", "names"), LEADS)
def test_leads(text: str, mode: str, names: list[str]) -> None:
    found = read_subject(paragraph(text))
    assert found is not None
    assert (found.mode, list(found.names)) == (mode, names)


@pytest.mark.parametrize("text", TOPICS)
def test_topics_have_no_lead(text: str) -> None:
    assert read_subject(paragraph(text)) is None


@pytest.mark.parametrize(("text", "names"), TOGETHER)
def test_coordinating(text: str, names: list[str]) -> None:
    assert [f.value for f in coordinating(text, modern_tone(text))] == names


def test_advised() -> None:
    text = (
        "tham mưu với Thường trực Thành ủy, HĐND, Lãnh đạo Ủy ban nhân dân, Ban chỉ đạo phòng, chống tội phạm, tệ"
        " nạn xã hội và xây dựng phong trào thành phố chỉ đạo"
    )
    assert [f.value for f in advised(text, modern_tone(text))] == [
        "Thường trực Thành ủy",
        "HĐND",
        "Lãnh đạo Ủy ban nhân dân",
        "Ban chỉ đạo phòng, chống tội phạm, tệ nạn xã hội và xây dựng phong trào thành phố",
    ]
    assert advised("Tham mưu giải quyết dứt điểm", "Tham mưu giải quyết dứt điểm") == []
