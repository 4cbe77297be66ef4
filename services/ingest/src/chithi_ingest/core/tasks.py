"""The single pieces of work in a unit: its points and bullets, or else its sentences."""

import re
from collections.abc import Sequence

from chithi_ingest.core.paragraphs import Paragraph

_SENTENCE_END = re.compile(r"(?<=[.…])\s+(?=[A-ZĐÀ-Ỹ])")
_END_MARK = re.compile(r"[.;,]?/?\.?$")


def read_tasks(paragraphs: Sequence[Paragraph], *, theme: bool) -> tuple[str, ...]:
    """In reading order; a heading that is only a topic, or that only announces its points, is none."""
    found: list[str] = []
    for at, paragraph in enumerate(paragraphs):
        listed = at + 1 < len(paragraphs)
        if at == 0 and listed and (theme or paragraph.key.endswith(":")):
            continue
        pointed = at > 0 and paragraph.marker is not None
        found.extend([paragraph.text] if pointed else _SENTENCE_END.split(paragraph.text))
    return tuple(task for task in (_END_MARK.sub("", text.strip()) for text in found) if task)
