"""Superiors, reporting lines, and work inside a section that falls to somebody else."""

import pytest

from chithi_ingest.core import parse
from chithi_ingest.core.actors.relations import report_to, superior
from chithi_ingest.core.text.source import modern_tone

HEAD = "Chỉ thị về an toàn\nỦy ban nhân dân tỉnh yêu cầu các sở, ban, ngành:\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Công an tỉnh bám sát chỉ đạo của Bộ Công an, tham mưu Tỉnh ủy", ["Bộ Công an"]),
        ("bám sát sự chỉ đạo của Giám đốc Công an tỉnh, chủ trì", ["Giám đốc Công an tỉnh"]),
        ("Tổ chức thực hiện theo hướng dẫn của Bộ Tài chính.", ["Bộ Tài chính"]),
        ("Dưới sự lãnh đạo của Tỉnh ủy, tiếp tục", ["Tỉnh ủy"]),
        ("chấp hành nghiêm sự phân công của Ủy ban nhân dân xã", ["Ủy ban nhân dân xã"]),
        ("theo quy định của Luật Đất đai", []),
        ("tăng cường sự chỉ đạo, hướng dẫn", []),
    ],
)
def test_superiors(text: str, names: list[str]) -> None:
    assert [found.value for found in superior(text, modern_tone(text))] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tổng hợp, báo cáo Uỷ ban nhân dân tỉnh, Bộ Công an theo quy định", ["Uỷ ban nhân dân tỉnh", "Bộ Công an"]),
        ("trình Thủ tướng Chính phủ Đề án thí điểm", ["Thủ tướng Chính phủ"]),
        ("lấy ý kiến Sở Tư pháp trước khi ban hành", ["Sở Tư pháp"]),
        ("báo cáo kết quả về Công an tỉnh trước ngày 05", ["Công an tỉnh"]),
        ("báo cáo tiến độ cho Sở Kế hoạch và Đầu tư", ["Sở Kế hoạch và Đầu tư"]),
        ("theo quy trình Sở đã ban hành; chương trình Sở Y tế", []),
        ("chế độ thông tin báo cáo", []),
    ],
)
def test_reporting_lines(text: str, names: list[str]) -> None:
    found = report_to(text, modern_tone(text))
    assert [one.value for one in found] == names
    assert all(text[one.start : one.end] == one.value for one in found)


@pytest.mark.parametrize(
    ("section", "embedded"),
    [
        ("1. Sở Y tế:\n- Kiểm tra;\n- Công an xã tuần tra ban đêm.", [("Công an xã", "assign")]),
        ("1. Sở Y tế kiểm tra. Đề nghị Hội Nông dân tỉnh vận động hội viên.", [("Hội Nông dân tỉnh", "request")]),
        ("1. Sở Y tế kiểm tra. Giao Công an tỉnh xử lý.", [("Công an tỉnh", "delegate")]),
        ("1. Tuyên truyền\n- Sở Y tế, Sở Nội vụ tổ chức tập huấn.", [("Sở Y tế", "assign"), ("Sở Nội vụ", "assign")]),
        ("1. Sở Giáo dục và Đào tạo chỉ đạo, hướng dẫn phòng Giáo dục và Đào tạo các huyện thực hiện.",
         [("phòng Giáo dục và Đào tạo các huyện", "assign")]),
        ("1. Sở Y tế kiểm tra. Sở Y tế tiếp tục theo dõi.", []),
        ("1. Sở Y tế kiểm tra. Công an tỉnh là lực lượng nòng cốt.", []),
        ("1. Sở Y tế phối hợp với Công an tỉnh; báo cáo Bộ Y tế.", []),
        ("1. Sở Y tế hướng dẫn các địa phương xử lý.", []),
    ],
)  # fmt: skip
def test_embedded_work(section: str, embedded: list[tuple[str, str]]) -> None:
    found = parse(HEAD + section).sections[0]
    assert [(task.agency, task.mode) for task in found.embedded] == embedded


def test_an_embedded_task_keeps_its_sentence_and_its_places() -> None:
    text = HEAD + "1. Sở Y tế:\n- Kiểm tra;\n- Công an xã tuần tra ban đêm."
    found = parse(text)
    assert found.sections[0].embedded[0].text == "Công an xã tuần tra ban đêm"
    start, end = found.evidence["/sections/0/embedded/0"].span
    assert text[start:end] == "Công an xã tuần tra ban đêm"
    start, end = found.evidence["/sections/0/embedded/0/agency"].span
    assert text[start:end] == "Công an xã"
