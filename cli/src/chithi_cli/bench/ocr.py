"""How fast scanned pages are recognised, and how well."""

import difflib
import os
import time
from importlib.resources import files

from chithi_cli import papers
from chithi_cli.bench.frame import Figure
from chithi_cli.local.brokers import BrokerKind
from chithi_ingest.adapters.outbound.reader import Reader

PAGES = 12
LIMIT_S = 6.0  # stated bound for a page


async def ocr(_: BrokerKind) -> list[Figure]:
    """Time a scanned page takes, alone and among twelve, and the share of words that recognition gets right."""
    sample = (files("chithi_ingest") / "samples" / "chi-thi-mau.txt").read_text("utf-8")
    pages = papers.set_in_pages(sample)
    drawn = [papers.drawn(page) for page in pages]
    reader = Reader(at_once=1)
    await reader.start()
    try:
        began = time.perf_counter()
        await reader.read("1.pdf", papers.scan(drawn[1:2]))
        alone = time.perf_counter() - began
        began = time.perf_counter()
        reading = await reader.read("12.pdf", papers.scan((drawn * PAGES)[:PAGES]))
        together = (time.perf_counter() - began) / PAGES
    finally:
        await reader.stop()
    printed = "\n".join(line for page in pages for line in page)
    right = _right(printed, "\n".join(reading.text.split("\f")[: len(pages)]))
    detail = {"processors": os.cpu_count(), "processor_s": round(reading.processor_s / PAGES, 2)}
    return [
        Figure("ocr.page_alone", alone, "s", LIMIT_S),
        Figure("ocr.page_of_12", together, "s", LIMIT_S, detail),
        Figure("ocr.words_right", right, "share", 1.0, {"legibility": round(reading.legibility, 3)}),
    ]


def _right(printed: str, read: str) -> float:
    """The share of printed words that were read, in their order."""
    words = printed.split()
    blocks = difflib.SequenceMatcher(None, words, read.split(), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)
