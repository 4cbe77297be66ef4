"""Our own copy of the assignments: only what the progress of a directive needs.

What can change back (whose it is, whether it rests or is done) is kept with the version of the assignment that said
so, and an older word changes nothing; the rest only grows. So the events may come in any order and any number of times.
A report may come before its assignment: who reported is kept, and compared with whose it is when it is read. When
communes merge, the successor does not owe again what its predecessor did; whom a person names instead begins `anew`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chithi_contracts.events import (
    AssignmentAccepted,
    AssignmentCompleted,
    AssignmentIssued,
    AssignmentReassigned,
    AssignmentReopened,
    AssignmentResumed,
    AssignmentReturned,
    AssignmentStarted,
    AssignmentSuspended,
    AssignmentWithdrawn,
)
from chithi_contracts.events.assignment import AssignmentEvent
from chithi_platform.mongo import Document, Mongo, Session, UpdateOne

_ANEW: Document = {"$ifNull": ["$anew", 0]}
_HEIRED: Document = {
    "$filter": {"input": {"$ifNull": ["$previous", []]}, "as": "one", "cond": {"$gt": ["$$one.until", _ANEW]}}
}
_OWNERS: Document = {"$setUnion": [{"$map": {"input": _HEIRED, "as": "one", "in": "$$one.unit_id"}}, ["$unit_id"]]}
_FILED: Document = {"$gt": [{"$size": {"$setIntersection": [_OWNERS, {"$ifNull": ["$reported_by", []]}]}}, 0]}
ACCEPTED: Document = {"$gt": [{"$ifNull": ["$accepted", 0]}, _ANEW]}
REPORTED: Document = {"$or": [_FILED, {"$eq": ["$done.is", True]}]}
CONSUMED = (
    AssignmentIssued,
    AssignmentAccepted,
    AssignmentStarted,
    AssignmentCompleted,
    AssignmentReopened,
    AssignmentReturned,
    AssignmentSuspended,
    AssignmentResumed,
    AssignmentReassigned,
    AssignmentWithdrawn,
)


@dataclass(frozen=True)
class Owner:
    """Whose assignment it is: a unit, or an agency of it; None where the copy was made before that was kept."""

    unit_id: str
    kind: Literal["unit", "agency"] | None = None
    id: str | None = None


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
        await self._update([(event.assignment_id, _taken_over(event)) for event in told], session)

    async def mark_reported(self, filed: Iterable[tuple[str, str]], session: Session) -> None:
        """Note for each pair of assignment and unit that the unit filed a report on it."""
        await self._update([(key, {"$addToSet": {"reported_by": unit}}) for key, unit in filed], session)

    async def _update(self, rows: Sequence[tuple[str, Document | list[Document]]], session: Session) -> None:
        if rows:
            updates = [UpdateOne({"_id": key}, change, upsert=True) for key, change in rows]
            await self._assignments.bulk_write(updates, session=session)

    async def owner_of(self, assignment_id: str) -> Owner | None:
        """Whose assignment it is; None as long as we were not told."""
        found = await self._assignments.find_one({"_id": assignment_id}, {"unit_id": 1, "assignee": 1})
        if not found or "unit_id" not in found:
            return None
        return Owner(found["unit_id"], **found.get("assignee", {}))

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
                    "accepted": {"$sum": {"$cond": [{"$or": [ACCEPTED, REPORTED]}, 1, 0]}},
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
    """What binds: told of, not withdrawn, not resting."""
    told = {"withdrawn": {"$ne": True}, "rests.is": {"$ne": True}, "issued_at": {"$exists": True}}
    return told if unit_ids is None else told | {"unit_id": {"$in": list(unit_ids)}}


def _taken_over(event: AssignmentEvent) -> list[Document]:
    """The update of our copy; a word that is older than the one we know is passed over."""
    version, assignee = event.assignment_version, event.assignee
    who = {"kind": assignee.kind, "id": assignee.id}
    fields: Document = {
        "directive_id": event.directive_id,
        "unit_id": _newest("unit_version", version, "$unit_id", assignee.unit_id),
        "assignee": _newest("unit_version", version, "$assignee", {"$literal": who}),
        "unit_version": {"$max": ["$unit_version", version]},
    }
    for name, value in _changeable(event).items():
        fields[name] = _newest(f"{name}.version", version, f"${name}", {"is": value, "version": version})
    if isinstance(event, AssignmentAccepted | AssignmentStarted):
        fields["accepted"] = {"$max": ["$accepted", version]}
    if isinstance(event, AssignmentReassigned):
        row = {"unit_id": event.previous.unit_id, "until": version}
        fields["previous"] = {"$setUnion": [{"$ifNull": ["$previous", []]}, [row]]}
        fields["anew"] = {"$max": ["$anew", version if event.state == "issued" else 0]}
    return [{"$set": fields | {name: {"$literal": value} for name, value in _settled(event).items()}}]


def _newest(known: str, version: int, old: str, new: Any) -> Document:
    return {"$cond": [{"$gte": [version, {"$ifNull": [f"${known}", 0]}]}, new, old]}


def _changeable(event: AssignmentEvent) -> dict[str, bool]:
    if isinstance(event, AssignmentSuspended | AssignmentResumed):
        return {"rests": isinstance(event, AssignmentSuspended)}
    if isinstance(event, AssignmentCompleted | AssignmentReopened | AssignmentReturned):
        return {"done": isinstance(event, AssignmentCompleted)}
    return {}


def _settled(event: AssignmentEvent) -> dict[str, Any]:
    if isinstance(event, AssignmentIssued):
        return {"directive_number": event.directive_number, "issued_at": event.issued_at}
    return {"withdrawn": True} if isinstance(event, AssignmentWithdrawn) else {}
