"""A child process with a log file: started with a readiness deadline, stopped gently, and never outliving us."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from chithi_cli.local.memory import resident_bytes

Probe = Callable[[], Awaitable[bool]]

_PR_SET_PDEATHSIG = 1
_POLL, _ASK_AGAIN = 0.02, 0.05
_LARGE_LOG = 20_000_000
# found now: between fork and exec nothing may be looked up, whose lock another thread held as we forked
_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class ProcessFailedError(RuntimeError):
    """A child ended or stayed silent when it should have become ready; the message ends with its last words."""

    def __init__(self, name: str, reason: str, *, log: Path, tail: str) -> None:
        super().__init__(f"{name} {reason}\n--- last lines of {log}\n{tail or '(the log is empty)'}")
        self.name, self.log = name, log


def _die_with(parent: int) -> None:
    """Run in the child before exec: ask Linux to kill it when the thread that started it ends."""
    if _PRCTL is not None:
        _PRCTL(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # the parent died before the request above was made
        os._exit(1)


class ChildProcess:
    """One command in its own session, so that Ctrl-C reaches only us and we stop the children in order.

    Start it from a thread that lives as long as the child should: Linux ties the child to the thread, not the process.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.env = dict(env or {})
        self.cwd = cwd
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """True from start until the process has ended (a suspended one still runs)."""
        return self._popen is not None and self._popen.poll() is None

    @property
    def pid(self) -> int:
        """Process id of the running child; 0 before the first start."""
        return self._popen.pid if self._popen else 0

    @property
    def returncode(self) -> int | None:
        """Exit code, negative signal number, or None while it runs or has never been started."""
        return self._popen.poll() if self._popen else None

    def start(self) -> None:
        """Start the command, or start it again after it ended; its output is appended to the log."""
        if self.running:
            return
        self._make_room()
        with self.log.open("ab") as output:
            self._popen = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.env},
                cwd=self.cwd,
                start_new_session=True,
                preexec_fn=partial(_die_with, os.getpid()),  # noqa: PLW1509 - only prctl, from a library already loaded
            )

    async def wait_ready(self, probe: Probe, *, within: float) -> None:
        """Poll until the probe says yes.

        Raises ProcessFailedError when the child ends first, or when time runs out: then the child is killed, too.
        """
        deadline = time.monotonic() + within
        while not await probe():
            if not self.running:
                raise self.failure(f"ended with code {self.returncode} before it was ready")
            if time.monotonic() > deadline:
                self.kill()
                raise self.failure(f"was not ready within {within:g} s")
            await asyncio.sleep(_ASK_AGAIN)

    async def wait_ended(self, *, within: float) -> bool:
        """Wait for the end of the child; False when it still runs after that many seconds."""
        deadline = time.monotonic() + within
        while self.running:
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(_POLL)
        return True

    async def stop(self, *, grace: float = 10.0) -> None:
        """Ask it to end (SIGTERM), then kill it when it has not ended within the grace."""
        if not self.running:
            return
        os.kill(self.pid, signal.SIGTERM)
        self.resume()
        if not await self.wait_ended(within=grace):
            self.kill()
            await self.wait_ended(within=grace)

    def kill(self) -> None:
        """End the child and what it started at once, as a power cut would (SIGKILL)."""
        self._signal_group(signal.SIGKILL)
        if self._popen is not None:
            self._popen.wait(timeout=60)

    def suspend(self) -> None:
        """Freeze the child (SIGSTOP): it keeps its sockets and leases but does nothing."""
        self._signal_group(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a suspended child go on (SIGCONT)."""
        self._signal_group(signal.SIGCONT)

    def rss_bytes(self) -> int:
        """Resident memory of the child and everything it started; 0 when it does not run."""
        return resident_bytes({self.pid}) if self.running else 0

    def log_tail(self, lines: int = 20) -> str:
        """The last lines of the log, for error messages."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - 16_384))
                return "\n".join(log.read().decode("utf-8", "replace").splitlines()[-lines:])
        except OSError:
            return ""

    def failure(self, reason: str) -> ProcessFailedError:
        """Build the error that tells what went wrong with this child."""
        return ProcessFailedError(self.name, reason, log=self.log, tail=self.log_tail())

    def _make_room(self) -> None:
        """Keep one older log of a child that was started often or long ago."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LARGE_LOG:
            self.log.replace(self.log.with_suffix(".1.log"))

    def _signal_group(self, number: signal.Signals) -> None:
        """Signal the child's own process group, only while the child is ours and unreaped."""
        if self.running:
            os.killpg(self.pid, number)
