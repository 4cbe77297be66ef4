"""What Tesseract tells of a page (TSV), as lines with their columns and how sure it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from chithi_ingest.adapters.outbound.extraction.layout import Piece, page_text

_WORD_ROW = "5"
_SPECK = 20.0  # percent; below it a word without letters is dirt on the paper
_SURE, _DOUBTFUL = 80.0, 60.0
_PIECE_EM = 1.2
_DIGITS = re.compile(r"\b[\dOoIl|]*\d[\dOoIl|]*\b")
_FOREIGN = str.maketrans("ŸÿÄäËëÏïÖöÜüÑñÐð", "YyAaEeIiOoUuNnĐđ")  # letters that Vietnamese does not have
_MISREAD = str.maketrans("OoIl|", "00111")


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """Text of a page, the number of its words, and their mean confidence (0 to 1, weighed by length).

    `stamps` is what was looked for besides: lone words and red ink, for the secrecy gate.
    """

    text: str
    words: int
    legibility: float
    stamps: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    line: tuple[str, ...]
    piece: Piece
    confidence: float

    @property
    def doubtful(self) -> bool:
        """Whether it may be a scrap of larger letters."""
        return self.confidence < _DOUBTFUL or len(self.piece.text) <= 2


def from_tsv(tsv: str, *lone: str) -> RecognisedPage:
    """The page that the rows describe.

    `lone` are the same page read for lone words and for red ones, some of which a reading by blocks leaves out or
    spoils: marks such as `KHẨN`.
    """
    words = _words_of(tsv)
    beside = _beside([word.piece for word in words if not word.doubtful], lone)
    words = [word for word in words if not (word.doubtful and any(map(word.piece.touches, beside)))]
    letters = sum(len(word.piece.text) for word in words)
    sure = sum(word.confidence * len(word.piece.text) for word in words)
    text = _DIGITS.sub(_as_number, page_text([*_pieces(words), *beside]).translate(_FOREIGN))
    return RecognisedPage(text, len(words), sure / letters / 100 if letters else 0.0)


def _beside(read: list[Piece], lone: tuple[str, ...]) -> list[Piece]:
    """Lone words that stand where nothing certain was read."""
    found: list[Piece] = []
    for tsv in lone:
        found += [p for p in _pieces(_sure_words(tsv)) if not any(map(p.touches, [*read, *found]))]
    return found


def _sure_words(tsv: str) -> list[_Word]:
    return [word for word in _words_of(tsv) if word.confidence >= _SURE and len(word.piece.text) > 1]


def lone_lines(tsv: str) -> str:
    """Every stretch of words on a line of its own, as a stamp may stand beside other text."""
    return "\n".join(piece.text for piece in _pieces(_words_of(tsv)))


def _words_of(tsv: str) -> list[_Word]:
    return [word for row in tsv.splitlines() if (word := _word(row.split("\t")))]


def _word(fields: list[str]) -> _Word | None:
    if len(fields) < 12 or fields[0] != _WORD_ROW or not fields[11].strip():
        return None
    left, top, width, height = (float(field) for field in fields[6:10])
    text, confidence = fields[11].strip(), float(fields[10])
    if confidence < _SPECK and not any(letter.isalnum() for letter in text):
        return None
    return _Word(tuple(fields[1:5]), Piece(text, left, top, left + width, top + height), confidence)


def _pieces(words: list[_Word]) -> Iterator[Piece]:
    """The words of a line that stand close together, as one piece of the whole line's height."""
    for _, group in groupby(words, key=lambda word: word.line):
        line = [word.piece for word in group]
        top, bottom = min(p.top for p in line), max(p.bottom for p in line)
        current = line[0]
        for piece in line[1:]:
            if piece.left - current.right < _PIECE_EM * (bottom - top):
                current = Piece(f"{current.text} {piece.text}", current.left, top, piece.right, bottom)
            else:
                yield Piece(current.text, current.left, top, current.right, bottom)
                current = piece
        yield Piece(current.text, current.left, top, current.right, bottom)


def _as_number(match: re.Match[str]) -> str:
    """`O5` and `2O26` as the numbers that they are."""
    return match.group().translate(_MISREAD)
