"""The topics of all assignments in memory, and the names of units and agencies, for words to be looked up in."""

import asyncio
from collections.abc import Mapping, Set

from chithi_platform.mongo import Document, Mongo
from chithi_tasks.adapters.outbound.assignments.board_ledger import TOPICS
from chithi_tasks.core.assignments.search import Match, Names, Register, matches, words_of
from chithi_tasks.core.assignments.topics import Topic, TopicIndex
from chithi_tasks.core.organisation.agency_catalogue import AgencyKind, Catalogue, Group
from chithi_tasks.core.organisation.units import UnitTree
from chithi_tasks.core.resolving.organisation import Organisation
from chithi_tasks.core.text import plain


class BoardTopics:
    """Follows the change series: a number up to a head is committed, so nothing below it is still to come."""

    def __init__(self, mongo: Mongo, organisation: Organisation) -> None:
        self._documents, self._organisation = mongo.collection(TOPICS), organisation
        self.index = TopicIndex()
        self._read: dict[str, int] = {}
        self._turn = asyncio.Lock()
        self._named: tuple[UnitTree, Register] | None = None
        self._agencies = _agencies(organisation.catalogue)

    async def follow(self, heads: Mapping[str, int]) -> None:
        """Read the topics that came up to these heads."""
        async with self._turn:
            for scope, head in heads.items():
                after = self._read.get(scope, 0)
                if after == head:
                    continue
                if after > head:  # a restored database
                    after = 0
                async for document in self._documents.find({"scope": scope, "seq": {"$gt": after}}):
                    self.index.add(_topic(document))
                self._read[scope] = head

    def matches(self, text: str, scopes: Set[str]) -> list[Match]:
        """Every way in which the words are held."""
        return matches(words_of(text), self.index, scopes, self._register())

    def _register(self) -> Register:
        tree = self._organisation.tree
        if self._named is None or self._named[0] is not tree:
            parents = {unit.id: unit.parent_id for unit in tree}
            self._named = tree, Register(_units(tree), self._agencies, parents)
        return self._named[1]


def _units(tree: UnitTree) -> Names:
    """One word names a unit if it is its name or its kind: `Huế`, `tỉnh`."""
    names = [(unit.id, plain(unit.name)) for unit in tree]
    kinds = [(unit.id, plain(unit.kind)) for unit in tree]
    bare = [(one, name.removeprefix(kind).strip()) for (one, name), (_, kind) in zip(names, kinds, strict=True)]
    return Names(names, [*kinds, *bare])


def _agencies(catalogue: Catalogue) -> Names:
    names = [
        (kind.slug, plain(name))
        for official, aliases, kind in catalogue.names
        if isinstance(kind, AgencyKind | Group)
        for name in (official, *aliases)
    ]
    return Names(names, names)


def _topic(document: Document) -> Topic:
    return Topic(
        id=document["topic"],
        scope=document["scope"],
        directive_id=document["directive_id"],
        parent_id=document["parent_id"],
        agencies=tuple(document["agencies"]),
        count=document["count"],
        words=document["words"],
    )
