"""Which indexes a board's list is read from: lanes, each a query with its index, merged by the order of the list."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from chithi_platform.mongo import Document
from chithi_tasks.core.assignments.query import MODES, STATES, Demand, Sort
from chithi_tasks.core.assignments.topics import UNIT

INDEXES: dict[str, tuple[list[tuple[str, int]], Document]] = {
    "board_due": (
        [("scope", 1), ("state", 1), ("board.due", 1), ("_id", 1)],
        {},
    ),
    "board_issued": (
        [("scope", 1), ("board.issued", -1), ("_id", 1), ("state", 1), ("board.due", 1)],
        {},
    ),
    "board_unit": (
        [("assignee.unit_id", 1), ("board.due", 1), ("_id", 1), ("scope", 1), ("state", 1), ("board.issued", 1)],
        {},
    ),
    "board_topic": (
        [("board.topic", 1), ("board.due", 1), ("_id", 1), ("scope", 1), ("state", 1), ("board.issued", 1)],
        {},
    ),
    "board_late": (  # done, but late: too few of what is done to be met on the way
        [("scope", 1), ("state", 1), ("board.due", 1), ("_id", 1)],
        {"partialFilterExpression": {"board.late": {"$gt": 0}}},
    ),
    "board_party": (
        [("board.parties", 1), ("board.due", 1), ("_id", 1), ("scope", 1), ("state", 1), ("board.issued", 1)],
        {"partialFilterExpression": {"board.parties": {"$exists": True}}},
    ),
    "board_proposal": (
        [("board.proposal", 1), ("board.due", 1), ("_id", 1), ("scope", 1), ("state", 1), ("board.issued", 1)],
        {"partialFilterExpression": {"board.proposal": True}},
    ),
}
# what any list may be narrowed by is in every index, so that only what is shown is fetched
NARROWING = ("mode", "board.late", "board.topic", "assignee.unit_id", "board.agency")
MERGED = 200  # the database merges so many ranges of an index in their order; with more it would sort
FEW = 1000
WALK = {"due": "board_due", "issued": "board_issued", "unit": "board_unit"}


@dataclass(frozen=True, slots=True)
class View:
    """What a reader may see: change series, or some units, or one kind of agency of them (`*`: any agency).

    With `parties` it is what these coordinate in, whoever leads it.
    """

    scopes: tuple[str, ...]
    whole: bool = False
    units: tuple[str, ...] = ()
    agency: str | None = None
    parties: tuple[str, ...] = ()

    def narrowing(self) -> Document:
        """The part that holds of every assignment seen."""
        agency = {"$gt": "", "$ne": UNIT} if self.agency == "*" else self.agency
        parts = {
            "assignee.unit_id": _one_of(self.units),
            "board.agency": agency,
            "board.parties": _one_of(self.parties),
        }
        return {name: value for name, value in parts.items() if value}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A part of the list: assignments of any of these topics and units and agency kinds; None leaves a part open."""

    topics: Collection[int] | None = None
    units: Collection[str] | None = None
    agencies: Collection[str] | None = None
    walk: bool = False  # so many topics that the list is met by going through everything in its order

    def narrowing(self) -> Document:
        """All of it as a query."""
        parts = {"board.topic": self.topics, "assignee.unit_id": self.units, "board.agency": self.agencies}
        return {name: {"$in": sorted(values)} for name, values in parts.items() if values is not None}


@dataclass(frozen=True, slots=True)
class Lane:
    """One query over one index. `sieve` is what else an entry has to have: so many values that bounds would be slow.

    `instead` finds the same where the sieve lets too little through.
    """

    index: str
    query: Document
    sieve: Chosen | None = None
    instead: "Lane | None" = None

    def lets_through(self, row: Document) -> bool:
        """Whether an entry of the index has what the sieve asks for."""
        sieve = self.sieve
        return sieve is None or (
            (sieve.topics is None or row["board"]["topic"] in sieve.topics)
            and (sieve.units is None or row["assignee"]["unit_id"] in sieve.units)
            and (sieve.agencies is None or row["board"]["agency"] in sieve.agencies)
        )


def index_keys(name: str) -> list[tuple[str, int]]:
    """The fields of an index, those to narrow by at its end."""
    keys, _ = INDEXES[name]
    known = {field for field, _ in keys}
    return keys + [(field, 1) for field in NARROWING if field not in known]


