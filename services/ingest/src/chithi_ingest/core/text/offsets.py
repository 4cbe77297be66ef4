"""Where each character of a cleaned line stands in the line as it was given."""

import re
import unicodedata
from collections.abc import Iterator

INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# What other programs write around words in plain text: `**Bộ Y tế**`, `__1.__`, `*Nơi nhận:*`, `## 1.`, `1\.`; a
# lone star or dash before a space is a bullet and stays.
EMPHASIS = re.compile(
    r"\*{2,}|_{2,}|(?<![^\s(\[\"“])\*(?=[^\W_])|(?<=[^\s*(])\*(?=[\s.,:;!?)]|$)|^#{1,6}(?=\s)|\\(?=[.()*_#+-])"
)
SPACE = re.compile(r"[\s\x00-\x1f\x7f\u00a0|]+")


def offsets(raw: str, length: int) -> list[tuple[int, int]]:
    """The source range of every character of the cleaned line, which is `length` long.

    A letter and its combining marks map to their whole range, a run of white space to its first character.
    """
    places = list(_places(raw))
    if len(places) == length:
        return places
    return [(0, len(raw))] * length  # a script whose letters compose across clusters: the whole line is the place


def _places(raw: str) -> Iterator[tuple[int, int]]:
    gap: tuple[int, int] | None = None
    begun = False
    marked = {at for match in EMPHASIS.finditer(raw) for at in range(*match.span())}
    for start, end in _clusters(raw):
        if start in marked:
            continue
        for character in unicodedata.normalize("NFC", raw[start:end]):
            if INVISIBLE.match(character):
                continue
            if SPACE.match(character):
                gap = gap or (start, end)
                continue
            if gap and begun:
                yield gap
            gap, begun = None, True
            yield start, end


def _clusters(raw: str) -> Iterator[tuple[int, int]]:
    """A letter with the marks that follow it; nothing composes over the borders of clusters."""
    start = 0
    for at in range(1, len(raw) + 1):
        if at == len(raw) or not _joins(raw[at]):
            yield start, at
            start = at


def _joins(character: str) -> bool:
    return character >= "\u0300" and (unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff")
