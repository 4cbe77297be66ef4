"""Where the log lies: a database of its own, so that the services' user may have no right to change it."""

from dataclasses import dataclass

from chithi_platform import lease
from chithi_platform.mongo import Collection, Document, Mongo, OperationFailure

SUFFIX = "_audit"
LEASE = "audit-sealing"
_UNAUTHORISED = 13


@dataclass(frozen=True)
class Places:
    """`rows` and `chain` are only ever added to; `waiting` names the rows that no link holds yet.

    The lease of the sealing job lies in the service's own database and tells how far the chain has come.
    """

    rows: Collection
    chain: Collection
    waiting: Collection
    leases: Collection

    @classmethod
    def of(cls, mongo: Mongo) -> "Places":
        """The places that belong to a service's database."""
        database = mongo.beside(SUFFIX)
        waiting, leases = mongo.collection("audit_waiting"), mongo.collection(lease.COLLECTION)
        return cls(database.collection("log"), database.collection("chain"), waiting, leases)

    async def sealed(self) -> Document:
        """`seq` and `hash` of the last link as the sealing job noted them; empty before the first."""
        return (await self.leases.find_one({"_id": LEASE}) or {}).get("sealed") or {}

    async def ensure(self) -> None:
        """Create collections and indexes. Where the right is missing, who set the database up has made them."""
        await self.waiting.create_index([("at", 1)], name="age")
        try:
            await self.rows.create_index([("subject", 1), ("_id", -1)], name="subject")
            await self.rows.create_index([("who", 1), ("_id", -1)], name="who")
            some = {"about": {"$exists": True}}
            await self.rows.create_index([("about", 1), ("_id", -1)], name="about", partialFilterExpression=some)
            await self.chain.create_index([("row", 1)], name="row", unique=True)
        except OperationFailure as error:
            if error.code != _UNAUTHORISED:
                raise
