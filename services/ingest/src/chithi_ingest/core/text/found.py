"""A value together with the place in a text where it was read."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """`value` stands at [start, end) of the text that was read; `confidence` is 0 to 1.

    `derived` says that the value was made from these words and is not printed in this form.
    """

    value: T_co
    start: int
    end: int
    confidence: float = 1.0
    derived: bool = False

    def moved(self, by: int) -> "Found[T_co]":
        """The same value in a text that holds the one read from position `by` on."""
        return Found(self.value, self.start + by, self.end + by, self.confidence, self.derived) if by else self
