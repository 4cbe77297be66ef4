"""Free text over assignments: words are looked up among topics, units and agencies, which are few, never row by row."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import combinations, permutations, product

from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.text import plain

UNIT, UNKNOWN = "unit", "chua-xac-dinh"
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Topic:
    """What the assignments of one section in one change series have in common; `count` of them were issued."""

    id: int
    scope: str
    directive_id: str
    parent_id: str | None
    agencies: tuple[str, ...]
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class Match:
    """Assignments of any of these topics *and* units *and* agency kinds; None leaves that part open."""

    topics: frozenset[int] | None = None
    units: frozenset[str] | None = None
    agencies: frozenset[str] | None = None


def topic_id(assignment: Assignment) -> int:
    """The same for all assignments that say the same; a number, because every index entry holds it."""
    parts = (assignment.directive_id, assignment.section_ordinal, assignment.title, assignment.parent_id or "")
    own = assignment.assignee.id if unresolved(assignment) else ""
    return int.from_bytes(blake2b("\n".join((*parts, own)).encode(), digest_size=8).digest()) >> 1


def topic_words(assignment: Assignment) -> str:
    """The words by which the topic is found; the name of an assignee too that no register knows."""
    parts = [assignment.directive_number or "", assignment.directive_subject, assignment.title]
    own = [assignment.assignee.name] if unresolved(assignment) else []
    return " ".join(dict.fromkeys(plain(" ".join(parts + own)).split()))


def agency_kind(assignment: Assignment) -> str:
    """The kind of the agency that answers, `unit` for the people's committee of a unit itself."""
    if assignment.assignee.kind == "unit":
        return UNIT
    return UNKNOWN if unresolved(assignment) else assignment.assignee.id.partition(":")[0]


def unresolved(assignment: Assignment) -> bool:
    """The directive's name for the assignee means nothing that is known."""
    return assignment.assignee.kind == "agency" and assignment.assignee.id.startswith(UNKNOWN)


def words_of(text: str) -> list[str]:
    """The words to look for: different ones, without diacritics."""
    return list(dict.fromkeys(plain(text).split()))[:MOST_WORDS]


@dataclass(slots=True)
class TopicIndex:
    """Topics by their words. Grows only: what was withdrawn is still found."""

    topics: list[Topic] = field(default_factory=list)
    by_directive: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_parent: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_agency: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _at: dict[tuple[int, str], int] = field(default_factory=dict)
    _places: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _postings: dict[str, "array[int]"] = field(default_factory=lambda: defaultdict(lambda: array("I")))
    _sorted: list[str] = field(default_factory=list)

    def add(self, topic: Topic) -> None:
        """Take a topic in; known ones are replaced."""
        key = (topic.id, topic.scope)
        for agency in topic.agencies:
            self.by_agency[agency].add(topic.id)
        if key in self._at:
            self.topics[self._at[key]] = topic
            return
        at = self._at[key] = len(self.topics)
        self.topics.append(topic)
        self._places[topic.id].append(at)
        self.by_directive[topic.directive_id].add(topic.id)
        if topic.parent_id:
            self.by_parent[topic.parent_id].add(topic.id)
        for word in set(topic.words.split()):
            self._postings[word].append(at)

    def count(self, topics: Collection[int], scopes: Set[str]) -> int:
        """About how many assignments these topics have."""
        found = (self.topics[at] for topic in topics for at in self._places[topic])
        return sum(topic.count for topic in found if topic.scope in scopes)

    def of_agencies(self, kinds: Iterable[str], scopes: Set[str]) -> frozenset[int]:
        """The topics in these series that were given to agencies of these kinds."""
        found: set[int] = set[int]().union(*(self.by_agency.get(kind, ()) for kind in kinds))
        return frozenset(one for one in found if any(self.topics[at].scope in scopes for at in self._places[one]))

    def within(self, places: Iterable[int], scopes: Set[str]) -> set[int]:
        """The ids of topics at these places that are in these series."""
        return {self.topics[at].id for at in places if self.topics[at].scope in scopes}

    def holding(self, words: Sequence[str]) -> set[int]:
        """Places of the topics that hold all these words; the last one may be the beginning of a word."""
        found: set[int] | None = None
        for word in words:
            here: set[int] = set()
            for one in self._beginning(word) if word == words[-1] else (word,):
                here.update(self._postings.get(one, ()))
            found = here if found is None else found & here
            if not found:
                return set()
        return found or set()

    def _beginning(self, start: str) -> Iterator[str]:
        if len(self._sorted) != len(self._postings):
            self._sorted = sorted(self._postings)
        for at in range(bisect_left(self._sorted, start), len(self._sorted)):
            if not self._sorted[at].startswith(start):
                return
            yield self._sorted[at]


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
