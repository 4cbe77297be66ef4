"""The vocabulary of agency phrases: heads that open one, and phrases that are part of one."""

import re

_FIRST_LETTER = re.compile(r"[^\W\d_](?![?*+{])")


def either(*phrases: str) -> str:
    """One alternation, the longest phrase first; under one first letter each, which makes it quick to rule out."""
    found = sorted((p for block in phrases for p in re.split(r"\s*\n\s*|\s*;\s*", block) if p), key=len, reverse=True)
    under: dict[str, list[str]] = {}
    for phrase in found:
        under.setdefault(phrase[0] if _FIRST_LETTER.match(phrase) else "", []).append(phrase)
    others = under.pop("", [])
    return "|".join([*others, *(f"{letter}(?:{'|'.join(p[1:] for p in rest)})" for letter, rest in under.items())])


CAPITAL = r"[A-ZĐÀ-Ỹ]"

# Heads that open a named agency or office. Each lookahead keeps out the verb or noun that starts the same way
# (`Ban hành`, `Phòng ngừa`, `Báo cáo`, `Vụ án`, `Bộ máy`).
NAMED_HEAD = (
    r"(?:"
    rf"(?:Sở|Vụ|Cục|Tổng cục|Bộ|Tòa|Báo|Huyện|Quận|Thị xã|Ngành)(?=\s{CAPITAL})"
    r"|(?:Chi cục|Kho bạc|Ngân hàng|Bảo hiểm [Xx]ã hội|BHXH|Thuế|Hải quan|Kiểm lâm|Bưu điện|Điện lực|Viễn thông)(?=\s)"
    rf"|Ban(?=\s(?:{CAPITAL}|chỉ đạo|chỉ huy|quản lý|an toàn|dân tộc|thi đua|thường vụ|thường trực|tổ chức"
    rf"|tuyên giáo|dân vận"
    r"|nội chính|quân|công tác|vận động|tôn giáo|liên lạc|bảo vệ|điều phối|giám đốc))"
    rf"|Phòng(?=\s(?:{CAPITAL}|chức năng|chuyên môn))"
    rf"|Bộ (?=[Cc]hỉ huy|[Tt]ư lệnh|đội)"
    r"|Công an(?!\w)|(?:CATP|CA|BCĐ|BCH|BCHQS|BCHBĐBP|BĐBP|LĐLĐ|BQL|KBNN|NHNN|TTYT|HLHPN|HND"
    r"|MTTQVN|VNPT|Viettel|MobiFone|EVN|Công đoàn)(?!\w)|Quân sự|Biên phòng|Bộ đội|Cảnh sát"
    r"|(?:Ủy ban|UBND|UBMTTQ|UB MTTQ|HĐND|MTTQ)(?!\w)|Hội đồng(?=\s)|Mặt trận(?=\s)"
    rf"|Văn phòng|VP(?=\s)|Viện(?=\s(?:[Kk]iểm|{CAPITAL}))|VKSND|TAND|Tòa án|Thanh tra(?=\s(?:tỉnh|thành|Sở|Bộ"
    rf"|{CAPITAL}|huyện|quận|xã|thị|các|nhà))|(?<=với )Thanh tra(?=,)|(?<=, )Thanh tra(?=,)"
    rf"|Liên đoàn|Liên hiệp|Liên minh|Hiệp hội|Hội(?=\s(?:{CAPITAL}|liên hiệp|nông|cựu|chữ|phụ|luật|sinh))|Đoàn(?=\s"
    rf"(?:{CAPITAL}|thanh|kinh|đại))"
    rf"|(?:Tỉnh|Thành|Huyện|Quận|Thị) [Đđ]oàn|Trung ương|Tỉnh ủy|Thành ủy|Huyện ủy|Quận ủy|Thị ủy|Đảng ủy"
    rf"|Cấp ủy|Ban cán sự|Đảng đoàn|Đoàn đảng"
    rf"|Đài(?=\s)|Báo(?= và| tỉnh| thành| địa)|Cổng(?=\s)|Trung tâm|Trạm(?=\s)|Đồn(?=\s)|Hạt(?=\s)"
    rf"|Đội(?=\s(?!ngũ))|Tổ(?=\s(?:công tác"
    rf"|{CAPITAL}|dân phố|chức năng|giúp))"
    rf"|Trường(?=\s(?!hợp))|Học viện|Đại học|Bệnh viện|Nhà máy|Công ty|Tổng [Cc]ông ty|Tập đoàn|Doanh nghiệp"
    rf"|Hợp tác xã|Quỹ(?=\s)|Chủ đầu tư"
    r"|Chủ các|Chủ (?=doanh|cơ sở|rừng|phương tiện|hộ|sử dụng)|Cơ quan|Đơn vị|Lực lượng|Chính quyền|Thường trực"
    r"|Ban Thường vụ"
    r"|(?:Phó )?Chủ tịch|(?:Phó )?Giám đốc|Tổng [Gg]iám đốc|(?:Phó )?Thủ trưởng|(?:Phó )?Thủ tướng"
    r"|Lãnh đạo(?=\s(?!,|công tác"
    r"|toàn))|Người đứng đầu"
    r"|Thứ trưởng|Bộ trưởng|Vụ trưởng|Viện trưởng|Chủ nhiệm|Chánh|(?:Phó )?Trưởng|Tổng cục trưởng"
    r"|Cục trưởng|Chỉ huy trưởng"
    r"|Hiệu trưởng|Đồng chí"
    r"|Tư lệnh"
    r"|Bí thư|Bộ Tư lệnh|Quân khu|Vùng (?=Cảnh|Hải)|Chính phủ|Thương vụ|Đại sứ quán|Nhà xuất bản|Cấp (?=huyện|xã"
    r"|tỉnh)|Kiểm toán"
    r"|Vườn [Qq]uốc gia|Khu (?=[Qq]uản lý|[Bb]ảo tồn)|TT(?=\s(?:Tỉnh|HĐND))|CVP"
    r")"
)
# Plural nouns of doers that a collective may start with: `các cơ quan`, `những đơn vị`, `lực lượng`.
GROUP_NOUN = either(
    r"cơ quan; đơn vị; sở; Sở; ban(?! hành); Ban; phòng(?!,| chống| ngừa); Phòng; ngành; Ngành; cấp; Cấp; địa phương"
    r"; tổ chức; đoàn thể"
    r"; hội; Hội; doanh nghiệp; công ty; Công ty; tổng công ty; Tổng công ty; Tổng Công ty; tập đoàn; Tập đoàn"
    r"; huyện; Huyện; quận; Quận"
    r"; thành phố; thị xã; Thị xã; xã; Xã; phường; Phường; thị trấn; tỉnh; Tỉnh; bộ; Bộ; vụ(?! án| việc); Vụ(?! án"
    r"| việc); cục; Cục"
    r"; chi cục; Chi cục; trường; Trường; nhà trường; bệnh viện; Bệnh viện; trung tâm; Trung tâm; lực lượng"
    r"; đồng chí; Thứ trưởng"
    r"; thành viên; cá nhân; cán bộ; hộ gia đình; chủ đầu tư; chủ (?=rừng|cơ sở|phương tiện|hộ|doanh); cơ sở; mạng"
    r"; hợp tác xã; Hợp tác xã; làng; thôn; khu"
    r"; ban quản lý; Ban quản lý; Ban Quản lý; cấp ủy; Cấp ủy; chính quyền; Chính quyền; Ủy ban; UBND; viện; Viện"
    r"; báo; Báo; đài; Đài"
    r"; Thương vụ; thủ trưởng; Thủ trưởng; giám đốc; Giám đốc; Chủ tịch; chủ tịch; nhà thầu; nhà máy; tòa án; Tòa án"
    r"; đồn; Đồn; tổ; Tổ"
    r"; đội(?! ngũ); Đội(?! ngũ); Hiệp hội; hiệp hội; Liên đoàn; Đoàn thể; cơ quan báo chí; quỹ; ngân hàng"
    r"; Ngân hàng; Tòa; Kho bạc"
    r"; Đoàn; Công an; công an; Đảng ủy; đảng ủy; Học viện; hộ; người đứng đầu; trạm; Trạm; sư đoàn; trung đoàn; Bộ đội"
    r"; phòng(?= chức năng| chuyên môn|,\s*(?:ban|đơn vị|cơ quan|tổ|trung tâm|đội))"
)
COLLECTIVE = (
    rf"(?:[Cc]ác|[Nn]hững|[Mm]ột số|[Tt]oàn thể(?: các)?|[Tt]ất cả(?: các)?|[Mm]ỗi|[Tt]ừng)\s(?:{GROUP_NOUN})(?!\w)"
)
BARE_GROUP = (
    r"(?:(?:[Cc]ấp ủy|[Cc]hính quyền|[Ll]ực lượng|[Ss]ở,(?= ban| ngành)|cơ quan|đơn vị|đoàn thể|doanh nghiệp"
    r"|[Pp]hòng,(?= ban| đơn vị)|[Bb]an,(?= ngành)|[Bb]ộ,(?= ban| ngành| cơ quan| địa phương)"
    r"|cấp(?= huyện| xã| tỉnh| có thẩm quyền)|phòng(?= (?:Giáo|Tư|Văn|Tài|Nội|Kinh|Công|Lao|Nông|Y)\b)|thủ trưởng"
    r"|lãnh đạo(?= các)|người đứng đầu|[Hh]ệ thống(?= (?:thông tin|truyền thanh))|[Nn]gành(?= [A-ZĐÀ-Ỹa-z])"
    r"|ban chỉ đạo|ban chỉ huy|ban quản lý|bộ phận|công an|[Qq]uận - huyện|[Ss]ở - ngành|công đoàn|địa phương)(?!\w))"
)
# Plural nouns that open a topic, never a doer.
TOPIC_NOUN = (
    r"(?:giải pháp|nhiệm vụ|nội dung|công việc|biện pháp|chỉ tiêu|mục tiêu|hoạt động|văn bản|dự án|công trình"
    r"|quy định|chính sách"
    r"|vấn đề|hành vi|trường hợp|khoản|loại|chương trình|kế hoạch|đề án|tiêu chí|yêu cầu|điều kiện|vụ án|vụ việc"
    r"|hình thức|bước|hạng mục"
    r"|nguyên nhân|tồn tại|hạn chế|lĩnh vực|nguồn|tuyến|phong trào|chế độ|thủ tục|hồ sơ|báo cáo)"
)

