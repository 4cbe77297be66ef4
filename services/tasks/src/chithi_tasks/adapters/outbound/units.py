"""Units in MongoDB: imported once from the packaged table, told to everybody through the outbox."""

import re
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from chithi_contracts.events import UnitChanged
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Document, Mongo, ReplaceOne, Session
from chithi_tasks.core.organisation.unit_table import table_hash
from chithi_tasks.core.organisation.units import Unit, UnitTree
from chithi_tasks.core.text import plain

COLLECTION = "units"
IMPORTS = "imports"
CHUNK = 500


class UnitRepository:
    """Reads units for the API, and imports the packaged table."""

    def __init__(self, mongo: Mongo, outbox: Outbox, tree: UnitTree) -> None:
        self._mongo, self._outbox = mongo, outbox
        self._units, self._imports = mongo.collection(COLLECTION), mongo.collection(IMPORTS)
        self._tree = tree

    async def ensure(self) -> None:
        """Create the indexes and import what is not there yet. Two processes may do so at once."""
        await self._units.create_index([("parent_id", 1), ("_id", 1)], name="children")
        await self._units.create_index([("level", 1), ("_id", 1)], name="level")
        while await self._mongo.transact(self._import_chunk):
            pass

    async def get(self, unit_id: str) -> Document | None:
        """One unit."""
        return await self._units.find_one({"_id": unit_id})

    async def page(
        self, *, parent: str | None, level: str | None, q: str | None, after: str | None, limit: int
    ) -> list[Document]:
        """Units in the order of their ids, one more than `limit` when there are more. `q` needs no diacritics."""
        query: Document = {}
        if parent is not None:
            query["parent_id"] = parent
        if level is not None:
            query["level"] = level
        if q and (words := plain(q)):
            query["search"] = {"$regex": rf"\b{re.escape(words)}"}
        if after is not None:
            query["_id"] = {"$gt": after}
        return await self._units.find(query).sort("_id", 1).limit(limit + 1).to_list(limit + 1)

    async def _import_chunk(self, session: Session) -> bool:
        """Write and tell the next chunk; the mark of how far we are moves in the same transaction. False at the end."""
        edition = f"units-{table_hash()}"
        mark = await self._imports.find_one({"_id": edition}, session=session) or {"done": 0}
        rows = [_document(unit) for unit in islice(self._tree, mark["done"], mark["done"] + CHUNK)]
        if not rows:
            return False
        known = {
            row["_id"]: row
            async for row in self._units.find({"_id": {"$in": [row["_id"] for row in rows]}}, session=session)
        }
        changed = [row for row in rows if known.get(row["_id"]) != row]
        if changed:
            replacements: list[Any] = [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in changed]
            await self._units.bulk_write(replacements, session=session)
            await self._outbox.append(session, *(_event(row) for row in changed))
        progress = {"$set": {"done": mark["done"] + len(rows), "at": datetime.now(UTC)}}
        await self._imports.update_one({"_id": edition}, progress, upsert=True, session=session)
        return True


def _document(unit: Unit) -> Document:
    return {
        "_id": unit.id,
        "code": unit.code,
        "kind": unit.kind,
        "name": unit.name,
        "level": unit.level,
        "parent_id": unit.parent_id,
        "path": list(unit.path),
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
        "search": plain(unit.name),
    }


def _event(row: Document) -> UnitChanged:
    return UnitChanged(unit_id=row["_id"], **{key: row[key] for key in UnitChanged.model_fields if key in row})
