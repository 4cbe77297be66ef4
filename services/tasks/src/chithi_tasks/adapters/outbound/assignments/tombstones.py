"""Which assignments left whose view: a mark in the change series of those who can no longer see them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from chithi_platform.ids import uuid7
from chithi_platform.mongo import Document, Mongo, Session
from chithi_tasks.adapters.outbound.assignments.changes import ChangeSequence, scope_of
from chithi_tasks.core.assignments.assignment import Assignment

COLLECTION = "assignment_tombstones"


class Tombstones:
    """Marks are numbered like changes, so a reader who goes on from its position skips none."""

    def __init__(self, mongo: Mongo, changes: ChangeSequence) -> None:
        self._marks, self._changes = mongo.collection(COLLECTION), changes

    async def ensure(self) -> None:
        """Create the index."""
        await self._marks.create_index([("scope", 1), ("seq", 1)], name="changes", unique=True)

    async def bury(self, moved: Sequence[tuple[Assignment, Assignment]], session: Session) -> None:
        """Mark for the former assignees that these assignments went to others."""
        by_scope: dict[str, list[Assignment]] = defaultdict(list)
        for before, after in moved:
            if before.assignee.id != after.assignee.id:
                by_scope[scope_of(before.assignee.path)].append(before)
        for scope, group in sorted(by_scope.items()):
            numbers = await self._changes.take(session, scope, len(group))
            marks = [_mark(before, scope, seq) for before, seq in zip(group, numbers, strict=True)]
            await self._marks.insert_many(marks, session=session)

    async def after(self, query: Document, since: Mapping[str, int], until: Mapping[str, int]) -> list[str]:
        """Ids that match `query` and were marked between the positions; a reader who begins knows nothing to forget.

        A series that `until` lacks is not this reader's, or only a newer process knows it: its turn comes there.
        """
        found: dict[str, None] = {}
        for scope, position in since.items():
            if 0 < position < until.get(scope, 0):
                within = {"scope": scope, "seq": {"$gt": position, "$lte": until[scope]}}
                found |= {mark["assignment_id"]: None async for mark in self._marks.find(query | within).sort("seq", 1)}
        return list(found)


def _mark(before: Assignment, scope: str, seq: int) -> Document:
    assignee = before.assignee
    who = {"kind": assignee.kind, "id": assignee.id, "unit_id": assignee.unit_id}
    return {"_id": uuid7(), "assignment_id": before.id, "assignee": who, "scope": scope, "seq": seq}
