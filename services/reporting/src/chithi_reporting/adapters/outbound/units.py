"""Our own copy of the units, fed by `UnitChanged`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from chithi_contracts.events import UnitChanged
from chithi_platform.mongo import Document, Mongo, Session, UpdateOne
from chithi_reporting.core.names import name_order
from chithi_reporting.core.periods import Period

NATION = "VN"


@dataclass(frozen=True)
class Unit:
    """A unit of the administrative tree; `path` leads from the nation down to the unit itself."""

    id: str
    name: str
    level: str
    path: tuple[str, ...]


class Units:
    """The tree of units as last told."""

    def __init__(self, mongo: Mongo) -> None:
        self._units = mongo.collection("units")

    async def prepare(self) -> None:
        """Create the indexes."""
        await self._units.create_index([("path", 1), ("level", 1)], name="subtree")

    async def put(self, told: Sequence[UnitChanged], session: Session) -> None:
        """Take over the units; the last word on each counts."""
        rows = {unit.unit_id: _document(unit) for unit in told}
        await self._units.bulk_write(
            [UpdateOne({"_id": key}, {"$set": row}, upsert=True) for key, row in rows.items()],
            ordered=False,
            session=session,
        )

    async def get(self, unit_id: str) -> Unit | None:
        """The unit, or None when it was never told of."""
        found = await self._units.find_one({"_id": unit_id})
        return _unit(found) if found else None

    async def many(self, ids: Iterable[str]) -> dict[str, Unit]:
        """Those of the units that are known."""
        return {row["_id"]: _unit(row) async for row in self._units.find({"_id": {"$in": list(ids)}})}

    async def standing_for(self, unit_id: str) -> list[Unit]:
        """The unit itself, or all that took over it or a part of it, over any number of steps, as far as is known."""
        known: dict[str, Document] = {}
        asked = {unit_id}
        while asked:
            found = {row["_id"]: row async for row in self._units.find({"_id": {"$in": sorted(asked)}})}
            known |= found
            asked = {heir for row in found.values() for heir in row.get("successors", ())} - known.keys()
        return [_unit(row) for row in known.values() if not row.get("successors")]

    async def any_known(self) -> bool:
        """False while no unit has been told of yet: then nothing can be said about an unknown one."""
        return await self._units.find_one({}, {"_id": 1}) is not None

    async def below(self, unit_id: str, level: str, period: Period) -> list[Unit]:
        """The units of that level at or under `unit_id` on the period's last day, by name.

        Where a unit ends in the middle of a period, whoever took it over answers for the whole: never both.
        """
        found = self._units.find(
            {
                "path": unit_id,
                "level": level,
                "valid_from": {"$lte": _moment(period.last)},
                "$or": [{"valid_to": None}, {"valid_to": {"$gte": _moment(period.last)}}],
            }
        )
        return sorted([_unit(row) async for row in found], key=lambda unit: name_order(unit.name))


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _document(unit: UnitChanged) -> Document:
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "path": unit.path,
        "valid_from": _moment(unit.valid_from),
        "valid_to": _moment(unit.valid_to) if unit.valid_to else None,
        "successors": [link.unit_id for link in unit.successors],
    }


def _unit(row: Document) -> Unit:
    return Unit(row["_id"], row["name"], row["level"], tuple(row["path"]))
