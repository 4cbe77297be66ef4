"""What of a machine's reading survives a person's corrections: evidence moves along with unchanged values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chithi_ingest.core.doubt.rejudged import still_odd
from chithi_ingest.core.model import Anomaly, Directive
from chithi_ingest.core.review.review import FIXED

_IDENTITY = ("text", "number", "agency")


@dataclass(slots=True)
class _Diff:
    """`moves` says where an unchanged value went, `places` where a changed one did, `changed` what is a person's."""

    moves: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)

    def compare(self, old: Any, new: Any, was: str, now: str) -> None:
        """Walk both values; `was` and `now` are their JSON pointers."""
        if old == new:
            self.moves[was] = now
            return
        self.places[was] = now
        if isinstance(old, dict) and isinstance(new, dict):
            for key in new:
                self.compare(old.get(key), new[key], f"{was}/{key}", f"{now}/{key}")
        elif isinstance(old, list) and isinstance(new, list):
            self._lists(old, new, was, now)
        else:
            self.changed.append(now)

    def _lists(self, old: list[Any], new: list[Any], was: str, now: str) -> None:
        pairs = _sections(old, new) if was == "/sections" else _items(old, new)
        for there, here in pairs.items():
            self.compare(old[here], new[there], f"{was}/{here}", f"{now}/{there}")
        added = [f"{now}/{at}" for at in range(len(new)) if at not in pairs]
        order = list(dict(sorted(pairs.items())).values())
        rearranged = len(new) < len(old) or order != sorted(order)
        self.changed += added or ([now] if rearranged else [])


def carried(read: Directive, now: Directive) -> tuple[Directive, tuple[str, ...]]:
    """`now` with the evidence and anomalies of `read` that still hold, and pointers to all that a person made.

    Always measured against the machine's reading, so that an undone correction is none.
    """
    old, new = read.model_dump(mode="json", exclude=FIXED), now.model_dump(mode="json", exclude=FIXED)
    diff = _Diff()
    for key in new:
        diff.compare(old[key], new[key], f"/{key}", f"/{key}")
    evidence = {
        place: value for pointer, value in read.evidence.items() if (place := _moved(pointer, diff)) is not None
    }
    settled = now.model_copy(update={"evidence": evidence, "confidence": read.confidence})
    odd = still_odd(_anomalies(read, now, diff), settled)
    return settled.model_copy(update={"anomalies": odd}), tuple(diff.changed)


def _moved(pointer: str, diff: _Diff) -> str | None:
    """Where evidence went: with the unchanged whole that its value lies in, or as a changed section's own place."""
    prefix, rest = pointer, ""
    while prefix:
        if prefix in diff.moves:
            return diff.moves[prefix] + rest
        prefix, _, token = prefix.rpartition("/")
        rest = f"/{token}{rest}"
    return diff.places.get(pointer) if pointer.startswith("/sections/") and pointer.count("/") == 2 else None


def _anomalies(read: Directive, now: Directive, diff: _Diff) -> tuple[Anomaly, ...]:
    """Those of the reading, under the ordinals that their sections have now."""
    ordinals: dict[str, str] = {}
    for at, section in enumerate(read.sections):
        place = _moved(f"/sections/{at}", diff)
        if place is not None:
            ordinals[section.ordinal] = now.sections[int(place.rpartition("/")[2])].ordinal
    return tuple(
        one.model_copy(update={"section": ordinals.get(one.section)}) if one.section else one for one in read.anomalies
    )


def _sections(old: Sequence[Any], new: Sequence[Any]) -> dict[int, int]:
    """New index to old: the section cut from the same place, else the one of the same ordinal."""
    pairs: dict[int, int] = {}
    for key in ("span", "ordinal"):
        taken = set(pairs.values())
        free = {str(old[at][key]): at for at in range(len(old)) if at not in taken}
        for at, section in enumerate(new):
            if at not in pairs and str(section[key]) in free:
                pairs[at] = free.pop(str(section[key]))
    return pairs


def _items(old: Sequence[Any], new: Sequence[Any]) -> dict[int, int]:
    """New index to old: equal items first, then those that name the same thing."""
    pairs: dict[int, int] = {}
    for same in (_equal, _named_alike):
        taken = set(pairs.values())
        free = [at for at in range(len(old)) if at not in taken]
        for at, item in enumerate(new):
            found = None if at in pairs else next((o for o in free if same(old[o], item)), None)
            if found is not None:
                pairs[at] = found
                free.remove(found)
    return pairs


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other)


def _named_alike(one: Any, other: Any) -> bool:
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return False
    return any(one.get(key) is not None and one.get(key) == other.get(key) for key in _IDENTITY)
