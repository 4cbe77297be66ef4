"""What tests ask about processes that are not their own children."""

import psutil


def gone(process: psutil.Process) -> bool:
    """Ended, be it between our two looks; nobody may have asked for its exit code yet."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
