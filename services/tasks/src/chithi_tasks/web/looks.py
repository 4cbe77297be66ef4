"""How states and classes of time look: an icon and a tone, beside which a word always stands."""

from typing import NamedTuple


class Look(NamedTuple):
    """The tone is one of in-time, soon, late, waiting."""

    tone: str
    icon: str


STATE: dict[str, Look] = {
    "issued": Look("waiting", "timer-sand"),
    "received": Look("waiting", "check"),
    "in_progress": Look("waiting", "play-circle-outline"),
    "reported": Look("soon", "clipboard-text-outline"),
    "completed": Look("in-time", "check-circle-outline"),
    "returned": Look("late", "undo-variant"),
    "withdrawn": Look("waiting", "cancel"),
    "suspended": Look("waiting", "pause-circle-outline"),
}
TIME: dict[str, Look] = {
    "none": Look("waiting", "calendar-outline"),
    "in_time": Look("in-time", "check-circle-outline"),
    "due_soon": Look("soon", "clock-outline"),
    "late_1_2": Look("late", "clock-alert-outline"),
    "late_3_7": Look("late", "clock-alert-outline"),
    "late_over_7": Look("late", "clock-alert-outline"),
}
CLOSED = frozenset({"completed", "withdrawn"})
