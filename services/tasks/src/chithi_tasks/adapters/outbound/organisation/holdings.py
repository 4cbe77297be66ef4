"""Counts what belongs to units: before a reorganisation and after it, the totals have to be equal."""

from collections.abc import Mapping, Sequence
from datetime import date

from chithi_platform.mongo import Mongo
from chithi_tasks.adapters.outbound.assignments.assignments import COLLECTION as ASSIGNMENTS
from chithi_tasks.adapters.outbound.identity.accounts import COLLECTION as ACCOUNTS
from chithi_tasks.core.assignments.assignment import LIVE


class Holdings:
    """Reads the collections of assignments and accounts; both are found by index."""

    def __init__(self, mongo: Mongo) -> None:
        self._assignments, self._accounts = mongo.collection(ASSIGNMENTS), mongo.collection(ACCOUNTS)

    async def totals(self, unit_ids: Sequence[str], day: date) -> Mapping[str, int]:
        """Assignments of the units, open and closed, and accounts in office there on the day."""
        assigned = {"assignee.unit_id": {"$in": list(unit_ids)}}
        every = await self._assignments.count_documents(assigned)
        still_open = await self._assignments.count_documents(assigned | {"state": {"$in": sorted(LIVE)}})
        return {"open": still_open, "closed": every - still_open, "accounts": await self._people(unit_ids, day)}

    async def _people(self, unit_ids: Sequence[str], day: date) -> int:
        text = day.isoformat()
        in_office = {
            "unit_id": {"$in": list(unit_ids)},
            "valid_from": {"$lte": text},
            "$or": [{"valid_to": None}, {"valid_to": {"$gte": text}}],
        }
        return await self._accounts.count_documents({"appointments": {"$elemMatch": in_office}, "closed_at": None})
