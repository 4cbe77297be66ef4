"""Our own copy of the assignments: only what the progress of a directive needs.

Each field is set by one kind of event and never unset, so the events may come in any order and any number of times.
A report may come before its assignment: who reported is kept, and compared with whose assignment it is when it is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chithi_contracts.events import AssignmentAccepted, AssignmentIssued, AssignmentWithdrawn
from chithi_contracts.events.assignment import AssignmentEvent
from chithi_platform.mongo import Document, Mongo, Session, UpdateOne

REPORTED: Document = {"$in": ["$unit_id", {"$ifNull": ["$reported_by", []]}]}


@dataclass(frozen=True)
class DirectiveProgress:
    """How far the assignments of one directive are, within the units that were asked about."""

    directive_id: str
    number: str | None
    assignments: int
    accepted: int
    reported: int


class Assignments:
    """Which assignments there are, and which were accepted and reported on."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo, self._assignments = mongo, mongo.collection("assignments")

    async def prepare(self) -> None:
        """Create the index."""
        await self._assignments.create_index([("unit_id", 1), ("withdrawn", 1)], name="units")

    async def put(self, told: Sequence[AssignmentEvent], session: Session) -> None:
        """Take over what the events tell."""
        await self._update([(event.assignment_id, {"$set": _fields(event)}) for event in told], session)

    async def mark_reported(self, filed: Iterable[tuple[str, str]], session: Session) -> None:
        """Note for each pair of assignment and unit that the unit filed a report on it."""
        await self._update([(key, {"$addToSet": {"reported_by": unit}}) for key, unit in filed], session)

    async def _update(self, rows: Sequence[tuple[str, Document]], session: Session) -> None:
        if rows:
            updates = [UpdateOne({"_id": key}, change, upsert=True) for key, change in rows]
            await self._assignments.bulk_write(updates, session=session)

    async def unit_of(self, assignment_id: str) -> str | None:
        """Whose assignment it is; None as long as we were not told."""
        found = await self._assignments.find_one({"_id": assignment_id}, {"unit_id": 1})
        return found.get("unit_id") if found else None

    async def directives(self, unit_ids: Sequence[str] | None, most: int) -> list[DirectiveProgress]:
        """The newest directives with open assignments of these units (None: of all), and their progress."""
        pipeline: list[Document] = [
            {"$match": _open(unit_ids)},
            {
                "$group": {
                    "_id": "$directive_id",
                    "number": {"$first": "$directive_number"},
                    "issued_at": {"$max": "$issued_at"},
                    "assignments": {"$sum": 1},
                    "accepted": {"$sum": {"$cond": [{"$or": ["$accepted", REPORTED]}, 1, 0]}},
                    "reported": {"$sum": {"$cond": [REPORTED, 1, 0]}},
                }
            },
            {"$sort": {"issued_at": -1, "_id": 1}},
            {"$limit": most},
        ]
        return [
            DirectiveProgress(row["_id"], row["number"], row["assignments"], row["accepted"], row["reported"])
            async for row in self._mongo.aggregate("assignments", pipeline)
        ]

    async def units_with_work(self, unit_ids: Sequence[str]) -> set[str]:
        """Those of the units that have an open assignment."""
        return set(await self._assignments.distinct("unit_id", _open(unit_ids)))


def _open(unit_ids: Sequence[str] | None) -> Document:
    told = {"withdrawn": {"$ne": True}, "issued_at": {"$exists": True}}
    return told if unit_ids is None else told | {"unit_id": {"$in": list(unit_ids)}}


def _fields(event: AssignmentEvent) -> dict[str, Any]:
    fields: dict[str, Any] = {"directive_id": event.directive_id, "unit_id": event.assignee.unit_id}
    if isinstance(event, AssignmentIssued):
        return fields | {"directive_number": event.directive_number, "issued_at": event.issued_at}
    if isinstance(event, AssignmentAccepted):
        return fields | {"accepted": True}
    if isinstance(event, AssignmentWithdrawn):
        return fields | {"withdrawn": True}
    return fields
