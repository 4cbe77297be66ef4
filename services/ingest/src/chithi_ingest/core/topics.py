"""What a section is about: up to three topics of provincial work, by the words that stand for them."""

import re

from chithi_ingest.core.topic_words import TOPICS

_HEADING = 200
_IN_HEADING, _NEEDED, _MOST = 2, 2, 3
_REGEX = re.compile(r"[\[(?]|.\?")
_PATTERNS = tuple(
    (name, tuple((_REGEX.split(word)[0].lower(), re.compile(rf"(?<!\w)(?:{word.lower()})(?!\w)")) for word in words))
    for name, words in TOPICS
)
_Words = tuple[tuple[str, re.Pattern[str]], ...]


def read_topics(key: str) -> tuple[str, ...]:
    """The topics with the most evidence, strongest first.

    A word counts once, and twice where it stands in the heading; one mere mention further down is not enough.
    """
    low = key.lower()
    scored = [(_score(low, words), -at, name) for at, (name, words) in enumerate(_PATTERNS)]
    return tuple(name for score, _, name in sorted(scored, reverse=True)[:_MOST] if score >= _NEEDED)


def _score(low: str, words: _Words) -> int:
    """The words are sought by their first letters, which is quick, and then as a whole."""
    found = (pattern.search(low, at) for stem, pattern in words if (at := low.find(stem)) >= 0)
    return sum(_IN_HEADING if match.start() < _HEADING else 1 for match in found if match)
