"""What the page "Hôm nay" shows, gathered from the projection in one go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chithi_reporting.adapters.outbound.figures import Cell, Figures, Filed, Freshness
from chithi_reporting.adapters.outbound.units import Unit, Units
from chithi_reporting.core.aggregation import Side
from chithi_reporting.core.indicators import Form, Indicator
from chithi_reporting.core.periods import Period
from chithi_reporting.core.standing import Standing, Urgency, due, urgency

VIETNAM = timedelta(hours=7)
NEWEST = 8


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
    fresh: Freshness
    now: datetime


async def gather(choice: Choice, figures: Figures, units: Units, now: datetime) -> Today:
    """Read everything that the page needs."""
    unit, form, period = choice.unit, choice.form, choice.period
    fresh = await figures.freshness(now)
    communes = await units.below(unit.id, "commune", period)
    filed = await figures.progress(unit.id, form, period)
    before = await figures.progress(unit.id, form, period.previous)
    parts = [_part(commune, filed, before) for commune in communes]
    known = await units.many(unit.path)
    today = (now + VIETNAM).date()
    last_day = due(period)
    return Today(
        choice=choice,
        trail=[known[step] for step in unit.path if step in known],
        standing=_total(parts),
        urgency=urgency(period, today),
        due=last_day,
        days_late=max((today - last_day).days, 0),
        groups=await _groups(choice, figures),
        missing=[part for part in parts if part.standing.missing],
        newest=sorted((p for p in parts if p.last_at), key=lambda p: p.last_at or now, reverse=True)[:NEWEST],
        provinces=await _provinces(choice, units, parts) if unit.level == "nation" else [],
        fresh=fresh,
        now=now,
    )


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


async def _provinces(choice: Choice, units: Units, communes: list[Part]) -> list[Part]:
    """The provinces, those that miss most first."""
    rows = []
    for province in await units.below(choice.unit.id, "province", choice.period):
        mine = [part for part in communes if province.id in part.unit.path]
        last = max((part.last_at for part in mine if part.last_at), default=None)
        rows.append(Part(province, _total(mine), filed_before=True, last_at=last))
    return sorted(rows, key=lambda part: (-part.standing.missing, part.unit.name))


async def _groups(choice: Choice, figures: Figures) -> list[tuple[str, list[Row]]]:
    unit, form, period = choice.unit.id, choice.form, choice.period
    now = await figures.cells(unit, form, period)
    before = await figures.cells(unit, form, period.previous)
    last_year = await figures.cells(unit, form, period.same_last_year)
    return [(group.title, list(_rows(group.indicators, choice.side, now, before, last_year))) for group in form.groups]


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
