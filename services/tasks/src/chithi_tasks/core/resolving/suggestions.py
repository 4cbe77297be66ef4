"""Suggests assignees for what a clerk types: agencies of today, successors of what ended, communes, collectives."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest
from itertools import chain, product

from chithi_tasks.core.organisation.agency_catalogue import Catalogue
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.resolving.agencies import PERSONS
from chithi_tasks.core.resolving.known_kinds import Kind, kinds_of
from chithi_tasks.core.resolving.known_places import Place, places_of
from chithi_tasks.core.resolving.name_index import Match, NameIndex, Query
from chithi_tasks.core.resolving.offers import Offer, Offers
from chithi_tasks.core.resolving.territory import Gazetteer

SURE = 70.0  # a name in front of a place must fit at least this well
NAMED, NAMESAKE, BEHIND = 94.0, 4.0, 30.0
SHORTENED = 0.98
KINDS, PLACES, SPLITS = 12, 12, 3
CACHED_HOMES = 64


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One assignee that the text may mean: how well its name fits (0 to 100), and which name that was."""

    offer: Offer
    score: float
    matched: str


class Suggester:
    """Finds kinds and places apart, since together there are too many; an agency is a kind at a place."""

    def __init__(self, gazetteer: Gazetteer, catalogue: Catalogue) -> None:
        self._kinds = kinds_of(catalogue)
        self._known: Callable[[Unit], tuple[NameIndex[Place], Offers]] = lru_cache(CACHED_HOMES)(
            lambda home: (places_of(gazetteer, home), Offers(gazetteer.tree, home))
        )
        self._known(gazetteer.tree.nation)

    def suggest(self, text: str, home: Unit, *, level: str | None = None, limit: int = 8) -> list[Suggestion]:
        """The best first, each assignee once, as the clerk of `home` may mean it; nothing far behind the best."""
        best: dict[tuple[str, str], Suggestion] = {}
        query = Query(text)
        found = chain(
            self._all(query, home),
            (replace(s, score=round(s.score * SHORTENED, 1)) for s in self._headless(query, home)),
        )
        for suggestion in found:
            offer = suggestion.offer
            known = best.get((offer.kind, offer.id))
            if level in (None, offer.level) and (known is None or known.score < suggestion.score):
                best[offer.kind, offer.id] = suggestion
        ranked = sorted(best.values(), key=_rank)
        return [found for found in ranked if found.score >= ranked[0].score - BEHIND][:limit]

    def _headless(self, query: Query, home: Unit) -> Iterator[Suggestion]:
        """ "Giám đốc Sở Y tế": whoever heads an agency answers for it."""
        head = next((head for head in PERSONS if query.key.startswith(f"{head} ")), None)
        if head is not None:
            yield from self._all(query.part(len(head.split()), len(query.words)), home)

    def _all(self, query: Query, home: Unit) -> Iterator[Suggestion]:
        places, offers = self._known(home)
        for kind in self._kinds.find(query, limit=KINDS):
            yield from _offered(offers.of_kind(kind.thing), kind.score, kind.name)
        for place in _nearest(places.find(query, limit=PLACES)):
            yield from _offered(offers.of_place(place.thing), place.score, place.name)
        for kinds, rest in self._splits(query):
            for kind, place in product(kinds, _nearest(places.find(rest, limit=PLACES))):
                score, name = (kind.score + place.score) / 2, f"{kind.name} {place.name}"
                yield from _offered(offers.of_kind(kind.thing, place.thing), score, name)

    def _splits(self, query: Query) -> list[tuple[list[Match[Kind]], Query]]:
        """Where the text may fall into an agency and a place; the likeliest cuts only."""
        found = []
        for at in range(1, len(query.words)):
            matches = self._kinds.find(query.part(0, at), limit=KINDS, whole=True)
            if sure := [match for match in matches if match.score >= SURE]:
                found.append((sure[0].score, at, sure))
        likely = nlargest(SPLITS, found, key=lambda cut: cut[:2])
        return [(sure, query.part(at, len(query.words))) for _, at, sure in likely]


def _nearest(places: list[Match[Place]]) -> list[Match[Place]]:
    """Where a place was named in full, those that are merely like it are not meant."""
    named = places and places[0].score >= NAMED
    return [place for place in places if not named or place.score >= places[0].score - NAMESAKE]


def _offered(found: Iterable[Offer], score: float, matched: str) -> Iterator[Suggestion]:
    for offer in found:
        yield Suggestion(offer, round(score * offer.weight, 1), matched)


def _rank(suggestion: Suggestion) -> tuple[float, bool, int, str]:
    offer = suggestion.offer
    return (-suggestion.score, not offer.assignable, len(offer.name), offer.name)
