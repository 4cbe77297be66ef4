"""A scratch directory for one test session, in memory where there is room."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - a private directory is made in it with mkdtemp
_PREFIX = "chithi-test-"
_ROOM_NEEDED = 2_000_000_000


def _parent() -> Path:
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM_NEEDED:
        return _MEMORY
    return Path(tempfile.gettempdir())


def _alive(pid: str) -> bool:
    return not pid.isdigit() or Path("/proc", pid).exists()


def _sweep(parent: Path) -> None:
    """Remove what sessions left that were killed."""
    for left in parent.glob(f"{_PREFIX}*"):
        if not _alive(left.name.removeprefix(_PREFIX).split("-")[0]):
            shutil.rmtree(left, ignore_errors=True)


def make_run_dir() -> Path:
    """Make the directory; its name carries our process id, so that a later session can sweep it."""
    parent = _parent()
    if Path("/proc/self").exists():
        _sweep(parent)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
