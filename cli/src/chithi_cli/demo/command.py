"""`chithi demo`: start everything, play the loop, stay until Ctrl-C or print one JSON object."""

import asyncio
import json
import tempfile
import time
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console

from chithi_cli.accounts import NO_SECOND_FACTOR
from chithi_cli.demo.story import Story
from chithi_cli.errors import CliError
from chithi_cli.local.brokers import BrokerKind
from chithi_cli.local.process import ProcessFailedError
from chithi_cli.local.services import Telemetry
from chithi_cli.local.supervisor import AlreadyRunningError
from chithi_cli.running import HOME, Running, forget
from chithi_cli.up import local_system, stop_event, welcome

SAMPLE = files("chithi_ingest") / "samples" / "chi-thi-mau.txt"


def demo(
    *, directive: Path | None, once: bool, as_json: bool, kafka: BrokerKind, port: int, traces: Path | None
) -> None:
    """Run the demonstration on an empty system; its data go when it stops."""
    with tempfile.TemporaryDirectory(prefix="chithi-demo-") as home, as_file(SAMPLE) as sample:
        asyncio.run(_demo(directive or sample, once, as_json, kafka, port, traces, Path(home)))


async def _demo(
    paper: Path, once: bool, as_json: bool, kafka: BrokerKind, port: int, traces: Path | None, home: Path
) -> None:
    console = Console(highlight=False, stderr=as_json)
    # the paper is read with an event loop of its own
    story = await asyncio.to_thread(Story, paper, lambda sentence: console.print(f"• {sentence}"))
    stop = stop_event()
    began = time.monotonic()
    spans: Telemetry = "file" if traces else "off"
    system = local_system(home, kafka=kafka, port=port, telemetry=spans, env=NO_SECOND_FACTOR, small=True)
    try:
        async with system:
            ready = round(time.monotonic() - began, 2)
            console.print(f"• Hệ thống sẵn sàng sau {ready:.1f} s.")
            result = await story.at(system.url, system.mongod.url).play()
            result.seconds = {"ready": ready} | result.seconds
            result.peak_rss_mb = round(system.peak_rss_mb(), 1)
            if as_json:
                print(json.dumps(result.to_json(), ensure_ascii=False))
            if once:
                return
            logins = [*story.staff, *story.officers[:3]]
            Running(system.url, system.mongod.url, logins).save(HOME)
            welcome(console, system.url, logins)
            try:
                await stop.wait()
            finally:
                forget(HOME)
    except (ProcessFailedError, AlreadyRunningError) as error:
        raise CliError(str(error)) from error
    finally:
        if traces:
            _keep_traces(home / "run" / "traces", traces)


def _keep_traces(found: Path, wanted: Path) -> None:
    """Save the spans before the run's folder goes."""
    wanted.mkdir(parents=True, exist_ok=True)
    for file in found.glob("*.jsonl"):
        (wanted / file.name).write_bytes(file.read_bytes())
