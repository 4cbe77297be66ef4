"""From a file to a draft: read once, stored once, or not at all."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from chithi_ingest.adapters.inbound import paper, refusals, telling
from chithi_ingest.adapters.inbound.queue import ReadingQueue
from chithi_ingest.adapters.inbound.upload import Upload
from chithi_ingest.adapters.outbound.directives import DirectiveRepository
from chithi_ingest.adapters.outbound.reader import ExtractionError, Reader, Reading
from chithi_platform import telemetry
from chithi_platform.audit import AuditLog
from chithi_platform.ids import uuid7
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Document, DuplicateKeyError, Mongo, Session
from chithi_platform.security import Principal

Report = Callable[[dict[str, Any]], None]
MAX_STORED = 10 * 1024 * 1024  # a document of the database holds 16 MB, in a form that takes a little more room
_ATTEMPTS = 3


def unheard(_: dict[str, Any]) -> None:
    """Nobody listens to the progress."""


class Intake:
    """Takes papers in. Nothing of a paper is kept before it was read to its end and passed the secrecy gate."""

    def __init__(
        self,
        mongo: Mongo,
        directives: DirectiveRepository,
        outbox: Outbox,
        audit: AuditLog,
        clock: Callable[[], datetime],
        reader: Reader,
        queue: ReadingQueue,
    ) -> None:
        self._mongo, self._directives, self._outbox, self._clock = mongo, directives, outbox, clock
        self._audit, self._reader, self._queue = audit, reader, queue

    async def take_in(self, upload: Upload, user: Principal, report: Report = unheard) -> tuple[Document, str | None]:
        """Read the file and store the draft; with `content` or `document` when the unit has this paper already.

        Raises `Problem` for a file that cannot be read and for one stamped as a state secret, of which nothing is kept.
        """
        content_hash = hashlib.sha256(upload.content).hexdigest()
        await self._may_supersede(upload.supersedes, user)
        known = await self._known(user.units, upload.supersedes, live_content=content_hash)
        if known is not None:
            return known
        reading = await self._read(upload, report)
        draft = self._draft(upload, reading, content_hash, user)
        # a caller who hangs up now does not leave the question open whether the paper is in
        return await asyncio.shield(self._store(draft, reading, user.units))

    async def _read(self, upload: Upload, report: Report) -> Reading:
        def progress(done: int, pages: int) -> None:
            report({"state": "reading", "done": done, "pages": pages})

        async with self._queue.turn(lambda: report({"state": "waiting"})):
            report({"state": "reading", "done": 0, "pages": 0})
            with telemetry.span("ingest.read", bytes=len(upload.content)):
                try:
                    reading = await self._reader.read(upload.name, upload.content, progress)
                except ExtractionError as error:
                    raise refusals.unreadable(error) from None
        if len(reading.text.encode()) + len(reading.directive.model_dump_json()) > MAX_STORED:
            raise refusals.too_much()
        return reading

    def _draft(self, upload: Upload, reading: Reading, content_hash: str, user: Principal) -> Document:
        now = self._clock()
        return {
            "_id": uuid7(),
            "content_hash": content_hash,
            "live_content": paper.held(content_hash, upload.supersedes),
            "file_name": upload.name,
            **paper.derived(reading.directive, file_name=upload.name, supersedes=upload.supersedes),
            "chosen": [],
            "accepted": [],
            "corrections": [],
            "recognised": reading.recognised,
            "legibility": reading.legibility,
            "notes": list(reading.notes),
            "supersedes": upload.supersedes,
            "unit_id": user.unit_id,
            "path": list(user.path),
            "status": "draft",
            "version": 1,
            "created_by": user.subject,
            "created_at": now,
            "history": [paper.entry("taken-in", user, now)],
        }

    async def _store(self, draft: Document, reading: Reading, units: Sequence[str]) -> tuple[Document, str | None]:
        """Store the draft, or find the one that was quicker; that may go while it is looked for."""
        kept = {"text": reading.text, "read": draft["parsed"]}

        async def work(session: Session) -> None:
            await self._directives.add(draft, kept, session)
            await self._outbox.append(session, telling.parsed(draft))
            await self._audit.record(session, "directive.taken-in", draft["_id"], after=paper.in_short(draft))

        wanted = {"live_content": draft["content_hash"], "live_key": draft["document_key"]}
        for attempt in range(_ATTEMPTS):
            known = await self._known(units, draft["supersedes"], **wanted)
            if known is not None:
                return known
            try:
                await self._mongo.transact(work)
            except DuplicateKeyError:
                if attempt == _ATTEMPTS - 1:
                    raise
            else:
                return draft, None
        raise AssertionError("unreachable")

    async def _known(
        self, units: Sequence[str], supersedes: str | None, **wanted: str | None
    ) -> tuple[Document, str] | None:
        """The units' live directive that has this content or this key, but for the one to be superseded."""
        for field, why in (("live_content", "content"), ("live_key", "document")):
            plain = wanted.get(field)
            for value in {plain, paper.held(plain, supersedes)} if plain else ():
                found = await self._directives.live(units, field, str(value))
                if found is not None and found["_id"] != supersedes:
                    return found, why
        return None

    async def _may_supersede(self, directive_id: str | None, user: Principal) -> None:
        if directive_id is None:
            return
        old = await self._directives.get(directive_id)
        if old is None or not user.covers(old["path"]):
            raise refusals.cannot_supersede("Không tìm thấy văn bản được thay thế.")
        if old["unit_id"] not in user.units:
            raise refusals.cannot_supersede("Văn bản được thay thế là của đơn vị khác.")
        if old["status"] != "published":
            raise refusals.cannot_supersede("Chỉ thay thế được văn bản đang có hiệu lực.")
