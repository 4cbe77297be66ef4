"""What the board is narrowed to: it is all in the page's address, so that a view can be sent to a colleague."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import get_args
from urllib.parse import urlencode

from chithi_contracts.events.assignment import State
from chithi_tasks.core.assignments.assignment import Mode

PATH = "/nhiem-vu"
STATES: tuple[str, ...] = get_args(State)
MODES: tuple[str, ...] = get_args(Mode)
SHOWN_STATES = ("all", *STATES)
SHOWN_CLASSES = ("late", "late_over_7", "late_3_7", "late_1_2", "due_soon", "in_time", "none")
TIME_CLASSES = SHOWN_CLASSES[1:]
SORTS = ("due", "issued", "unit")
LONGEST = 100
_CHOICES: dict[str, tuple[str, ...]] = {
    "state": SHOWN_STATES,
    "mode": MODES,
    "time_class": SHOWN_CLASSES,
    "sort": SORTS,
    "proposal": ("true",),
    "receipt": ("late",),
    "role": ("coordinating",),
}


@dataclass(frozen=True)
class BoardFilter:
    """Empty words narrow nothing, but without a state what is completed or withdrawn is left out."""

    directive_id: str = ""
    agency: str = ""
    unit_id: str = ""
    state: str = ""
    time_class: str = ""
    mode: str = ""
    q: str = ""
    proposal: str = ""
    receipt: str = ""
    role: str = ""
    parent_id: str = ""
    sort: str = ""
    cursor: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "BoardFilter":
        """What the address says; a choice that there is not is left out, since addresses are typed by hand, too."""
        found = {one.name: asked.get(one.name, "").strip()[: _length(one.name)] for one in fields(cls)}
        known = {name: text for name, text in found.items() if text in _CHOICES.get(name, (text,))}
        return cls(**known)

    @property
    def given(self) -> dict[str, str]:
        """What is not empty, the place in the list too."""
        return {name: text for name, text in self._all() if text}

    @property
    def narrowing(self) -> dict[str, str]:
        """What leaves assignments out."""
        return {name: text for name, text in self.given.items() if name not in ("sort", "cursor")}

    def address(self, **changes: str) -> str:
        """The board's address with these changes; the list then begins anew unless a cursor is among them."""
        query = urlencode(replace(self, **({"cursor": ""} | changes)).given)
        return f"{PATH}?{query}" if query else PATH

    def _all(self) -> Iterator[tuple[str, str]]:
        return ((one.name, getattr(self, one.name)) for one in fields(self))


def _length(name: str) -> int:
    return 1000 if name == "cursor" else LONGEST
