"""The number, letter or dash that a paragraph starts with."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["part", "upper", "roman", "article", "number", "decimal", "parenthesis", "letter", "bullet"]

LEVEL: dict[Kind, int] = {
    "part": 0,
    "upper": 1,
    "roman": 2,
    "article": 3,
    "number": 4,
    "decimal": 5,
    "parenthesis": 6,
    "letter": 7,
    "bullet": 8,
}
LETTERS = "abcdđeghiklmnopqrstuvxy"
_FIRST = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6}
_ROMAN_VALUE = {"I": 1, "V": 5, "X": 10}
_MARKER = re.compile(
    r"""(?:
      (?P<part>(?:PHẦN|Phần)\s+(?:(?:THỨ|thứ)\s+)?(?P<part_no>[IVX]{1,4}|\d{1,2}|\w{2,5}))\s*[.:]?(?=\s|$)
    | (?:ĐIỀU|Điều)\s+(?P<article>\d{1,3})\s*[.:](?=\s|$)
    | (?P<roman>[IVX][IVXivxl1]{0,4}|[1l]{1,2}[IVX][IVXl1]{0,3}|IH|H[Il1])\s?(?:[.)/](?:[-–](?=\s))?|[-–](?=\s))
      (?=\s|[A-ZĐÀ-Ỹ]|$)
    | (?P<upper>[A-HKLM])\s?[.)/](?:[-–](?=\s))?(?=\s|$)
    | (?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})\s?(?:[.)/]|[-–](?=\s))?(?=\s|[A-ZĐÀ-Ỹ]|$)
    | (?P<number>\d{1,3}|l[\dl]?)\s?(?:[./](?:[-–](?=\s))?(?=\s|["“A-ZĐÀ-Ỹ]|$)|[-–:](?=\s?["“A-ZĐÀ-Ỹ]))
    | (?P<parenthesis>\(?\d{1,2})\)(?=\s|["“A-ZĐÀ-Ỹ]|$)
    | (?P<letter>[a-zđ©])\s?(?:[)./](?=\s|["“A-ZĐÀ-Ỹ]|$)|[-–](?=\s["“A-ZĐÀ-Ỹ]))
    | (?P<bullet>[-–—•*·▪●○➢✓+])(?=\s|["“\w])
    )\s*""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Marker:
    """An ordinal as found: its kind, its value (a path for decimals), how it is printed, and its length.

    `sure` when the ordinals around it prove it, so that it needs no forerunner.
    """

    kind: Kind
    value: tuple[int, ...]
    printed: str
    length: int
    sure: bool = False


def marker(key: str) -> Marker | None:
    """The ordinal at the start of a line or paragraph, or `None`."""
    match = _MARKER.match(key)
    if match is None:
        return None
    kind = next(name for name in LEVEL if match.group(name) is not None)
    value, printed = _read(kind, match)
    return Marker(kind, value, printed, match.end()) if value else None


def _read(kind: Kind, match: re.Match[str]) -> tuple[tuple[int, ...], str]:
    raw = match.group(kind)
    if kind == "bullet":
        return (1,), "-"
    if kind in ("roman", "part"):
        value = _roman(raw) if kind == "roman" else _part(match.group("part_no"))
        return ((value,), to_roman(value)) if value else ((), raw)
    if kind == "letter":
        letter = "c" if raw == "©" else raw
        at = LETTERS.find(letter)
        return ((at + 1,) if at >= 0 else ()), letter
    if kind == "upper":
        return (ord(raw) - ord("A") + 1,), raw
    numbers = tuple(int(n) for n in raw.strip("(").replace("l", "1").split("."))
    return numbers, ".".join(map(str, numbers))


def _part(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _FIRST.get(word.lower()) or _roman(word)


def _roman(raw: str) -> int:
    """`IV`, and what lower-casing or poor recognition makes of it: `Iv`, `Il`, `1V`, `HI`; 0 when it is none."""
    numeral = raw.replace("l", "I").replace("1", "I").replace("H", "II").upper()
    digits = [_ROMAN_VALUE.get(c, 0) for c in numeral]
    if 0 in digits:
        return 0
    total = sum(-d if d < after else d for d, after in zip(digits, [*digits[1:], 0], strict=True))
    return total if to_roman(total) == numeral else 0


def to_roman(value: int) -> str:
    """A Roman numeral below 40."""
    tens, ones = divmod(max(value, 0), 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
