"""Our own copy of who stands where: units with the one above them, officers with their role."""

from collections.abc import Sequence

from chithi_contracts.events import OfficerChanged, UnitChanged
from chithi_contracts.events.assignment import Assignee
from chithi_platform.mongo import Mongo, Session, UpdateOne

ASSIGNEE_ROLES = ("agency_officer", "commune_officer")


class People:
    """Fed by `UnitChanged` and `OfficerChanged`; the last word on each counts."""

    def __init__(self, mongo: Mongo) -> None:
        self._units, self._officers = mongo.collection("units"), mongo.collection("officers")

    async def put_units(self, told: Sequence[UnitChanged], session: Session) -> None:
        """Take over the units."""
        rows = {unit.unit_id: {"parent_id": unit.parent_id} for unit in told}
        await self._units.bulk_write(
            [UpdateOne({"_id": key}, {"$set": row}, upsert=True) for key, row in rows.items()],
            ordered=False,
            session=session,
        )

    async def put_officers(self, told: Sequence[OfficerChanged], session: Session) -> None:
        """Take over the officers."""
        rows = {officer.officer_id: {"role": officer.role} for officer in told}
        await self._officers.bulk_write(
            [UpdateOne({"_id": key}, {"$set": row}, upsert=True) for key, row in rows.items()],
            ordered=False,
            session=session,
        )

    async def steering_unit(self, assignee: Assignee, session: Session) -> str:
        """Where the assignee is steered from: a commune from the unit above, an agency from its own unit."""
        if assignee.kind == "agency":
            return assignee.unit_id
        unit = await self._units.find_one({"_id": assignee.unit_id}, session=session)
        return (unit and unit["parent_id"]) or assignee.unit_id

    async def on_assignee_side(self, officer_id: str, session: Session) -> bool | None:
        """Whether the officer carries tasks out rather than steers; None for an officer we were not told of."""
        officer = await self._officers.find_one({"_id": officer_id}, session=session)
        return officer["role"] in ASSIGNEE_ROLES if officer else None
