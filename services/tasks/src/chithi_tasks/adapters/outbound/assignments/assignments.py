"""Assignments in MongoDB: written with the outbox, read as a list of changes."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from chithi_platform.mongo import Document, Mongo, ReplaceOne, Session
from chithi_tasks.adapters.outbound.assignments.board_ledger import board_fields
from chithi_tasks.adapters.outbound.assignments.changes import ChangeSequence, scope_of
from chithi_tasks.adapters.outbound.assignments.documents import to_assignment, to_document
from chithi_tasks.adapters.outbound.assignments.tombstones import Tombstones
from chithi_tasks.core.assignments.assignment import LIVE, OPEN, Assignment
from chithi_tasks.core.assignments.change import Action
from chithi_tasks.core.assignments.cursor import Positions

COLLECTION = "assignments"
CHUNK = 1000
HANDED_ON = {"$type": "string"}  # said in every query by parent: the database does not conclude it from the value

Written = Sequence[tuple[Assignment | None, Assignment]]
Watcher = Callable[[Written, Session], Awaitable[None]]
# what a list shows and what that follows from; whole fields only, a part of one costs the database more than it saves
LISTED = dict.fromkeys(
    (
        *("directive_id", "directive_number", "directive_subject", "section_ordinal", "title", "text", "mode"),
        *("assignee", "coordinating", "state", "due", "due_text", "version", "form_id", "issued_at", "updated_at"),
        *("parent_id", "chased_at", "reported_at", "completed_at", "seq"),
    ),
    1,
)


class LostUpdate(Exception):
    """An assignment was not the one that was read: the transaction must not be committed."""


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some changed assignments (stored, `LISTED`), the position behind them, and whether more wait."""

    items: list[Document]
    positions: Positions
    has_more: bool


