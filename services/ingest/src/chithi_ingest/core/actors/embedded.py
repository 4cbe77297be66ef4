"""Work inside a section that falls to somebody else than its lead."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chithi_ingest.core.actors.roles import Mode, opens_subject, read_subject
from chithi_ingest.core.content.tasks import sentences
from chithi_ingest.core.evidence.confidence import DIRECTED, OWN_SUBJECT, PRINTED
from chithi_ingest.core.model import SubTask
from chithi_ingest.core.names.agencies import read_agencies, starts_agency
from chithi_ingest.core.names.predicate_words import STOP
from chithi_ingest.core.structure.paragraphs import Paragraph
from chithi_ingest.core.text.found import Found

_ACTS = re.compile(rf"\s*,?\s*(?!(?:là|như|gồm|bao gồm|đã|đang|được|không|chưa|sẽ)\b)(?:{STOP})(?!\w)")
_DIRECTS = re.compile(
    r"[CcHhYyGg](?:(?<=[Cc])hỉ đạo|(?<=[Hh])ướng dẫn|(?<=[Yy])êu cầu|(?<=[Gg])iao)\b"
    r"(?:(?:,| và)\s(?:chỉ đạo|hướng dẫn|đôn đốc))*\s+"
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Embedded:
    """A sub-task and where its words and its agency stand in their paragraph."""

    task: Found[SubTask]
    agency: Found[str]
    paragraph: Paragraph


def read_embedded(paragraphs: Sequence[Paragraph], lead: Sequence[str]) -> list[Embedded]:
    """Bullets and sentences with a subject of their own, and those whom the lead directs (`chỉ đạo Y thực hiện`)."""
    taken = {_folded(name) for name in lead}
    found: list[Embedded] = []
    for at, paragraph in enumerate(paragraphs):
        for start, end in sentences(paragraph.key):
            if at or start:
                found += _own_subject(paragraph, start, end)
            found += _directed(paragraph, start, end)
    once: dict[tuple[str, str], Embedded] = {}
    for one in found:
        if _folded(one.agency.value) not in taken:
            once.setdefault((_folded(one.agency.value), one.task.value.text), one)
    return list(once.values())


def _own_subject(paragraph: Paragraph, start: int, end: int) -> Iterator[Embedded]:
    """A sentence that starts with a body and goes on with what it shall do."""
    if not opens_subject(paragraph.key, start):
        return
    sentence = Paragraph(paragraph.text[start:end], paragraph.key[start:end])
    subject = read_subject(sentence)
    if subject is None or not (
        _ACTS.match(sentence.key, subject.end) or sentence.key[subject.end : subject.end + 1] == ":"
    ):
        return
    for agency in subject.found:
        yield _embedded(paragraph, agency.moved(start), (start, end), subject.mode, OWN_SUBJECT)


def _directed(paragraph: Paragraph, start: int, end: int) -> Iterator[Embedded]:
    """`chỉ đạo, hướng dẫn Y thực hiện …`: Y, when it is named and no mere group, acts under the lead."""
    for match in _DIRECTS.finditer(paragraph.key, start, end):
        if match.start() == start and paragraph.key.startswith(("Giao", "Yêu cầu"), start):
            continue  # that is how a section addresses its lead
        if not starts_agency(paragraph.key, match.end()):
            continue
        listed = read_agencies(paragraph.text, paragraph.key, match.end())
        sure = bool(listed.found) and listed.found[0].confidence == PRINTED
        if sure and _ACTS.match(paragraph.key, listed.end):
            for agency in listed.found:
                yield _embedded(paragraph, agency, (match.start(), end), "assign", DIRECTED)


def _embedded(paragraph: Paragraph, agency: Found[str], place: tuple[int, int], mode: Mode, doubt: float) -> Embedded:
    start, end = place
    text = paragraph.text[start:end].rstrip(" ;.,/")
    task = SubTask(agency=agency.value, text=text, mode=mode)
    sure = agency.confidence * doubt
    return Embedded(
        Found(task, start, start + len(text), sure),
        Found(agency.value, agency.start, agency.end, sure, agency.derived),
        paragraph,
    )


def _folded(name: str) -> str:
    return " ".join(_WORD.findall(name.casefold()))
