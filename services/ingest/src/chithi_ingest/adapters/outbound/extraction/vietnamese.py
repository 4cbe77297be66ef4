"""Whether letters make Vietnamese: the measure by which encodings and text layers are judged."""

import re
import unicodedata

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_WORD = re.compile(r"[^\W\d_]+")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:[iuo]?[aăâeêioôơuưy][aiouyêơô]?|ươ[iu]?|uyê|iê[u]?|yê[u]?|uô[i]?|oai|oay|uây|uya|uyu|oeo)"
    r"(?:ng|nh|ch|[cmnpt])?"
)
_ENOUGH = 8
SAMPLE = 40_000  # characters that are enough to judge


def share(text: str) -> float:
    """The share of words that are built like Vietnamese syllables; 0 for a text without words."""
    words = _words(text)
    return sum(map(_is_syllable, words)) / len(words) if words else 0.0


def accented_share(text: str) -> float:
    """The share of words that are Vietnamese syllables with a mark of their own; about 0.8 in real texts.

    0 for a handful of words, from which nothing can be concluded.
    """
    words = _words(text)
    if len(words) < _ENOUGH:
        return 0.0
    marked = [word for word in words if not word.isascii()]
    return sum(map(_is_syllable, marked)) / len(words)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text[:SAMPLE]).lower())


def _is_syllable(word: str) -> bool:
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_TONES))
    return bool(_SYLLABLE.fullmatch(bare))
