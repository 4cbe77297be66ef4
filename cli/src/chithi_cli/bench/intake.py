"""How fast a directive is read."""

import re
import time
from collections.abc import Callable
from importlib.resources import files

from chithi_cli.bench.frame import Figure, median
from chithi_cli.local.brokers import BrokerKind
from chithi_ingest.core import parse

PAGE = 2_500  # characters of a printed page
ROUNDS = 9
LIMIT_MS = 50.0  # stated bound for ten pages
_WORD = re.compile(r"\w+|[^\w\s]")


async def intake(_: BrokerKind) -> list[Figure]:
    """Processor time to read ten pages and a thousand, beside their limits; `split_only` is one plain pass."""
    sample = (files("chithi_ingest") / "samples" / "chi-thi-mau.txt").read_text("utf-8")
    pages = len(sample) / PAGE
    reading, splitting = [], []
    for _round in range(ROUNDS):
        reading.append(_seconds(lambda: parse(sample)))
        splitting.append(_seconds(lambda: _WORD.findall(sample)))
    ten = 10_000 / pages
    many = sample * int(1000 / pages)
    detail = {"pages": round(pages, 1), "split_only_ms": round(median(splitting) * ten, 3), "rounds": ROUNDS}
    long_split = _seconds(lambda: _WORD.findall(many))
    return [
        Figure("intake.parse_10_pages", median(reading) * ten, "ms", LIMIT_MS, detail),
        Figure(
            "intake.parse_1000_pages", _seconds(lambda: parse(many)), "s", 5.0, {"split_only_s": round(long_split, 3)}
        ),
    ]


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
