"""Rows of the audit log: written in the transaction of the change that they tell of, and read again."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic_core import to_jsonable_python

from chithi_platform.audit.actor import Actor, acting
from chithi_platform.audit.places import Places
from chithi_platform.ids import uuid7
from chithi_platform.mongo import Document, Mongo, Session
from chithi_platform.telemetry import trace_id

Outcome = Literal["done", "refused"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row tells; see `AuditLog.record`. Who does it and in which trace is noted when the entry is made."""

    action: str
    subject: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    about: Sequence[str] = ()
    actor: Actor = field(default_factory=acting)
    trace: str = field(default_factory=trace_id)


class AuditLog:
    """Appends rows; nothing changes or removes one. The sealing job puts them into the chain afterwards."""

    def __init__(self, mongo: Mongo, service: str) -> None:
        self.places, self._service = Places.of(mongo), service

    async def record(
        self,
        session: Session,
        action: str,
        subject: str,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        about: Sequence[str] = (),
        outcome: Outcome = "done",
        actor: Actor | None = None,
    ) -> None:
        """Append one row in the transaction of the change that it tells of.

        `action` is `<thing>.<verb in the past>` (`assignment.returned`), `subject` the id of the thing, `about` the ids
        of others whose story it belongs to. `before` and `after` hold only the fields that changed, never a password,
        a secret or a token.
        """
        entry = Entry(action, subject, before, after, about, actor or acting())
        await self.record_all(session, [entry], outcome=outcome)

    async def record_all(self, session: Session, entries: Sequence[Entry], *, outcome: Outcome = "done") -> None:
        """Append a row for each entry, in this order, at the price of one."""
        if not session.in_transaction:
            raise RuntimeError("an audit row needs the transaction of the change that it tells of")
        if not entries:
            return
        rows = [self._row(entry, outcome) for entry in entries]
        await self.places.rows.insert_many(rows, session=session)
        await self.places.waiting.insert_many([{"_id": row["_id"], "at": row["at"]} for row in rows], session=session)

    async def find(
        self,
        *,
        subject: str | None = None,
        who: str | None = None,
        action: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 1000,
    ) -> AsyncIterator[Document]:
        """The last rows, newest first; `action` may be the beginning of one (`assignment.`).

        Of a `subject` also the rows that are about it among others.
        """
        query: Document = {} if who is None else {"who": who}
        if subject is not None:
            query["$or"] = [{"subject": subject}, {"about": subject}]
        if action is not None:
            query["action"] = {"$gte": action, "$lt": f"{action}\uffff"}
        query["_id"] = {"$gte": _first_id(since) if since else "", "$lt": _first_id(until) if until else "g"}
        async for row in self.places.rows.find(query).sort("_id", -1).limit(limit):
            yield row

    def _row(self, entry: Entry, outcome: Outcome) -> Document:
        actor = entry.actor
        row = {
            "_id": uuid7(),
            "at": datetime.now(UTC),
            "service": self._service,
            "action": entry.action,
            "subject": entry.subject,
            "outcome": outcome,
            "who": actor.who,
            "role": actor.role,
            "unit_id": actor.unit_id,
            "session_id": actor.session_id,
            "address": actor.address,
            "cause": actor.cause,
            "trace_id": entry.trace,
            "before": _plain(entry.before),
            "after": _plain(entry.after),
        }
        return row | {"about": list(entry.about)} if entry.about else row


def _plain(fields: Mapping[str, Any] | None) -> Any:
    """The fields as JSON has them, so that a row reads the same to every program and hashes alike for ever."""
    return None if fields is None else to_jsonable_python(dict(fields))


def _first_id(at: datetime) -> str:
    """No id (UUIDv7) made from that time on is smaller."""
    millis = f"{int(at.timestamp() * 1000):012x}"
    return f"{millis[:8]}-{millis[8:]}"
