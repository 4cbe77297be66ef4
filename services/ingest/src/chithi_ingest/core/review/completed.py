"""What follows from a person's words: the meaning of a typed time limit, and how a section is timed as a whole."""

from datetime import date
from typing import Any

from chithi_ingest.core.limits.deadlines import read_deadlines, timing_of
from chithi_ingest.core.model import Deadline, Directive
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.source import clean, modern_tone


def complete_deadlines(directive: Any) -> None:
    """Give each deadline of the patched document that has only words the kind, the day or the rule that they mean.

    Words that mean nothing to the reader stay as they are typed, an open limit.
    """
    issued_on = _day(directive.get("issue_date"))
    for section in directive.get("sections") or ():
        if isinstance(section, dict) and isinstance(section.get("deadlines"), list):
            section["deadlines"] = [_completed(one, issued_on) for one in section["deadlines"]]


def timed(directive: Directive) -> Directive:
    """The directive with each section's timing as its deadlines say."""
    sections = tuple(
        section.model_copy(update={"timing": timing_of(Found(limit, 0, 0) for limit in section.deadlines)})
        for section in directive.sections
    )
    return directive.model_copy(update={"sections": sections})


def _completed(deadline: Any, issued_on: date | None) -> Any:
    if not isinstance(deadline, dict) or "kind" in deadline or not isinstance(deadline.get("text"), str):
        return deadline
    words = clean(deadline["text"])
    found = read_deadlines(words, modern_tone(words), issued_on, issued_on.year if issued_on else None)
    meant = found[0].value if found else Deadline(text=words, kind="open")
    return meant.model_copy(update={"text": words}).model_dump(mode="json") | deadline


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
