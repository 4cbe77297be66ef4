"""The clerk's work on a draft: correct it, or throw it away."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from chithi_ingest.adapters.inbound import paper, refusals
from chithi_ingest.adapters.outbound.directives import DirectiveRepository
from chithi_ingest.core.model import Directive
from chithi_ingest.core.review.corrections import corrected
from chithi_ingest.core.review.faults import Refused
from chithi_platform import telemetry
from chithi_platform.audit import AuditLog, differences
from chithi_platform.mongo import Document, DuplicateKeyError, Mongo, Session
from chithi_platform.security import Principal


class Revision:
    """Corrections of drafts. Two people who correct the same version are told of each other."""

    def __init__(
        self, mongo: Mongo, directives: DirectiveRepository, audit: AuditLog, clock: Callable[[], datetime]
    ) -> None:
        self._mongo, self._directives, self._audit, self._clock = mongo, directives, audit, clock

    async def correct(self, stored: Document, patch: bytes, *, version: int, user: Principal) -> Document:
        """Apply a JSON patch to the review at this version.

        A patch that changes nothing leaves the version as it is. Raises `Problem`: 412 at another version, 409 for no
        draft or for a key that is another directive's, 422 with the pointer of each fault.
        """
        if stored["status"] != "draft" or stored["version"] != version:
            raise refusals.not_now(stored, status="draft")
        changes, pointers = await self._corrected(stored, patch)
        if all(stored.get(field) == value for field, value in changes.items()):
            return stored
        await self._key_is_free(stored, changes, user)
        line = paper.entry("corrected", user, self._clock(), pointers=pointers)

        was, now = differences(paper.reviewed(stored), paper.reviewed(changes))

        async def work(session: Session) -> Document | None:
            changed = await self._directives.change(
                stored["_id"], version=version, status="draft", changes=changes, entry=line, session=session
            )
            if changed is not None:
                await self._audit.record(session, "directive.corrected", stored["_id"], before=was, after=now)
            return changed

        try:
            changed = await self._mongo.transact(work)
        except DuplicateKeyError:
            raise refusals.key_taken(None) from None
        if changed is None:
            raise refusals.not_now(await self._directives.get(stored["_id"]), status="draft")
        return changed

    async def discard(self, stored: Document, *, version: int) -> None:
        """Remove a draft with its text; raises `Problem` as `correct` does."""

        async def work(session: Session) -> bool:
            gone = await self._directives.remove_draft(stored["_id"], version=version, session=session)
            if gone:
                before = paper.in_short(stored)
                await self._audit.record(session, "directive.discarded", stored["_id"], before=before)
            return gone

        if not await self._mongo.transact(work):
            raise refusals.not_now(await self._directives.get(stored["_id"]), status="draft")

    async def _corrected(self, stored: Document, patch: bytes) -> tuple[Document, list[str]]:
        """The fields to write, and the pointers that this very correction touched."""
        reading = await self._directives.reading(stored["_id"])
        if reading is None:
            raise refusals.unknown()
        review = paper.review_of(stored)
        try:
            with telemetry.span("ingest.correct"):
                read = Directive.model_validate(reading["read"])
                # a thousand sections take seconds, in which others want answers
                now, corrections = await asyncio.to_thread(corrected, review, patch, read=read, source=reading["text"])
        except Refused as error:
            raise refusals.refused(error) from None
        changes = paper.derived(now.directive, file_name=stored["file_name"], supersedes=stored.get("supersedes"))
        document = now.document()
        changes |= {"chosen": document["chosen"], "accepted": document["accepted"], "corrections": list(corrections)}
        return changes, [pointer for pointer in corrections if pointer not in stored["corrections"]]

    async def _key_is_free(self, stored: Document, changes: Document, user: Principal) -> None:
        for value in {changes["document_key"], changes["live_key"]} - {None}:
            other = await self._directives.live([*{stored["unit_id"], *user.units}], "live_key", value)
            if other is not None and other["_id"] not in (stored["_id"], stored.get("supersedes")):
                raise refusals.key_taken(other)
