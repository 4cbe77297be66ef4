"""Stretches of lines as one text, whose positions lead back to the source."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chithi_ingest.core.text.source import Line


@dataclass(frozen=True, slots=True)
class Piece:
    """[start, end) of a line's clean text."""

    line: Line
    start: int
    end: int

    def follows(self, other: "Piece") -> bool:
        """Whether nothing that is printed stands between the two."""
        ends, begins = other.end == len(other.line.text), self.start == 0
        return ends and begins and self.line.number == other.line.number + 1


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` as written and `key` with modern tone marks; positions agree. `starts` says where each piece begins."""

    text: str
    key: str
    pieces: tuple[Piece, ...] = ()
    starts: tuple[int, ...] = ()

    @property
    def start(self) -> int:
        return self.pieces[0].line.start if self.pieces else 0

    @property
    def end(self) -> int:
        return self.pieces[-1].line.end if self.pieces else 0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where [start, end) stands in the source, from its first to its last character."""
        begin, stop, _ = self.locate(start, end)
        return begin, stop

    def locate(self, start: int, end: int) -> tuple[int, int, bool]:
        """The same, and whether the source has these words between the two ends and no others."""
        if not self.pieces:
            return 0, 0, False
        final = end - 1 if end > start else start
        first = last = max(0, bisect_right(self.starts, start) - 1)
        if first + 1 < len(self.starts) and self.starts[first + 1] <= final:
            last = bisect_right(self.starts, final) - 1
        piece = self.pieces[first]
        line, by = piece.line, piece.start - self.starts[first]
        if first == last and line.raw is line.text and end + by <= piece.end:  # by far the most
            return line.start + by + start, line.start + by + max(start, end), True
        begin, stop = self._place(first, start, start + 1), self._place(last, final, end)
        whole = all(self.pieces[at].follows(self.pieces[at - 1]) for at in range(first + 1, last + 1))
        return begin[0], begin[0] if end <= start else stop[1], whole

    def _place(self, at: int, start: int, end: int) -> tuple[int, int]:
        piece = self.pieces[at]
        by = piece.start - self.starts[at]
        return piece.line.place(min(start + by, piece.end), min(end + by, piece.end))


def passage_of(pieces: Iterable[Piece], separator: str = " ") -> Passage:
    """Pieces of lines joined into one text."""
    kept = tuple(piece for piece in pieces if piece.end > piece.start)
    text = separator.join(piece.line.text[piece.start : piece.end] for piece in kept)
    key = separator.join(piece.line.key[piece.start : piece.end] for piece in kept)
    starts, at = [], 0
    for piece in kept:
        starts.append(at)
        at += piece.end - piece.start + len(separator)
    return Passage(text, key, kept, tuple(starts))


def passage_of_lines(lines: Iterable[Line], separator: str = " ") -> Passage:
    """Whole lines joined into one text."""
    return passage_of((Piece(line, 0, len(line.text)) for line in lines), separator)


def joined(passages: Sequence[Passage], separator: str = "\n") -> Passage:
    """Passages joined into one text."""
    if len(passages) == 1:
        return passages[0]
    starts, at = [], 0
    for passage in passages:
        starts += [at + start for start in passage.starts]
        at += len(passage.text) + len(separator)
    return Passage(
        separator.join(p.text for p in passages),
        separator.join(p.key for p in passages),
        tuple(piece for p in passages for piece in p.pieces),
        tuple(starts),
    )
