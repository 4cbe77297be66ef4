"""The store of directives."""

import re
from collections.abc import Sequence
from typing import Any

from chithi_ingest.core.review.links import Link
from chithi_platform.mongo import Document, Mongo, Session

HISTORY = 200
_HEAVY = {"parsed.sections.text": 0, "parsed.sections.tasks": 0, "parsed.evidence": 0, "history": 0, "chosen": 0}
_LINKED = {"path": 1, "status": 1, "link": 1, "implements": 1, "parsed.number": 1, "parsed.subject": 1}
_SAME_NUMBER = 500
_HELD = {"$type": "string"}  # said in the query too: the database does not conclude it from the value


class DirectiveRepository:
    """Directives as they stand, and apart from them the readings: text and what the machine read, which never change.

    `live_content` and `live_key` are set while a directive is a draft or in force, so that their unique indexes keep
    the same paper from entering a unit twice; a directive that is withdrawn or superseded lets go of both.
    """

    def __init__(self, mongo: Mongo) -> None:
        self._directives, self._readings = mongo.collection("directives"), mongo.collection("readings")

    async def ensure_indexes(self) -> None:
        """Create the indexes: what may be there once, the lists of a unit's subtree, and the links of the cascade."""
        for name in ("live_content", "live_key"):
            await self._directives.create_index(
                [("unit_id", 1), (name, 1)],
                name=name,
                unique=True,
                partialFilterExpression={name: _HELD},
            )
        await self._directives.create_index([("path", 1), ("_id", -1)], name="list")
        await self._directives.create_index([("path", 1), ("status", 1), ("_id", -1)], name="list_by_status")
        await self._directives.create_index([("link.number", 1)], name="cited_as")
        await self._directives.create_index([("implements.number", 1)], name="carries_out")

    async def add(self, directive: Document, reading: Document, session: Session) -> None:
        """Store a new draft with its reading; raises `DuplicateKeyError` where the unit has the paper already."""
        await self._directives.insert_one(directive, session=session)
        await self._readings.insert_one({"_id": directive["_id"], **reading}, session=session)

    async def get(self, directive_id: str) -> Document | None:
        """One directive; None when there is none of that id."""
        return await self._directives.find_one({"_id": directive_id})

    async def live(self, units: Sequence[str], field: str, value: str) -> Document | None:
        """The units' directive that holds this content or key now."""
        return await self._directives.find_one({"unit_id": {"$in": list(units)}, field: {"$eq": value} | _HELD})

    async def reading(self, directive_id: str) -> Document | None:
        """The text that spans point into, and what the machine read in it."""
        return await self._readings.find_one({"_id": directive_id})

    async def page(
        self,
        units: Sequence[str],
        *,
        before: str | None,
        limit: int,
        status: str | None = None,
        words: Sequence[str] = (),
    ) -> Sequence[Document]:
        """The newest directives of the units' subtrees, without their text; every word has to occur in the title."""
        query: Document = {"path": {"$in": list(units)}}
        if before:
            query["_id"] = {"$lt": before}
        if status:
            query["status"] = status
        if words:
            query["$and"] = [{"search": {"$regex": re.escape(word)}} for word in words]
        return await self._directives.find(query, _HEAVY).sort("_id", -1).limit(limit).to_list(limit)

    async def change(
        self,
        directive_id: str,
        *,
        version: int | None,
        status: str,
        changes: Document,
        entry: Document,
        session: Session,
    ) -> Document | None:
        """Set `changes`, count the version up and write `entry` into the history.

        A change to None removes the field. None unless the directive is at this version (any, if None) and status.
        """
        update: Document = {
            "$set": {name: value for name, value in changes.items() if value is not None},
            "$unset": {name: "" for name, value in changes.items() if value is None},
            "$inc": {"version": 1},
            "$push": {"history": {"$each": [entry], "$slice": -HISTORY}},
        }
        query: Document = {"_id": directive_id, "status": status}
        if version is not None:
            query["version"] = version
        return await self._directives.find_one_and_update(
            query, {name: fields for name, fields in update.items() if fields}, return_document=True, session=session
        )

    async def take_over(self, directive_id: str, held: Document, session: Session) -> Document:
        """Let a successor hold what the directive before it let go of; no version of its own."""
        changed = await self._directives.find_one_and_update(
            {"_id": directive_id},
            {"$set": {name: value for name, value in held.items() if value is not None}},
            return_document=True,
            session=session,
        )
        assert changed is not None  # noqa: S101 - published in this very transaction
        return changed

    async def remove_draft(self, directive_id: str, *, version: int, session: Session) -> bool:
        """Remove a draft and its reading; False unless it is a draft at this version."""
        query = {"_id": directive_id, "version": version, "status": "draft"}
        gone = await self._directives.delete_one(query, session=session)
        if gone.deleted_count:
            await self._readings.delete_one({"_id": directive_id}, session=session)
        return bool(gone.deleted_count)

    async def cited_as(self, numbers: Sequence[str], within: Document) -> list[Document]:
        """Directives with one of these folded numbers."""
        return await self._linked({"link.number": {"$in": list(numbers)}, **within})

    async def carrying_out(self, link: Link, within: Document) -> list[Document]:
        """Directives that cite this one's folded number as the one that they carry out."""
        return await self._linked({"implements.number": link.number, **within})

    async def _linked(self, query: Document) -> list[Document]:
        cursor: Any = self._directives.find(query, _LINKED).sort("_id", -1).limit(_SAME_NUMBER)
        found: list[Document] = await cursor.to_list(_SAME_NUMBER)
        return found
