"""The whole system starts, answers on one port, heals, and leaves nothing behind."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psutil
import pytest
import pytest_asyncio

from chithi_cli.local.memory import MB
from chithi_cli.local.ports import is_free
from chithi_cli.local.services import SERVICES
from chithi_cli.local.supervisor import AlreadyRunningError, LocalSystem
from chithi_cli.local.watch import Incident
from chithi_testkit.polling import eventually

from .processes import gone


class Kept:
    """A running system and what it reported."""

    def __init__(self, run_dir: Path) -> None:
        self.incidents: list[Incident] = []
        self.system = LocalSystem(run_dir / "system", telemetry="file", report=self.incidents.append)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def kept(run_dir: Path) -> AsyncIterator[Kept]:
    """One system for these tests; afterwards nothing of it may be left."""
    made = Kept(run_dir)
    stranger = await asyncio.create_subprocess_exec("sleep", "600")
    async with made.system:
        family = {child.pid for child in made.system.processes.values()}
        yield made
        family |= {child.pid for child in made.system.processes.values()}
    assert not [pid for pid in family if psutil.pid_exists(pid)]
    assert is_free(made.system.gateway.port)
    assert stranger.returncode is None
    stranger.terminate()
    await stranger.wait()


async def test_every_part_runs_and_the_gateway_answers(kept: Kept) -> None:
    system = kept.system
    assert list(system.processes) == ["mongod", "broker", *SERVICES, "gateway"]
    assert all(child.running for child in system.processes.values())
    async with httpx.AsyncClient(base_url=system.url, timeout=60, trust_env=False) as client:
        assert (await client.get("/api/tasks/v1/jwks.json")).json()["keys"]
        assert (await client.get("/login")).headers["content-type"].startswith("text/html")
        for service in SERVICES:
            described = await client.get(f"/api/{service}/v1/openapi.json")
            assert described.json()["info"]["title"] == f"ChiThi {service}"


async def test_memory_is_summed_over_all_processes_and_ourselves(kept: Kept) -> None:
    ours = psutil.Process().memory_info().rss / MB
    assert kept.system.peak_rss_mb() > ours + len(kept.system.processes) * 10


async def test_a_killed_service_comes_back_on_its_port(kept: Kept) -> None:
    child = kept.system.processes["notify"]
    killed = child.pid
    child.kill()
    await eventually(lambda: Incident("notify", "restarted") in kept.incidents, within=240)
    assert Incident("notify", "ended", "code -9") in kept.incidents
    assert child.running
    assert child.pid != killed


async def test_a_halted_part_stays_down_until_resumed(kept: Kept) -> None:
    seen = len(kept.incidents)
    await kept.system.halt("gateway")
    assert is_free(kept.system.gateway.port)
    await kept.system.resume("gateway")
    async with httpx.AsyncClient(base_url=kept.system.url, timeout=60, trust_env=False) as client:
        assert (await client.get("/health/live")).status_code == 200
    assert kept.incidents[seen:] == []


async def test_a_wiped_broker_is_no_incident(kept: Kept) -> None:
    seen, cluster = len(kept.incidents), kept.system.broker.cluster_id
    await kept.system.wipe_broker()
    assert kept.system.broker.cluster_id != cluster
    assert kept.incidents[seen:] == []


async def test_a_second_supervisor_is_kept_out(kept: Kept) -> None:
    with pytest.raises(AlreadyRunningError, match="already runs in"):
        await LocalSystem(kept.system.run_dir).start()
    assert all(child.running for child in kept.system.processes.values())


async def test_a_part_that_fails_stops_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "Caddyfile"
    broken.write_text(":80 {\n\tnonsense\n}\n")
    monkeypatch.setenv("CHITHI_CADDYFILE", str(broken))
    system = LocalSystem(tmp_path / "run")
    with pytest.raises(RuntimeError, match=r"gateway ended with code 1(.|\n)*nonsense"):
        await system.start()
    assert not any(child.running for child in system.processes.values())


KILLED = """
import asyncio, json, sys
from pathlib import Path
from chithi_cli.local.supervisor import LocalSystem

async def main():
    system = LocalSystem(Path(sys.argv[1]))
    starting = asyncio.create_task(system.start())
    while not all(child.running for child in system.processes.values()):
        await asyncio.sleep(0.05)
    print(json.dumps([child.pid for child in system.processes.values()]), flush=True)
    await starting
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_all_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    supervisor = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, str(tmp_path / "run"), stdout=asyncio.subprocess.PIPE
    )
    assert supervisor.stdout is not None
    children = [psutil.Process(pid) for pid in json.loads(await supervisor.stdout.readline())]
    assert len(children) == 3 + len(SERVICES)
    supervisor.send_signal(signal.SIGKILL)
    await supervisor.wait()
    await eventually(lambda: all(map(gone, children)))
    lock = tmp_path / "run" / "lock"
    assert lock.read_text() == str(supervisor.pid)
