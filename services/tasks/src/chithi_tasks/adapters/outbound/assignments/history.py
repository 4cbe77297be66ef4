"""The history of assignments: one row for each version, never changed, from which the present can be made again."""

from collections.abc import Sequence

from chithi_platform.mongo import Document, Mongo, Session
from chithi_tasks.adapters.outbound.assignments.documents import change_document, change_id, to_assignment, to_change
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.change import Change

COLLECTION = "assignment_changes"
CHUNK = 1000
LAST = 99_999_999


class HistoryRepository:
    """Rows by assignment and version; a second row for a version is refused by the database."""

    def __init__(self, mongo: Mongo) -> None:
        self._rows = mongo.collection(COLLECTION)

    async def add(self, changes: Sequence[tuple[Change, Assignment | None]], session: Session) -> None:
        """Append the changes, the first one of an assignment with what had been issued."""
        rows = [change_document(change, origin) for change, origin in changes]
        for start in range(0, len(rows), CHUNK):
            await self._rows.insert_many(rows[start : start + CHUNK], session=session)

    async def of(self, assignment_id: str, session: Session = None) -> list[Change]:
        """The changes in their order; the issue itself is none."""
        return [to_change(row) for row in await self._of(assignment_id, session)]

    async def origin(self, assignment_id: str) -> Assignment | None:
        """What was issued; None as long as nothing changed since."""
        rows = await self._of(assignment_id, None)
        return to_assignment(rows[0]["origin"]) if rows else None

    async def _of(self, assignment_id: str, session: Session) -> list[Document]:
        within = {"$gte": change_id(assignment_id, 0), "$lte": change_id(assignment_id, LAST)}
        return await self._rows.find({"_id": within}, session=session).sort("_id", 1).to_list(None)
