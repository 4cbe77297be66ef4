"""The board's list in MongoDB: found in its order by index, page by page, with figures beside it."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import TypeVar

from chithi_platform.mongo import Document, Mongo
from chithi_tasks.adapters.outbound.assignments.assignments import COLLECTION
from chithi_tasks.adapters.outbound.assignments.board_counts import BoardCounts, ScopeFigures
from chithi_tasks.adapters.outbound.assignments.board_lanes import (
    FEW,
    INDEXES,
    MERGED,
    NARROWING,
    Chosen,
    Lane,
    View,
    index_keys,
    lanes,
)
from chithi_tasks.adapters.outbound.assignments.board_ledger import BoardLedger
from chithi_tasks.adapters.outbound.assignments.board_topics import BoardTopics
from chithi_tasks.adapters.outbound.assignments.changes import ChangeSequence
from chithi_tasks.core.assignments.figures import Figures, counted
from chithi_tasks.core.assignments.query import ORDERS, Filter, Order, Sort, demands
from chithi_tasks.core.assignments.search import UNIT, Match
from chithi_tasks.core.organisation.agency_catalogue import AgencyKind
from chithi_tasks.core.organisation.units import NATION_ID
from chithi_tasks.core.resolving.organisation import Organisation

T = TypeVar("T")
Key = tuple[str, ...]
THIN, MANY = 0.05, 20_000  # so rare, or so few: what is sought is collected and sorted rather than met on the way
WALKS = (500, 1500, 5000)  # entries of an index; then what is sought lies elsewhere in the order
_UNSHOWN = {"text": 0, "coordinating": 0, "coordinating_parties": 0, "assignee.path": 0, "board": 0}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page that is asked for. `place` is where the page before it ended, None at the beginning."""

    asked: Filter
    sort: Sort
    limit: int
    today: date
    place: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Stored assignments without their texts, the place behind them if more follow, and figures for the filter.

    `capped` says that there are at least so many.
    """

    items: list[Document]
    place: list[str] | None
    figures: Figures
    capped: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """How a page is read: the parts of the list, the kept figures of its series, and the queries."""

    view: View
    wanted: Wanted
    chosen: list[Chosen]
    kept: list[ScopeFigures]
    lanes: list[Lane]


class BoardReader:
    """Reads pages."""

    def __init__(self, mongo: Mongo, changes: ChangeSequence, organisation: Organisation) -> None:
        self._mongo, self._changes, self._organisation = mongo, changes, organisation
        self._documents = mongo.collection(COLLECTION)
        self._counts = BoardCounts(mongo, COLLECTION)
        self._topics = BoardTopics(mongo, organisation)

    async def ensure(self) -> None:
        """Create the indexes, and have the topics at hand."""
        for name, (_, options) in INDEXES.items():
            await self._documents.create_index(index_keys(name), name=name, **options)
        await BoardLedger(self._mongo).ensure()

    async def heads(self, view: View) -> dict[str, int]:
        """How far the view's change series are: the same until something in them changes."""
        return await self._changes.heads(view.scopes)

    async def page(self, view: View, heads: Mapping[str, int], wanted: Wanted) -> Page:
        """The page and the figures, read at once. `heads` are the view's, read before."""
        plan = await self.plan(view, heads, wanted)
        keys, (figures, capped) = await asyncio.gather(
            self._keys(plan.lanes, ORDERS[wanted.sort], wanted), self._figures(plan)
        )
        shown = keys[: wanted.limit]
        place = list(shown[-1]) if len(keys) > wanted.limit else None
        return Page(await self._fetched([key[-1] for key in shown]), place, figures, capped)

    async def plan(self, view: View, heads: Mapping[str, int], wanted: Wanted) -> Plan:
        """How the page is going to be read."""
        await self._topics.follow(heads)
        view, asked = self._narrowed(view, wanted.asked)
        wanted = replace(wanted, asked=asked)
        kept = await self._counts.of_scopes({scope: heads[scope] for scope in view.scopes}, wanted.today)
        chosen = self._chosen(view, asked, kept, wanted.sort)
        return Plan(view, wanted, chosen, kept, _lanes(view, chosen, wanted))

    def _meant(self, unit_id: str) -> frozenset[str]:
        """A unit that is asked for, with those that it stands for."""
        return frozenset((unit_id, *self._organisation.tree.taken_over(unit_id)))

    def _narrowed(self, view: View, asked: Filter) -> tuple[View, Filter]:
        """A province that is asked for is a narrower view: all units of it."""
        if asked.unit_id == NATION_ID and view.whole:
            return view, replace(asked, unit_id=None)
        if asked.unit_id in view.scopes and asked.unit_id != NATION_ID:
            meant = self._meant(asked.unit_id)
            scopes = tuple(scope for scope in view.scopes if scope in meant)
            return replace(view, scopes=scopes, whole=False), replace(asked, unit_id=None)
        return view, asked

    def _chosen(self, view: View, asked: Filter, kept: Sequence[ScopeFigures], sort: Sort) -> list[Chosen]:
        index, total = self._topics.index, sum(figures.kinds.total() for figures in kept)
        scopes = frozenset(view.scopes)
        topics: set[int] | None = None
        for value, known in ((asked.directive_id, index.by_directive), (asked.parent_id, index.by_parent)):
            if value:
                topics = known.get(value, set()) if topics is None else topics & known.get(value, set())
        units = self._meant(asked.unit_id) if asked.unit_id else None
        if units is None and sort == "unit" and not view.whole:
            units = frozenset(unit for figures in kept for unit in figures.units)
        wanted = frozenset({asked.agency}) if asked.agency else None
        found = []
        for match in self._topics.matches(asked.q, scopes) if asked.q else [Match()]:
            chosen = Chosen(_both(topics, match.topics), _both(units, match.units), _both(wanted, match.agencies))
            if chosen.units is not None and len(kept) == 1:
                chosen = replace(chosen, units=_both(chosen.units, kept[0].units))
            chosen = self._placed(view, chosen, kept)
            if chosen.topics is not None and len(chosen.topics) > FEW:
                count = index.count(chosen.topics, scopes)
                chosen = replace(chosen, walk=count > MANY and count > THIN * total)
            elif chosen.topics is None and len(chosen.units or ()) > FEW:
                chosen = replace(chosen, walk=True)
            found.append(chosen)
        return found

    def _placed(self, view: View, chosen: Chosen, kept: Sequence[ScopeFigures]) -> Chosen:
        """Kinds of agencies alone: they stand at units that are known, or in topics that are known."""
        kinds = chosen.agencies
        if kinds is None or UNIT in kinds or chosen.units is not None or chosen.topics is not None:
            return chosen
        topics = self._topics.index.of_agencies(kinds, frozenset(view.scopes))
        known = [self._organisation.catalogue.kind(kind) for kind in kinds]
        if len(topics) <= FEW:
            return replace(chosen, topics=topics)
        if all(isinstance(kind, AgencyKind) and kind.level in ("province", "nation") for kind in known):
            return replace(chosen, units=frozenset(view.scopes))
        if len(kept) == 1:
            return replace(chosen, units=frozenset(kept[0].units))
        return replace(chosen, topics=topics)

    async def _figures(self, plan: Plan) -> tuple[Figures, bool]:
        view, asked, today, capped = plan.view, plan.wanted.asked, plan.wanted.today, False
        if not asked.counted or view.units:
            unbroken = replace(asked, states=frozenset(), time_classes=frozenset())
            few = [_part_of(one) if one.walk else one for one in plan.chosen]
            found = _lanes(view, few, replace(plan.wanted, asked=unbroken, sort="issued"))  # no ranges to be merged
            kinds, capped = await self._counts.by_counting(found, today, overlapping=len(plan.chosen) > 1)
            capped = capped or any(one.walk for one in plan.chosen)
        elif asked.directive_id:
            kinds = await self._counts.of_directive(asked.directive_id, view.scopes, today)
        else:
            kinds = sum((figures.kinds for figures in plan.kept), Counter())
        return counted(kinds, asked), capped

    async def _keys(self, found: Sequence[Lane], order: Order, wanted: Wanted) -> list[Key]:
        """The sorted places of one more assignment than the page has."""
        keys: list[Key] = []
        for step in order.steps(wanted.place) if wanted.place is not None else [{}]:
            room = wanted.limit + 1 - len(keys)
            got = await asyncio.gather(*(self._lane(lane, step, order, room) for lane in found))
            keys += _sorted({key for some in got for key in some}, order)[:room]
            if len(keys) > wanted.limit:
                break
        return keys

    async def _lane(self, lane: Lane, step: Document, order: Order, room: int) -> list[Key]:
        query = {"$and": [lane.query, step]} if step else lane.query
        fields = dict.fromkeys((*order.fields, *(NARROWING if lane.sieve else ())), 1)
        sort = list(zip(order.fields, order.directions, strict=True))
        for size in WALKS if lane.sieve else (room,):
            rows = await self._documents.find(query, fields).hint(lane.index).sort(sort).limit(size).to_list(size)
            met = [_key(row, order) for row in rows if lane.lets_through(row)][:room]
            if len(met) == room or len(rows) < size or lane.instead is None:
                return met
        return await self._lane(lane.instead, step, order, room) if lane.instead else []

    async def _fetched(self, ids: Sequence[str]) -> list[Document]:
        found = {row["_id"]: row async for row in self._documents.find({"_id": {"$in": list(ids)}}, _UNSHOWN)}
        return [found[one] for one in ids if one in found]


