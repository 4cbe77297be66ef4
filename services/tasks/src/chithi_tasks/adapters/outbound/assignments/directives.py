"""What tasks keeps of a directive: the full text of its sections, and whether it still binds."""

from datetime import datetime

from chithi_contracts.events import DirectivePublished
from chithi_platform.mongo import Document, Mongo, Session

COLLECTION = "directives"


class DirectiveRepository:
    """Directives by id."""

    def __init__(self, mongo: Mongo) -> None:
        self._documents = mongo.collection(COLLECTION)

    async def ensure(self) -> None:
        """Create the index."""
        await self._documents.create_index([("published_at", -1)], name="newest")

    async def put(self, directive: DirectivePublished, session: Session) -> bool:
        """Keep the directive; False when it was withdrawn or superseded already and must have no assignments."""
        known = await self._documents.find_one({"_id": directive.directive_id}, session=session) or {}
        fields: Document = {
            "number": directive.number,
            "subject": directive.subject,
            "issuing_body": directive.issuing_body,
            "version_no": directive.version_no,
            "sections": [{"ordinal": section.ordinal, "text": section.text} for section in directive.sections],
            "published_at": directive.published_at,
        }
        await self._documents.update_one(
            {"_id": directive.directive_id}, {"$set": fields}, upsert=True, session=session
        )
        return known.get("withdrawn_at") is None and known.get("superseded_at") is None

    async def withdraw(self, directive_id: str, at: datetime, session: Session) -> None:
        """Note the withdrawal, also of a directive that never arrived."""
        await self._documents.update_one(
            {"_id": directive_id}, {"$set": {"withdrawn_at": at}}, upsert=True, session=session
        )

    async def supersede(self, directive_id: str, by: str, at: datetime, session: Session) -> None:
        """Note which directive took its place, also of a directive that never arrived."""
        fields: Document = {"superseded_by": by, "superseded_at": at}
        await self._documents.update_one({"_id": directive_id}, {"$set": fields}, upsert=True, session=session)

    async def section_text(self, directive_id: str, ordinal: str) -> str | None:
        """The whole text of one section."""
        only = {"sections": {"$elemMatch": {"ordinal": ordinal}}}
        document = await self._documents.find_one({"_id": directive_id}, only)
        found = (document or {}).get("sections") or []
        return str(found[0]["text"]) if found else None
