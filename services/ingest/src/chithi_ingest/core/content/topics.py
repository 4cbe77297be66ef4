"""What a section is about: up to three topics of provincial work, by the words that stand for them."""

from collections import defaultdict

from chithi_ingest.core.content.topic_words import TOPICS

_HEADING = 200
_IN_HEADING, _NEEDED, _MOST = 2, 2, 3
_AS_SPACE = str.maketrans(dict.fromkeys(',.;:()“”"/-–?!', " "))


def _by_first_word() -> dict[str, list[tuple[str, int, int]]]:
    """Each spelling with its topic and its place among that topic's words, under the word that it begins with."""
    found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for topic, (_, words) in enumerate(TOPICS):
        for at, word in enumerate(words):
            for spelling in word.split("|"):
                found[spelling.partition(" ")[0].rstrip(",")].append((spelling, topic, at))
    return dict(found)


_SPELLINGS = _by_first_word()


def read_topics(key: str) -> tuple[str, ...]:
    """The topics with the most evidence, strongest first.

    A word counts once, and twice where it stands in the heading; one mere mention further down is not enough.
    """
    low = key.lower()
    first: dict[tuple[int, int], int] = {}
    for start in _SPELLINGS.keys() & set(low.translate(_AS_SPACE).split()):
        for spelling, topic, word in _SPELLINGS[start]:
            at = _find(low, spelling)
            if at >= 0:
                first[topic, word] = min(at, first.get((topic, word), at))
    scores: dict[int, int] = defaultdict(int)
    for (topic, _), at in first.items():
        scores[topic] += _IN_HEADING if at < _HEADING else 1
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    return tuple(TOPICS[topic][0] for topic, score in best if score >= _NEEDED)


def _find(low: str, spelling: str) -> int:
    """Where the words stand first as whole words, or -1."""
    at = low.find(spelling)
    while at >= 0:
        before, after = low[at - 1 : at], low[at + len(spelling) : at + len(spelling) + 1]
        if not before.isalnum() and not after.isalnum():
            return at
        at = low.find(spelling, at + 1)
    return -1
