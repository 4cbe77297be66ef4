"""No query of directives goes through all of them."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chithi_ingest.adapters.outbound.directives import DirectiveRepository
from chithi_platform.mongo import Mongo
from chithi_testkit.reads import Read, reads_of

UNITS = ["37-20260501", "36-20250701"]
Asking = Callable[[DirectiveRepository], Awaitable[Any]]


async def read(mongo: Mongo, asking: Asking) -> list[Read]:
    """How a store of some forty directives of forty units and these two was read."""
    store = DirectiveRepository(mongo)
    await store.ensure_indexes()
    units = [*UNITS, *(f"{number:05}-20250701" for number in range(40))]
    fields = [{"live_content": f"hash-{unit}", "live_key": f"key-{unit}", "status": "published"} for unit in units]
    rows = [
        {"_id": unit, "unit_id": unit, "path": ["VN", unit]} | more for unit, more in zip(units, fields, strict=True)
    ]
    await mongo.collection("directives").insert_many(rows)
    async with reads_of(mongo, "directives") as reads:
        assert await asking(store)
    return reads


@pytest.mark.parametrize("units", [UNITS, UNITS[:1]], ids=["heir", "own"])
@pytest.mark.parametrize(("field", "value"), [("live_content", "hash"), ("live_key", "key")])
async def test_a_paper_that_is_there_already_is_found_by_what_it_holds(
    mongo: Mongo, units: list[str], field: str, value: str
) -> None:
    [found] = await read(mongo, lambda store: store.live(units, field, f"{value}-{units[-1]}"))
    assert found == Read(f"IXSCAN {{ unit_id: 1, {field}: 1 }}", 1, 1)


@pytest.mark.parametrize("asked", [{}, {"status": "published"}], ids=["list", "list_by_status"])
async def test_the_list_of_who_stands_for_others_follows_an_index(mongo: Mongo, asked: dict[str, str]) -> None:
    [found] = await read(mongo, lambda store: store.page(UNITS, before="99999", limit=20, **asked))
    assert found.plan.startswith("IXSCAN { path: 1"), found
    assert (found.looked_at, found.given) == (2, 2)
