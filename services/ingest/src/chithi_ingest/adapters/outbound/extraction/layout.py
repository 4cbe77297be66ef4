"""Printed pieces of a page put back into lines, with a gap where two columns stand side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

COLUMN_GAP = "    "
_COLUMN_EM = 1.6  # a gap this wide, in heights of the line, parts two columns
_WORD_EM = 0.12
_BLANK_PITCH = 1.7  # a distance this large, in usual distances of lines, is a blank line
_MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together; coordinates grow to the right and downwards, in any unit."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """How tall its letters are."""
        return self.bottom - self.top

    def touches(self, other: "Piece") -> bool:
        """Whether the two lie on each other."""
        beside = self.right < other.left or other.right < self.left
        return not beside and self.top < other.bottom and other.top < self.bottom


def page_text(pieces: Iterable[Piece]) -> str:
    """The page as lines from top to bottom."""
    rows = _rows(sorted(pieces, key=lambda piece: piece.middle))
    pitch = _pitch(rows)
    lines: list[str] = []
    for at, row in enumerate(rows):
        if at and pitch and row[0].middle - rows[at - 1][0].middle > _BLANK_PITCH * pitch:
            lines.append("")
        lines.append(_line(row))
    return "\n".join(lines)


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces whose middle lies within half a letter of the row's first piece make one row, from left to right."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and piece.middle - rows[-1][0].middle <= 0.5 * min(piece.height, rows[-1][0].height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _pitch(rows: Sequence[Sequence[Piece]]) -> float:
    distances = [b[0].middle - a[0].middle for a, b in pairwise(rows)]
    return median(distances) if distances else 0.0


def _line(row: Sequence[Piece]) -> str:
    height = median(piece.height for piece in row) or 1.0
    gaps = [(b.left - a.right) / height for a, b in pairwise(row)]
    columns = 1 + sum(gap >= _COLUMN_EM for gap in gaps)
    words = [row[0].text]
    for gap, piece in zip(gaps, row[1:], strict=True):
        words.append(_between(gap, columns <= _MOST_COLUMNS))
        words.append(piece.text)
    return "".join(words)


def _between(gap: float, columns: bool) -> str:
    """A line with many wide gaps is stretched to the margin, not set in columns."""
    if gap >= _COLUMN_EM and columns:
        return COLUMN_GAP
    return " " if gap >= _WORD_EM else ""
