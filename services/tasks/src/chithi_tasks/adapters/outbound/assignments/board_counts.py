"""How many assignments a board's filter leaves: from the kept figures, else counted up to a bound."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chithi_platform.mongo import Document, Mongo
from chithi_tasks.adapters.outbound.assignments.board_lanes import Lane
from chithi_tasks.adapters.outbound.assignments.board_ledger import FIGURES
from chithi_tasks.core.assignments.figures import Cell, Kind, kinds_of

CAP = 2000
_FIELDS = {"state": 1, "mode": 1, "board.due": 1, "board.late": 1}


@dataclass(slots=True)
class ScopeFigures:
    """The kept figures of one change series, as of a number of it and of a day."""

    head: int
    today: date
    kinds: Counter[Kind] = field(default_factory=Counter)
    units: Mapping[str, int] = field(default_factory=dict)


class BoardCounts:
    """Kept figures are read again only for the series that moved, or on another day."""

    def __init__(self, mongo: Mongo, collection: str) -> None:
        self._mongo, self._collection = mongo, collection
        self._figures = mongo.collection(FIGURES)
        self._known: dict[str, ScopeFigures] = {}

    async def of_scopes(self, heads: Mapping[str, int], today: date) -> list[ScopeFigures]:
        """The figures of these series. The heads were read before, so the figures are not older than they are."""
        found = dict(self._known)
        stale = [
            scope
            for scope, head in heads.items()
            if scope not in found or (found[scope].head, found[scope].today) != (head, today)
        ]
        if stale:
            rows = {row["_id"]: row async for row in self._figures.find({"_id": {"$in": stale}})}
            for scope in stale:
                row = rows.get(scope, {})
                units = {unit: count for unit, count in row.get("units", {}).items() if count > 0}
                found[scope] = ScopeFigures(heads[scope], today, kinds_of(row.get("cells", {}), today), units)
            self._known |= {scope: found[scope] for scope in stale}
        return [found[scope] for scope in heads]

    async def of_directive(self, directive_id: str, scopes: Sequence[str], today: date) -> Counter[Kind]:
        """The figures of one directive in these series."""
        kinds: Counter[Kind] = Counter()
        async for row in self._figures.find({"directive_id": directive_id, "scope": {"$in": list(scopes)}}):
            kinds.update(kinds_of(row.get("cells", {}), today))
        return kinds

    async def by_counting(self, lanes: Sequence[Lane], today: date, *, overlapping: bool) -> tuple[Counter[Kind], bool]:
        """What the lanes hold, and whether that is not all: at `CAP` it stops. An assignment counts once."""
        cells: Counter[str] = Counter()
        seen = set[str]()
        for lane in lanes:
            room = CAP - cells.total()
            found, full = await (self._each(lane, seen) if overlapping else self._grouped(lane, room))
            cells.update(found)
            if full:
                return kinds_of(cells, today), True
        return kinds_of(cells, today), False

    async def _grouped(self, lane: Lane, room: int) -> tuple[Counter[str], bool]:
        group = {"_id": {"s": "$state", "m": "$mode", "d": "$board.due", "l": "$board.late"}, "n": {"$sum": 1}}
        steps: list[Document] = [{"$match": lane.query}, {"$limit": room}, {"$group": group}]
        found: Counter[str] = Counter()
        async for row in self._mongo.aggregate(self._collection, steps, hint=lane.index):
            key = row["_id"]
            found[Cell.stored(key["s"], key["m"], key["d"], key["l"]).name] += row["n"]
        return found, found.total() == room

    async def _each(self, lane: Lane, seen: set[str]) -> tuple[list[str], bool]:
        cursor = self._mongo.collection(self._collection).find(lane.query, _FIELDS).hint(lane.index).limit(CAP)
        rows = await cursor.to_list(CAP)
        new = [row for row in rows if row["_id"] not in seen]
        seen.update(row["_id"] for row in new)
        cells = [Cell.stored(row["state"], row["mode"], row["board"]["due"], row["board"]["late"]) for row in new]
        return [cell.name for cell in cells], len(rows) == CAP
