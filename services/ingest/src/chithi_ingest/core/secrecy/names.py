"""Secrecy stamps in the name of a file and in its properties."""

import re
from collections.abc import Iterator, Sequence

from chithi_ingest.core.secrecy.stamps import highest
from chithi_ingest.core.text.letters import latin, unmarked
from chithi_ingest.core.text.source import clean

_BRACKETED = re.compile(
    r"[(\[{]\W{0,3}(?:(?:độ|do)\W{1,3})?(?P<mark>(?:tuy[ệe]t|t[ốo]i)?[\W_]{0,3}m[ậa]t)\W{0,3}[)\]}]", re.I
)
_PROPERTY = re.compile(
    r"\W{0,4}(?:(?:độ|do) m[ậa]t\W{1,3})?(?P<mark>(?:tuy[ệe]t |t[ốo]i )?m[ậa]t)\W{0,4}", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+")
_LETTERS_ONLY = re.compile(r"[^\W\d_]+")
# Words that make `mật` (or an unmarked `mat`) part of another word: mật khẩu, mặt trận, bí mật, ra mắt.
_AFTER = re.compile(
    r"khau|ma|do|ong|vu|bao|thu|tran|bang|hang|duong|nuoc|troi|cau|tien|phang|dat|tich|the|sat|na|ngu|an|hai|tai|chua"
    r"|loi|luoi|vuon|uoc|nghi"
)
_BEFORE = re.compile(
    r"bi|bao|co|ra|gap|be|gio|so|ngoai|trong|chan|sap|mo|vang|mong|than|giu|dong|duong|bo|bon|guong|che|lam"
)


def find_stamp_in_name(name: str) -> str | None:
    """The stamp that a file name carries as a word of its own: `MẬT_CT12.pdf`, `CT 12 (MẬT).docx`, `toi-mat.txt`.

    `Mặt trận`, `mật khẩu`, `bí mật nhà nước` and their unmarked forms are no stamps.
    """
    stem = latin(re.split(r"[/\\]", name)[-1])
    stem = re.sub(r"\.(?!mat$)[A-Za-z0-9]{1,5}$", "", stem, flags=re.IGNORECASE) or stem
    words = _WORD.findall(stem)
    return highest([*(match["mark"] for match in _BRACKETED.finditer(stem)), *_in_words(words)])


def find_stamp_in_property(value: str) -> str | None:
    """The stamp that a property of a file (subject, keywords, category) or one of its parts consists of."""
    parts = re.split(r"[,;|/\n]|\s[-–—]\s", latin(value))
    return highest(match["mark"] for part in parts if (match := _PROPERTY.fullmatch(clean(part))))


def _in_words(words: Sequence[str]) -> Iterator[str]:
    plain = [unmarked(word).lower() for word in words]
    for at, word in enumerate(plain):
        if word in ("toimat", "tuyetmat"):
            yield f"{word[:-3]} mat"
        if word != "mat" or words[at].lower() not in ("mat", "mật"):
            continue
        before = plain[at - 1] if at else ""
        after = plain[at + 1] if at + 1 < len(plain) else ""
        if before in ("toi", "tuyet"):
            yield f"{before} mat"
        elif not (_BEFORE.fullmatch(before) or _AFTER.fullmatch(after)) and _apart(words, at):
            yield "mat"


def _apart(words: Sequence[str], at: int) -> bool:
    """A marked `mật` needs no more; an unmarked one stands at an end of the name or beside numbers and symbols."""
    if words[at].lower() == "mật":
        return True
    beside = [words[i] for i in (at - 1, at + 1) if 0 <= i < len(words)]
    return len(beside) < 2 or all(not _LETTERS_ONLY.fullmatch(word) or word.isupper() for word in beside)
