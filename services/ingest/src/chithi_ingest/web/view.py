"""What the review page shows of a directive: its head, what to look at, and its sections in batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from chithi_ingest.core.model import Anomaly, Directive, Section, Span, SubTask
from chithi_ingest.web.deadline_words import Word
from chithi_ingest.web.values import Shown, Values

BATCH = 40  # sections that one answer carries
NAMES = ("lead", "coordinating", "advised", "superior", "report_to")
DOCUMENTS = ("references", "named_references", "topics", "periods")
RISKS = ("no-sections", "deadline", "numbering", "number", "date", "lead", "agenc", "type", "misread")

AT = {
    "no-number": "/number",
    "no-date": "/issue_date",
    "no-body": "/issuing_body",
    "no-subject": "/subject",
}  # where what is missing is filled in


@dataclass(frozen=True)
class Row:
    """The values of one kind in a section; `name` is both the word and the key in the directive."""

    name: str
    values: tuple[Shown, ...]
    note: str = ""


@dataclass(frozen=True)
class Point:
    """Something that a person ought to look at, and where: in a section, in the text, at a value."""

    message: str
    suggestion: str | None
    section: str | None
    span: Span | None
    at: str | None


@dataclass(frozen=True)
class SectionView:
    """A section as a card."""

    index: int
    ordinal: str
    depth: int
    mode: str
    rows: tuple[Row, ...]
    text: str
    span: Span
    heading: bool
    accepted: bool
    anomalies: tuple[Anomaly, ...]

    @property
    def doubts(self) -> int:
        """How many things in it ought to be looked at."""
        return len(self.anomalies) + sum(value.doubtful for row in self.rows for value in row.values)


class Review:
    """A directive, ready to be shown part by part."""

    def __init__(
        self, directive: Directive, word: Word, *, accepted: Sequence[str] = (), corrections: Sequence[str] = ()
    ) -> None:
        self.directive, self._accepted = directive, frozenset(accepted)
        self._values, self._word = Values(directive, corrections, word), word
        self._working = {section.ordinal for section in directive.assignable()}

    @property
    def batches(self) -> int:
        """How many batches the sections make."""
        return -(-len(self.directive.sections) // BATCH)

    def batch(self, number: int) -> list[SectionView]:
        """The sections of one batch, counted from 0."""
        first = number * BATCH
        return [self._section(i, s) for i, s in enumerate(self.directive.sections[first : first + BATCH], first)]

    @property
    def head(self) -> list[Row]:
        """The values of the whole directive that bind people."""
        read, values = self.directive, self._values
        single = [("number", "text"), ("issue_date", "date"), ("issuing_body", "text"), ("subject", "long"),
                  ("signer_title", "text"), ("signer", "text")]  # fmt: skip
        rows = [Row(name, (values.scalar(read, name, kind),)) for name, kind in single]
        rows.append(Row("addressees", values.names("/addressees", read.addressees, "agency")))
        rows.append(Row("implements", values.names("/implements", read.implements)))
        return rows

    @property
    def rest(self) -> list[Row]:
        """What else was read of the whole directive."""
        read, values = self.directive, self._values
        rows = [
            Row("references", tuple(values.reference(i, cited) for i, cited in enumerate(read.references))),
            Row("named_references", values.names("/named_references", read.named_references)),
            Row("recipients", values.names("/recipients", read.recipients)),
        ]
        if watch := read.monitoring:
            when = (values.shown("/monitoring/deadline", watch.deadline),) if watch.deadline else ()
            rows[:0] = [
                Row("monitoring", (values.shown("/monitoring/agency", watch.agency, "agency"),)),
                Row("monitoring_report_to", values.names("/monitoring/report_to", watch.report_to, "agency")),
                Row("monitoring_deadline", when),
            ]
        return [row for row in rows if row.values]

    @cached_property
    def points(self) -> list[Point]:
        """What ought to be looked at: oddities, the riskiest first, then values that were read with doubt."""
        odd = [Point(_sentence(one.message), one.suggestion, one.section, one.span, AT.get(one.code))
               for one in self.anomalies]  # fmt: skip
        rows: list[tuple[str | None, Row]] = [(None, row) for row in (*self.head, *self.rest)]
        for at, section in enumerate(self.directive.sections):
            rows += [(section.ordinal, row) for row in self._rows(f"/sections/{at}", section)]
        unsure = [
            Point(f"{self._word(row.name)}: “{value.text}”", None, ordinal, value.span, value.at)
            for ordinal, row in rows
            for value in row.values
            if value.doubtful
        ]
        return odd + unsure

    @property
    def anomalies(self) -> list[Anomaly]:
        """What is odd, the riskiest first."""
        return sorted(self.directive.anomalies, key=_risk)

    @property
    def accepted(self) -> int:
        """How many sections a person has agreed to."""
        return sum(section.ordinal in self._accepted for section in self.directive.sections)

    def _section(self, index: int, section: Section) -> SectionView:
        return SectionView(
            index=index,
            ordinal=section.ordinal,
            depth=min(section.ordinal.count("."), 4),
            mode=section.mode,
            rows=tuple(self._rows(f"/sections/{index}", section)),
            text=section.text,
            span=section.span,
            heading=section.ordinal not in self._working,
            accepted=section.ordinal in self._accepted,
            anomalies=tuple(a for a in self.anomalies if a.section == section.ordinal),
        )

    def _rows(self, base: str, section: Section) -> list[Row]:
        values = self._values
        rows = [Row(name, values.names(f"{base}/{name}", getattr(section, name), "agency")) for name in NAMES]
        if not section.lead:
            rows[0] = Row("lead", (), note=self._inherited(section))
        embedded = tuple(
            values.shown(f"{base}/embedded/{i}", task.agency, "embedded", _work_of(task))
            for i, task in enumerate(section.embedded)
        )
        targets = tuple(values.shown(f"{base}/targets/{i}", t.text, "target") for i, t in enumerate(section.targets))
        rows += [
            Row("embedded", embedded),
            Row("deadlines", values.deadlines(f"{base}/deadlines", section.deadlines)),
            Row("targets", targets),
            *(Row(name, values.names(f"{base}/{name}", getattr(section, name))) for name in DOCUMENTS),
        ]
        return [row for row in rows if row.values or row.name in ("lead", "deadlines")]

    def _inherited(self, section: Section) -> str:
        if section.mode == "theme" and section.ordinal not in self._working:
            return self._word("lead_theme")
        names = "; ".join(self.directive.leads_of(section))
        return self._word("lead_inherited", names=names) if names else self._word("lead_missing")


def _work_of(task: SubTask) -> str:
    """The work without the name that it begins with, which stands before it already."""
    return task.text.removeprefix(task.agency).lstrip(" :,;")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _risk(anomaly: Anomaly) -> tuple[int, int]:
    """Wrong dates and numbers bind people wrongly; a misspelt word does not."""
    rank = next((i for i, word in enumerate(RISKS) if word in anomaly.code), len(RISKS))
    return rank, anomaly.span[0] if anomaly.span else 0
