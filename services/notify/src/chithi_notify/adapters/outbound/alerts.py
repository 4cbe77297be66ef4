"""The store of alerts."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from chithi_notify.core.alert import Alert
from chithi_platform.audit import AuditLog
from chithi_platform.mongo import Document, Mongo, Session


class AlertRepository:
    """Alerts by recipient, newest first; ids sort by nothing, so pages follow (raised_at, id)."""

    def __init__(self, mongo: Mongo, audit: AuditLog) -> None:
        self._mongo, self._audit, self._alerts = mongo, audit, mongo.collection("alerts")

    async def ensure_indexes(self, retention: timedelta) -> None:
        """Create the indexes: a recipient's list, the unread count, and the expiry of read alerts."""
        for to in ("recipient_id", "unit_id"):
            await self._alerts.create_index([(to, 1), ("raised_at", -1), ("_id", -1)], name=f"{to}_list")
            await self._alerts.create_index([(to, 1), ("read_at", 1)], name=f"{to}_unread")
        await self._alerts.create_index(
            [("read_at", 1)], name="expiry", expireAfterSeconds=int(retention.total_seconds())
        )

    async def add(self, alerts: Sequence[Alert], session: Session) -> list[Alert]:
        """Store the alerts that are new, and return those."""
        ids = [alert.id for alert in alerts]
        known = {row["_id"] async for row in self._alerts.find({"_id": {"$in": ids}}, {"_id": 1}, session=session)}
        fresh = {alert.id: alert for alert in alerts if alert.id not in known}
        if fresh:
            rows = [_document(alert) for alert in fresh.values()]
            await self._alerts.insert_many(rows, session=session)
        return list(fresh.values())

    async def page(
        self, mine: Document, *, unread: bool, before: tuple[datetime, str] | None, limit: int
    ) -> list[Document]:
        """The newest alerts that `mine` selects, older than `before`."""
        query: Document = dict(mine)
        if unread:
            query["read_at"] = None
        if before:
            at, alert_id = before
            query["$or"] = [{"raised_at": {"$lt": at}}, {"raised_at": at, "_id": {"$lt": alert_id}}]
        order = [("raised_at", -1), ("_id", -1)]
        return await self._alerts.find(query).sort(order).limit(limit).to_list(limit)

    async def count_unread(self, mine: Document) -> int:
        """How many alerts wait to be read."""
        return await self._alerts.count_documents(mine | {"read_at": None})

    async def mark_read(self, alert_id: str, mine: Document, at: datetime) -> Document | None:
        """Note the first reading; None when `mine` selects no such alert."""
        one = mine | {"_id": alert_id}

        async def work(session: Session) -> None:
            noted = await self._alerts.update_one(one | {"read_at": None}, {"$set": {"read_at": at}}, session=session)
            if noted.modified_count:
                await self._audit.record(
                    session, "alert.read", alert_id, before={"read_at": None}, after={"read_at": at}
                )

        await self._mongo.transact(work)
        return await self._alerts.find_one(one)


def _document(alert: Alert) -> Document:
    row = asdict(alert)
    row["_id"] = row.pop("id")
    return row | {"read_at": None}
