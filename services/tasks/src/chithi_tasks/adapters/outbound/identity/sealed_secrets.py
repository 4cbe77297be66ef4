"""Everything in the database that is sealed: tried at the start, and sealed anew when the keys change."""

from collections.abc import AsyncIterator
from typing import NamedTuple

from chithi_platform.audit import AuditLog
from chithi_platform.mongo import Document, Mongo, Session
from chithi_tasks.adapters.outbound.identity import accounts, external, offers, signing_keys
from chithi_tasks.adapters.outbound.identity.vault import Vault

AT_ONCE = 1000  # in a transaction


class _Place(NamedTuple):
    collection: str
    rows: Document
    field: str
    what: str


class _Found(NamedTuple):
    place: _Place
    id: str
    sealed: str | None

    @property
    def what(self) -> str:
        return f"{self.place.what} ({self.place.collection} {self.id!r})"


PLACES = (
    _Place(signing_keys.COLLECTION, {"_id": signing_keys.CURRENT}, "sealed", "the signing key"),
    _Place(accounts.COLLECTION, {"second_factor": {"$ne": None}}, "second_factor.sealed", "a second factor"),
    _Place(offers.COLLECTION, {}, "sealed", "an offered second factor"),
    _Place(external.TOKENS, {"sealed": {"$ne": None}}, "sealed", "another provider's refresh token"),
)


class SealedSecrets:
    """All of them, whatever they are for."""

    def __init__(self, mongo: Mongo, vault: Vault) -> None:
        self._mongo, self._vault = mongo, vault

    async def check(self) -> None:
        """Raise `NotOpened` for the first that none of the keys opens, before anything new is sealed beside it."""
        async for found in self._all():
            self._vault.open(found.sealed, found.what)

    async def seal_anew(self, audit: AuditLog) -> int:
        """Seal with the first key what another sealed; how many. Raises `NotOpened`, and has changed nothing then.

        What somebody changes meanwhile is left as they sealed it.
        """
        changes = [
            (found, anew) async for found in self._all() if (anew := self._vault.sealed_anew(found.sealed, found.what))
        ]
        done = 0
        for first in range(0, len(changes), AT_ONCE):
            some = changes[first : first + AT_ONCE]

            async def work(session: Session, some: list[tuple[_Found, str]] = some) -> int:
                count = 0
                for found, anew in some:
                    field, rows = found.place.field, self._mongo.collection(found.place.collection)
                    same = {"_id": found.id, field: found.sealed}
                    count += (await rows.update_one(same, {"$set": {field: anew}}, session=session)).modified_count
                await audit.record(session, "secrets.sealed-anew", "secrets", after={"count": count})
                return count

            done += await self._mongo.transact(work)
        return done

    async def _all(self) -> AsyncIterator[_Found]:
        for place in PLACES:
            rows = self._mongo.collection(place.collection).find(place.rows, {"sealed": f"${place.field}"})
            async for row in rows:
                yield _Found(place, row["_id"], row.get("sealed"))
