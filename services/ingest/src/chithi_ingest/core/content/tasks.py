"""The single pieces of work in a unit: its points and bullets, or else its sentences."""

import re
from collections.abc import Iterator, Sequence

from chithi_ingest.core.structure.paragraphs import Paragraph
from chithi_ingest.core.text.found import Found

_SENTENCE_END = re.compile(r"[.…]\s+")
_END_MARK = re.compile(r"\s*[.;,]?/?\.?\s*$")


def read_tasks(paragraphs: Sequence[Paragraph], *, theme: bool) -> list[tuple[Paragraph, Found[str]]]:
    """In reading order, each in its paragraph; a heading that only names a topic or announces its points is none."""
    found: list[tuple[Paragraph, Found[str]]] = []
    for at, paragraph in enumerate(paragraphs):
        listed = at + 1 < len(paragraphs)
        if at == 0 and listed and (theme or paragraph.key.endswith(":")):
            continue
        pointed = at > 0 and paragraph.marker is not None
        pieces = [(0, len(paragraph.text))] if pointed else sentences(paragraph.text)
        found += [(paragraph, task) for start, end in pieces if (task := _task(paragraph.text, start, end))]
    return found


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a paragraph begins and ends."""
    start = 0
    for stop in _SENTENCE_END.finditer(text):
        if text[stop.end() : stop.end() + 1].isupper():
            yield start, stop.start() + 1
            start = stop.end()
    yield start, len(text)


def _task(text: str, start: int, end: int) -> Found[str] | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    task = _END_MARK.sub("", words.strip())
    return Found(task, start, start + len(task)) if task else None
