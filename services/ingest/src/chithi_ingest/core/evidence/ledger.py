"""Collects where values stand: the JSON pointer of each, its span, and how sure its reading is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from chithi_ingest.core.model import Deadline, Evidence, Reference, SubTask, Target
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.passages import Passage
from chithi_ingest.core.text.source import modern_tone

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seat:
    """A value that was read, the pointer under which it will stand, and the passage that its positions belong to."""

    pointer: str
    found: Found[object]
    passage: Passage


@dataclass(slots=True)
class Ledger:
    """The evidence of one directive. `legibility` (0 to 1) is how well its letters could be recognised."""

    legibility: float = 1.0
    entries: dict[str, Evidence] = field(default_factory=dict)

    def note(self, pointer: str, found: Found[T], passage: Passage, doubt: float = 1.0) -> T:
        """Enter one value and hand it back."""
        start, end, whole = passage.locate(found.start, found.end)
        self.entries[pointer] = Evidence(
            span=(start, end),
            confidence=round(found.confidence * doubt * self.legibility, 3),
            derived=found.derived or not (whole and _stands(found, passage)),
        )
        return found.value

    def notes(self, pointer: str, found: Iterable[Found[T]], passage: Passage, doubt: float = 1.0) -> tuple[T, ...]:
        """Enter a list of values under `pointer/0`, `pointer/1` and so on."""
        return tuple(self.note(f"{pointer}/{at}", one, passage, doubt) for at, one in enumerate(found))

    def take(self, seats: Iterable[Seat]) -> None:
        """Enter values that keep their own passages."""
        for seat in seats:
            self.note(seat.pointer, seat.found, seat.passage)


def _stands(found: Found[object], passage: Passage) -> bool:
    """Whether the value is printed in this form."""
    words = _words(found.value)
    if words is None:
        return False
    printed = passage.text[found.start : found.end]
    return printed == words or modern_tone(printed).casefold() == modern_tone(words).casefold()


def _words(value: object) -> str | None:
    match value:
        case str():
            return value
        case Deadline() | Target() | SubTask():
            return value.text
        case Reference():
            return value.number
        case _:
            return None
