"""What a section is about: up to three topics of provincial work, by the words that stand for them."""

from chithi_ingest.core.topic_words import TOPICS

_HEADING = 200
_IN_HEADING, _NEEDED, _MOST = 2, 2, 3
_WORDS = tuple((name, tuple(tuple(word.split("|")) for word in words)) for name, words in TOPICS)


def read_topics(key: str) -> tuple[str, ...]:
    """The topics with the most evidence, strongest first.

    A word counts once, and twice where it stands in the heading; one mere mention further down is not enough.
    """
    low = key.lower()
    scored = [(sum(_score(low, word) for word in words), -at, name) for at, (name, words) in enumerate(_WORDS)]
    return tuple(name for score, _, name in sorted(scored, reverse=True)[:_MOST] if score >= _NEEDED)


def _score(low: str, spellings: tuple[str, ...]) -> int:
    first = min((at for spelling in spellings if (at := _find(low, spelling)) >= 0), default=-1)
    return 0 if first < 0 else _IN_HEADING if first < _HEADING else 1


def _find(low: str, word: str) -> int:
    """Where a whole word stands first, or -1."""
    at = low.find(word)
    while at >= 0:
        before, after = low[at - 1 : at], low[at + len(word) : at + len(word) + 1]
        if not before.isalnum() and not after.isalnum():
            return at
        at = low.find(word, at + 1)
    return -1
