"""What happened to an assignment as a quiet timeline: who, when, what it was before and after, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chithi_tasks.web.rows import Word
from chithi_tasks.web.sources import Json
from chithi_tasks.web.words_history import HISTORY
from chithi_webui.formats import day


@dataclass(frozen=True)
class Step:
    """One change. `shown` are the fields that say something to people, as (name, before, after)."""

    at: datetime
    who: str
    did: str
    shown: tuple[tuple[str, str, str], ...]
    said: str | None


def timeline(history: list[Json], word: Word) -> list[Step]:
    """The changes, the latest first."""
    return [_step(one, word) for one in sorted(history, key=lambda one: one["version"], reverse=True)]


def _step(one: Json, word: Word) -> Step:
    shown = () if one["action"] == "issue" else tuple(_shown(one["before"], one["after"], word))
    return Step(one["at"], one["who_name"] or one["who"], _did(one, word), shown, one["note"])


def _did(one: Json, word: Word) -> str:
    action = one["action"]
    if action == "assignee" and _id(one, "before") == _id(one, "after"):
        action = "confirm"
    return word(f"did_{action}" if f"did_{action}" in HISTORY else "did_other")


def _id(one: Json, side: str) -> Any:
    return (one[side].get("assignee") or {}).get("id")


def _shown(before: Json, after: Json, word: Word) -> Iterator[tuple[str, str, str]]:
    """State, last day, assignee and the wish for more time; all else follows from these or is told in words."""
    if "state" in after:
        yield word("fact_state"), _state(before.get("state"), word), _state(after["state"], word)
    if "due" in after:
        yield word("fact_due"), _day(before.get("due"), word), _day(after["due"], word)
    if "assignee" in after and _name(before) != _name(after):
        yield word("fact_assignee"), _name(before), _name(after)
    if after.get("extension"):
        wish = after["extension"]
        yield word("fact_extension"), "", word(f"wish_{wish.get('state', 'asked')}", day=_day(wish["due"], word))


def _state(state: str | None, word: Word) -> str:
    return word(f"state_{state}") if state else word("nothing")


def _day(value: date | str | None, word: Word) -> str:
    if not value:
        return word("nothing")
    return day(date.fromisoformat(value[:10]) if isinstance(value, str) else value)


def _name(side: Mapping[str, Any]) -> str:
    return str((side.get("assignee") or {}).get("name", ""))
