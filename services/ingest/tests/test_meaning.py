"""Targets, topics, marks, the form of signing, and the directives that a directive carries out."""

import pytest

from chithi_ingest.core.cited.cascade import read_implements
from chithi_ingest.core.content.targets import read_targets
from chithi_ingest.core.content.topic_words import TOPICS
from chithi_ingest.core.content.topics import read_topics
from chithi_ingest.core.model import Marks
from chithi_ingest.core.structure.marks import read_marks
from chithi_ingest.core.structure.signing import read_signing
from chithi_ingest.core.text.source import lines, modern_tone


@pytest.mark.parametrize(
    ("text", "target", "amount", "unit"),
    [
        ("xóa “điểm đen”, đóng 100% lối đi tự mở qua đường sắt", "đóng 100% lối đi tự mở qua đường sắt", 100, "%"),
        ("phấn đấu đạt ít nhất 90% hộ dân ký cam kết", "phấn đấu đạt ít nhất 90% hộ dân ký cam kết", 90, "%"),
        ("kéo giảm từ 5% đến 10% số vụ so với năm 2025", "kéo giảm từ 5% đến 10% số vụ", 5, "%"),
        ("giảm 5 - 10% số vụ", "giảm 5 - 10% số vụ", 5, "%"),
        (
            "Giảm ít nhất 5% số vụ, số người chết và số người bị thương so với cùng kỳ",
            "Giảm ít nhất 5% số vụ, số người chết và số người bị thương",
            5,
            "%",
        ),
        ("tỷ lệ điều tra làm rõ trên 75,5%.", "làm rõ trên 75,5%", 75.5, "%"),
        ("mỗi xã hoàn thành 03 tiêu chí nông thôn mới", "mỗi xã hoàn thành 03 tiêu chí nông thôn mới", 3, "tiêu chí"),
        ("xây dựng ít nhất 02 (hai) mô hình tự quản", "xây dựng ít nhất 02 (hai) mô hình tự quản", 2, "mô hình"),
        ("trồng 1.200 ha rừng", "trồng 1.200 ha rừng", 1200, "ha"),
        ("mỗi phường ít nhất 01 buổi tuyên truyền", "mỗi phường ít nhất 01 buổi tuyên truyền", 1, "buổi"),
    ],
)
def test_targets(text: str, target: str, amount: float, unit: str) -> None:
    found = read_targets(text, modern_tone(text))
    assert [(f.value.text, f.value.amount, f.value.unit) for f in found] == [(target, amount, unit)]
    assert [text[f.start : f.end] for f in found] == [target]


@pytest.mark.parametrize(
    "text", ["số vụ chiếm 30% toàn tỉnh", "đã giảm 12% số vụ", "xảy ra 12 vụ cháy", "02 lần/năm", "Đề án 06", "24/7"]
)
def test_statistics_are_no_targets(text: str) -> None:
    assert read_targets(text, text) == []


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Sở Xây dựng tăng cường bảo đảm trật tự, an toàn giao thông; xử lý vi phạm nồng độ cồn.",
         ("Trật tự, an toàn giao thông",)),
        ("Công an tỉnh đấu tranh với tội phạm ma túy, quản lý người nghiện và cai nghiện.",
         ("Ma túy", "Phòng, chống tội phạm")),
        ("Sở Y tế phòng, chống dịch bệnh, bảo đảm an toàn thực phẩm.", ("Y tế",)),
        ("Văn phòng theo dõi chung.", ()),
    ],
)  # fmt: skip
def test_topics(text: str, topics: tuple[str, ...]) -> None:
    assert read_topics(text) == topics


