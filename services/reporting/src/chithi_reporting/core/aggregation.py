"""Counts each report exactly once, in whatever order and however often its events arrive.

What is known of a report only grows: the highest revision that was filed, and for each revision the furthest decision
(none, then approved, then returned: a returned revision is never approved again, a new one is filed). Joining two such
states is commutative, associative and idempotent, so every interleaving of the same events ends in the same state, and
the cells, which move by the difference between before and after, end in the same sums as a recount.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

Values = Mapping[str, int]
Decision = Literal["approved", "returned"]
Side = Literal["filed", "approved"]


@dataclass(frozen=True)
class Verdict:
    """What was decided about one revision; the counts matter only while it stands approved."""

    decision: Decision
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Contribution:
    """All that one report adds to the totals. `filed_revision` 0: a decision came before the report itself."""

    filed_revision: int = 0
    filed: Values = field(default_factory=dict)
    filed_at: datetime | None = None
    verdicts: Mapping[int, Verdict] = field(default_factory=dict)

    @property
    def approved_revision(self) -> int:
        """The highest revision that stands approved; a decision about a revision not yet seen waits. 0: none."""
        standing = (n for n, v in self.verdicts.items() if v.decision == "approved" and n <= self.filed_revision)
        return max(standing, default=0)

    def counted(self, side: Side) -> Values | None:
        """The counts that stand in the cells of this side, None when the report is not counted there."""
        if side == "filed":
            return self.filed if self.filed_revision else None
        revision = self.approved_revision
        return self.verdicts[revision].values if revision else None


def filed(before: Contribution, revision: int, values: Values, at: datetime | None = None) -> Contribution:
    """A revision was submitted or amended; an older one, or the same again, changes nothing."""
    if revision <= before.filed_revision:
        return before
    return replace(before, filed_revision=revision, filed=dict(values), filed_at=at)


def decided(before: Contribution, revision: int, verdict: Verdict) -> Contribution:
    """A revision was approved or returned; returned is final for that revision."""
    known = before.verdicts.get(revision)
    if known and (known.decision == "returned" or verdict.decision == "approved"):
        return before
    return replace(before, verdicts={**before.verdicts, revision: verdict})


@dataclass(frozen=True)
class Change:
    """One thing that happened to one revision of a report, freed of how it was told."""

    report_id: str
    kind: Literal["filed", "approved", "returned"]
    revision: int
    values: Values
    at: datetime


def advance(before: Contribution, change: Change) -> Contribution:
    """The contribution after the change; the same object when it tells nothing new."""
    if change.kind == "filed":
        return filed(before, change.revision, change.values, change.at)
    values = dict(change.values) if change.kind == "approved" else {}
    return decided(before, change.revision, Verdict(change.kind, values))


@dataclass(frozen=True)
class Delta:
    """How one cell moves: by `value`, and by `reports` that give this indicator (missing is not zero)."""

    side: Side
    indicator: str
    value: int
    reports: int


def deltas(before: Contribution, after: Contribution) -> Iterator[Delta]:
    """The difference that a change of one report makes at its unit and at each unit above it."""
    for side in ("filed", "approved"):
        yield from _moved(side, before.counted(side) or {}, after.counted(side) or {})


def _moved(side: Side, old: Values, new: Values) -> Iterator[Delta]:
    for code in sorted(old.keys() | new.keys()):
        value = new.get(code, 0) - old.get(code, 0)
        reports = (code in new) - (code in old)
        if value or reports:
            yield Delta(side, code, value, reports)


@dataclass(frozen=True)
class Place:
    """Where a report counts."""

    form_id: str
    period: str
    path: tuple[str, ...]


CellKey = tuple[str, str, str]  # unit, form, period
Amounts = dict[tuple[Side, str], tuple[int, int]]  # (side, indicator) -> value, reports


class Tally:
    """Sums deltas cell by cell, so that a batch of reports touches each cell once."""

    def __init__(self) -> None:
        self.cells: dict[CellKey, Amounts] = {}

    def add(self, place: Place, changes: Iterable[Delta]) -> None:
        """Count the changes at the unit and at every unit above it."""
        moves = [((change.side, change.indicator), change.value, change.reports) for change in changes]
        for unit in place.path:
            amounts = self.cells.setdefault((unit, place.form_id, place.period), {})
            for key, value, reports in moves:
                old_value, old_reports = amounts.get(key, (0, 0))
                amounts[key] = (old_value + value, old_reports + reports)
