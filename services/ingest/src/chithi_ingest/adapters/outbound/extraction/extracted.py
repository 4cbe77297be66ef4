"""What a file gives before it is parsed."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int], None]


def unseen(_done: int, _pages: int) -> None:
    """A progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text with form feeds between pages; `asides` is what only the secrecy gate looks at.

    Asides are headers, footers, metadata, remarks and pictures: words of the file that are no part of the directive.
    `legibility` (0 to 1) is how sure the recognition of letters was, 1 for text that was typed.
    """

    text: str
    asides: tuple[str, ...] = ()
    recognised: bool = False
    legibility: float = 1.0
    notes: tuple[str, ...] = ()
