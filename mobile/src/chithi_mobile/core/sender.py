"""One sender at a time per phone, also across processes (the app and its background service)."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = ":memory:"


@contextmanager
def one_sender(store_path: str) -> Iterator[bool]:
    """Yields False when another has it. The kernel frees the lock of a killed process; a memory store has one owner."""
    if store_path == MEMORY:
        yield True
        return
    with Path(f"{store_path}.sender").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
