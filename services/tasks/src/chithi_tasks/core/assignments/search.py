"""Free text over assignments: words are looked up among topics, units and agencies, which are few, never row by row."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import product

from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.text import plain

UNIT, UNKNOWN = "unit", "chua-xac-dinh"
MOST_WORDS = 12
MOST_MASKS = 6
Labels = Mapping[str, tuple[str, str]]


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
        self.by_directive[topic.directive_id].add(topic.id)
        if topic.parent_id:
            self.by_parent[topic.parent_id].add(topic.id)
        for word in set(topic.words.split()):
            self._postings[word].append(at)

    def count(self, topics: Collection[int], scopes: Collection[str]) -> int:
        """About how many assignments these topics have."""
        found = (self._at.get((topic, scope)) for topic in topics for scope in scopes)
        return sum(self.topics[at].count for at in found if at is not None)

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


def matches(
    words: Sequence[str], index: TopicIndex, scopes: frozenset[str], *, units: Labels, agencies: Labels
) -> list[Match]:
    """Every way in which a topic, a unit and an agency hold all the words together, none twice.

    A word that a topic holds itself is not looked for in the unit's name too: that would find less of the same.
    `units` and `agencies` give the plain names by id, each between spaces, and what tells it from its namesakes: words
    of that count for who is named already.
    """
    if not words:
        return [Match()]
    by_unit, by_agency = _masks(words, units), _masks(words, agencies)
    seen: dict[tuple[int, int], set[int]] = {}
    found = []
    for of_unit, of_agency in sorted(product(by_unit, by_agency), key=lambda pair: sum(m.bit_count() for m in pair)):
        part = {"units": by_unit[of_unit], "agencies": by_agency[of_agency]}
        rest = [word for at, word in enumerate(words) if not (of_unit | of_agency) >> at & 1]
        if not rest:
            found.append(Match(topics=None, **part))
            continue
        topics = {index.topics[at].id for at in index.holding(rest) if index.topics[at].scope in scopes}
        wider = [known for (u, a), known in seen.items() if u & of_unit == u and a & of_agency == a]
        seen[of_unit, of_agency] = topics
        if topics := topics.difference(*wider):
            found.append(Match(topics=frozenset(topics), **part))
    return found


def _masks(words: Sequence[str], labels: Labels) -> dict[int, frozenset[str] | None]:
    """Ids by which of the words their names hold; those that hold most, and none at all."""
    found: dict[int, set[str]] = defaultdict(set)
    for one, (name, more) in labels.items():
        if mask := _mask(words, name):
            found[mask | _mask(words, more)].add(one)
    most = sorted(found, key=lambda mask: (-mask.bit_count(), mask))[:MOST_MASKS]
    return {0: None} | {mask: frozenset(_with(mask, found)) for mask in most}


def _with(mask: int, found: Mapping[int, Iterable[str]]) -> Iterator[str]:
    for other, ids in found.items():
        if other & mask == mask:
            yield from ids


def _mask(words: Sequence[str], label: str) -> int:
    """The last word may be the beginning of one."""
    last = len(words) - 1
    return sum(1 << at for at, word in enumerate(words) if (f" {word}" if at == last else f" {word} ") in label)