def lanes(view: View, chosen: Chosen, wanted: Sequence[Demand], sort: Sort, *, proposal: bool = False) -> list[Lane]:
    """Together they give the list, no assignment twice."""
    found = []
    for demand in wanted:
        for index, entry, narrowed in _entries(view, chosen, demand, sort, proposal=proposal):
            # what the entry demands already is not said again: of hundreds of values that costs more than reading
            seen, part = (_without(entry, whole) for whole in (view.narrowing(), chosen.narrowing()))
            if chosen.walk:
                instead = Lane("board_topic", _all(seen, narrowed, entry, part))
                found.append(Lane(index, _all(seen, narrowed, entry), sieve=chosen, instead=instead))
            else:
                found.append(Lane(index, _all(seen, narrowed, entry, part)))
    return found


def _entries(
    view: View, chosen: Chosen, demand: Demand, sort: Sort, *, proposal: bool
) -> Iterator[tuple[str, Document, Document]]:
    narrowed = _narrowed(demand)
    scoped: Document = {} if view.whole else {"scope": {"$in": list(view.scopes)}}
    if view.parties or proposal:
        scoped |= {"board.parties": _one_of(view.parties)} if view.parties else {}
        scoped |= {"board.proposal": True} if proposal else {}
        yield "board_party" if view.parties else "board_proposal", scoped, narrowed
    elif view.units or (chosen.units is not None and len(chosen.units) <= _size(chosen)):
        for part in _parts(sorted(_shared(view.units or None, chosen.units)), sort):
            yield "board_unit", scoped | {"assignee.unit_id": {"$in": part}}, narrowed
    elif chosen.topics is not None and not chosen.walk:
        for part in _parts(sorted(chosen.topics), sort):
            yield "board_topic", scoped | {"board.topic": {"$in": part}}, narrowed
    elif sort == "due" and demand.late and demand.late[0] > 0:
        yield "board_late", {"scope": {"$in": list(view.scopes)}, "board.late": {"$gt": 0}}, narrowed
    elif sort == "due":
        for states in _chunks(demand.states, max(1, MERGED // len(view.scopes))):
            yield "board_due", {"scope": {"$in": list(view.scopes)}}, narrowed | {"state": {"$in": list(states)}}
    elif sort == "issued":
        yield "board_issued", {"scope": {"$in": list(view.scopes)}}, narrowed
    else:
        yield "board_unit", scoped, narrowed


def _size(chosen: Chosen) -> int:
    return FEW if chosen.topics is None or chosen.walk else min(len(chosen.topics), FEW)


def _parts(values: list[str] | list[int], sort: Sort) -> Iterator[Sequence[object]]:
    """Ranges that the database can merge; where it has to sort anyway, or has many, one query is cheaper."""
    if sort != "due" or len(values) > FEW:
        return iter([values])
    return _chunks(values, MERGED)


def _chunks(values: Sequence[object], size: int) -> Iterator[Sequence[object]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def _narrowed(demand: Demand) -> Document:
    parts = (("state", demand.states, STATES), ("mode", demand.modes, MODES))
    query: Document = {name: {"$in": list(asked)} for name, asked, every in parts if len(asked) < len(every)}
    for name, bounds in (("board.due", demand.due), ("board.late", demand.late)):
        if bounds is not None:
            query[name] = {"$gte": bounds[0], "$lte": bounds[1]}
    if demand.issued_before:
        query["board.issued"] = {"$lt": demand.issued_before}
    return query


def _one_of(values: Sequence[str]) -> object:
    return {"$in": list(values)} if len(values) > 1 else next(iter(values), None)


def _without(entry: Document, whole: Document) -> Document:
    return {name: value for name, value in whole.items() if name not in entry}


def _shared(some: Collection[str] | None, others: Collection[str] | None) -> Collection[str]:
    if some is None or others is None:
        return some or others or ()
    return set(some) & set(others)


def _all(*queries: Document) -> Document:
    parts = [query for query in queries if query]
    named = [name for query in parts for name in query]
    return {"$and": parts} if len(named) != len(set(named)) else {k: v for query in parts for k, v in query.items()}
