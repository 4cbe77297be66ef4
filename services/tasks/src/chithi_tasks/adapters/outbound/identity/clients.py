"""Clients of other systems."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from chithi_platform.audit import Entry
from chithi_platform.mongo import DESCENDING, Document, Mongo, Session
from chithi_tasks.core.identity.client import Client
from chithi_tasks.core.organisation.units import Unit

COLLECTION = "clients"
USED_EVERY = timedelta(minutes=5)


class ClientRepository:
    """Clients by id; a closed one stays in the list."""

    def __init__(self, mongo: Mongo) -> None:
        self._clients = mongo.collection(COLLECTION)

    async def ensure(self) -> None:
        """Create the index."""
        await self._clients.create_index([("path", 1), ("_id", DESCENDING)], name="of_unit")

    async def add(self, client: Client, session: Session) -> None:
        """Keep a new client."""
        await self._clients.insert_one(_document(client), session=session)

    async def find(self, client_id: str, session: Session = None) -> Client | None:
        """The client of that id."""
        document = await self._clients.find_one({"_id": client_id}, session=session)
        return _client(document) if document else None

    async def inside(self, units: Sequence[str], *, before: str | None = None, limit: int = 50) -> list[Client]:
        """The clients of these units and of those below them, newest first."""
        wanted: Document = {"path": {"$in": list(units)}} | ({"_id": {"$lt": before}} if before else {})
        found = self._clients.find(wanted).sort("_id", DESCENDING).limit(limit)
        return [_client(document) for document in await found.to_list(None)]

    async def close(self, client_id: str, now: datetime, session: Session) -> bool:
        """End a client; whether it was open."""
        done = await self._clients.update_one(
            {"_id": client_id, "closed_at": None}, {"$set": {"closed_at": now}}, session=session
        )
        return bool(done.modified_count)

    async def move(self, unit_id_from: str, target: Unit, session: Session) -> list[Entry]:
        """The open clients of a unit go on in the target; an agency keeps its kind. Returns what to record of it."""
        entries: list[Entry] = []
        going_on = {"unit_id": unit_id_from, "closed_at": None}
        for row in await self._clients.find(going_on, session=session).to_list(None):
            agency = f"{row['agency_id'].partition(':')[0]}:{target.id}" if row["agency_id"] else None
            there = {"unit_id": target.id, "path": list(target.path), "agency_id": agency}
            await self._clients.update_one({"_id": row["_id"]}, {"$set": there}, session=session)
            before = {name: row[name] for name in there}
            entries.append(Entry("client.moved", row["_id"], before, there))
        return entries

    async def used(self, client: Client, now: datetime) -> None:
        """Note that it asked for a token; once in five minutes is often enough."""
        if client.used_at is None or now - client.used_at >= USED_EVERY:
            await self._clients.update_one({"_id": client.id}, {"$set": {"used_at": now}})


def _document(client: Client) -> Document:
    fields = asdict(client)
    ends = client.valid_to.isoformat() if client.valid_to else None
    return {"_id": fields.pop("id")} | fields | {"valid_to": ends, "path": list(client.path)}


def _client(document: Document) -> Client:
    fields = {name: value for name, value in document.items() if name != "_id"}
    ends = document["valid_to"]
    own = {"path": tuple(fields["path"]), "scopes": tuple(fields["scopes"])}
    return Client(id=document["_id"], **(fields | own | {"valid_to": date.fromisoformat(ends) if ends else None}))
