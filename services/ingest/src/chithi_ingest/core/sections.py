"""One numbered unit read whole: its roles, limits, citations and pieces of work, each with its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chithi_ingest.core.actors.embedded import read_embedded
from chithi_ingest.core.actors.relations import advised, coordinating, other_than, report_to, superior
from chithi_ingest.core.actors.units import Unit
from chithi_ingest.core.cited.citations import Cited, cited
from chithi_ingest.core.content.targets import read_targets
from chithi_ingest.core.content.tasks import read_tasks
from chithi_ingest.core.content.topics import read_topics
from chithi_ingest.core.evidence.confidence import ODD_ORDINAL
from chithi_ingest.core.evidence.ledger import Ledger
from chithi_ingest.core.limits.deadlines import read_deadlines, read_periods, timing_of
from chithi_ingest.core.model import Section, SubTask
from chithi_ingest.core.structure.paragraphs import text_of
from chithi_ingest.core.text.found import Found
from chithi_ingest.core.text.passages import Passage, joined


@dataclass(frozen=True, slots=True)
class Issue:
    """When a directive was issued, the year that a day without a year belongs to, and whether the Party issued it."""

    on: date | None
    year: int | None
    party: bool = False


def read_section(unit: Unit, at: int, issue: Issue, ledger: Ledger) -> tuple[Section, Cited]:
    """The section that stands at `/sections/{at}`, and what it cites."""
    where = f"/sections/{at}"
    whole = joined(unit.paragraphs)
    text, key = whole.text, whole.key
    cites = cited(whole, party=issue.party)
    deadlines = read_deadlines(text, key, issue.on, issue.year)
    lead = _lead(unit, where, ledger)
    ledger.note(where, Found(None, 0, len(text), ODD_ORDINAL if unit.odd else 1.0, derived=True), whole)
    section = Section(
        ordinal=unit.path,
        mode=unit.mode,
        lead=lead,
        coordinating=ledger.notes(f"{where}/coordinating", other_than(_beside(unit, whole), lead), whole),
        advised=ledger.notes(f"{where}/advised", advised(text, key), whole),
        superior=ledger.notes(f"{where}/superior", superior(text, key), whole),
        report_to=ledger.notes(f"{where}/report_to", report_to(text, key), whole),
        embedded=_embedded(unit, lead, where, ledger),
        deadlines=ledger.notes(f"{where}/deadlines", deadlines, whole),
        timing=timing_of(deadlines),
        periods=ledger.notes(f"{where}/periods", read_periods(text, key), whole),
        targets=ledger.notes(f"{where}/targets", read_targets(text, key), whole),
        topics=read_topics(key),
        references=ledger.notes(f"{where}/references", cites.numbers(), whole),
        named_references=ledger.notes(f"{where}/named_references", cites.named, whole),
        inherits_addressees=not lead and not unit.led_above and not unit.is_heading,
        text=text_of(unit.paragraphs).removeprefix(_ordinal(unit)),
        span=(unit.paragraphs[0].start, unit.paragraphs[-1].end),
        tasks=_tasks(unit, where, ledger),
    )
    return section, cites


def _lead(unit: Unit, where: str, ledger: Ledger) -> tuple[str, ...]:
    return ledger.notes(f"{where}/lead", unit.subject.found, unit.subject.paragraph) if unit.subject else ()


def _beside(unit: Unit, whole: Passage) -> list[Found[str]]:
    """Who coordinates, from where the leads' own work begins."""
    work = unit.subject.work_at if unit.subject and not unit.theme else 0
    return [found.moved(work) for found in coordinating(whole.text[work:], whole.key[work:])]


def _embedded(unit: Unit, lead: Sequence[str], where: str, ledger: Ledger) -> tuple[SubTask, ...]:
    found = read_embedded(unit.paragraphs, lead)
    for at, one in enumerate(found):
        ledger.note(f"{where}/embedded/{at}", one.task, one.paragraph)
        ledger.note(f"{where}/embedded/{at}/agency", one.agency, one.paragraph)
    return tuple(one.task.value for one in found)


def _tasks(unit: Unit, where: str, ledger: Ledger) -> tuple[str, ...]:
    found = read_tasks(unit.paragraphs, theme=unit.theme)
    return tuple(ledger.note(f"{where}/tasks/{at}", task, paragraph) for at, (paragraph, task) in enumerate(found))


def _ordinal(unit: Unit) -> str:
    first = unit.paragraphs[0]
    return text_of([first])[: -len(first.text)] if first.text else ""
