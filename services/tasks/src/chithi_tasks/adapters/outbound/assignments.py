"""Assignments in MongoDB: written with the outbox, read as a list of changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chithi_platform.mongo import Document, Mongo, ReplaceOne, Session
from chithi_tasks.adapters.outbound.changes import ChangeSequence, scope_of
from chithi_tasks.adapters.outbound.documents import to_assignment, to_document
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.cursor import Positions

COLLECTION = "assignments"
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some changed assignments, the position behind them, and whether more wait."""

    items: list[Assignment]
    positions: Positions
    has_more: bool


class AssignmentRepository:
    """Every write takes a number from the change sequence inside its transaction."""

    def __init__(self, mongo: Mongo, changes: ChangeSequence) -> None:
        self._documents, self._changes = mongo.collection(COLLECTION), changes

    async def ensure(self) -> None:
        """Create the indexes."""
        await self._documents.create_index([("scope", 1), ("seq", 1)], name="changes", unique=True)
        await self._documents.create_index([("assignee.unit_id", 1), ("scope", 1), ("seq", 1)], name="unit_changes")
        await self._documents.create_index([("directive_id", 1), ("scope", 1), ("seq", 1)], name="directive_changes")

    def wrote_in(self, session: Session) -> bool:
        """Whether the transaction has changed assignments, so that others have to wait for its end."""
        return self._changes.held_by(session)

    async def get(self, assignment_id: str, session: Session = None) -> Assignment | None:
        """One assignment."""
        document = await self._documents.find_one({"_id": assignment_id}, session=session)
        return to_assignment(document) if document else None

    async def many(self, ids: Iterable[str], session: Session) -> dict[str, Assignment]:
        """Those of the ids that exist."""
        found = self._documents.find({"_id": {"$in": list(ids)}}, session=session)
        return {document["_id"]: to_assignment(document) async for document in found}

    async def ids_of(self, directive_id: str, session: Session) -> set[str]:
        """Ids of the assignments that a directive has already."""
        found = self._documents.find({"directive_id": directive_id}, {"_id": 1}, session=session)
        return {document["_id"] async for document in found}

    async def add(self, assignments: Sequence[Assignment], session: Session) -> None:
        """Insert new assignments."""
        documents = await self._numbered(assignments, session)
        for start in range(0, len(documents), CHUNK):
            await self._documents.insert_many(documents[start : start + CHUNK], session=session)

    async def save(self, assignments: Sequence[Assignment], session: Session) -> None:
        """Replace changed assignments."""
        documents = await self._numbered(assignments, session)
        for start in range(0, len(documents), CHUNK):
            chunk = [ReplaceOne({"_id": document["_id"]}, document) for document in documents[start : start + CHUNK]]
            await self._documents.bulk_write(chunk, session=session)

    async def changed(self, query: Document, scopes: Sequence[str], since: Positions, limit: int) -> ChangePage:
        """What matches `query` in the scopes and changed after `since`, oldest change first.

        The heads are read before the documents: every number up to a head is committed, so the reader may go on from it
        even when nothing matched. A position beyond the head (a restored database) starts anew.
        """
        heads = await self._changes.heads(scopes)
        positions = {scope: since.get(scope, 0) if since.get(scope, 0) <= head else 0 for scope, head in heads.items()}
        items: list[Assignment] = []
        for scope in (scope for scope in scopes if positions[scope] < heads[scope]):
            room = limit - len(items)
            if room == 0:
                return ChangePage(items, positions, has_more=True)
            found = await self._after(query | {"scope": scope}, positions[scope], room + 1)
            items += [to_assignment(document) for document in found[:room]]
            if len(found) > room:
                return ChangePage(items, positions | {scope: found[room - 1]["seq"]}, has_more=True)
            positions[scope] = max([heads[scope], *(document["seq"] for document in found[-1:])])
        return ChangePage(items, positions, has_more=False)

    async def _after(self, query: Document, position: int, limit: int) -> list[Document]:
        cursor = self._documents.find(query | {"seq": {"$gt": position}}).sort("seq", 1).limit(limit)
        return await cursor.to_list(limit)

    async def _numbered(self, assignments: Sequence[Assignment], session: Session) -> list[Document]:
        by_scope: dict[str, list[Assignment]] = defaultdict(list)
        for assignment in assignments:
            by_scope[scope_of(assignment.assignee.path)].append(assignment)
        documents: list[Document] = []
        for scope, group in sorted(by_scope.items()):
            numbers = await self._changes.take(session, scope, len(group))
            documents += [to_document(assignment, seq) for assignment, seq in zip(group, numbers, strict=True)]
        return documents