class AssignmentRepository:
    """Every write takes a number from the change sequence inside its transaction."""

    def __init__(self, mongo: Mongo, changes: ChangeSequence) -> None:
        self._documents, self._changes = mongo.collection(COLLECTION), changes
        self.tombstones = Tombstones(mongo, changes)
        self._watchers: list[Watcher] = []

    async def ensure(self) -> None:
        """Create the indexes."""
        seen = {"partialFilterExpression": {"coordinating_parties.unit_id": {"$exists": True}}}
        parties = [("coordinating_parties.unit_id", 1), ("scope", 1), ("seq", 1)]
        handed = {"partialFilterExpression": {"parent_id": HANDED_ON}}
        await self._documents.create_index([("scope", 1), ("seq", 1)], name="changes", unique=True)
        await self._documents.create_index([("assignee.unit_id", 1), ("scope", 1), ("seq", 1)], name="unit_changes")
        await self._documents.create_index([("directive_id", 1), ("scope", 1), ("seq", 1)], name="directive_changes")
        await self._documents.create_index(parties, name="coordinating_changes", **seen)
        await self._documents.create_index([("parent_id", 1), ("_id", 1)], name="children", **handed)
        await self.tombstones.ensure()

    def watch(self, watcher: Watcher) -> None:
        """Let somebody write along, in the same transaction: what was (None if new) and what is now."""
        self._watchers.append(watcher)

    def wrote_in(self, session: Session) -> bool:
        """Whether the transaction has changed assignments, so that others have to wait for its end."""
        return self._changes.held_by(session)

    async def get(self, assignment_id: str, session: Session = None) -> Assignment | None:
        """One assignment."""
        document = await self._documents.find_one({"_id": assignment_id}, session=session)
        return to_assignment(document) if document else None

    async def many(self, ids: Iterable[str], session: Session = None) -> dict[str, Assignment]:
        """Those of the ids that exist."""
        found = self._documents.find({"_id": {"$in": list(ids)}}, session=session)
        return {document["_id"]: to_assignment(document) async for document in found}

    async def ids_of(self, directive_id: str, session: Session) -> set[str]:
        """Ids of the assignments that a directive has already, also of those that were handed on from them."""
        found = self._documents.find({"directive_id": directive_id}, {"_id": 1}, session=session)
        return {document["_id"] async for document in found}

    async def children(self, parent_id: str, *, after: str, limit: int) -> list[Document]:
        """What an assignment was handed on as (stored, `LISTED`), by id."""
        query: Document = {"parent_id": {"$eq": parent_id} | HANDED_ON, "_id": {"$gt": after}}
        return await self._documents.find(query, LISTED).sort("_id", 1).limit(limit).to_list(limit)

    async def children_with(self, parent_id: str, assignee_ids: Sequence[str], session: Session) -> list[Assignment]:
        """What an assignment was handed on as to these, whoever had it first."""
        query: Document = {"parent_id": {"$eq": parent_id} | HANDED_ON, "assignee.id": {"$in": list(assignee_ids)}}
        return [to_assignment(document) async for document in self._documents.find(query, session=session)]

    async def followers(
        self, action: Action, parent_ids: Sequence[str], limit: int, session: Session
    ) -> list[Assignment]:
        """The children whom such an action of these parents concerns and who have not followed yet, at most `limit`."""
        query: Document = {"parent_id": {"$in": list(parent_ids)} | HANDED_ON, "state": {"$in": list(LIVE)}}
        if action == "suspend":
            query["state"] = {"$in": list(OPEN)}
        if action == "resume":
            query |= {"state": "suspended", "suspension.with_parent": True}
        found = self._documents.find(query, session=session).limit(limit)
        return [to_assignment(document) async for document in found]

    async def live_of_unit(self, unit_id: str, limit: int, session: Session) -> list[Assignment]:
        """What a unit and its agencies still have to do, and what they coordinate in, at most `limit` of it."""
        who: Document = {"$or": [{"assignee.unit_id": unit_id}, {"coordinating_parties.unit_id": unit_id}]}
        found = self._documents.find(who | {"state": {"$in": list(LIVE)}}, session=session).limit(limit)
        return [to_assignment(document) async for document in found]

    async def add(self, assignments: Sequence[Assignment], session: Session) -> None:
        """Insert new assignments."""
        documents = await self._numbered(assignments, session)
        for start in range(0, len(documents), CHUNK):
            await self._documents.insert_many(documents[start : start + CHUNK], session=session)
        await self._tell([(None, assignment) for assignment in assignments], session)

    async def save(self, pairs: Sequence[tuple[Assignment, Assignment]], session: Session) -> None:
        """Replace what was read by what it is now; raises `LostUpdate` when another version stands there."""
        versions = {before.id: before.version for before, _ in pairs}
        documents = await self._numbered([after for _, after in pairs], session)
        for start in range(0, len(documents), CHUNK):
            chunk = documents[start : start + CHUNK]
            requests = [ReplaceOne({"_id": one["_id"], "version": versions[one["_id"]]}, one) for one in chunk]
            done = await self._documents.bulk_write(requests, session=session)
            if done.matched_count != len(chunk):
                raise LostUpdate(f"{len(chunk) - done.matched_count} assignments had changed meanwhile")
        await self.tombstones.bury([(one, other) for one, other in pairs if one.assignee != other.assignee], session)
        await self._tell(pairs, session)

    async def changed(self, query: Document, scopes: Sequence[str], since: Positions, limit: int) -> ChangePage:
        """What matches `query` in the scopes and changed after `since`, oldest change first.

        The heads are read before the documents: every number up to a head is committed, so the reader may go on from it
        even when nothing matched. A position beyond the head (a restored database) starts anew.
        """
        heads = await self._changes.heads(scopes)
        positions = {scope: since.get(scope, 0) if since.get(scope, 0) <= head else 0 for scope, head in heads.items()}
        items: list[Document] = []
        for scope in (scope for scope in scopes if positions[scope] < heads[scope]):
            room = limit - len(items)
            if room == 0:
                return ChangePage(items, positions, has_more=True)
            found = await self._after(query | {"scope": scope}, positions[scope], room + 1)
            items += found[:room]
            if len(found) > room:
                return ChangePage(items, positions | {scope: found[room - 1]["seq"]}, has_more=True)
            positions[scope] = max([heads[scope], *(document["seq"] for document in found[-1:])])
        return ChangePage(items, positions, has_more=False)

    async def seen(self, ids: Sequence[str], query: Document) -> set[str]:
        """Those of the ids that match the query now."""
        found = self._documents.find(query | {"_id": {"$in": list(ids)}}, {"_id": 1})
        return {document["_id"] async for document in found}

    async def _after(self, query: Document, position: int, limit: int) -> list[Document]:
        cursor = self._documents.find(query | {"seq": {"$gt": position}}, LISTED).sort("seq", 1).limit(limit)
        return await cursor.to_list(limit)

    async def _tell(self, written: Written, session: Session) -> None:
        for watcher in self._watchers:
            await watcher(written, session)

    async def _numbered(self, assignments: Sequence[Assignment], session: Session) -> list[Document]:
        by_scope: dict[str, list[Assignment]] = defaultdict(list)
        for assignment in assignments:
            by_scope[scope_of(assignment.assignee.path)].append(assignment)
        documents: list[Document] = []
        for scope, group in sorted(by_scope.items()):
            numbers = await self._changes.take(session, scope, len(group))
            documents += [
                to_document(assignment, seq) | {"board": board_fields(assignment)}
                for assignment, seq in zip(group, numbers, strict=True)
            ]
        return documents
