"""Units in MongoDB: read for the API and as the tree of a day."""

import re
from collections.abc import Iterable
from datetime import date

from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Document, Mongo, ReplaceOne, Session
from chithi_tasks.adapters.outbound.organisation.unit_documents import to_event, to_successions, to_unit
from chithi_tasks.core.organisation.register import Register
from chithi_tasks.core.organisation.units import REFORM
from chithi_tasks.core.text import plain

COLLECTION = "units"
IMPORTS = "imports"
EDITION = "register"
IN_A_CLUSTER = {"$type": "string"}  # said in the query too: the database does not conclude it from the value


class UnitRepository:
    """Every write is told in `UnitChanged` through the outbox of the same transaction."""

    def __init__(self, mongo: Mongo, outbox: Outbox) -> None:
        self._outbox = outbox
        self._units, self._imports = mongo.collection(COLLECTION), mongo.collection(IMPORTS)

    async def ensure(self) -> None:
        """Create the indexes."""
        await self._units.create_index([("parent_id", 1), ("_id", 1)], name="children")
        await self._units.create_index([("level", 1), ("_id", 1)], name="level")
        await self._units.create_index([("path", 1), ("valid_from", 1)], name="subtree")
        await self._units.create_index([("code", 1), ("valid_from", 1)], name="code")
        some = {"cluster": IN_A_CLUSTER}
        await self._units.create_index([("cluster", 1), ("_id", 1)], name="cluster", partialFilterExpression=some)

    async def get(self, unit_id: str, session: Session = None) -> Document | None:
        """One unit."""
        return await self._units.find_one({"_id": unit_id}, session=session)

    async def many(self, ids: Iterable[str], session: Session = None) -> dict[str, Document]:
        """Those of the ids that exist."""
        found = self._units.find({"_id": {"$in": list(ids)}}, session=session)
        return {row["_id"]: row async for row in found}

    async def page(
        self,
        *,
        day: date,
        parent: str | None = None,
        level: str | None = None,
        cluster: str | None = None,
        q: str | None = None,
        after: str | None = None,
        limit: int,
    ) -> list[Document]:
        """Units valid on the day, by id, one more than `limit` when there are more. `q` needs no diacritics."""
        of = {"$eq": cluster} | IN_A_CLUSTER if cluster is not None else None
        wanted = {"parent_id": parent, "level": level, "cluster": of}
        query: Document = valid_on(day) | {field: value for field, value in wanted.items() if value is not None}
        if q and (words := plain(q)):
            query["search"] = {"$regex": rf"\b{re.escape(words)}"}
        if after is not None:
            query["_id"] = {"$gt": after}
        return await self._units.find(query).sort("_id", 1).limit(limit + 1).to_list(limit + 1)

    async def put(self, rows: list[Document], session: Session) -> None:
        """Keep the rows as they are, and tell of each."""
        if rows:
            await self._units.bulk_write([ReplaceOne({"_id": r["_id"]}, r, upsert=True) for r in rows], session=session)
            await self._outbox.append(session, *(to_event(row) for row in rows))

    async def below(self, ids: Iterable[str], day: date, session: Session = None) -> list[Document]:
        """The units of that day at or below these ones, parents first."""
        found = self._units.find(valid_on(day) | {"path": {"$in": list(ids)}}, session=session)
        return sorted([row async for row in found], key=lambda row: (len(row["path"]), row["_id"]))

    async def living(self, codes: Iterable[str], parents: Iterable[str], session: Session = None) -> list[Document]:
        """The units of these codes, or right below these parents, that have not ended."""
        either = [{"code": {"$in": list(codes)}}, {"parent_id": {"$in": list(parents)}}]
        found = self._units.find({"$or": either, "valid_to": None}, session=session)
        return [row async for row in found]

    async def begun_below(self, ids: Iterable[str], day: date, session: Session = None) -> Document | None:
        """A unit inside one of these that begins on the day or later."""
        return await self._units.find_one(
            {"path": {"$in": list(ids)}, "valid_from": {"$gte": day.isoformat()}}, session=session
        )

    async def register(self) -> tuple[int, Register]:
        """Every unit since the reform and how they follow one another, with the edition that this is."""
        edition = await self.edition()
        since = {"$or": [{"_id": "VN"}, {"valid_from": {"$gte": REFORM.isoformat()}}]}
        rows = await self._units.find(since, {"search": 0, "predecessors": 0}).sort("_id", 1).to_list(None)
        links = [link for row in rows for link in to_successions(row)]
        return edition, Register([to_unit(row) for row in rows], links)

    async def edition(self) -> int:
        """How often the register was changed since the packaged tables."""
        mark = await self._imports.find_one({"_id": EDITION})
        return int(mark["edition"]) if mark else 0

    async def new_edition(self, session: Session) -> None:
        """The tree of the day is another now: every process reads it again."""
        await self._imports.update_one({"_id": EDITION}, {"$inc": {"edition": 1}}, upsert=True, session=session)


def valid_on(day: date) -> Document:
    """The query for units of a day."""
    text = day.isoformat()
    return {"valid_from": {"$lte": text}, "$or": [{"valid_to": None}, {"valid_to": {"$gte": text}}]}
