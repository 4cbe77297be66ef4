"""What is wrong with a correction, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One field, as a JSON pointer into the review, the rule that it breaks and a sentence for the clerk."""

    pointer: str
    rule: str
    message: str


class Refused(Exception):
    """A correction that cannot be made. Nothing of it is kept."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{one.pointer} {one.rule}" for one in faults))
        self.faults = faults
