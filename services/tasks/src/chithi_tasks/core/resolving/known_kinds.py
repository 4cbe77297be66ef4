"""The kinds of agencies by every name they go by: official, in short, as initials, and those that ended."""

from collections.abc import Iterator

from chithi_tasks.core.organisation.agency_catalogue import Catalogue, Entry, Group
from chithi_tasks.core.resolving.name_index import Name, NameIndex
from chithi_tasks.core.text import key

Kind = Entry | Group
ALIAS, INITIALS = 0.99, 0.95
AMBIGUOUS = 2  # so many initials mean too much
LEVEL_WORDS = " cấp huyện"


def kinds_of(catalogue: Catalogue) -> NameIndex[Kind]:
    """Every kind under each of its names."""
    return NameIndex(name for official, aliases, kind in catalogue.names for name in _names(official, aliases, kind))


def _names(official: str, aliases: tuple[str, ...], kind: Kind) -> Iterator[Name[Kind]]:
    bare = official.removesuffix(LEVEL_WORDS)
    yield Name.of(bare, kind)
    taken = {key(bare)}
    for alias in (*aliases, *_initials(key(bare))):
        if alias not in taken:
            taken.add(alias)
            yield Name.of(alias, kind, ALIAS if alias in aliases else INITIALS)


def _initials(plain: str) -> Iterator[str]:
    """ "so khoa hoc cong nghe" is also written "skhcn" and "so khcn", "cong an" also "cat" (of the province)."""
    words = plain.split()
    letters = "".join(word[0] for word in words)
    if len(words) > 1:
        yield f"{letters}t"
    if len(words) > AMBIGUOUS:
        yield letters
        yield f"{words[0]} {letters[1:]}"
