"""Reorganisations in MongoDB: what was asked for, how far it came, and the totals before and after."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Any

from chithi_platform.mongo import Document, Mongo, Session
from chithi_tasks.core.organisation.reorganisation import Link, NewUnit, Reorganisation

COLLECTION = "reorganisations"
OPEN = ("planned", "moving")


class Overtaken(Exception):
    """Another process was quicker: nothing of this transaction counts."""


class ReorganisationRepository:
    """A reorganisation is known by its content: the same one cannot be kept twice."""

    def __init__(self, mongo: Mongo) -> None:
        self._rows = mongo.collection(COLLECTION)

    async def ensure(self) -> None:
        """Create the index that the job looks in."""
        await self._rows.create_index([("state", 1), ("effective_on", 1)], name="due")

    async def put(self, asked: Reorganisation, more: Mapping[str, Any], session: Session) -> Document:
        """Keep a planned one; one of the same content that failed or was cancelled gives way to it."""
        row: Document = {"_id": id_of(asked), "state": "planned", **_request(asked), **more}
        await self._rows.delete_one({"_id": row["_id"]}, session=session)
        await self._rows.insert_one(row, session=session)
        return row

    async def get(self, reorganisation_id: str, session: Session = None) -> Document | None:
        """One reorganisation."""
        return await self._rows.find_one({"_id": reorganisation_id}, session=session)

    async def page(self, *, within: Sequence[str], after: str | None, limit: int) -> list[Document]:
        """Those inside any of the units, by their day, the latest first; one more than `limit` if there are more."""
        query: Document = {"within": {"$in": list(within)}}
        if after and (last := await self.get(after)):
            day, last_id = last["effective_on"], last["_id"]
            query |= {"$or": [{"effective_on": {"$lt": day}}, {"effective_on": day, "_id": {"$gt": last_id}}]}
        found = self._rows.find(query).sort([("effective_on", -1), ("_id", 1)])
        return await found.limit(limit + 1).to_list(limit + 1)

    async def due(self, today: date) -> Document | None:
        """The earliest that has to be applied, or goes on."""
        query = {"state": {"$in": OPEN}, "effective_on": {"$lte": today.isoformat()}}
        found = await self._rows.find(query).sort([("effective_on", 1), ("_id", 1)]).limit(1).to_list(1)
        return found[0] if found else None

    async def planned_with(self, unit_ids: set[str], session: Session) -> Document | None:
        """Another one that waits for its day and ends one of these units."""
        return await self._rows.find_one({"state": "planned", "ends": {"$in": list(unit_ids)}}, session=session)

    async def advance(self, row: Document, fields: Document, session: Session) -> None:
        """Set fields of a row that nobody else has moved on; raises `Overtaken`."""
        seen = {field: row[field] for field in ("_id", "state", "moved", "rounds", "found")}
        done = await self._rows.update_one(seen, {"$set": fields}, session=session)
        if not done.matched_count:
            raise Overtaken(f"another process goes on with reorganisation {row['_id']}")


def id_of(asked: Reorganisation) -> str:
    """The digest of what is asked for."""
    text = dumps(_request(asked), sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:24]


def to_reorganisation(row: Document) -> Reorganisation:
    """What a document asks for."""
    return Reorganisation(
        effective_on=date.fromisoformat(row["effective_on"]),
        basis=row["basis"],
        new_units=tuple(NewUnit(**unit) for unit in row["new_units"]),
        links=tuple(Link(**link) for link in row["links"]),
        ended=tuple(row["ended"]),
    )


def _request(asked: Reorganisation) -> Document:
    return {
        "effective_on": asked.effective_on.isoformat(),
        "basis": asked.basis,
        "new_units": [{field: getattr(unit, field) for field in NewUnit.__slots__} for unit in asked.new_units],
        "links": [{field: getattr(link, field) for field in Link.__slots__} for link in asked.links],
        "ended": list(asked.ended),
    }
