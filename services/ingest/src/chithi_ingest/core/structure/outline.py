"""Numbered paragraphs as a tree: which ordinals are real, and what lies under what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chithi_ingest.core.structure.ordinals import LEVEL, Marker, to_roman
from chithi_ingest.core.structure.paragraphs import Paragraph
from chithi_ingest.core.structure.parts import restored

_LARGEST_GAP = 3
_LONGEST_MERGE = 3_000


@dataclass(slots=True)
class Node:
    """A numbered unit: its own paragraphs (heading first) and the units under it."""

    marker: Marker
    path: str
    level: int
    paragraphs: list[Paragraph]
    children: list["Node"] = field(default_factory=list)
    parent: "Node | None" = None
    odd: bool = False

    @property
    def heading(self) -> Paragraph:
        return self.paragraphs[0]

    def walk(self) -> Iterator["Node"]:
        """This unit and all under it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is odd about a unit's numbering, and the paragraph that shows it."""

    message: str
    path: str
    paragraph: Paragraph


@dataclass(slots=True)
class Outline:
    """The paragraphs before the first ordinal, the numbered units, and what is odd about their numbering."""

    preamble: list[Paragraph]
    roots: list[Node]
    oddities: list[Oddity]

    def walk(self) -> Iterator[Node]:
        """All units in reading order."""
        for root in self.roots:
            yield from root.walk()


class _Builder:
    def __init__(self) -> None:
        self.outline = Outline([], [], [])
        self.open: list[Node] = []
        self.taken: dict[str, int] = {}

    def add(self, paragraph: Paragraph) -> None:
        marker = paragraph.marker
        if marker is not None and marker.kind != "bullet":
            if self._sibling(marker, paragraph) or self._child(marker, paragraph):
                return
            self._text(paragraph, rejected=True)
        else:
            self._text(paragraph, rejected=False)

    def _paragraphs(self) -> list[Paragraph]:
        return self.open[-1].paragraphs if self.open else self.outline.preamble

    def _text(self, paragraph: Paragraph, *, rejected: bool) -> None:
        """Plain text; a refused ordinal goes back to the sentence that it interrupts."""
        into = self._paragraphs()
        if rejected and paragraph.marker is not None:
            paragraph = paragraph.whole()
            if into and not into[-1].closed and len(into[-1].key) < _LONGEST_MERGE:
                into[-1] = into[-1].followed_by(paragraph)
                return
        into.append(paragraph)

    def _sibling(self, marker: Marker, paragraph: Paragraph) -> bool:
        for depth in range(len(self.open) - 1, -1, -1):
            last = self.open[depth]
            if _rank(last.marker) != _rank(marker):
                continue
            if not _follows(last.marker, marker) or not self._credible(last.marker, marker):
                return False
            del self.open[depth:]
            self._push(marker, paragraph)
            if marker.value > _next(last.marker) and (last.marker.printed, marker.printed) != ("d", "e"):
                self._odd(f"sau mục {last.path} là {marker.printed}: thiếu số thứ tự", paragraph)
            return True
        return False

    def _credible(self, last: Marker, marker: Marker) -> bool:
        """A gap or a repeated number is believed only where the text before has ended."""
        return marker.value == _next(last) or self._paragraphs()[-1].closed

    def _child(self, marker: Marker, paragraph: Paragraph) -> bool:
        if any(_rank(node.marker) == _rank(marker) for node in self.open):
            return False
        if marker.kind == "decimal":
            return self._decimal_child(marker, paragraph)
        if marker.value != (1,) and not marker.sure:
            return False
        while self.open and _rank(self.open[-1].marker) > _rank(marker):
            self.open.pop()
        if not self.open and LEVEL[marker.kind] > LEVEL["parenthesis"] and not marker.sure:
            return False
        self._push(marker, paragraph)
        if marker.value != (1,):
            self._odd(f"trước mục {marker.printed} không có mục {to_roman(marker.value[0] - 1)}", paragraph)
        return True

    def _decimal_child(self, marker: Marker, paragraph: Paragraph) -> bool:
        above = next((n for n in reversed(self.open) if _rank(n.marker) < _rank(marker)), None)
        if marker.value[-1] != 1 or (above is not None and not _nests(above.marker, marker)):
            return False
        while self.open and _rank(self.open[-1].marker) > _rank(marker):
            self.open.pop()
        self._push(marker, paragraph)
        return True

    def _push(self, marker: Marker, paragraph: Paragraph) -> None:
        parent = self.open[-1] if self.open else None
        path = self._path(parent, marker)
        node = Node(marker, self._free(path), LEVEL[marker.kind], [paragraph], parent=parent)
        (parent.children if parent else self.outline.roots).append(node)
        self.open.append(node)
        if node.path != path:
            self._odd(f"trùng số thứ tự {path}", paragraph)
        printed = paragraph.head.key[: marker.length] if paragraph.head else ""
        if marker.sure and not printed.upper().startswith(marker.printed.upper()):
            self._odd(f"số thứ tự in là {printed.strip()}, đọc là {marker.printed}", paragraph)

    def _odd(self, message: str, paragraph: Paragraph) -> None:
        node = self.open[-1]
        node.odd = True
        self.outline.oddities.append(Oddity(message, node.path, paragraph))

    def _path(self, parent: Node | None, marker: Marker) -> str:
        """`II.1.a`; a decimal that repeats its parent's whole path (`2.1` in `2`) stands alone, else is appended."""
        alone = parent is None or (marker.kind == "decimal" and marker.printed.startswith(f"{parent.path}."))
        return marker.printed if alone or parent is None else f"{parent.path}.{marker.printed}"

    def _free(self, path: str) -> str:
        """The path, with a count where it is taken."""
        again = self.taken[path] = self.taken.get(path, 0) + 1
        return path if again == 1 else f"{path}-{again}"


def build(paragraphs: Sequence[Paragraph]) -> Outline:
    """The outline of the body; an ordinal that does not continue its sequence is read as text."""
    builder = _Builder()
    for paragraph in restored(paragraphs):
        builder.add(paragraph)
    return builder.outline


def _rank(marker: Marker) -> tuple[int, int]:
    return LEVEL[marker.kind], len(marker.value)


def _nests(above: Marker, marker: Marker) -> bool:
    """`2.1` lies under `2.` or `II.`, `2.1.1` under `2.1`; any decimal may lie under a letter or a part."""
    if above.kind in ("part", "upper"):
        return True
    return marker.value[: len(above.value)] == above.value


def _next(last: Marker) -> tuple[int, ...]:
    return (*last.value[:-1], last.value[-1] + 1)


def _follows(last: Marker, marker: Marker) -> bool:
    """The next value, the same again (a slip), or a small jump forward; decimals also start the next parent."""
    if marker.kind == "decimal" and last.value[:-1] != marker.value[:-1]:
        return (
            len(last.value) == len(marker.value) and marker.value[:-1] == _next_parent(last) and marker.value[-1] == 1
        )
    return last.value[-1] <= marker.value[-1] <= last.value[-1] + _LARGEST_GAP and len(last.value) == len(marker.value)


def _next_parent(last: Marker) -> tuple[int, ...]:
    return (*last.value[:-2], last.value[-2] + 1) if len(last.value) > 1 else ()
