"""The taxonomy of topics: each name with the words that are evidence for it. A person may enter any other topic.

Words are in lower case; `|` parts spellings of one word.
"""

TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("An ninh, trật tự", (
        "an ninh, trật tự|an ninh trật tự", "an ninh chính trị", "an toàn xã hội", "bảo vệ an ninh", "điểm nóng",
        "tụ tập đông người", "khủng bố", "bạo loạn", "gây rối",
    )),
    ("Phòng, chống tội phạm", (
        "tội phạm", "băng nhóm", "truy nã", "trộm cắp", "lừa đảo", "cướp", "tín dụng đen", "tố giác",
        "mua bán người", "đánh bạc", "cờ bạc",
    )),
    ("Ma túy", (
        "ma túy", "cai nghiện", "người nghiện", "tiền chất", "chất gây nghiện",
    )),
    ("Trật tự, an toàn giao thông", (
        "an toàn giao thông", "trật tự giao thông", "tai nạn giao thông", "nồng độ cồn", "hành lang an toàn",
        "quá tải", "đường sắt", "điểm đen", "lái xe", "ùn tắc", "phương tiện giao thông", "mũ bảo hiểm",
        "đường thủy",
    )),
    ("Phòng cháy, chữa cháy", (
        "phòng cháy", "chữa cháy", "cháy, nổ|cháy nổ", "cứu nạn, cứu hộ|cứu nạn cứu hộ", "hỏa hoạn", "thoát nạn",
    )),
    ("Vũ khí, vật liệu nổ, pháo", (
        "vũ khí", "vật liệu nổ", "công cụ hỗ trợ", "pháo", "đốt pháo", "pháo nổ",
    )),
    ("An ninh mạng", (
        "an ninh mạng", "an toàn thông tin", "không gian mạng", "mạng xã hội", "tin giả", "lộ, lọt",
        "bí mật nhà nước", "dữ liệu cá nhân",
    )),
    ("Cư trú, căn cước", (
        "cư trú", "căn cước", "định danh điện tử", "dữ liệu quốc gia về dân cư", "đề án 06|đề án số 06", "tạm trú",
        "xuất nhập cảnh", "nhập cảnh", "người nước ngoài",
    )),
    ("Quốc phòng, quân sự", (
        "quốc phòng", "quân sự", "dân quân", "tuyển quân", "nghĩa vụ quân sự", "khu vực phòng thủ",
        "dự bị động viên", "diễn tập", "gọi công dân nhập ngũ",
    )),
    ("Biên giới, biển đảo", (
        "biên giới", "biên phòng", "vùng biển", "cửa khẩu", "buôn lậu", "khai thác iuu", "tàu cá", "chủ quyền",
    )),
    ("Gian lận thương mại, hàng giả", (
        "gian lận thương mại", "hàng giả", "hàng cấm", "kém chất lượng", "sở hữu trí tuệ", "quản lý thị trường",
        "bình ổn giá|bình ổn thị trường", "găm hàng",
    )),
    ("Phòng, chống thiên tai", (
        "thiên tai", "bão", "lũ", "lụt", "sạt lở", "hạn hán", "đê điều", "xâm nhập mặn", "hồ chứa",
        "tìm kiếm cứu nạn|tìm kiếm, cứu nạn", "mưa lớn",
    )),
    ("Môi trường", (
        "bảo vệ môi trường", "ô nhiễm", "chất thải", "rác thải", "nước thải", "khí thải", "biến đổi khí hậu",
    )),
    ("Đất đai, xây dựng", (
        "đất đai", "giải phóng mặt bằng", "quy hoạch", "trật tự xây dựng", "thu hồi đất", "khoáng sản",
        "giấy chứng nhận quyền sử dụng đất", "nhà ở", "cát, sỏi|cát sỏi",
    )),
    ("Nông nghiệp, nông thôn", (
        "nông nghiệp", "nông thôn mới", "gieo trồng", "vụ xuân|vụ đông xuân", "vụ mùa", "chăn nuôi", "dịch tả lợn",
        "cúm gia cầm", "thủy sản", "thủy lợi", "bảo vệ rừng", "cháy rừng", "lâm nghiệp", "bệnh dại",
        "dịch bệnh động vật",
    )),
    ("Y tế", (
        "dịch bệnh", "khám, chữa bệnh|khám bệnh, chữa bệnh", "bệnh viện", "an toàn thực phẩm", "bảo hiểm y tế",
        "tiêm chủng", "vắc xin", "sốt xuất huyết", "dân số", "ngộ độc",
    )),
    ("Giáo dục và đào tạo", (
        "giáo dục", "học sinh", "sinh viên", "năm học", "nhà trường", "giáo viên", "kỳ thi", "bạo lực học đường",
        "đuối nước", "trẻ em",
    )),
    ("Lao động, an sinh xã hội", (
        "lao động", "việc làm", "giảm nghèo", "hộ nghèo", "người có công", "bảo trợ xã hội", "bảo hiểm xã hội",
        "tiền lương", "an sinh xã hội", "gia đình chính sách",
    )),
    ("Văn hóa, du lịch, lễ hội", (
        "lễ hội", "du lịch", "di tích", "karaoke", "nếp sống văn minh", "di sản", "thể thao", "gia đình văn hóa",
        "quảng cáo", "mê tín",
    )),
    ("Ngân sách, đầu tư công", (
        "ngân sách", "đầu tư công", "giải ngân", "dự toán", "thu ngân sách", "nợ đọng", "kinh phí", "thất thu",
        "tiết kiệm, chống lãng phí", "kế hoạch vốn", "trốn thuế",
    )),
    ("Cải cách hành chính, chuyển đổi số", (
        "cải cách hành chính", "thủ tục hành chính", "chuyển đổi số", "một cửa", "dịch vụ công",
        "kỷ luật, kỷ cương|kỷ luật kỷ cương", "chính quyền điện tử", "chữ ký số", "kỷ cương hành chính", "văn thư",
    )),
    ("Pháp luật, tư pháp", (
        "phổ biến, giáo dục pháp luật|phổ biến giáo dục pháp luật", "văn bản quy phạm pháp luật", "thi hành án",
        "truy tố", "xét xử", "trợ giúp pháp lý", "hòa giải", "kiểm sát",
    )),
    ("Tiếp công dân, khiếu nại, tố cáo", (
        "tiếp công dân", "khiếu nại", "tố cáo", "khiếu kiện", "đơn thư",
    )),
    ("Phòng, chống tham nhũng", (
        "tham nhũng", "tiêu cực", "lãng phí", "kê khai tài sản", "xung đột lợi ích",
    )),
    ("Dân tộc, tôn giáo", (
        "tôn giáo", "dân tộc thiểu số", "đồng bào dân tộc", "tín ngưỡng", "chức sắc", "truyền đạo", "tà đạo",
    )),
    ("Phong trào toàn dân", (
        "toàn dân bảo vệ an ninh", "phong trào toàn dân", "ngày hội toàn dân", "thi đua", "khen thưởng",
        "vận động quần chúng|vận động nhân dân", "mô hình tự quản", "khối đại đoàn kết",
    )),
    ("Bầu cử", (
        "bầu cử", "cử tri", "ứng cử", "hiệp thương", "đại biểu quốc hội",
    )),
    ("Thông tin, tuyên truyền", (
        "tuyên truyền", "báo chí", "phát thanh", "truyền hình", "truyền thông", "phóng sự", "cổng thông tin",
    )),
)  # fmt: skip
