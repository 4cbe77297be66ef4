"""Finds names by what a person types: exact before prefix before similar, diacritics optional, words in any order."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import takewhile
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from chithi_tasks.core.text import fold, key, plain

T = TypeVar("T")

EXACT, SAME_KEYS, OTHER_MARKS = 100.0, 98.0, 94.0
PREFIX, INSIDE, WORDS, SIMILAR = 88.0, 78.0, 72.0, 0.8
ROOM = 6.0  # how much a longer part of the name is worth within its class
LEAST_SIMILAR = 72.0
LETTERS = {"ca": "cong an", "p": "phuong", "h": "huyen", "q": "quan", "tt": "thi tran", "t": "tinh", "dk": "dac khu"}


class Query:
    """What was typed, in the forms that it is compared in."""

    def __init__(self, text: str) -> None:
        words = key(text).split()
        if len(words) > 1:
            words = [LETTERS.get(word, word) for word in words]
        self.key = " ".join(words)
        self.folded = fold(text)

    def part(self, start: int, end: int) -> "Query":
        """Some of the words, as a query of their own. Diacritics go where the words are still those that were typed."""
        typed = self.folded.split()
        return Query(" ".join((typed if len(typed) == len(self.words) else self.words)[start:end]))

    @cached_property
    def words(self) -> list[str]:
        """The words in `key` form."""
        return self.key.split()

    @cached_property
    def ordered(self) -> str:
        """The words in alphabetical order."""
        return " ".join(sorted(self.words))


@dataclass(frozen=True, slots=True)
class Name(Generic[T]):
    """One name of a thing. `weight` sets a short form below the full one; `key` and `ordered` are for comparing."""

    text: str
    thing: T
    weight: float
    folded: str
    key: str
    ordered: str

    @classmethod
    def of(cls, text: str, thing: T, weight: float = 1.0) -> "Name[T]":
        """The name with its forms computed."""
        plain = key(text)
        return cls(text, thing, weight, fold(text), plain, " ".join(sorted(plain.split())))


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A thing, how well its name fits (0 to 100), and that name."""

    thing: T
    score: float
    name: str


class NameIndex(Generic[T]):
    """Names laid out for looking up: whole keys, keys from each word on, single words."""

    def __init__(self, names: Iterable[Name[T]]) -> None:
        self._names = list(names)
        self._keys = [name.key for name in self._names]
        self._ordered = [name.ordered for name in self._names]
        self._whole: dict[str, list[int]] = defaultdict(list)
        words: dict[str, list[int]] = defaultdict(list)
        tails: list[tuple[str, int]] = []
        for at, name in enumerate(self._names):
            self._whole[name.ordered].append(at)
            parts = name.key.split()
            tails += [(" ".join(parts[start:]), at) for start in range(len(parts))]
            for word in dict.fromkeys(parts):
                words[word].append(at)
        self._tails, self._words = sorted(tails), sorted(words.items())

    def find(self, query: Query, *, limit: int, whole: bool = False) -> list[Match[T]]:
        """The best matches, best first; `whole` leaves out those of which the query is only a part."""
        if not query.key:
            return []
        scores = self._similar(query, limit)
        for found in (self._same(query), {} if whole else self._partial(query)):
            for at, score in found.items():
                scores[at] = max(scores.get(at, 0.0), score)
        ranked = nlargest(limit, ((score * self._names[at].weight, -at) for at, score in scores.items()))
        return [Match(self._names[-at].thing, score, self._names[-at].text) for score, at in ranked]

    def _similar(self, query: Query, limit: int) -> dict[int, float]:
        scores: dict[int, float] = {}
        for text, choices in ((query.key, self._keys), (query.ordered, self._ordered)):
            for _, ratio, at in _extract(text, choices, limit * 2):
                scores[at] = max(scores.get(at, 0.0), ratio * SIMILAR)
        return scores

    def _same(self, query: Query) -> dict[int, float]:
        return {at: _exactness(query, self._names[at]) for at in self._whole.get(query.ordered, ())}

    def _partial(self, query: Query) -> dict[int, float]:
        """Names that hold what was typed: at their beginning, from a later word on, or as words in any order."""
        scores = {at: WORDS for at in self._in_any_order(query.words)} if len(query.words) > 1 else {}
        for tail, at in self._tails[bisect_left(self._tails, (query.key,)) :]:
            if not tail.startswith(query.key):
                break
            kind = PREFIX if len(tail) == len(self._keys[at]) else INSIDE
            scores[at] = max(scores.get(at, 0.0), kind)
        return {at: score + ROOM * min(1.0, len(query.key) / len(self._keys[at])) for at, score in scores.items()}

    def _in_any_order(self, typed: Sequence[str]) -> set[int]:
        found: set[int] | None = None
        for part in sorted(set(typed), key=len, reverse=True):
            having = self._starting(part)
            found = having if found is None else found & having
            if not found:
                break
        return found or set()

    def _starting(self, part: str) -> set[int]:
        """Names with a word that begins so."""
        rest = takewhile(lambda row: row[0].startswith(part), self._words[bisect_left(self._words, (part,)) :])
        return {at for _, positions in rest for at in positions}


def _extract(text: str, choices: Sequence[str], limit: int) -> list[tuple[str, float, int]]:
    return process.extract(text, choices, scorer=fuzz.ratio, processor=None, score_cutoff=LEAST_SIMILAR, limit=limit)


def _exactness(query: Query, name: Name[T]) -> float:
    if name.key != query.key:
        return PREFIX  # the same words in another order
    if name.folded == query.folded:
        return EXACT
    return OTHER_MARKS if _other_marks(query, name) else SAME_KEYS


def _other_marks(query: Query, name: Name[T]) -> bool:
    """A word was typed with diacritics and the name has the same letters with others: Ba Tô is not Ba Tơ."""
    spelt: dict[str, set[str]] = defaultdict(set)
    for word in name.folded.split():
        spelt[plain(word)].add(word)
    typed = ((plain(word), word) for word in query.folded.split())
    return any(letters != word and letters in spelt and word not in spelt[letters] for letters, word in typed)