def _part_of(chosen: Chosen) -> Chosen:
    """Enough of it to reach the bound of counting."""
    if chosen.topics is None:
        return replace(chosen, walk=False, units=sorted(chosen.units or ())[:MERGED])
    return replace(chosen, walk=False, topics=sorted(chosen.topics)[:MERGED])


def _lanes(view: View, chosen: Sequence[Chosen], wanted: Wanted) -> list[Lane]:
    of, proposal = demands(wanted.asked, wanted.today), wanted.asked.proposal
    return [lane for one in chosen for lane in lanes(view, one, of, wanted.sort, proposal=proposal)]


def _both(some: Collection[T] | None, others: Collection[T] | None) -> Collection[T] | None:
    """What is in both; None is everything."""
    if some is None or others is None:
        return others if some is None else some
    return frozenset(some) & frozenset(others)


def _sorted(keys: Collection[Key], order: Order) -> list[Key]:
    found = list(keys)
    for at in reversed(range(len(order.fields))):
        found.sort(key=itemgetter(at), reverse=order.directions[at] < 0)
    return found


def _key(row: Document, order: Order) -> Key:
    return tuple(_value(row, field) for field in order.fields)


def _value(row: Document, field: str) -> str:
    value = row
    for name in field.split("."):
        value = value[name]
    return str(value)
