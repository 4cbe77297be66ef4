"""Telex composing as a pure function: the word so far and one key give the new word.

The phone's own Vietnamese keyboards do not work inside the drawing surface that Kivy gets, so the app composes itself.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
PLAIN = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u"}
ROOFED = {"a": "â", "ă": "â", "e": "ê", "o": "ô", "ơ": "ô"}
HOOKED = {"a": "ă", "â": "ă", "o": "ơ", "ô": "ơ", "u": "ư"}
VOWELS = "aăâeêioôơuưy"
AFTER_ROOF = {"â": "uy", "ê": "u", "ô": "i"}
"""The vowels that may follow a roofed one: `oe` and another o make ngoèo, not ngôe."""
SYLLABLE = re.compile(rf"(qu(?=[{VOWELS}])|gi(?=[{VOWELS}])|[^{VOWELS}]*)([{VOWELS}]+)[^{VOWELS}]*")


@dataclass(frozen=True)
class Syllable:
    """Letters without tone (case kept) and the one tone they carry, as a combining mark."""

    letters: tuple[str, ...]
    tone: str

    @property
    def low(self) -> str:
        return "".join(self.letters).lower()

    @property
    def nucleus(self) -> range:
        """Places of the vowels, without the u of `qu` and the i of `gi`; empty when this is no Vietnamese syllable."""
        match = SYLLABLE.fullmatch(self.low)
        return range(*match.span(2)) if match else range(0)

    def text(self) -> str:
        at = self._tone_place() if self.tone else -1
        marked = (letter + self.tone if place == at else letter for place, letter in enumerate(self.letters))
        return unicodedata.normalize("NFC", "".join(marked))

    def with_letter(self, place: int, letter: str) -> "Syllable":
        letter = letter.upper() if self.letters[place].isupper() else letter
        return replace(self, letters=(*self.letters[:place], letter, *self.letters[place + 1 :]))

    def _tone_place(self) -> int:
        """The older spelling that official papers keep: hòa, thủy; a vowel with a sign of its own draws the tone."""
        places, low = self.nucleus, self.low
        signed = [place for place in places if low[place] in PLAIN]
        if signed:
            return signed[-1]
        closed = places.stop < len(low)
        if closed:
            return places[-1]
        return places[1] if len(places) == 3 else places[0]


def press(word: str, key: str) -> str:
    """`press("tiêng", "s")` is `"tiếng"`; a key that composes nothing is appended."""
    if not word or len(key) != 1 or not key.isalpha():
        return word + key
    syllable = _parse(word)
    for rule in RULES:
        changed = rule(syllable, key)
        if changed is not None:
            return changed
    return _append(syllable, word, key)


def edit(word: str, key: str) -> tuple[int, str]:
    """The same as a text field does it: how many letters to take back, and what to type instead."""
    composed = press(word, key)
    kept = 0
    while kept < min(len(word), len(composed)) and word[kept] == composed[kept]:
        kept += 1
    return len(word) - kept, composed[kept:]


def _parse(word: str) -> Syllable:
    letters, tone = [], ""
    for char in word:
        parts = unicodedata.normalize("NFD", char)
        tone = tone or "".join(part for part in parts if part in TONES.values())
        bare = "".join(part for part in parts if part not in TONES.values())
        letters.append(unicodedata.normalize("NFC", bare))
    return Syllable(tuple(letters), tone)


def _tone(syllable: Syllable, key: str) -> str | None:
    """A second press takes the tone away and types the letter; `z` only takes it away."""
    mark = TONES.get(key.lower())
    if key.lower() == "z" and syllable.tone:
        return replace(syllable, tone="").text()
    if mark is None or not syllable.nucleus:
        return None
    if syllable.tone == mark:
        return replace(syllable, tone="").text() + key
    return replace(syllable, tone=mark).text()


def _stroke(syllable: Syllable, key: str) -> str | None:
    low = syllable.low
    if key.lower() != "d" or low[0] not in "dđ" or low.startswith("dd"):
        return None
    if low[0] == "đ":
        return syllable.with_letter(0, "d").text() + key
    return syllable.with_letter(0, "đ").text()


def _roof(syllable: Syllable, key: str) -> str | None:
    """aa, ee, oo; also after other letters of the syllable: `tiengee` is tiêng."""
    plain = key.lower()
    if plain not in "aeo":
        return None
    for place in reversed(syllable.nucleus):
        letter, following = syllable.low[place], syllable.low[place + 1 : syllable.nucleus.stop]
        if following and following not in AFTER_ROOF[ROOFED[plain]]:
            continue
        if ROOFED.get(letter) == ROOFED[plain]:
            return syllable.with_letter(place, ROOFED[plain]).text()
        if letter == ROOFED[plain]:
            return syllable.with_letter(place, plain).text() + key
    return None


def _hook(syllable: Syllable, key: str) -> str | None:
    """W makes ă, ơ, ư and the pair ươ; pressed again it is a letter."""
    if key.lower() != "w" or not syllable.nucleus:
        return None
    low, places = syllable.low, syllable.nucleus
    for place in places[:-1]:
        if low[place : place + 2] in ("uo", "uô", "ưo", "ưô"):
            return _hook_pair(syllable, place).text()
    if any(low[place] in "ăơư" for place in places):
        plain = syllable
        for place in places:
            plain = plain.with_letter(place, PLAIN[low[place]]) if low[place] in "ăơư" else plain
        return plain.text() + key
    at = _hook_place(low, places)
    return None if at is None else syllable.with_letter(at, HOOKED[low[at]]).text()


def _hook_pair(syllable: Syllable, place: int) -> Syllable:
    """`huơ`, `thuở` keep the plain u until a letter follows."""
    hooked = syllable.with_letter(place + 1, "ơ")
    ends_here = syllable.low[place] == "u" and len(syllable.letters) == place + 2
    return hooked if ends_here else hooked.with_letter(place, "ư")


def _hook_place(low: str, places: range) -> int | None:
    """The last vowel that can take it, but the first of `ua` and `uu`: mưa, hưu."""
    able = [place for place in places if low[place] in HOOKED]
    if not able:
        return None
    last = able[-1]
    return last - 1 if last - 1 in places and low[last - 1 : last + 1] in ("ua", "uu") else last


def _append(syllable: Syllable, word: str, key: str) -> str:
    longer = replace(syllable, letters=(*syllable.letters, key))
    if syllable.low.endswith("uơ") and len(syllable.low) > 2:
        longer = longer.with_letter(len(syllable.letters) - 2, "ư")
    return longer.text() if longer.nucleus else word + key


RULES: tuple[Callable[[Syllable, str], str | None], ...] = (_tone, _stroke, _roof, _hook)
