"""What ends by itself comes back; what is stopped on purpose, and what is not ours, is left alone."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from chithi_cli.local.process import ChildProcess
from chithi_cli.local.watch import Incident, Watch
from chithi_testkit.polling import eventually

WORKING = "import time; print('working', flush=True); time.sleep(600)"


class Worker:
    """A part that is ready when it has said so."""

    def __init__(self, log: Path, code: str = WORKING) -> None:
        self.process = ChildProcess("worker", [sys.executable, "-c", code], log=log)

    async def start(self) -> None:
        self.process.log.unlink(missing_ok=True)
        self.process.start()
        await self.process.wait_ready(self._working, within=60)

    async def stop(self) -> None:
        await self.process.stop()

    async def _working(self) -> bool:
        return "working" in self.process.log_tail()


class Watched:
    """A watch that runs, and what it reported."""

    def __init__(self) -> None:
        self.incidents: list[Incident] = []
        self.watch = Watch(self.incidents.append)

    def kinds(self) -> list[str]:
        return [incident.kind for incident in self.incidents]


@pytest_asyncio.fixture(loop_scope="session")
async def watched() -> AsyncIterator[Watched]:
    """A watch that looks until the test ends."""
    made = Watched()
    looking = asyncio.create_task(made.watch.run())
    yield made
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)


async def test_a_killed_part_comes_back(watched: Watched, tmp_path: Path) -> None:
    worker = Worker(tmp_path / "log")
    await worker.start()
    watched.watch.add("worker", worker)
    first = worker.process.pid
    worker.process.kill()
    await eventually(lambda: watched.kinds() == ["ended", "restarted"])
    assert watched.incidents[0] == Incident("worker", "ended", "code -9")
    assert worker.process.running
    assert worker.process.pid != first
    await watched.watch.remove("worker")
    await worker.stop()


async def test_a_part_that_cannot_start_is_tried_again_ever_more_slowly(watched: Watched, tmp_path: Path) -> None:
    worker = Worker(tmp_path / "log", "print('no luck')")
    watched.watch.add("worker", worker)
    await eventually(lambda: watched.kinds() == ["ended", "failed", "failed"])
    assert "no luck" in watched.incidents[-1].detail
    assert watched.watch._waits["worker"] >= 0.5
    await watched.watch.remove("worker")


async def test_a_held_part_stays_down(watched: Watched, tmp_path: Path) -> None:
    worker = Worker(tmp_path / "log")
    await worker.start()
    watched.watch.add("worker", worker)
    async with watched.watch.hold("worker"):
        await worker.stop()
        other = Worker(tmp_path / "other")
        await other.start()
        watched.watch.add("other", other)
        other.process.kill()  # the watch has looked at least twice when this one is back
        await eventually(lambda: watched.kinds() == ["ended", "restarted"])
        assert not worker.process.running
    await eventually(lambda: watched.kinds().count("restarted") == 2)
    for name, part in (("worker", worker), ("other", other)):
        await watched.watch.remove(name)
        await part.stop()


async def test_nothing_is_touched_that_we_did_not_start(watched: Watched, tmp_path: Path) -> None:
    stranger = await asyncio.create_subprocess_exec("sleep", "600", stdout=subprocess.DEVNULL)
    worker = Worker(tmp_path / "log")
    await worker.start()
    watched.watch.add("worker", worker)
    worker.process.kill()
    await eventually(lambda: "restarted" in watched.kinds())
    await watched.watch.remove("worker")
    await worker.stop()
    worker.process.kill()
    assert stranger.returncode is None
    stranger.terminate()
    await stranger.wait()
