"""Sections cut anew by a person: wherever a cut lies, the words stay the paper's own."""

from collections.abc import Iterable
from typing import Any

from chithi_ingest.core.content.tasks import read_tasks
from chithi_ingest.core.model import Section, Span
from chithi_ingest.core.review.document_key import folded
from chithi_ingest.core.review.faults import Fault, Refused
from chithi_ingest.core.structure.paragraphs import assemble, printed, text_of
from chithi_ingest.core.text.source import lines

_NOWHERE = "Nêu đoạn văn bản của mục (vị trí đầu và cuối) nằm trong văn bản gốc."


def recut(sections: Any, known: Iterable[Section], source: str) -> Any:
    """The sections, each with the text of its own span; one that is as it was read keeps the text read then.

    Raises `Refused` for a span outside the source, for words that the paper does not have, and when the new cuts
    together are longer than the paper (overlapping ones could be made to fill the store).
    """
    if not isinstance(sections, list) or not all(isinstance(one, dict) for one in sections):
        return sections  # not of the shape: validation says so
    texts: dict[Span, set[str]] = {}
    for one in known:
        texts.setdefault(one.span, set()).add(one.text)
    room, done = len(source), []
    for at, section in enumerate(sections):
        pointer = f"/directive/sections/{at}"
        span = _span(section.get("span"), f"{pointer}/span")
        if isinstance(section.get("text"), str) and section["text"] in texts.get(span, ()):
            done.append(section)
            continue
        room -= span[1] - span[0]
        if span[1] > len(source):
            raise Refused(Fault(f"{pointer}/span", "outside-text", _NOWHERE))
        if room < 0:
            raise Refused(Fault(f"{pointer}/span", "overlapping", "Các mục tách ra chồng lên nhau."))
        done.append(section | _words(section, source[slice(*span)], f"{pointer}/text") | {"span": list(span)})
    return done


def _span(value: Any, at: str) -> Span:
    match value:
        case [int() as start, int() as end] if 0 <= start <= end and bool not in (type(start), type(end)):
            return start, end
    raise Refused(Fault(at, "outside-text", _NOWHERE))


def _words(section: dict[str, Any], piece: str, at: str) -> dict[str, Any]:
    """The piece of the paper as a section's text, without the ordinal that it begins with, and the tasks in it."""
    paragraphs, claimed = assemble(lines(piece)), section.get("text")
    text = text_of(paragraphs).removeprefix(printed(paragraphs[0])) if paragraphs else ""
    if not text or (claimed is not None and folded(str(claimed)) not in (folded(text), folded(piece))):
        message = "Lời văn của mục phải là nguyên văn trong văn bản. Hãy bỏ trống để lấy đúng đoạn đã chọn."
        raise Refused(Fault(at, "not-in-text", message))
    tasks = [task.value for _, task in read_tasks(paragraphs, theme=section.get("mode") == "theme")]
    return {"text": text, "tasks": section.get("tasks") or tasks}
