"""Agency phrases: where a list of agencies ends, and which agencies it names."""

import re
from dataclasses import dataclass, replace

from chithi_ingest.core.evidence.confidence import GROUP
from chithi_ingest.core.names import agency_words as words
from chithi_ingest.core.names import predicate_words as predicates
from chithi_ingest.core.names.distribution import LIST_HEAD, distribute, shared_head
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.source import modern_tone

_START = re.compile(rf"(?:{words.COLLECTIVE}|{words.NAMED_HEAD}|{words.BARE_GROUP})")
_SUBJECT_START = re.compile(
    rf"(?:{words.COLLECTIVE}|{words.NAMED_HEAD}|Các (?!{words.TOPIC_NOUN})(?=[a-zđà-ỹA-ZĐ])|Quận - huyện|Địa phương)"
)
_TOKEN = re.compile(
    rf"(?P<inside>{words.INSIDE})(?!\w)"
    rf"|(?P<stop>{predicates.STOP}|(?:các|những|một số) {words.TOPIC_NOUN})(?!\w)"
    r"|(?P<shut>\n|[.!?…\"“”](?=\s|$|[./])|[“\"])"
    r"|(?P<colon>:)|(?P<semicolon>;)|(?P<open>\()|(?P<comma>,)"
    r"|(?P<word>(?:[^\s,;:()\"“”.!?…]|\.(?=\w))+)"
)
_NOUN_BEFORE = re.compile(
    r"\b(?:[Ss]ở|[Cc]ơ quan|[Đđ]ơn vị|[Dd]oanh nghiệp|tổ chức|cá nhân|[Ll]ực lượng|[Cc]ơ sở|[Cc]hủ|Trung tâm|Ban|Cục"
    r"|Chi cục|Quỹ|Đội|Tổ|Hội đồng"
    r"|Công ty|Viện|Trạm|bộ phận|Phòng|Trường|Văn phòng|Hội)\s$"
)
_PREDICATE = re.compile(rf"\s(?:{predicates.TELLS_WORK})\b")
_STEERING = re.compile(
    r"[Bb]an [Cc]hỉ (?:đạo|huy)\s(?:[\w\d]+\s)??[Pp]hòng,? chống[^.;:]{0,160}?"
    r"\b(?:tỉnh|thành phố|huyện|quận|thị xã|quốc gia|Trung ương|các cấp|các ngành, các cấp|xã(?! hội)|phường)\b"
    r"(?! [a-zđ]+ phạm)"
)
_LONGEST = 900


@dataclass(frozen=True, slots=True)
class AgencyList:
    """The agencies of a phrase, the position after it, and the text of a parenthesis in it."""

    found: tuple[Found[str], ...]
    end: int
    parenthesis: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(found.value for found in self.found)


def starts_agency(key: str, at: int = 0) -> bool:
    """Whether an agency or a group of agencies is named at this position."""
    return _START.match(key, at) is not None


def starts_subject(key: str, at: int = 0) -> bool:
    """The same at the head of a unit, where any `Các …` that is no topic counts too."""
    return _SUBJECT_START.match(key, at) is not None


def is_known(name: str) -> bool:
    """Whether a name starts with a head of the vocabulary; others were taken for a body by their place only."""
    key = modern_tone(name)
    return _START.match(key) is not None or key.startswith(("Quận - huyện", "Địa phương"))


def read_agencies(text: str, key: str, at: int = 0, *, semicolons: bool = False) -> AgencyList:
    """The agencies listed from `at` on. `semicolons` lets `;` join two agencies, as headings do."""
    pieces, end, parenthesis = _scan(key, at, semicolons=semicolons)
    once: dict[str, Found[str]] = {}
    for found in _items(text, key, pieces):
        once.setdefault(found.value, found)
    return AgencyList(tuple(once.values()), end, parenthesis)


_GOES_ON = (None, "inside", "word", "comma")  # a steering committee's name has no groups


def _scan(key: str, at: int, *, semicolons: bool) -> tuple[list[tuple[int, int]], int, str]:
    """The stretches of the phrase (parentheses cut out), its end, and the first parenthesis."""
    pieces: list[tuple[int, int]] = []
    start, position, parenthesis, limit = at, at, "", min(len(key), at + _LONGEST)
    while position < limit:
        first = key[position]
        steering = _STEERING.match(key, position) if first in "Bb" else None
        token = steering or (None if first == " " else _TOKEN.match(key, position))
        if token is None:
            position += 1
        elif token.lastgroup in _GOES_ON:
            position = token.end()
        elif token["open"]:
            close = key.find(")", position)
            if close < 0:
                break
            parenthesis = parenthesis or key[position + 1 : close]
            pieces.append((start, position))
            start = position = close + 1
        elif _ends(key, token, at, semicolons=semicolons):
            break
        else:
            position = token.end()
    pieces.append((start, position))
    return pieces, position, parenthesis


def _ends(key: str, token: re.Match[str], at: int, *, semicolons: bool) -> bool:
    if token["shut"]:
        return True
    if token["stop"]:
        described = _DESCRIBES.match(token["stop"]) and _NOUN_BEFORE.search(key, at, token.start())
        return not described or _PREDICATE.match(key, token.end()) is not None
    if token["colon"]:
        return LIST_HEAD.search(key, at, token.start()) is None
    if token["semicolon"]:
        return not (semicolons and starts_agency(key, token.end() + 1))
    return False