def test_one_mention_far_down_is_no_topic_and_three_are_the_most() -> None:
    assert read_topics("Sở Nội vụ rà soát biên chế. " * 10 + "lễ hội") == ()
    everything = "; ".join(words[0].partition("|")[0] for _, words in TOPICS)
    assert len(read_topics(everything)) == 3


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("UBND TỈNH\nHỎA TỐC\n", Marks(urgency="HỎA TỐC")),
        ("UBND TỈNH\nHoả tốc, hẹn giờ", Marks()),
        ("HOẢ TỐC HẸN GIỜ", Marks(urgency="HỎA TỐC")),
        ("[ K H Ẩ N ]        CỘNG HÒA XÃ HỘI", Marks(urgency="KHẨN")),
        ("THƯỢNG KHẨN\nKHẨN", Marks(urgency="THƯỢNG KHẨN")),
        ("UBND TỈNH\tLƯU HÀNH NỘI BỘ\nXEM XONG TRẢ LẠI", Marks(circulation=("LƯU HÀNH NỘI BỘ", "XEM XONG TRẢ LẠI"))),
        ("DỰ THẢO LẦN 2", Marks(draft=True)),
        ("(Dự thảo)", Marks(draft=True)),
        ("triển khai khẩn trương\nKHẨN TRƯƠNG\nDự thảo văn bản", Marks()),
    ],
)
def test_marks(text: str, marks: Marks) -> None:
    read, seats = read_marks(lines(text))
    assert read == marks
    assert bool(seats) == (marks != Marks())


@pytest.mark.parametrize(
    ("block", "form"),
    [
        (["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], "TM"),
        (["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "KT"),
        (["KT.BỘ TRƯỞNG", "THỨ TRƯỞNG"], "KT"),
        (["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"], "TL"),
        (["TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ Y TẾ"], "TUQ"),
        (["Q. GIÁM ĐỐC"], "Q"),
        (["QUYỀN CHỦ TỊCH"], "Q"),
        (["T/M BAN THƯỜNG VỤ", "K/T BÍ THƯ", "PHÓ BÍ THƯ"], "KT"),
        (["T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG"], "TL"),
        (["CHỦ TỊCH", "Nguyễn Văn A"], None),
        (["- Tm. người nhận", "KTNN"], None),
    ],
)
def test_signing(block: list[str], form: str | None) -> None:
    assert read_signing(block) == form


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Thực hiện Chỉ thị số 31/CT-UBND ngày 02/01/2025 của Chủ tịch UBND tỉnh, UBND thành phố yêu cầu:",
         ["31/CT-UBND"]),
        ("Triển khai thực hiện Chỉ thị số 09-CT/TW ngày 01/12/2011 của Ban Bí thư và Chỉ thị số 12/CT-TTg về an ninh.",
         ["09-CT/TW", "12/CT-TTg"]),
        ("Căn cứ Chỉ thị số 05/CT-BCA của Bộ trưởng; Quyết định số 12/QĐ-TTg, Công an tỉnh yêu cầu", ["05/CT-BCA"]),
        ("Để tiếp tục thực hiện nghiêm Chỉ thị số 18/CT-TTg, Chủ tịch yêu cầu các sở", ["18/CT-TTg"]),
        ("Thực hiện Quyết định số 12/QĐ-TTg và Kế hoạch số 3/KH-UBND, UBND tỉnh yêu cầu:", []),
        ("Qua 05 năm thực hiện Chỉ thị số 20/CT-UBND, tình hình có chuyển biến. UBND tỉnh yêu cầu:", []),
        ("Chỉ thị này thay thế Chỉ thị số 20/CT-UBND.", []),
        ("Thực hiện Nghị quyết số 24-NQ/TU; Chỉ thị số 20-CT/TU của Tỉnh ủy, UBND tỉnh chỉ thị:", ["20-CT/TU"]),
    ],
)  # fmt: skip
def test_carried_out_directives(text: str, numbers: list[str]) -> None:
    found = read_implements(text, text)
    assert [f.value for f in found] == numbers
    assert [text[f.start : f.end] for f in found] == numbers


def test_a_link_is_surer_where_the_sentence_goes_on_to_order() -> None:
    text = "Thực hiện Chỉ thị số 31/CT-UBND. Thực hiện Chỉ thị số 32/CT-UBND, UBND thành phố yêu cầu:"
    assert [(f.value, f.confidence) for f in read_implements(text, text)] == [("31/CT-UBND", 0.7), ("32/CT-UBND", 1.0)]
