"""How many assignments a board's filter leaves: from the kept figures, else counted up to a bound."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chithi_platform.mongo import Document, Mongo
from chithi_tasks.adapters.outbound.board_lanes import Lane
from chithi_tasks.adapters.outbound.board_ledger import FIGURES
from chithi_tasks.core.assignments.figures import Cell, cells_of

CAP = 2000
_FIELDS = {"state": 1, "mode": 1, "board.due": 1, "board.late": 1}


@dataclass(slots=True)
class ScopeFigures:
    """The kept figures of one change series, as of a number of it."""

    head: int
    cells: Counter[Cell] = field(default_factory=Counter)
    units: Mapping[str, int] = field(default_factory=dict)


class BoardCounts:
    """Kept figures are read again only for the series that moved."""

    def __init__(self, mongo: Mongo, collection: str) -> None:
        self._mongo, self._collection = mongo, collection
        self._figures = mongo.collection(FIGURES)
        self._known: dict[str, ScopeFigures] = {}

    async def of_scopes(self, heads: Mapping[str, int]) -> list[ScopeFigures]:
        """The figures of these series. The heads were read before, so the figures are not older than they are."""
        stale = [scope for scope, head in heads.items() if scope not in self._known or self._known[scope].head != head]
        if stale:
            found = {row["_id"]: row async for row in self._figures.find({"_id": {"$in": stale}})}
            for scope in stale:
                row = found.get(scope, {})
                units = {unit: count for unit, count in row.get("units", {}).items() if count > 0}
                self._known[scope] = ScopeFigures(heads[scope], Counter(dict(cells_of(row.get("cells", {})))), units)
        return [self._known[scope] for scope in heads]

    async def of_directive(self, directive_id: str, scopes: Sequence[str]) -> Counter[Cell]:
        """The figures of one directive in these series."""
        cells: Counter[Cell] = Counter()
        async for row in self._figures.find({"directive_id": directive_id, "scope": {"$in": list(scopes)}}):
            cells.update(dict(cells_of(row.get("cells", {}))))
        return cells

    async def by_counting(self, lanes: Sequence[Lane], *, overlapping: bool) -> tuple[Counter[Cell], bool]:
        """What the lanes hold, at most `CAP` of each, and whether that was all. An assignment counts once."""
        cells: Counter[Cell] = Counter()
        capped, seen = False, set[str]()
        for lane in lanes:
            found, full = await (self._each(lane, seen) if overlapping else self._grouped(lane))
            cells.update(found)
            capped = capped or full
        return cells, capped

    async def _grouped(self, lane: Lane) -> tuple[Counter[Cell], bool]:
        group = {"_id": {"s": "$state", "m": "$mode", "d": "$board.due", "l": "$board.late"}, "n": {"$sum": 1}}
        steps: list[Document] = [{"$match": lane.query}, {"$limit": CAP}, {"$group": group}]
        found: Counter[Cell] = Counter()
        async for row in self._mongo.aggregate(self._collection, steps, hint=lane.index):
            key = row["_id"]
            found[Cell.stored(key["s"], key["m"], key["d"], key["l"])] += row["n"]
        return found, found.total() == CAP

    async def _each(self, lane: Lane, seen: set[str]) -> tuple[Iterable[Cell], bool]:
        cursor = self._mongo.collection(self._collection).find(lane.query, _FIELDS).hint(lane.index).limit(CAP)
        rows = await cursor.to_list(CAP)
        new = [row for row in rows if row["_id"] not in seen]
        seen.update(row["_id"] for row in new)
        cells = [Cell.stored(row["state"], row["mode"], row["board"]["due"], row["board"]["late"]) for row in new]
        return cells, len(rows) == CAP
