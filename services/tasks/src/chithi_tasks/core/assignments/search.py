"""Free text over assignments: words are looked up among topics, units and agencies, which are few, never row by row."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations, permutations, product

from chithi_tasks.core.assignments.topics import TopicIndex
from chithi_tasks.core.text import plain

MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Match:
    """Assignments of any of these topics *and* units *and* agency kinds; None leaves that part open."""

    topics: frozenset[int] | None = None
    units: frozenset[str] | None = None
    agencies: frozenset[str] | None = None


def words_of(text: str) -> list[str]:
    """The words to look for: different ones, without diacritics."""
    return list(dict.fromkeys(plain(text).split()))[:MOST_WORDS]


class Names:
    """Units or kinds of agencies by every run of words in their names. `whole` names may be meant by one word."""

    def __init__(self, names: Iterable[tuple[str, str]], whole: Iterable[tuple[str, str]]) -> None:
        """Pairs of an id and a plain name."""
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        for one, name in names:
            words = name.split()
            for first, last in combinations(range(len(words) + 1), 2):
                if last - first > 1:
                    self._ids[" ".join(words[first:last])].add(one)
        for one, name in whole:
            self._ids[name].add(one)
        self._sorted = sorted(self._ids)

    def meant(self, phrase: str, *, begun: bool) -> set[str]:
        """Ids of those that the phrase names; one that is only `begun` may end in part of a word."""
        found = set(self._ids.get(phrase, ()))
        if begun and " " in phrase:
            for at in range(bisect_left(self._sorted, phrase), len(self._sorted)):
                if not self._sorted[at].startswith(phrase):
                    break
                found |= self._ids[self._sorted[at]]
        return found


@dataclass(frozen=True, slots=True)
class Register:
    """The names that words may mean, and for each unit the one above it."""

    units: Names
    agencies: Names
    parents: Mapping[str, str | None]


def matches(words: Sequence[str], index: TopicIndex, scopes: Set[str], register: Register) -> list[Match]:
    """Every way in which a topic, a unit and an agency hold all the words together, none twice.

    Words that stand side by side may name a unit or an agency; the others are looked for among topics.
    """
    if not words:
        return [Match()]
    by_unit = _with_parents(_named(words, register.units), register.parents)
    by_agency = _named(words, register.agencies)
    seen: dict[tuple[int, int], set[int]] = {}
    found = []
    pairs = sorted(product([0, *by_unit], [0, *by_agency]), key=lambda pair: sum(mask.bit_count() for mask in pair))
    for of_unit, of_agency in (pair for pair in pairs if not pair[0] & pair[1]):
        units, agencies = by_unit.get(of_unit), by_agency.get(of_agency)
        rest = [word for at, word in enumerate(words) if not (of_unit | of_agency) >> at & 1]
        if not rest:
            found.append(Match(None, units, agencies))
            continue
        topics = index.within(index.holding(rest), scopes)
        wider = [known for (u, a), known in seen.items() if u & of_unit == u and a & of_agency == a]
        seen[of_unit, of_agency] = topics
        if topics := topics.difference(*wider):
            found.append(Match(frozenset(topics), units, agencies))
    return found


def _named(words: Sequence[str], names: Names) -> dict[int, frozenset[str]]:
    """The runs of words that name somebody, as bits of the words."""
    found: dict[int, frozenset[str]] = {}
    for first, last in combinations(range(len(words) + 1), 2):
        if ids := names.meant(" ".join(words[first:last]), begun=last == len(words)):
            found[(1 << last) - (1 << first)] = frozenset(ids)
    return found


def _with_parents(found: Mapping[int, frozenset[str]], parents: Mapping[str, str | None]) -> dict[int, frozenset[str]]:
    """Also a unit together with the one above it: `Ba Đình Hà Nội`."""
    both = dict(found)
    for own, above in (pair for pair in permutations(found, 2) if not pair[0] & pair[1]):
        if ids := frozenset(one for one in found[own] if parents.get(one) in found[above]):
            both[own | above] = ids
    return both
