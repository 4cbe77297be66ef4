"""Vietnamese letters without their marks."""

import unicodedata


def _plain(letter: str) -> str:
    return {"đ": "d", "Đ": "D"}.get(letter, unicodedata.normalize("NFD", letter)[0])


_PLAIN = str.maketrans({c: _plain(c) for c in map(chr, range(0xC0, 0x1EFA)) if c.isalpha() and _plain(c) != c})


def unmarked(text: str) -> str:
    """`Tối mật` as `Toi mat`, letter for letter; the text has to be composed (NFC)."""
    return text.translate(_PLAIN)
