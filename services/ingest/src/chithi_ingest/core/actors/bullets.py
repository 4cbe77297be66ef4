"""Directives without numbers: dashes that each call on an agency of their own are read as numbered units."""

from collections.abc import Sequence
from dataclasses import replace

from chithi_ingest.core.actors.roles import read_subject
from chithi_ingest.core.structure.ordinals import Marker
from chithi_ingest.core.structure.paragraphs import Paragraph

_FEWEST = 2


def numbered_bullets(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs with `1`, `2`, … for such dashes; unchanged where there are fewer than two."""
    numbered: list[Paragraph] = []
    count = 0
    for paragraph in paragraphs:
        marker = paragraph.marker
        if marker is not None and marker.kind == "bullet" and read_subject(paragraph) is not None:
            count += 1
            paragraph = replace(paragraph, marker=Marker("number", (count,), str(count), marker.length))  # noqa: PLW2901
        numbered.append(paragraph)
    return numbered if count >= _FEWEST else list(paragraphs)
