"""How a page of the board is going to be read: what the filter means for this reader, and the lanes that give it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from chithi_tasks.adapters.outbound.assignments.board_counts import BoardCounts, ScopeFigures
from chithi_tasks.adapters.outbound.assignments.board_lanes import FEW, MERGED, Chosen, Lane, View, lanes
from chithi_tasks.adapters.outbound.assignments.board_topics import BoardTopics
from chithi_tasks.core.assignments.query import Filter, Sort, demands
from chithi_tasks.core.assignments.search import Match
from chithi_tasks.core.assignments.topics import UNIT
from chithi_tasks.core.organisation.agency_catalogue import AgencyKind
from chithi_tasks.core.organisation.units import NATION_ID
from chithi_tasks.core.resolving.organisation import Organisation

T = TypeVar("T")
THIN, MANY = 0.05, 20_000  # so rare, or so few: what is sought is collected and sorted rather than met on the way


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page that is asked for. `place` is where the page before it ended, None at the beginning."""

    asked: Filter
    sort: Sort
    limit: int
    today: date
    place: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a page is read: the parts of the list, the kept figures of its series, and the queries."""

    view: View
    wanted: Wanted
    chosen: list[Chosen]
    kept: list[ScopeFigures]
    lanes: list[Lane]

    @property
    def counting(self) -> list[Lane]:
        """The queries that count it, whatever the state and the class of time: in an order without ranges to merge."""
        unbroken = replace(self.wanted.asked, states=frozenset(), time_classes=frozenset())
        few = [_part_of(one) if one.walk else one for one in self.chosen]
        sort: Sort = "due" if unbroken.receipt_late else "issued"  # by state, where one state alone is asked for
        return _lanes(self.view, few, replace(self.wanted, asked=unbroken, sort=sort))


class BoardPlanner:
    """Makes plans from the topics at hand and the kept figures."""

    def __init__(self, topics: BoardTopics, counts: BoardCounts, organisation: Organisation) -> None:
        self._topics, self._counts, self._organisation = topics, counts, organisation

    async def plan(self, view: View, heads: Mapping[str, int], wanted: Wanted) -> Plan:
        """How the page is going to be read."""
        if wanted.asked.directive_id or not wanted.asked.counted:
            await self._topics.follow(heads)
        view, asked = self._narrowed(view, wanted.asked)
        wanted = replace(wanted, asked=asked)
        followed = (
            {} if view.parties else {scope: heads[scope] for scope in view.scopes}
        )  # of others' figures none helps
        kept = await self._counts.of_scopes({scope: heads[scope] for scope in followed}, wanted.today)
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
        if units is None and sort == "unit" and kept and not view.whole:
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
                chosen = replace(chosen, walk=not view.parties and count > MANY and count > THIN * total)
            elif chosen.topics is None and len(chosen.units or ()) > FEW:
                chosen = replace(chosen, walk=not view.parties)
            found.append(chosen)
        return found

    def _placed(self, view: View, chosen: Chosen, kept: Sequence[ScopeFigures]) -> Chosen:
        """Kinds of agencies alone: they stand at units that are known, or in topics that are known."""
        kinds = chosen.agencies
        if kinds is None or view.parties or UNIT in kinds or chosen.units is not None or chosen.topics is not None:
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
