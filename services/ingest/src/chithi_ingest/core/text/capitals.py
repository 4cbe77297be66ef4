"""Headings in capitals, or without any, lowered or raised so that the grammar of names can read them."""

import re

_HEAD = re.compile(
    r"(?<!\w)(?<!các )(?:(?<!cơ )(?<!trụ )sở|(?<!cán )(?<!đồng )(?<!nội )(?<!toàn )(?<!tiến )(?<!đường )bộ"
    r"(?! máy| luật| phận)|(?<!nhiệm )(?<!dịch )(?<!phục )(?<!nghiệp )(?<!chức )(?<!nghĩa )vụ(?! án| việc)"
    r"|cục|tổng cục|chi cục|ban(?! hành| đầu)"
    r"|(?<!quốc )(?<!đề )(?<!dự )phòng(?! ngừa|,| chống| cháy)|ủy ban|ubnd|hđnd|công an|thanh tra"
    r"|văn phòng|tòa án|viện|đài|hội(?! nghị| nhập| họp)|đoàn(?! kết| viên)|liên đoàn|mặt trận|kho bạc"
    r"|ngân hàng|bảo hiểm xã hội|trung tâm|trường(?! hợp)|tỉnh ủy|thành ủy|huyện ủy|chủ tịch|giám đốc|thủ trưởng"
    r"|bộ đội|hội đồng|đảng ủy|quân khu|thị xã)(?!\w)(?:\s\w)?"
)
_FIRST = re.compile(r"\w")


def spoken(key: str, *, heading: bool = False) -> str:
    """`ĐỐI VỚI SỞ Y TẾ` as `Đối với Sở Y tế`, letter for letter; a `heading` also from small letters."""
    if not key.isupper() and not (heading and key[1:].islower()):
        return key
    low = key.lower()
    if len(low) != len(key):
        return key
    return _FIRST.sub(lambda first: first.group().upper(), _HEAD.sub(_capitalised, low), count=1)


def _capitalised(match: re.Match[str]) -> str:
    words = match.group()
    return (
        words[0].upper() + words[1:-1] + words[-1].upper() if words[-2:-1].isspace() else words[0].upper() + words[1:]
    )
