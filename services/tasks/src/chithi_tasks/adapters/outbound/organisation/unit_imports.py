"""Brings the packaged tables into the register: today's units at start, those before 2025 in the background."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chithi_contracts.events import AgencyChanged
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Document, Mongo, Session
from chithi_tasks.adapters.outbound.organisation.unit_documents import to_document
from chithi_tasks.adapters.outbound.organisation.units import IMPORTS, UnitRepository
from chithi_tasks.core.organisation.history_table import TABLES, packaged_history
from chithi_tasks.core.organisation.succession import Successions
from chithi_tasks.core.organisation.unit_table import packaged_tree, table_hash
from chithi_tasks.core.organisation.units import Unit

CHUNK = 500
LATER = ("valid_to", "successors", "cluster", "version")  # what became of a unit after the table was made


class UnitImport:
    """Writes and tells rows in portions; how far it came moves in the same transactions.

    Two processes may import at once, a killed one goes on where it stopped, and a new edition of the tables tells only
    what changed.
    """

    def __init__(self, mongo: Mongo, outbox: Outbox, units: UnitRepository, clock: Callable[[], datetime]) -> None:
        self._mongo, self._outbox, self._units, self._clock = mongo, outbox, units, clock
        self._marks = mongo.collection(IMPORTS)
        self._history: Rows | None = None

    async def today(self) -> None:
        """Import today's units and agencies, if this edition is not there yet."""
        edition = f"units-{table_hash('units_2025.csv', *TABLES)}"
        if not await self._is_done(edition, len(packaged_tree())):
            rows = _today()
            while await self.portion(edition, rows):
                pass

    async def history(self) -> bool:
        """Import the next portion of what was before; False when all is there."""
        edition = f"history-{table_hash(*TABLES)}"
        if await self._marks.find_one({"_id": edition, "complete": True}):
            self._history = None
            return False
        self._history = self._history or _history()
        return await self.portion(edition, self._history)

    async def portion(self, edition: str, rows: "Rows") -> bool:
        """Write and tell the next rows; False at the end."""

        async def work(session: Session) -> bool:
            mark = await self._marks.find_one({"_id": edition}, session=session) or {"done": 0}
            portion = rows.some(mark["done"])
            known = await self._units.many([row["_id"] for row in portion], session)
            present = [row | _later(known.get(row["_id"])) for row in portion]
            await self._units.put([row for row in present if known.get(row["_id"]) != row], session)
            done = mark["done"] + len(portion)
            progress = {"$set": {"done": done, "complete": done == len(rows.units), "at": self._clock()}}
            await self._marks.update_one({"_id": edition}, progress, upsert=True, session=session)
            return bool(done < len(rows.units))

        return await self._mongo.transact(work)

    async def agencies(self, kinds: Sequence[AgencyChanged], edition: str) -> None:
        """Tell every kind of agency, once an edition."""

        async def work(session: Session) -> None:
            if await self._marks.find_one({"_id": edition}, session=session) is None:
                await self._outbox.append(session, *kinds)
                await self._marks.insert_one({"_id": edition, "complete": True, "at": self._clock()}, session=session)

        await self._mongo.transact(work)

    async def _is_done(self, edition: str, count: int) -> bool:
        return await self._marks.find_one({"_id": edition, "done": count}) is not None


def _later(known: Document | None) -> Document:
    changed = known is not None and known.get("version", 1) > 1
    return {field: known[field] for field in LATER} if known and changed else {}


@dataclass(frozen=True)
class Rows:
    """Units with their links, made into documents as they are needed: all at once they are large."""

    units: Sequence[Unit]
    links: Successions

    def some(self, start: int) -> list[Document]:
        """The next portion."""
        portion = self.units[start : start + CHUNK]
        return [to_document(u, self.links.predecessors(u.id), self.links.successors(u.id)) for u in portion]


def _today() -> Rows:
    return Rows(list(packaged_tree()), Successions(packaged_history().successions))


def _history() -> Rows:
    history = packaged_history()
    return Rows(history.units, Successions(history.successions))
