"""Vietnamese letters without their marks, and letters of other alphabets that look like them."""

import unicodedata


def _plain(letter: str) -> str:
    return {"đ": "d", "Đ": "D"}.get(letter, unicodedata.normalize("NFD", letter)[0])


_PLAIN = str.maketrans({c: _plain(c) for c in map(chr, range(0xC0, 0x1EFA)) if c.isalpha() and _plain(c) != c})
_ALIKE = str.maketrans("АВЕНІЈКМОРСТУХаеорсухіјΑΒΕΗΙΚΜΝΟΡΤΥΧΖο", "ABEHIJKMOPCTYXaeopcyxijABEHIKMNOPTYXZo")


def latin(text: str) -> str:
    """Composed (NFC), with Latin letters for the Cyrillic and Greek ones that look like them."""
    return unicodedata.normalize("NFC", text.translate(_ALIKE))


def unmarked(text: str) -> str:
    """`Tối mật` as `Toi mat`, letter for letter; the text has to be composed (NFC)."""
    return text.translate(_PLAIN)