# Phrases in which words of the stop list below are part of a name or of a description.
INSIDE = either(
    r"(?:đã\s)?được (?:giao|phân công)(?: nhiệm vụ)?(?: chủ trì)?(?: soạn thảo)?(?: văn bản)?"
    r"; (?<=quan )chủ trì soạn thảo(?: văn bản)?; (?<=vị )chủ trì soạn thảo(?: văn bản)?"
    r"; (?:lực lượng )?tham gia bảo vệ an ninh, trật tự ở cơ sở; bảo đảm an ninh, trật tự ở cơ sở; bảo vệ thực vật"
    r"; bảo vệ môi trường; bảo vệ dân phố; chăm sóc sức khỏe"
    r"; kiểm sát nhân dân; cảnh sát điều tra; thường trực; thường vụ; phát triển nông thôn; phát triển quỹ đất"
    r"; phát triển cụm công nghiệp"
    r"; quản lý (?:nhà nước|chuyên ngành|thị trường|đô thị|dự án|các khu|khu|rừng|chất lượng); kiểm soát bệnh tật"
    r"; xúc tiến (?:thương mại|đầu tư)"
    r"; phòng cháy,? (?:và )?chữa cháy(?:(?:,| và) cứu nạn, cứu hộ)?; cứu nạn, cứu hộ; tìm kiếm,? cứu nạn"
    r"; thi hành án(?: dân sự| hình sự)?"
    r"; bảo vệ pháp luật; tiến hành tố tụng; hoạt động kinh doanh; không nhằm; kinh doanh vận tải; sử dụng lao động"
    r"; sản xuất, kinh doanh"
    r"; điều tra; theo phân cấp; trong (?:Bộ|ngành|tỉnh|khối|nước|và ngoài|tỉnh); tại (?:nước ngoài|các nước"
    r"|địa phương|các địa phương|cơ sở)"
    r"; trên địa bàn(?: (?:các )?(?:tỉnh|thành phố|huyện|quận|xã|phường)(?: [A-ZĐÀ-Ỹ]\w*){0,3})?; đóng trên địa bàn"
    r"(?: tỉnh| thành phố)?"
    r"; sự nghiệp công lập; (?:ngoài )?công lập; độc lập; tự vệ; việc làm; [Nn]goại giao; "
    r"(?<=đồng )phối hợp phổ biến,? giáo dục pháp luật; thuộc (?:diện|phạm vi|thẩm quyền|quyền) quản lý"
    r"(?: về phòng cháy,? (?:và )?chữa cháy)?; [Tt]rật tự; giáo dục nghề nghiệp; có (?:liên quan|chức năng"
    r"|thẩm quyền|di tích|rừng|trách nhiệm liên quan); cấp có thẩm quyền"
    r"; đào tạo; giáo dục; thông tin; tuyên truyền viên; khai thác thủy sản; quản lý đường bộ; đăng kiểm; giám định"
    r"; vận hành hồ chứa; bảo vệ an ninh,? trật tự ở cơ sở; quản lý hành chính về trật tự xã hội; phòng thủ dân sự"
    r"; quản lý xuất nhập cảnh; hỗ trợ tư pháp; thuộc diện [a-zđà-ỹ]+ [a-zđà-ỹ]+(?: giá)?; trả kết quả"
    r"; chung về xây dựng pháp luật; quản lý xây dựng(?: chuyên ngành)?; sở tại; [Tt]hi đua,? khen thưởng"
    r"; (?<=ứu )phát triển(?: kinh tế - xã hội)?"
    r"; (?:điều tra |phòng, chống )?tội phạm (?:về|sử dụng) (?:ma túy|môi trường|trật tự xã hội|kinh tế|tham nhũng"
    r"|công nghệ cao)(?:, kinh tế, buôn lậu)?"
    r"; công tác (?:[A-ZĐÀ-Ỹ]|đề án|chỉ đạo|phòng, chống)(?:[\w]*); thường trực công tác quốc phòng; chỉ đạo"
    r"(?= phòng| Đề án| \d)"
    r"; và Đào tạo; Quản lý(?: các khu công nghiệp)?; Bảo vệ; Thi đua; thi đua - khen thưởng"
)
