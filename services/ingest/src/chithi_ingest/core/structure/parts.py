"""Ordinals that only their neighbours explain: Roman parts whose numeral was misread or lost, letters without a number.

A numeral of strokes suffers most when a scan is read: `I.` comes out as `1.` or `l.`, `III.` as `Il.` or `HI.`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from chithi_ingest.core.structure.ordinals import LEVEL, Marker, to_roman
from chithi_ingest.core.structure.paragraphs import Paragraph

_STROKES = re.compile(r"[1lI]{1,3}|L|H")
_DAMAGED = re.compile(r"[1lH]")
_RAW = re.compile(r"\w+")
_LONGEST_HEADING = 300


def restored(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The same paragraphs, with the ordinals that they must have meant."""
    reader = _Reader(list(paragraphs))
    for at in list(reader.found):
        reader.read(at)
    reader.trust_letters()
    return reader.paragraphs


class _Reader:
    """`part` is the last Roman part so far."""

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.found = {at: p.marker for at, p in enumerate(paragraphs) if p.marker and p.marker.kind != "bullet"}
        self.after = dict(pairwise(self.found))
        self.next_part = self._next_parts()
        self.part = 0

    def _next_parts(self) -> dict[int, int]:
        """The Roman numeral that is the first to come after each ordinal."""
        after, numeral = {}, 0
        for at, found in reversed(self.found.items()):
            after[at] = numeral
            numeral = found.value[0] if found.kind == "roman" else numeral
        return after

    def read(self, at: int) -> None:
        """Correct one ordinal, if it has to be."""
        found = self.found[at]
        if found.kind == "roman":
            self._roman(at, found)
        elif self._is_part(at, found):
            self._set(at, self.part + 1, found)

    def _roman(self, at: int, found: Marker) -> None:
        """A numeral that would repeat has lost a stroke; a part whose forerunner is lost stays a part."""
        value = found.value[0]
        if value <= self.part and self._lost_stroke(at, found) and _is_heading(self.paragraphs[at]):
            self._set(at, self.part + 1, found)
        elif self.part == 0 and value > 1 and (_in_capitals(self.paragraphs[at]) or self._restarts(at)):
            self._set(at, value, found)
        elif value == self.part + 1:
            self.part = value

    def _lost_stroke(self, at: int, found: Marker) -> bool:
        """A damaged numeral, or `II` again where `III` is due and does not come by itself."""
        if _DAMAGED.search(self._raw(at)):
            return True
        due = to_roman(self.part + 1)
        return found.printed + "I" == due and self._restarts(at) and self.next_part[at] != self.part + 1

    def _is_part(self, at: int, found: Marker) -> bool:
        """An Arabic number, or a lone capital, that can only be the next Roman numeral."""
        paragraph, raw = self.paragraphs[at], self._raw(at)
        strokes = {"L": 1, "H": 2}.get(raw, len(raw)) if _STROKES.fullmatch(raw) else 0
        if found.kind not in ("number", "upper") or not _is_heading(paragraph) or not self._restarts(at, "number"):
            return False
        if strokes == self.part + 1 and (
            _in_capitals(paragraph) or (strokes == 1 and self.next_part[at] == strokes + 1)
        ):
            return True
        return self.part > 0 and found.value == (self.part + 1,) and _in_capitals(paragraph)

    def _restarts(self, at: int, *kinds: str) -> bool:
        """Whether the next ordinal is a first number."""
        following = self.found.get(self.after.get(at, -1))
        allowed = kinds or ("number", "parenthesis")
        return following is not None and following.kind in allowed and following.value == (1,)

    def _raw(self, at: int) -> str:
        head = self.paragraphs[at].head
        match = _RAW.search(head.key) if head else None
        return match.group() if match else ""

    def _set(self, at: int, value: int, found: Marker) -> None:
        self.part = value
        self._replace(at, replace(found, kind="roman", value=(value,), printed=to_roman(value), sure=True))

    def _replace(self, at: int, found: Marker) -> None:
        self.paragraphs[at] = replace(self.paragraphs[at], marker=found)

    def trust_letters(self) -> None:
        """`a) b) c)` after a colon are units of their own where the text has no other ordinals."""
        found = list(self.found.values())
        if len(found) < 2 or not _counts_up(found):
            return
        first = next(iter(self.found))
        if first and self.paragraphs[first - 1].key.endswith(":"):
            self._replace(first, replace(found[0], sure=True))


def _counts_up(found: Iterable[Marker]) -> bool:
    """Whether all are letters, in their order from `a` on."""
    return all(
        LEVEL[marker.kind] == LEVEL["letter"] and marker.value == (number,) for number, marker in enumerate(found, 1)
    )


def _in_capitals(paragraph: Paragraph) -> bool:
    return paragraph.key.isupper()


def _is_heading(paragraph: Paragraph) -> bool:
    """In capitals, or short and without the full stop or semicolon of a task."""
    short = len(paragraph.key) <= _LONGEST_HEADING
    return short and (_in_capitals(paragraph) or not paragraph.key.endswith((".", ";", "/")))
