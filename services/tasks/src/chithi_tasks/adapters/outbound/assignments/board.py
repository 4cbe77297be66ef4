"""The board's list in MongoDB: found in its order by index, page by page, with figures beside it."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from chithi_platform.mongo import Document, Mongo, UpdateOne
from chithi_tasks.adapters.outbound.assignments.assignments import CHUNK, COLLECTION
from chithi_tasks.adapters.outbound.assignments.board_counts import BoardCounts
from chithi_tasks.adapters.outbound.assignments.board_lanes import INDEXES, NARROWING, Lane, View, index_keys
from chithi_tasks.adapters.outbound.assignments.board_ledger import BoardLedger
from chithi_tasks.adapters.outbound.assignments.board_plan import BoardPlanner, Plan, Wanted
from chithi_tasks.adapters.outbound.assignments.board_topics import BoardTopics
from chithi_tasks.adapters.outbound.assignments.changes import ChangeSequence
from chithi_tasks.adapters.outbound.assignments.documents import decoded
from chithi_tasks.core.assignments.figures import Figures, counted
from chithi_tasks.core.assignments.query import ORDERS, Order
from chithi_tasks.core.assignments.standing import names_of_parties
from chithi_tasks.core.resolving.organisation import Organisation

Key = tuple[str, ...]
WALKS = (500, 1500, 5000)  # entries of an index; then what is sought lies elsewhere in the order
_UNSHOWN = {"text": 0, "coordinating": 0, "coordinating_parties": 0, "assignee.path": 0, "board": 0}


@dataclass(frozen=True, slots=True)
class Page:
    """Stored assignments without their texts, the place behind them if more follow, and figures for the filter.

    `capped` says that there are at least so many.
    """

    items: list[Document]
    place: list[str] | None
    figures: Figures
    capped: bool


class BoardReader:
    """Reads pages."""

    def __init__(self, mongo: Mongo, changes: ChangeSequence, organisation: Organisation) -> None:
        self._mongo, self._changes = mongo, changes
        self._documents = mongo.collection(COLLECTION)
        self._counts = BoardCounts(mongo, COLLECTION)
        self.planner = BoardPlanner(BoardTopics(mongo, organisation), self._counts, organisation)

    async def ensure(self) -> None:
        """Create the indexes. Where that of parties stands already, what was written before it has its names."""
        if "board_party" not in await self._documents.index_information():
            await self._name_parties()
        for name, (_, options) in INDEXES.items():
            await self._documents.create_index(index_keys(name), name=name, **options)
        await BoardLedger(self._mongo).ensure()

    async def _name_parties(self) -> None:
        """A start that breaks off is made up for by the next one, as the index comes after."""
        unnamed = {"coordinating_parties.unit_id": {"$exists": True}, "board.parties": {"$exists": False}}
        cursor = self._documents.find(unnamed, {"version": 1, "coordinating_parties": 1})
        while rows := await cursor.to_list(CHUNK):
            await self._documents.bulk_write([_named(row) for row in rows], ordered=False)

    async def heads(self, view: View) -> dict[str, int]:
        """How far the view's change series are: the same until something in them changes."""
        return await self._changes.heads(view.scopes)

    async def page(self, view: View, heads: Mapping[str, int], wanted: Wanted) -> Page:
        """The page and the figures, read at once. `heads` are the view's, read before."""
        plan = await self.planner.plan(view, heads, wanted)
        keys, (figures, capped) = await asyncio.gather(
            self._keys(plan.lanes, ORDERS[wanted.sort], wanted), self._figures(plan)
        )
        shown = keys[: wanted.limit]
        place = list(shown[-1]) if len(keys) > wanted.limit else None
        return Page(await self._fetched([key[-1] for key in shown]), place, figures, capped)

    async def _figures(self, plan: Plan) -> tuple[Figures, bool]:
        asked, today, capped = plan.wanted.asked, plan.wanted.today, False
        if not asked.counted or plan.view.narrowing():
            kinds, capped = await self._counts.by_counting(plan.counting, today, overlapping=len(plan.chosen) > 1)
            capped = capped or any(one.walk for one in plan.chosen)
        elif asked.directive_id:
            kinds = await self._counts.of_directive(asked.directive_id, plan.view.scopes, today)
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


def _named(row: Document) -> UpdateOne:
    names = names_of_parties(decoded(row)["coordinating_parties"])
    return UpdateOne({"_id": row["_id"], "version": row["version"]}, {"$set": {"board.parties": names}})


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
