"""Enrolled phones."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta

from chithi_platform.mongo import DESCENDING, Document, Mongo, Session
from chithi_tasks.core.identity.device import Device

COLLECTION = "devices"
SEEN_EVERY = timedelta(minutes=10)
ACTIVE = {"revoked_at": None}


class DeviceRepository:
    """Phones by id and by account; a revoked one stays, since it says why."""

    def __init__(self, mongo: Mongo) -> None:
        self._devices = mongo.collection(COLLECTION)

    async def ensure(self) -> None:
        """Create the index."""
        await self._devices.create_index([("username", 1), ("_id", DESCENDING)], name="of_account")

    async def find(self, device_id: str, session: Session = None) -> Device | None:
        """The phone of that id."""
        document = await self._devices.find_one({"_id": device_id}, session=session)
        return _device(document) if document else None

    async def add(self, device: Device, session: Session) -> None:
        """Keep a new phone."""
        fields = asdict(device)
        await self._devices.insert_one({"_id": fields.pop("id")} | fields, session=session)

    async def renew(self, device: Device, session: Session) -> None:
        """Keep the phone with the key and the session that it got instead of those that never arrived."""
        fields = {"key": device.key, "session_id": device.session_id, "seen_at": device.seen_at}
        await self._devices.update_one({"_id": device.id}, {"$set": fields}, session=session)

    async def of(self, username: str, session: Session = None) -> list[Device]:
        """The phones of an account, those in use first, then the newest."""
        found = self._devices.find({"username": username}, session=session).sort("_id", DESCENDING)
        devices = [_device(document) for document in await found.to_list(None)]
        return sorted(devices, key=lambda device: device.revoked_at is not None)

    async def page(
        self, usernames: Collection[str] | None, *, before: str | None = None, limit: int = 50
    ) -> list[Device]:
        """The phones of these accounts, or of all, newest first; `before` is the id where the last page ended."""
        wanted: Document = {} if usernames is None else {"username": {"$in": list(usernames)}}
        if before:
            wanted["_id"] = {"$lt": before}
        found = self._devices.find(wanted).sort("_id", DESCENDING).limit(limit)
        return [_device(document) for document in await found.to_list(None)]

    async def counted(self, usernames: Collection[str]) -> dict[str, int]:
        """How many phones in use each of the accounts has."""
        found = self._devices.find({"username": {"$in": list(usernames)}} | ACTIVE, {"username": 1})
        counts: dict[str, int] = {}
        for document in await found.to_list(None):
            counts[document["username"]] = counts.get(document["username"], 0) + 1
        return counts

    async def seen(self, device: Device, now: datetime) -> None:
        """Note that the phone was here; once in ten minutes is often enough."""
        if now - device.seen_at >= SEEN_EVERY:
            await self._devices.update_one({"_id": device.id}, {"$set": {"seen_at": now}})

    async def revoke(self, device_id: str, *, by: str, reason: str, now: datetime, session: Session) -> bool:
        """End a phone; whether it was in use."""
        ended = {"revoked_at": now, "revoked_by": by, "reason": reason}
        done = await self._devices.update_one({"_id": device_id} | ACTIVE, {"$set": ended}, session=session)
        return bool(done.modified_count)


def _device(document: Document) -> Device:
    fields = {name: value for name, value in document.items() if name != "_id"}
    return Device(id=document["_id"], **(fields | {"key": bytes(document["key"])}))
