"""Which generation of the projection is read, and which one a replay is building beside it.

Every counting transaction reads this state in its own snapshot and writes to all generations named in it.
"""

from dataclasses import dataclass

from chithi_platform.mongo import Collection, Document, Mongo, ReturnDocument, Session

_STATE = "cells"


class ReplayOvertakenError(Exception):
    """Another replay was started meanwhile; this one ends without effect."""


@dataclass(frozen=True)
class Generation:
    """One complete set of contributions and cells."""

    number: int
    contributions: Collection
    cells: Collection


class Generations:
    """The register of generations."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo, self._state = mongo, mongo.collection("projections")

    async def prepare(self) -> None:
        """Create the first generation when there is none."""
        first = {"live": 1, "building": None, "last": 1}
        await self._state.update_one({"_id": _STATE}, {"$setOnInsert": first}, upsert=True)
        await self._create((await self._read())["live"])

    async def live(self) -> Generation:
        """The generation that is read."""
        return self._generation((await self._read())["live"])

    async def written(self, session: Session) -> list[Generation]:
        """The generations that a counting transaction writes: the live one, and the one being built."""
        state = await self._read(session)
        return [self._generation(number) for number in (state["live"], state["building"]) if number]

    async def begin(self) -> Generation:
        """Open a fresh generation; every transaction that starts from now on writes to it too."""
        await self._sweep()
        state = await self._state.find_one_and_update(
            {"_id": _STATE}, {"$inc": {"last": 1}}, return_document=ReturnDocument.AFTER
        )
        number = (state or {})["last"]
        await self._create(number)
        await self._state.update_one({"_id": _STATE}, {"$set": {"building": number}})
        return self._generation(number)

    async def swap(self, built: Generation) -> None:
        """Read the built generation from now on; raises `ReplayOvertakenError`."""
        done = await self._state.update_one(
            {"_id": _STATE, "building": built.number}, {"$set": {"live": built.number, "building": None}}
        )
        if not done.modified_count:
            raise ReplayOvertakenError(f"generation {built.number} is not the one being built any more")

    async def _read(self, session: Session | None = None) -> Document:
        state = await self._state.find_one({"_id": _STATE}, session=session)
        if state is None:
            raise LookupError("the projection was never prepared")
        return state

    async def _create(self, number: int) -> None:
        made = self._generation(number)
        await made.contributions.create_index([("form_id", 1), ("period", 1), ("path", 1)], name="progress")
        await made.contributions.create_index([("filed_at", -1)], name="newest")
        await made.cells.create_index([("unit_id", 1), ("form_id", 1), ("period", 1)], name="figures")

    async def _sweep(self) -> None:
        """Remove generations that nothing reads or writes; done before building, long after the last swap."""
        state = await self._read()
        kept = {f"{kind}_{state[role]}" for kind in ("contributions", "cells") for role in ("live", "building")}
        for name in await self._mongo.collection_names():
            if name.startswith(("contributions_", "cells_")) and name not in kept:
                await self._mongo.collection(name).drop()

    def _generation(self, number: int) -> Generation:
        return Generation(
            number, self._mongo.collection(f"contributions_{number}"), self._mongo.collection(f"cells_{number}")
        )
