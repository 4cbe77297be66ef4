"""Second factors that were offered and wait for their first code."""

from datetime import datetime, timedelta

from chithi_platform.mongo import Document, Mongo, Session
from chithi_tasks.adapters.outbound.identity.vault import Vault

COLLECTION = "second_factor_offers"
LIFE = timedelta(minutes=15)


class Offers:
    """The secret offered to an account last; the database holds it sealed."""

    def __init__(self, mongo: Mongo, vault: Vault) -> None:
        self._offers, self._vault = mongo.collection(COLLECTION), vault

    async def ensure(self) -> None:
        """Create the index that forgets what was not confirmed."""
        await self._offers.create_index([("expires_at", 1)], name="expiry", expireAfterSeconds=0)

    async def put(self, username: str, secret: str, now: datetime) -> None:
        """Offer it instead of what was offered before."""
        offer: Document = {"sealed": self._vault.seal(secret), "expires_at": now + LIFE}
        await self._offers.update_one({"_id": username}, {"$set": offer}, upsert=True)

    async def find(self, username: str, now: datetime) -> str | None:
        """The secret, while it is young."""
        row = await self._offers.find_one({"_id": username, "expires_at": {"$gt": now}})
        return self._vault.open(row["sealed"], f"the second factor offered to {username}") if row else None

    async def forget(self, username: str, session: Session) -> None:
        """It was taken."""
        await self._offers.delete_one({"_id": username}, session=session)
