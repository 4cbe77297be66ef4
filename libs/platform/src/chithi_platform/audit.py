"""The audit log: who did what to what, from where, and what it was before and after."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from chithi_platform.ids import uuid7
from chithi_platform.mongo import Document, Mongo, Session
from chithi_platform.telemetry import trace_id

COLLECTION = "audit_log"
Outcome = Literal["done", "refused"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, and from where. `who` is None before somebody signed in; `system` is the service itself."""

    who: str | None = None
    role: str | None = None
    unit_id: str | None = None
    session_id: str | None = None
    address: str | None = None


SYSTEM = Actor(who="system")
_actor: ContextVar[Actor] = ContextVar("chithi_actor", default=SYSTEM)


def acting() -> Actor:
    """On whose behalf the present request is answered; the service itself outside of requests."""
    return _actor.get()


def act_as(actor: Actor) -> None:
    """Remember who asks, for the rest of the request."""
    _actor.set(actor)


def signed_in_as(who: str, role: str, unit_id: str, session_id: str | None) -> None:
    """Add to the address of the present request who it turned out to be."""
    _actor.set(replace(_actor.get(), who=who, role=role, unit_id=unit_id, session_id=session_id))


class AuditLog:
    """Appends rows; nothing changes or removes one."""

    def __init__(self, mongo: Mongo, service: str) -> None:
        self._rows, self._service = mongo.collection(COLLECTION), service

    async def record(
        self,
        session: Session,
        action: str,
        subject: str,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        outcome: Outcome = "done",
        actor: Actor | None = None,
    ) -> None:
        """Append one row in the transaction of the change that it tells of.

        `action` is `<thing>.<verb in the past>` (`assignment.returned`), `subject` the id of the thing. `before` and
        `after` hold only the fields that changed, never a password, a secret or a token.
        """
        who = actor or acting()
        row: Document = {
            "_id": uuid7(),
            "at": datetime.now(UTC),
            "service": self._service,
            "action": action,
            "subject": subject,
            "outcome": outcome,
            "who": who.who,
            "role": who.role,
            "unit_id": who.unit_id,
            "session_id": who.session_id,
            "address": who.address,
            "trace_id": trace_id(),
            "before": dict(before) if before is not None else None,
            "after": dict(after) if after is not None else None,
        }
        await self._rows.insert_one(row, session=session)
