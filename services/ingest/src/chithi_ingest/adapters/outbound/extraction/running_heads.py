"""Lines that a document repeats at the edge of its pages, which are no part of the text."""

import re
from collections import Counter
from collections.abc import Sequence

_EDGE = 2  # lines from the top and from the bottom
_LEAST_PAGES = 3
_DIGITS = re.compile(r"\d+")


def without_running_heads(pages: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The pages without the lines that most of them share at an edge, and those lines.

    What the first page says first stays: a subject may be repeated as the running head of the pages behind.
    """
    found = Counter(key for page in pages[1:] for key in {_key(line) for line in _edges(page.split("\n"))})
    least = max(_LEAST_PAGES, len(pages) // 2)
    running = {key for key, count in found.items() if count >= least and key}
    if not running:
        return list(pages), ()
    dropped: dict[str, None] = {}
    kept = [pages[0], *(_trimmed(page, running, dropped) for page in pages[1:])]
    return kept, tuple(dropped)


def _trimmed(page: str, running: set[str], dropped: dict[str, None]) -> str:
    lines = page.split("\n")
    edges = {id(line) for line in _edges(lines)}
    kept = []
    for line in lines:
        if id(line) in edges and _key(line) in running:
            dropped[line] = None
        else:
            kept.append(line)
    return "\n".join(kept)


def _edges(lines: Sequence[str]) -> list[str]:
    printed = [line for line in lines if line.strip()]
    return [*printed[:_EDGE], *printed[_EDGE:][-_EDGE:]]


def _key(line: str) -> str:
    """The line with its page number left open; a bare number is left to the reading of lines."""
    key = _DIGITS.sub("#", " ".join(line.split()))
    return key if any(letter.isalpha() for letter in key) else ""
