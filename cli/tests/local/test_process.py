"""A child process is ours alone: it logs, gets ready in time or says why, stops when asked and dies with us."""

import asyncio
import signal
import sys
from pathlib import Path

import psutil
import pytest

from chithi_cli.local.ports import free_port, is_free
from chithi_cli.local.probes import port_open
from chithi_cli.local.process import ChildProcess, ProcessFailedError
from chithi_testkit.polling import eventually

from .processes import gone

STUBBORN = (
    "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
)


def python(code: str, log: Path, name: str = "child") -> ChildProcess:
    return ChildProcess(name, [sys.executable, "-c", code], log=log / f"{name}.log")


async def never() -> bool:
    return False


async def test_a_child_that_ends_early_is_reported_with_its_last_words(tmp_path: Path) -> None:
    child = python("print('xin chào'); raise SystemExit(3)", tmp_path, "ingest")
    child.start()
    with pytest.raises(ProcessFailedError, match=r"ingest ended with code 3 before it was ready(.|\n)*xin chào"):
        await child.wait_ready(never, within=60)


async def test_a_child_that_is_never_ready_is_reported_at_the_deadline(tmp_path: Path) -> None:
    child = python("import time; print('thinking', flush=True); time.sleep(600)", tmp_path)
    child.start()
    await eventually(lambda: "thinking" in child.log_tail())
    with pytest.raises(ProcessFailedError, match=r"was not ready within 0\.1 s(.|\n)*thinking"):
        await child.wait_ready(never, within=0.1)
    assert not child.running


async def test_readiness_is_what_the_probe_says(tmp_path: Path) -> None:
    port = free_port()
    child = ChildProcess(
        "web", [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)], log=tmp_path / "log"
    )
    assert not await port_open(port)()
    child.start()
    await child.wait_ready(port_open(port), within=60)
    assert not is_free(port)
    await child.stop(grace=60)
    assert child.returncode == -signal.SIGTERM


async def test_a_deaf_child_is_killed_after_the_grace(tmp_path: Path) -> None:
    child = python(STUBBORN, tmp_path)
    child.start()
    await eventually(lambda: "deaf" in child.log_tail())
    await child.stop(grace=0.2)
    assert child.returncode == -signal.SIGKILL


async def test_a_suspended_child_stands_still_and_still_stops_gently(tmp_path: Path) -> None:
    child = python("import time\nwhile True: print('tick', flush=True); time.sleep(.01)", tmp_path)
    child.start()
    await eventually(lambda: "tick" in child.log_tail())
    child.suspend()
    await eventually(lambda: psutil.Process(child.pid).status() == psutil.STATUS_STOPPED)
    size = child.log.stat().st_size
    assert child.running
    child.resume()
    await eventually(lambda: child.log.stat().st_size > size)
    child.suspend()
    await child.stop(grace=60)
    assert child.returncode == -signal.SIGTERM


async def test_kill_takes_what_the_child_started_too(tmp_path: Path) -> None:
    code = "import subprocess; print(subprocess.Popen(['sleep', '600']).pid, flush=True); input()"
    child = ChildProcess(
        "parent",
        [sys.executable, "-c", f"import time\n{code.replace('input()', 'time.sleep(600)')}"],
        log=tmp_path / "log",
    )
    child.start()
    grandchild = psutil.Process(int(await eventually(lambda: child.log_tail().strip())))
    await eventually(lambda: child.rss_bytes() > grandchild.memory_info().rss > 0)  # it may not have begun
    child.kill()
    await eventually(lambda: gone(grandchild))
    assert child.rss_bytes() == 0


async def test_signals_go_nowhere_once_the_child_is_gone(tmp_path: Path) -> None:
    child = python("pass", tmp_path)
    child.start()
    assert await child.wait_ended(within=60)
    child.suspend()
    child.kill()
    await child.stop()
    assert child.returncode == 0


async def test_a_child_can_be_started_again_and_its_log_goes_on(tmp_path: Path) -> None:
    child = python("print('once')", tmp_path)
    for _ in range(2):
        child.start()
        assert await child.wait_ended(within=60)
    assert child.log_tail() == "once\nonce"


async def test_children_die_when_we_are_killed(tmp_path: Path) -> None:
    code = f"""
import time
from pathlib import Path
from chithi_cli.local.process import ChildProcess
child = ChildProcess("orphan", ["sleep", "600"], log=Path({str(tmp_path)!r}, "orphan.log"))
child.start()
print(child.pid, flush=True)
time.sleep(600)
"""
    supervisor = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    assert supervisor.stdout is not None
    orphan = psutil.Process(int(await supervisor.stdout.readline()))
    assert orphan.is_running()
    supervisor.kill()
    assert await supervisor.wait() == -signal.SIGKILL
    await eventually(lambda: gone(orphan))
