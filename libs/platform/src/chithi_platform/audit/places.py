"""Where the log lies: a database of its own, so that the services' user may have no right to change it."""

from dataclasses import dataclass

from chithi_platform.mongo import Collection, Mongo, OperationFailure

SUFFIX = "_audit"
_UNAUTHORISED = 13


@dataclass(frozen=True)
class Places:
    """`rows` and `chain` are only ever added to; `waiting` names the rows that no link holds yet."""

    rows: Collection
    chain: Collection
    waiting: Collection

    @classmethod
    def of(cls, mongo: Mongo) -> "Places":
        """The places that belong to a service's database."""
        database = mongo.beside(SUFFIX)
        return cls(database.collection("log"), database.collection("chain"), mongo.collection("audit_waiting"))

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
