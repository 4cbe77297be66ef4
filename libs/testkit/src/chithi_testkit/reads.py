"""What the database itself says of how it found something."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Read:
    """One query: its plan (`IXSCAN { parent_id: 1, _id: 1 }`), documents looked at and documents given."""

    plan: str
    looked_at: int
    given: int


@asynccontextmanager
async def reads_of(mongo: Any, collection: str) -> AsyncIterator[list[Read]]:
    """The queries of this collection inside the block, as they were run; the list is filled when it ends."""
    found: list[Read] = []
    rows = mongo.collection("system.profile")
    await rows.drop()
    await mongo.command({"profile": 2})
    try:
        yield found
    finally:
        await mongo.command({"profile": 0})
    asked = {"ns": f"{mongo.database_name}.{collection}", "op": "query"}
    async for row in rows.find(asked):
        found.append(Read(row["planSummary"], row["docsExamined"], row["nreturned"]))
