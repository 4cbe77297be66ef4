"""What the tests across services share: the `chithi` command as a subprocess, and figures told at the end."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

LONGEST_COMMAND_S = 240.0
_figures = pytest.StashKey[list[str]]()


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Command = Callable[..., Awaitable[Ended]]


async def run(*arguments: str | Path, env: Mapping[str, str]) -> Ended:
    """Run `chithi` with the arguments; a terminal as wide as any table keeps lines whole."""
    child = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("chithi")),
        *map(str, arguments),
        env={**os.environ, "COLUMNS": "400", "NO_COLOR": "1", **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(child.communicate(), LONGEST_COMMAND_S)
    except BaseException:
        child.terminate()
        await child.wait()
        raise
    return Ended(child.returncode or 0, out.decode(), err.decode())


@pytest.fixture
def chithi(tmp_path: Path) -> Command:
    """`await chithi("parse", file, env={…})`; without a CHITHI_HOME of its own no running system is found."""

    async def command(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Ended:
        return await run(*arguments, env={"CHITHI_HOME": str(tmp_path / "nothing-runs-here"), **(env or {})})

    return command


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """`tell("…")` puts a line of figures under the test run."""
    return request.config.stash.setdefault(_figures, []).append


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test on a running system shows the last words of its services."""
    report = yield
    running = next((item.funcargs[name] for name in ("arena", "site") if name in getattr(item, "funcargs", {})), None)
    if report.failed and running is not None:
        for part in running.system.services:
            lines = part.process.log_tail(12).splitlines()
            report.sections.append((f"log of {part.name}", "\n".join(line[:500] for line in lines)))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests told."""
    lines = terminalreporter.config.stash.get(_figures, [])
    if lines:
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.write_line(line)