_LOOSE_ENDS = (",", "và", "cùng", "có", "thì")
_LOOSE_END = re.compile(r"(?:,|\s(?:và|cùng|có|thì))+$")
_DESCRIBES = re.compile(rf"(?:{predicates.DESCRIBES})(?!\w)")
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:và\s+|cùng\s+)?|\s(?:và|cùng)\s)")
_COLLECTIVE = re.compile(words.COLLECTIVE)
_NAMED = re.compile(words.NAMED_HEAD)
_BARE = re.compile(r"(?:[Cc]ấp ủy|[Cc]hính quyền|[Ll]ực lượng|phòng [A-ZĐ]|công đoàn)(?!\w)")
_OWN = re.compile(r"(?:phòng [A-ZĐ]|[Hh]ệ thống )")
_GENERAL = re.compile(
    r"(?:Cơ quan|Đơn vị|Lực lượng|Chính quyền|Cấp ủy|Lãnh đạo|Người đứng đầu|Doanh nghiệp|Chủ )(?!\w)"
)
_ALL_RANKS = re.compile(r"[Cc]ác (?:ngành|cấp)$")
_PARTY_AND = re.compile(r"[Cc]ấp ủy(?: đảng| Đảng)?$")
_OF_MINISTRIES = re.compile(r"\b(?:đơn vị|cơ quan|đơn vị hữu quan|đơn vị liên quan)\b.{0,20}\bcủa (?:các )?Bộ\b")
_MINISTRY = re.compile(r"(?:các )?(?:Bộ|Ngân hàng|Tổng cục|ngành)\b")
_BARE_PLURAL = re.compile(r"[Cc]ác (?:Sở|Vụ|Cục|Bộ|Ban|Phòng|Tập đoàn|Hội|Huyện|Quận)(?:,|$)")
_BARE_HEAD = re.compile(
    r"(?:Tập đoàn|Tổng [Cc]ông ty|Công ty|Doanh nghiệp|Hội|Đoàn thể|Ngành|Ban|Phòng|Trung tâm)(?:\s[a-zđà-ỹ]+)*\s*"
    r"(?:,|$| và |Nhà nước)"
)
_OFFICE_OF_BOTH = re.compile(r"Văn phòng (?:.* )?(?:Hội đồng nhân dân|HĐND|Đoàn (?:đại biểu Quốc hội|ĐBQH))$")
_BRANCHES = re.compile(rf"(?:[Cc]ác (?:ngành|lực lượng)|[Ll]ực lượng)\s{words.CAPITAL}")
_BRANCH = re.compile(
    r"(?:Công an|Quân (?:sự|đội)|Biên phòng|Bộ đội(?: Biên phòng)?|Hải quan|Kiểm lâm|Cảnh sát\w*|Thuế|Tòa án"
    r"|Viện kiểm sát|Thanh tra)"
    r"(?!\s(?:tỉnh|thành|huyện|xã|các|nhân dân|cấp))"
)
_OFFICES = re.compile(r"(?:Thủ trưởng|Lãnh đạo|Giám đốc|Chủ tịch|Trưởng)$")


def _items(text: str, key: str, pieces: list[tuple[int, int]]) -> list[Found[str]]:
    names: list[Found[str]] = []
    for start, end in pieces:
        names.extend(_split(text, key, start, end))
    return names


def _split(text: str, key: str, start: int, end: int) -> list[Found[str]]:
    """Cut at the separators after which a new agency starts; hand shared heads (`các Sở: A, B`) to be distributed."""
    names: list[Found[str]] = []
    item = start
    for separator in _SEPARATOR.finditer(key, start, end):
        if separator.end() >= end or separator.start() < item:
            continue
        if _opens_item(key, item, separator, end):
            names.extend(_finish(text, key, item, separator.start()))
            item = separator.end()
    names.extend(_finish(text, key, item, end))
    return names


def _opens_item(key: str, item: int, separator: re.Match[str], end: int) -> bool:
    at, left = separator.end(), key[item : separator.start()].strip()
    if shared_head(left) and not _NAMED.match(key, at) and not _COLLECTIVE.match(key, at):
        return False
    if _OF_MINISTRIES.search(left) and _MINISTRY.match(key, at):
        return False
    if _COLLECTIVE.match(key, at):
        return not (_ALL_RANKS.search(left) and _ALL_RANKS.match(key[at:end].strip()))
    if _NAMED.match(key, at):
        if _OFFICE_OF_BOTH.search(left) or (_BRANCHES.match(left) and _BRANCH.match(key, at)):
            return False
        bare = _BARE_PLURAL.match(left + ",") and _BARE_HEAD.match(key[at:end])
        return not bare and not _OFFICES.search(left)
    return _BARE.match(key, at) is not None and not _PARTY_AND.search(left)


def _finish(text: str, key: str, start: int, end: int) -> list[Found[str]]:
    raw = key[start:end]
    lead = len(raw) - len(raw.lstrip(" ,;:-–"))
    stripped = raw.strip(" ,;:-–")
    stripped = _LOOSE_END.sub("", stripped) if stripped.endswith(_LOOSE_ENDS) else stripped
    if len(stripped) < 2:
        return []
    start += lead
    return [_judged(f.moved(start), key) for f in distribute(text[start : start + len(stripped)], stripped)]


def _judged(found: Found[str], key: str) -> Found[str]:
    """A group (`các cơ quan liên quan`) or a bare noun leaves open who is meant."""
    named = (_NAMED.match(key, found.start) or _OWN.match(key, found.start)) and not _GENERAL.match(key, found.start)
    return found if found.derived or named else replace(found, confidence=GROUP)
