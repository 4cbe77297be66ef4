"""What a batch's span holds, as it is written out."""

import json
import sys
from asyncio import create_subprocess_exec
from pathlib import Path

BATCH = """
from pathlib import Path
from opentelemetry.trace import SpanKind
from chithi_platform import telemetry
from chithi_platform.settings import TelemetrySettings

telemetry.set_up("one", TelemetrySettings(telemetry="file", telemetry_file=Path({path!r})))
parents = [f"00-{{number:032x}}-{{number:016x}}-01" for number in range(1, 501)]
with telemetry.batch_span("batch", parents, kind=SpanKind.CONSUMER):
    pass
telemetry.shut_down()
"""


async def test_a_batch_is_linked_to_every_message_in_it(tmp_path: Path) -> None:
    written = tmp_path / "spans.jsonl"
    process = await create_subprocess_exec(sys.executable, "-c", BATCH.format(path=str(written)))
    assert await process.wait() == 0
    [span] = map(json.loads, written.read_text(encoding="utf-8").splitlines())
    assert len({link["context"]["trace_id"] for link in span["links"]}) == 500
