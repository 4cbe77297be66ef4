"""What the page "Hôm nay" shows, gathered from the projection in one go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from chithi_reporting.adapters.outbound.assignments import Assignments, DirectiveProgress
from chithi_reporting.adapters.outbound.communes import Communes
from chithi_reporting.adapters.outbound.figures import Cell, Figures, Filed, Freshness
from chithi_reporting.adapters.outbound.units import NATION, Unit, Units
from chithi_reporting.core.aggregation import Side
from chithi_reporting.core.indicators import Form, Indicator
from chithi_reporting.core.periods import Period, day_in_vietnam
from chithi_reporting.core.standing import Standing, Urgency, due, urgency

NEWEST = 8
DIRECTIVES = 5


@dataclass(frozen=True)
class Choice:
    """What the reader looks at; it is all in the page's address."""

    unit: Unit
    form: Form
    period: Period
    side: Side


@dataclass(frozen=True)
class Row:
    """One indicator: now, in the period before, in the same period last year. None is missing."""

    indicator: Indicator
    now: int | None
    reports: int
    before: int | None
    last_year: int | None


@dataclass(frozen=True)
class Part:
    """A province below the nation, or a commune below a province."""

    unit: Unit
    standing: Standing
    filed_before: bool
    last_at: datetime | None


@dataclass(frozen=True)
class Today:
    """The whole page."""

    choice: Choice
    trail: list[Unit]
    standing: Standing
    urgency: Urgency
    due: date
    days_late: int
    groups: list[tuple[str, list[Row]]]
    missing: list[Part]
    newest: list[Part]
    provinces: list[Part]
    directives: list[DirectiveProgress]
    fresh: Freshness
    now: datetime


class Gatherer:
    """Reads everything that the page needs."""

    def __init__(self, figures: Figures, units: Units, communes: Communes, assignments: Assignments) -> None:
        self._figures, self._units, self._communes, self._assignments = figures, units, communes, assignments

    async def gather(self, choice: Choice, now: datetime) -> Today:
        """The page for this choice, now."""
        unit, form, period = choice.unit, choice.form, choice.period
        fresh = await self._figures.freshness(now)
        parts = await self._parts(choice)
        known = await self._units.many(unit.path)
        today = day_in_vietnam(now)
        last_day = due(period)
        return Today(
            choice=choice,
            trail=[known[step] for step in unit.path if step in known],
            standing=_total(parts),
            urgency=urgency(period, today),
            due=last_day,
            days_late=max((today - last_day).days, 0),
            groups=await self._groups(unit.id, form, period, choice.side),
            missing=[part for part in parts if part.standing.missing],
            newest=sorted((p for p in parts if p.last_at), key=lambda p: p.last_at or now, reverse=True)[:NEWEST],
            provinces=await self._provinces(choice, parts) if unit.level == "nation" else [],
            directives=await self._directives(choice, parts),
            fresh=fresh,
            now=now,
        )

    async def _parts(self, choice: Choice) -> list[Part]:
        unit, form, period = choice.unit, choice.form, choice.period
        filed = await self._figures.progress(unit.id, form, period)
        before = await self._figures.progress(unit.id, form, period.previous)
        return [_part(commune, filed, before) for commune in await self._communes.expected(unit.id, form, period)]

    async def _provinces(self, choice: Choice, communes: list[Part]) -> list[Part]:
        """The provinces, those that miss most first."""
        rows = []
        for province in await self._units.below(choice.unit.id, "province", choice.period):
            mine = [part for part in communes if province.id in part.unit.path]
            last = max((part.last_at for part in mine if part.last_at), default=None)
            rows.append(Part(province, _total(mine), filed_before=True, last_at=last))
        return sorted(rows, key=lambda part: -part.standing.missing)

    async def _directives(self, choice: Choice, parts: list[Part]) -> list[DirectiveProgress]:
        """Of the whole country, or of the unit and its communes; a commune without work has no assignments to miss."""
        within = None if choice.unit.id == NATION else [choice.unit.id, *(part.unit.id for part in parts)]
        return await self._assignments.directives(within, DIRECTIVES)

    async def _groups(self, unit_id: str, form: Form, period: Period, side: Side) -> list[tuple[str, list[Row]]]:
        now = await self._figures.cells(unit_id, form, period)
        before = await self._figures.cells(unit_id, form, period.previous)
        last_year = await self._figures.cells(unit_id, form, period.same_last_year)
        return [(group.title, list(_rows(group.indicators, side, now, before, last_year))) for group in form.groups]


def _part(commune: Unit, filed: Mapping[str, Filed], before: Mapping[str, Filed]) -> Part:
    mine = filed.get(commune.id)
    standing = Standing(1, int(mine is not None and mine.approved), int(mine is not None and not mine.approved))
    return Part(commune, standing, commune.id in before, mine.last_at if mine else None)


def _total(parts: list[Part]) -> Standing:
    return Standing(
        sum(part.standing.expected for part in parts),
        sum(part.standing.approved for part in parts),
        sum(part.standing.waiting for part in parts),
    )


def _rows(
    indicators: tuple[Indicator, ...],
    side: Side,
    now: Mapping[str, Cell],
    before: Mapping[str, Cell],
    last_year: Mapping[str, Cell],
) -> Iterator[Row]:
    for indicator in indicators:
        code = indicator.code
        yield Row(
            indicator,
            _value(now[code], side),
            now[code][side]["reports"],
            _value(before[code], side),
            _value(last_year[code], side),
        )


def _value(cell: Cell, side: Side) -> int | None:
    return cell[side]["value"] if cell[side]["reports"] else None
