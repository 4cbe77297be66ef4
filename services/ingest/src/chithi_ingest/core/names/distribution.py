"""Lists that name their head once: `các Sở: Tài chính, Xây dựng` is `Sở Tài chính` and `Sở Xây dựng`."""

import re

from chithi_ingest.core.evidence.confidence import SHARED_HEAD
from chithi_ingest.core.text.found import Found

_HEADS = r"Sở|Bộ|Vụ|Cục|Ban|Phòng|Hội|Chi cục|Trung tâm|Thứ trưởng|ngành|Ngành|sở|bộ|vụ|cục|ban|phòng|huyện|Huyện"
_OFFICE = r"(?:(?P<office>Giám đốc|Thủ trưởng|Lãnh đạo|Chủ tịch|Trưởng|Bộ trưởng) )?"
_WITH_COLON = re.compile(rf"{_OFFICE}[Cc]ác (?P<head>{_HEADS})\s?:\s*")
_WITH_BRANCHES = re.compile(rf"{_OFFICE}[Cc]ác (?P<head>[Ss]ở),? (?:ban,? )?ngành\s?:\s*")
_WITHOUT_COLON = re.compile(rf"{_OFFICE}[Cc]ác (?P<head>Sở|Bộ|Vụ|Cục|Thứ trưởng)\s(?=[A-ZĐÀ-Ỹ])")
# What a colon follows when it opens a list of names.
LIST_HEAD = re.compile(
    r"\b[Cc]ác (?:[Ss]ở,? (?:ban,? )?ngành|[Nn]gành|Sở|Bộ|Vụ|Cục|Ban|Phòng|Hội|sở|bộ|vụ|cục|ban|phòng|huyện|Huyện"
    r"|Chi cục|Trung tâm)$"
)
_COMMA = re.compile(r"\s*[,;]\s*")
_AND = re.compile(r"\s+và\s+")

# Fields whose own names hold a comma, a dash or `và`; a list is cut around them.
_FIELDS = re.compile(
    r"(?:Kế hoạch và Đầu tư|(?:Nông nghiệp|NN) và PTNT|(?:KH|GD) và ĐT|TN và MT|TT và TT|KH và CN"
    r"|Nông nghiệp và Phát triển [Nn]ông thôn|Nông nghiệp và Môi trường|Tài nguyên và Môi trường"
    r"|Khoa học và Công nghệ|Khoa học,? Công nghệ và Môi trường|Thông tin và Truyền thông|Giáo dục và Đào tạo"
    r"|Lao động\s?[-–,]\s?Thương binh và Xã hội|Văn h[óo]a,? Thể thao và Du lịch|Văn h[óo]a và Thể thao"
    r"|Văn h[óo]a và Thông tin"
    r"|Văn h[óo]a,? Thông tin và Thể thao|Dân tộc và Tôn giáo|Bưu chính,? Viễn thông|Quy hoạch và Kiến trúc"
    r"|Thương mại và Du lịch"
    r"|Tài chính và Kế hoạch|Công nghiệp và Thương mại)"
)


def shared_head(left: str) -> bool:
    """Whether the item so far is a plural head that the next capitalised names may share."""
    return bool(_WITH_COLON.match(left) or _WITH_BRANCHES.match(left) or _WITHOUT_COLON.match(left))


def announces_names(key: str) -> bool:
    """Whether a line ends with a head that the names below share: `đối với các Sở:`."""
    return key.endswith(":") and LIST_HEAD.search(key[:-1].rstrip()) is not None


def distribute(text: str, key: str) -> list[Found[str]]:
    """One name each, or the phrase as it is when it names its head only for itself."""
    match = _WITH_COLON.match(key) or _WITH_BRANCHES.match(key) or _WITHOUT_COLON.match(key)
    if match is None:
        return [Found(text, 0, len(text))]
    members = _members(key, match.end())
    if len(members) < 2 and match.re is _WITHOUT_COLON:
        return [Found(text, 0, len(text))]
    head = match["head"][0].upper() + match["head"][1:]
    head = f"{match['office']} {head}" if match["office"] else head
    return [Found(f"{head} {text[start:end]}", start, end, SHARED_HEAD, derived=True) for start, end in members]


def _members(key: str, at: int) -> list[tuple[int, int]]:
    """The places between the commas and the last `và` from `at` on, around the names of known fields."""
    shield = _FIELDS.sub(lambda m: "x" * len(m.group()), key)
    cuts = [(m.start(), m.end()) for m in _COMMA.finditer(shield, at)]
    cuts += [(m.start(), m.end()) for m in _AND.finditer(shield, at)][-1:]
    cuts.sort()
    members, start = [], at
    for left, right in [*cuts, (len(key), len(key))]:
        bare = key[start:left].strip()
        if bare:
            begin = key.index(bare, start)
            members.append((begin, begin + len(bare)))
        start = right
    return members
