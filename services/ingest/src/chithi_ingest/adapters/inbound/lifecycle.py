"""From a draft to a directive in force, and out of force again."""

from collections.abc import Callable
from datetime import datetime

from chithi_contracts.events import DirectiveWithdrawn
from chithi_ingest.adapters.inbound import paper, refusals, telling
from chithi_ingest.adapters.outbound.directives import DirectiveRepository
from chithi_ingest.core.review.faults import Fault
from chithi_ingest.core.review.publishable import faults
from chithi_platform.audit import AuditLog
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Document, DuplicateKeyError, Mongo, Session
from chithi_platform.problems import FieldError, Problem
from chithi_platform.security import Principal


class Lifecycle:
    """Publishes, supersedes and withdraws. Each step and what is told of it share one transaction."""

    def __init__(
        self,
        mongo: Mongo,
        directives: DirectiveRepository,
        outbox: Outbox,
        audit: AuditLog,
        clock: Callable[[], datetime],
    ) -> None:
        self._mongo, self._directives, self._outbox, self._clock = mongo, directives, outbox, clock
        self._audit = audit

    async def publish(self, stored: Document, *, version: int, user: Principal) -> Document:
        """Publish the draft at this version; what it supersedes ends in the same transaction."""
        if stored["status"] != "draft" or stored["version"] != version:
            raise refusals.not_now(stored, status="draft")
        found = faults(paper.review_of(stored).directive)
        if found:
            raise _unpublishable(found)
        now = self._clock()

        async def work(session: Session) -> Document:
            changed = await self._directives.change(
                stored["_id"],
                version=version,
                status="draft",
                changes={"status": "published", "published_at": now, "published_by": user.subject},
                entry=paper.entry("published", user, now),
                session=session,
            )
            if changed is None:
                raise refusals.not_now(await self._directives.get(stored["_id"]), status="draft")
            await self._outbox.append(session, telling.published(changed))
            await self._record(session, "directive.published", changed["_id"], "draft", "published")
            return await self._supersede(changed, user, now, session) if changed.get("supersedes") else changed

        try:
            return await self._mongo.transact(work)
        except DuplicateKeyError:
            raise refusals.key_taken(None) from None

    async def withdraw(self, stored: Document, *, version: int, reason: str, user: Principal) -> Document:
        """Withdraw a published directive, with the reason; it lets go of its key."""
        now = self._clock()

        async def work(session: Session) -> Document:
            changed = await self._directives.change(
                stored["_id"],
                version=version,
                status="published",
                changes={
                    "status": "withdrawn",
                    "withdrawn_at": now,
                    "withdrawn_by": user.subject,
                    "reason": reason,
                    "live_key": None,
                    "live_content": None,
                },
                entry=paper.entry("withdrawn", user, now, reason=reason),
                session=session,
            )
            if changed is None:
                raise refusals.not_now(await self._directives.get(stored["_id"]), status="published")
            event = DirectiveWithdrawn(
                directive_id=stored["_id"], reason=reason, withdrawn_at=now, withdrawn_by=user.subject
            )
            await self._outbox.append(session, event)
            await self._record(session, "directive.withdrawn", changed["_id"], "published", "withdrawn", reason=reason)
            return changed

        return await self._mongo.transact(work)

    async def _supersede(self, new: Document, user: Principal, now: datetime, session: Session) -> Document:
        """End the directive that `new` takes the place of, which then takes over the key."""
        ended = {"status": "superseded", "superseded_at": now, "superseded_by": new["_id"]}
        old = await self._directives.change(
            new["supersedes"],
            version=None,
            status="published",
            changes={**ended, "live_key": None, "live_content": None},
            entry=paper.entry("superseded", user, now, other=new["_id"]),
            session=session,
        )
        if old is None:
            detail = "Văn bản được thay thế không còn hiệu lực. Hãy xóa bản nháp này rồi tiếp nhận lại như văn bản mới."
            raise Problem(409, "superseded-not-in-force", "Xung đột dữ liệu", detail)
        await self._outbox.append(session, telling.superseded(old, new))
        by = {"superseded_by": new["_id"]}
        await self._record(session, "directive.superseded", old["_id"], "published", "superseded", **by)
        held = {"live_key": new["document_key"], "live_content": new["content_hash"]}
        return await self._directives.take_over(new["_id"], held, session)

    async def _record(self, session: Session, action: str, subject: str, was: str, now: str, **more: str) -> None:
        await self._audit.record(session, action, subject, before={"status": was}, after={"status": now, **more})


def _unpublishable(found: list[Fault]) -> Problem:
    errors: list[FieldError] = [{"field": one.pointer, "rule": one.rule, "message": one.message} for one in found]
    return Problem(422, found[0].rule, "Chưa phát hành được", found[0].message, errors[:50])
