"""One assignment as a row: its last day, its class of time and its state, each with an icon and a word."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from chithi_tasks.core.assignments.timing import receipt_due
from chithi_tasks.web.looks import CLOSED, STATE, TIME, Look
from chithi_tasks.web.sources import Json
from chithi_webui.formats import day, number

Word = Callable[..., str]


@dataclass(frozen=True)
class Chip:
    """Tone, icon and the words that they repeat."""

    look: Look
    text: str


@dataclass(frozen=True)
class Row:
    """One assignment of the board; `item` is the board API's own."""

    item: Json
    word: Word
    today: date

    @property
    def due(self) -> str:
        """The last day, or what the directive says instead."""
        if self.item["due"]:
            return day(self.item["due"])
        return self.item["due_text"] or self.word("no_due")

    @property
    def short_due(self) -> str:
        """The same without the year when it is this one."""
        due = self.item["due"]
        return f"{due:%d/%m}" if due and due.year == self.today.year else self.due

    @property
    def time(self) -> Chip | None:
        """How it stands in time; nothing to say of what has no limit that runs."""
        return time_chip(self.item, self.word, self.today)

    @property
    def state(self) -> Chip:
        """Where it stands in its life."""
        return Chip(STATE[self.item["state"]], self.word(f"state_{self.item['state']}"))

    @property
    def told(self) -> Chip:
        """What one has to know first: a wish for more time, or a receipt that nobody gave, before the state."""
        if self.item["extension_pending"]:
            return Chip(Look("soon", "calendar-clock-outline"), self.word("asks_extension"))
        if self.receipt_late:
            return Chip(Look("late", "timer-sand"), self.word("receipt_late"))
        return self.state

    @property
    def who(self) -> str:
        """The assignee, short as officials write it."""
        return str(self.item["assignee"]["name"]).replace("Ủy ban nhân dân", "UBND")

    @property
    def receipt_late(self) -> bool:
        """Nobody has confirmed receipt within the working day that there is for it."""
        waits = self.item["state"] == "issued" and self.item["mode"] != "request"
        return waits and receipt_due(self.item["issued_at"]) < self.today

    @property
    def open(self) -> bool:
        """Something is still to be done, so one can be chased for it."""
        return self.item["state"] not in CLOSED

    @property
    def parts(self) -> tuple[int, int] | None:
        """How many of the parts below were reported or completed, of how many."""
        below = self.item.get("delegated")
        return (below["reported"], below["total"]) if below and below["total"] else None


def time_chip(told: Json, word: Word, today: date) -> Chip | None:
    """The class of time in words; with the days when late, in the past tense when it is over.

    What was asked for politely is never late: past its day it is said to have come, not to be coming.
    """
    time_class, state, due = told["time_class"], told["state"], told["due"]
    if time_class == "none" or (time_class == "in_time" and state in CLOSED):
        return None
    if time_class.startswith("late"):
        key = "was_late_n" if state in (*CLOSED, "reported") else "late_n"
        return Chip(TIME[time_class], word(key, n=number(told["days_late"])))
    if time_class == "due_soon" and due and due < today:
        return Chip(TIME[time_class], word("time_due_past"))
    return Chip(TIME[time_class], word(f"time_{time_class}"))
