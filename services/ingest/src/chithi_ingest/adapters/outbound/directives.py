"""The store of directives."""

from collections.abc import Sequence
from datetime import datetime

from chithi_platform.mongo import Document, DuplicateKeyError, Mongo, Session


class DirectiveRepository:
    """Directives with what was read from them; the content's hash keeps the same paper from entering twice."""

    def __init__(self, mongo: Mongo) -> None:
        self._directives = mongo.collection("directives")

    async def ensure_indexes(self) -> None:
        """Create the indexes: content and unit, and the list of a unit's subtree."""
        await self._directives.create_index([("content_hash", 1), ("unit_id", 1)], name="content", unique=True)
        await self._directives.create_index([("path", 1), ("_id", -1)], name="list")

    async def add(self, directive: Document) -> tuple[Document, bool]:
        """Store a new draft; when the unit has this content already, that one is returned with False."""
        try:
            await self._directives.insert_one(directive)
        except DuplicateKeyError:
            same = {"content_hash": directive["content_hash"], "unit_id": directive["unit_id"]}
            existing = await self._directives.find_one(same)
            if existing is None:
                raise
            return existing, False
        return directive, True

    async def get(self, directive_id: str) -> Document | None:
        """One directive; None when there is none of that id."""
        return await self._directives.find_one({"_id": directive_id})

    async def page(self, unit_id: str, *, before: str | None, limit: int) -> Sequence[Document]:
        """The newest directives of the unit's subtree, without their text."""
        query: Document = {"path": unit_id}
        if before:
            query["_id"] = {"$lt": before}
        fields = {"text": 0, "parsed.sections": 0}
        return await self._directives.find(query, fields).sort("_id", -1).limit(limit).to_list(limit)

    async def change(
        self, directive_id: str, *, version: int, status: str, changes: Document, session: Session
    ) -> Document | None:
        """Set `changes` and count the version up; None unless the directive is at this version and status."""
        return await self._directives.find_one_and_update(
            {"_id": directive_id, "version": version, "status": status},
            {"$set": changes, "$inc": {"version": 1}},
            return_document=True,
            session=session,
        )


def new_draft(
    *, directive_id: str, content_hash: str, file_name: str, text: str, parsed: Document, unit_id: str,
    path: Sequence[str], created_by: str, created_at: datetime,
) -> Document:  # fmt: skip
    """A directive as it stands after it was read and before a person confirmed it."""
    return {
        "_id": directive_id,
        "content_hash": content_hash,
        "file_name": file_name,
        "text": text,
        "parsed": parsed,
        "unit_id": unit_id,
        "path": list(path),
        "status": "draft",
        "version": 1,
        "created_by": created_by,
        "created_at": created_at,
    }
