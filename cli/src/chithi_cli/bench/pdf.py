"""What a long PDF costs to read."""

import time
from importlib.resources import files

from chithi_cli import papers
from chithi_cli.bench.frame import Figure
from chithi_cli.local.brokers import BrokerKind
from chithi_ingest.adapters.outbound.reader import Reader
from chithi_ingest.core import parse

PAGES = 500
LIMIT_MB = 300.0  # stated bound


async def pdf(_: BrokerKind) -> list[Figure]:
    """Peak memory of the process that reads 500 printed pages, and the time, beside that of parsing their text."""
    sample = (files("chithi_ingest") / "samples" / "chi-thi-mau.txt").read_text("utf-8")
    pages = papers.set_in_pages(sample)
    content = papers.printed_pdf((pages * PAGES)[:PAGES])
    reader = Reader(at_once=1)
    await reader.start()
    began = time.perf_counter()
    try:
        reading = await reader.read("500.pdf", content)
    finally:
        await reader.stop()
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    parse(reading.text)
    parsing = time.perf_counter() - began
    detail = {"pages": reading.text.count("\f") + 1, "file_mb": round(len(content) / 1e6, 1)}
    return [
        Figure("pdf.peak_500_pages", reading.peak_bytes / 1024 / 1024, "MB", LIMIT_MB, detail),
        Figure("pdf.read_500_pages", seconds, "s", parsing, {"bound_is": "parsing the same text"}),
    ]
