"""What differs between two states of a thing: the leaves, by their pointers, before and after."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MOST = 100  # leaves that are told; the number of the others is
LONGEST = 300  # characters of a text that are told
_ABSENT = object()
Fields = dict[str, Any]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Fields, Fields]:
    """The leaves that differ, for `AuditLog.record`; a leaf that one side lacks stands on the other alone."""
    old: Fields = {}
    new: Fields = {}
    found = 0
    for pointer, was, now in _leaves("", before, after):
        found += 1
        if found <= MOST:
            old |= {} if was is _ABSENT else {pointer: _short(was)}
            new |= {} if now is _ABSENT else {pointer: _short(now)}
    if found > MOST:
        new["…"] = f"+{found - MOST}"
    return old, new


def _leaves(pointer: str, was: Any, now: Any) -> Iterator[tuple[str, Any, Any]]:
    if was is not _ABSENT and now is not _ABSENT and was == now:
        return
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in [*was, *(key for key in now if key not in was)]:
            yield from _leaves(f"{pointer}/{key}", was.get(key, _ABSENT), now.get(key, _ABSENT))
    elif _many(was) and _many(now):
        for i in range(max(len(was), len(now))):
            yield from _leaves(
                f"{pointer}/{i}", was[i] if i < len(was) else _ABSENT, now[i] if i < len(now) else _ABSENT
            )
    else:
        yield pointer, was, now


def _many(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _short(value: Any) -> Any:
    if isinstance(value, Mapping | list | tuple):
        value = str(value)
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}… (+{len(value) - LONGEST})"
    return value
