"""The change sequence: numbers that ascend in the order of commits, one series for each scope."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from weakref import WeakValueDictionary

from chithi_platform.mongo import DuplicateKeyError, Mongo, ReturnDocument, Session
from chithi_tasks.core.organisation.units import NATION_ID, UnitTree

COLLECTION = "change_counters"


def scope_of(path: Sequence[str]) -> str:
    """The series that a unit's changes belong to: its province's, or the nation's own."""
    return path[1] if len(path) > 1 else NATION_ID


def all_scopes(tree: UnitTree) -> list[str]:
    """Every series there is: the nation's own and one for each province, also for one that ended."""
    return [NATION_ID, *(unit.id for unit in tree.children(NATION_ID)), *tree.ended_provinces]


class ChangeSequence:
    """Hands out numbers inside the transaction of the change.

    The counter's document stays locked until that transaction ends, so a number can be read only after every smaller
    one of its scope: a reader that goes on from the largest number it saw skips nothing.
    """

    def __init__(self, mongo: Mongo) -> None:
        self._counters = mongo.collection(COLLECTION)
        self._holders: WeakValueDictionary[int, Any] = WeakValueDictionary()  # sessions have no hash

    async def ensure(self, scopes: Sequence[str]) -> None:
        """Make the counters, so that no transaction has to."""
        for scope in scopes:
            with suppress(DuplicateKeyError):
                await self._counters.update_one({"_id": scope}, {"$setOnInsert": {"last": 0}}, upsert=True)

    async def take(self, session: Session, scope: str, count: int = 1) -> range:
        """The next `count` numbers of the scope."""
        if session is not None:
            self._holders[id(session)] = session
        counter = await self._counters.find_one_and_update(
            {"_id": scope},
            {"$inc": {"last": count}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        last = int(counter["last"]) if counter else count
        return range(last - count + 1, last + 1)

    def held_by(self, session: Session) -> bool:
        """Whether the transaction took numbers: until it ends, no other one can take any of the same scopes."""
        return session is not None and self._holders.get(id(session)) is session

    async def heads(self, scopes: Sequence[str]) -> dict[str, int]:
        """The largest committed number of each scope, 0 where nothing ever changed."""
        found = {c["_id"]: int(c["last"]) async for c in self._counters.find({"_id": {"$in": list(scopes)}})}
        return {scope: found.get(scope, 0) for scope in scopes}
