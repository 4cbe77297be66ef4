"""Workers that count at the same time into the same nation lose nothing, in one slot or in several."""

import asyncio

import pytest

from chithi_platform.ids import uuid7
from chithi_reporting.adapters.inbound.replay import changes_of
from chithi_reporting.adapters.outbound.counting import Counter
from chithi_reporting.adapters.outbound.generations import Generations
from chithi_reporting.core.aggregation import Place

COMMUNES = [f"{13000 + n}-20250701" for n in range(1, 7)]


@pytest.mark.parametrize("slots", [(3, 3), (3, 4)])
async def test_two_workers(api, slots):
    reports = []
    for n in range(40):
        key = uuid7()
        values = {"nv-van-ban": n, "nv-cuoc-hop": 1}
        filed = api.body(COMMUNES[n % 6], form_id="nhiem-vu", assignment_id=f"a-{n}", values=values)
        await api.put(filed, id=key)
        reports.append(await api.mongo.collection("reports").find_one({"_id": key}))
    live = await Generations(api.mongo).live()

    async def work(slot: int, mine: list) -> None:
        """Count in small batches; some reports are given to both workers."""
        counter = Counter(slot)
        for at in range(0, len(mine), 3):
            batch = mine[at : at + 3]
            places = {r["_id"]: Place(r["form_id"], r["period"], tuple(r["path"])) for r in batch}
            changes = [change for report in batch for change in changes_of(report)]

            async def count(session, changes=changes, places=places) -> None:
                await counter.count(live, changes, places, session)

            await api.mongo.transact(count)

    await asyncio.gather(work(slots[0], reports[:30]), work(slots[1], reports[10:]))
    assert await api.cells("VN", "filed", "nhiem-vu") == {"nv-van-ban": (780, 40), "nv-cuoc-hop": (40, 40)}
    assert await live.cells.count_documents({"unit_id": "VN"}) == len(set(slots))
