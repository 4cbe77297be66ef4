"""How alerts are worded, and how they are told apart."""

from datetime import date, datetime, timedelta, timezone
from uuid import UUID, uuid5

_NAMESPACE = UUID("6f1d2a52-6c5e-4b0e-9d0e-7f6f0f3f9a11")
_VIETNAM = timezone(timedelta(hours=7))
TITLE_LENGTH = 160


def dedupe_key(kind: str, *parts: str) -> str:
    """The alert's id: the same kind, cause and recipient always give the same one."""
    return str(uuid5(_NAMESPACE, "/".join((kind, *parts))))


def day(when: date | datetime) -> str:
    """The day as officials write it, in Vietnam's time."""
    local = when.astimezone(_VIETNAM) if isinstance(when, datetime) else when
    return f"{local:%d/%m/%Y}"


def short(text: str) -> str:
    """At most a title's length, cut with an ellipsis."""
    return text if len(text) <= TITLE_LENGTH else f"{text[: TITLE_LENGTH - 1].rstrip()}…"


def because(reason: str) -> str:
    """The reason as a sentence of its own."""
    return f"Lý do: {reason}"
