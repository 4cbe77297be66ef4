"""Vietnamese text made comparable: tone placement, diacritics and common abbreviations folded."""

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"
ABBREVIATIONS = (
    (re.compile(r"\buy ban nhan dan\b"), "ubnd"),
    (re.compile(r"\bhoi dong nhan dan\b"), "hdnd"),
    (re.compile(r"\b(?:uy ban )?(?:mat tran to quoc|mttq)(?: viet nam)?\b"), "mttq"),
    (re.compile(r"\btp\b"), "thanh pho"),
    (re.compile(r"\btx\b"), "thi xa"),
    (re.compile(r"\bva\b"), " "),
)


def fold(text: str) -> str:
    """Lower case, NFC, each word's tone mark moved to its end: `Uỷ`, `Ủy` and their NFD forms become one."""
    return " ".join(_tone_last(word) for word in unicodedata.normalize("NFD", text).lower().split())


def plain(text: str) -> str:
    """Lower case without any diacritic, punctuation as single spaces: what a keyboard without Vietnamese gives."""
    letters = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def key(text: str) -> str:
    """The form in which names of agencies and units are compared: plain, with office words abbreviated."""
    folded = plain(text)
    for pattern, short in ABBREVIATIONS:
        folded = pattern.sub(short, folded)
    return " ".join(folded.split())


def slug(text: str, *, limit: int = 60) -> str:
    """An id part made of plain words."""
    return plain(text).replace(" ", "-")[:limit].strip("-")


def _tone_last(word: str) -> str:
    tones = "".join(char for char in word if char in TONES)
    letters = "".join(char for char in word if char not in TONES)
    return unicodedata.normalize("NFC", letters) + tones
