"""What a section is about: up to three topics of provincial work, by the words that stand for them."""

import re

from chithi_ingest.core.topic_words import TOPICS

_HEADING = 200
_IN_HEADING, _NEEDED, _MOST = 2, 2, 3
_PATTERNS = tuple(
    (name, tuple(re.compile(rf"(?<!\w)(?:{word})(?!\w)", re.IGNORECASE) for word in words)) for name, words in TOPICS
)


def read_topics(key: str) -> tuple[str, ...]:
    """The topics with the most evidence, strongest first.

    A word counts once, and twice where it stands in the heading; one mere mention further down is not enough.
    """
    scored = [(_score(key, words), -at, name) for at, (name, words) in enumerate(_PATTERNS)]
    return tuple(name for score, _, name in sorted(scored, reverse=True)[:_MOST] if score >= _NEEDED)


def _score(key: str, words: tuple[re.Pattern[str], ...]) -> int:
    found = (word.search(key) for word in words)
    return sum(_IN_HEADING if match.start() < _HEADING else 1 for match in found if match)
