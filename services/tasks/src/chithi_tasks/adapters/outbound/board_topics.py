"""The topics of all assignments in memory, and the names of units and agencies, for words to be looked up in."""

import asyncio
from collections.abc import Collection, Mapping

from chithi_platform.mongo import Document, Mongo
from chithi_tasks.adapters.outbound.board_ledger import TOPICS
from chithi_tasks.core.assignments.search import Labels, Match, Topic, TopicIndex, matches, words_of
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
        self._labelled: tuple[UnitTree, Labels] | None = None
        self._agencies: Labels = dict(_kinds(organisation.catalogue))

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

    def matches(self, text: str, scopes: Collection[str]) -> list[Match]:
        """Every way in which the words are held."""
        return matches(words_of(text), self.index, frozenset(scopes), units=self._units(), agencies=self._agencies)

    def _units(self) -> Labels:
        tree = self._organisation.tree
        if self._labelled is None or self._labelled[0] is not tree:
            bare = {unit.id: f" {plain(unit.name).removeprefix(plain(unit.kind)).strip()} " for unit in tree}
            labels = {unit.id: (f" {plain(unit.name)} ", bare.get(unit.parent_id or "", "")) for unit in tree}
            self._labelled = tree, labels
        return self._labelled[1]


def _kinds(catalogue: Catalogue) -> list[tuple[str, tuple[str, str]]]:
    living = ((name, aliases, kind) for name, aliases, kind in catalogue.names if isinstance(kind, AgencyKind | Group))
    return [(kind.slug, (f" {plain(' '.join((name, *aliases)))} ", "")) for name, aliases, kind in living]


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
