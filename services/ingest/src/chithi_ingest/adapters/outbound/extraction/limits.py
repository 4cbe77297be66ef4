"""What a process that reads a stranger's file may use: the kernel holds it to that."""

import ctypes
import resource
import signal
import sys
from contextlib import suppress

ADDRESS_SPACE = 1536 * 1024 * 1024  # bytes; what is resident stays far below
PROCESSOR_S = 1_800  # seconds of one processor
WALL_S = 1_800  # the last resort when the service itself is gone
_PR_SET_NO_NEW_PRIVS = 38


def confine() -> None:
    """Bound memory, time and files of this process and its children; nothing can be written to a disk."""
    signal.alarm(WALL_S)
    _limit(resource.RLIMIT_AS, ADDRESS_SPACE)
    _limit(resource.RLIMIT_CPU, PROCESSOR_S)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _limit(which: int, most: int) -> None:
    hard = resource.getrlimit(which)[1]
    bounded = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(ValueError, OSError):  # a system that knows the name but does not support the limit
        resource.setrlimit(which, (bounded, bounded))
