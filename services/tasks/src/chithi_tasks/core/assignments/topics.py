"""Topics: what the assignments of one section have in common, kept by their words so that rows need not be searched."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from hashlib import blake2b

from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.text import plain

UNIT, UNKNOWN = "unit", "chua-xac-dinh"


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
