"""The order of names as a Vietnamese dictionary has it: đ after d, ă and â after a, tones last."""

import unicodedata

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}


def name_order(name: str) -> tuple[list[tuple[int, str]], list[int]]:
    """A sort key: letters first, then tones."""
    letters: list[tuple[int, str]] = []
    tones: list[int] = []
    for character in name.lower():
        parts = unicodedata.normalize("NFD", character)
        plain = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append((_LETTERS.get(plain, -1), plain))
        tones.append(sum(_TONES.get(part, 0) for part in parts))
    return letters, tones
