"""A replay builds the totals anew while reports come in, and loses and doubles none."""

import asyncio

import pytest

from chithi_platform.ids import uuid7
from chithi_reporting.adapters.inbound.replay import rebuild
from chithi_reporting.adapters.outbound.generations import Generations, ReplayOvertakenError

NATION = "VN"
COMMUNES = [f"{13000 + n}-20250701" for n in range(1, 7)]


def task(reporting, n: int, **changes):
    values = {"nv-van-ban": n, "nv-cuoc-hop": 1}
    unit = COMMUNES[n % len(COMMUNES)]
    return reporting.body(unit, form_id="nhiem-vu", assignment_id=f"a-{n}", values=values) | changes


async def test_totals_that_were_damaged_come_back(reporting):
    for n in range(10):
        await reporting.put(task(reporting, n))
    await reporting.settled()
    await reporting.mongo.collection("cells_1").update_many({}, {"$inc": {"filed.nv-van-ban.value": 1000}})
    assert (await reporting.cells(NATION, "filed", "nhiem-vu"))["nv-van-ban"] != (45, 10)
    done = await rebuild(reporting.mongo)
    assert (done.generation, done.reports) == (2, 10)
    assert await reporting.cells(NATION, "filed", "nhiem-vu") == {"nv-van-ban": (45, 10), "nv-cuoc-hop": (10, 10)}


async def test_what_happens_behind_the_scan_is_in_the_new_totals_too(reporting):
    """Reports that the scan has passed are amended, decided and counted before the swap."""
    keys = [uuid7() for _ in range(9)]
    for n, key in enumerate(keys):
        await reporting.put(task(reporting, n), id=key)
    await reporting.settled()

    async def meanwhile(done: int) -> None:
        if done > len(keys):
            return
        key = keys[done - 1]
        await reporting.put(task(reporting, done - 1, values={"nv-van-ban": 100}), id=key, tail="/revisions/2")
        await reporting.decide(key, "approve", 2)
        await reporting.put(task(reporting, 100 + done))  # sorts behind: the scan or its own event must count it
        await reporting.put(task(reporting, 200 + done), id=f"00000000-{done:04}")  # sorts before: its event must
        await reporting.settled()

    await rebuild(reporting.mongo, told=meanwhile, batch=3)
    assert await reporting.cells(NATION, "filed", "nhiem-vu") == await recount(reporting)
    assert (await reporting.cells(NATION, "approved", "nhiem-vu"))["nv-van-ban"] == (300, 3)


async def test_replays_in_a_row_while_reports_are_filed_amended_and_decided(reporting):
    keys = [uuid7() for _ in range(150)]

    async def life(n: int, key: str) -> None:
        await reporting.put(task(reporting, n), id=key)
        if n % 2:
            await reporting.decide(key, "approve", 1)
        if n % 3 == 0:
            await reporting.put(task(reporting, n, values={"nv-van-ban": 2 * n}), id=key, tail="/revisions/2")
        if n % 6 == 0:
            await reporting.decide(key, "return", 2, reason="Xem lại")

    async def file_all() -> None:
        for start in range(0, len(keys), 10):
            await asyncio.gather(*(life(n, key) for n, key in list(enumerate(keys))[start : start + 10]))

    filing = asyncio.ensure_future(file_all())
    replays = 0
    while not filing.done() or replays < 2:
        await rebuild(reporting.mongo, batch=5)
        replays += 1
    await filing
    await reporting.settled()
    filed = await reporting.cells(NATION, "filed", "nhiem-vu")
    approved = await reporting.cells(NATION, "approved", "nhiem-vu")
    assert filed["nv-van-ban"] == (sum(2 * n if n % 3 == 0 else n for n in range(150)), 150)
    assert filed["nv-cuoc-hop"] == (100, 100)
    assert approved["nv-van-ban"] == (sum(range(1, 150, 2)), 75)
    assert await reporting.mongo.collection("dead_letters").count_documents({}) == 0


async def recount(reporting) -> dict[str, tuple[int, int]]:
    """The filed totals straight from the reports' documents."""
    totals: dict[str, tuple[int, int]] = {}
    async for report in reporting.mongo.collection("reports").find({}):
        for code, value in report["revisions"][-1]["values"].items():
            total, reports = totals.get(code, (0, 0))
            totals[code] = (total + value, reports + 1)
    return totals


async def test_old_generations_are_swept_by_the_next_replay(reporting):
    await reporting.put(task(reporting, 1))
    await reporting.settled()
    for _ in range(3):
        await rebuild(reporting.mongo)
    names = {name for name in await reporting.mongo.collection_names() if name.startswith("cells_")}
    assert names == {"cells_3", "cells_4"}


async def test_a_replay_that_was_overtaken_ends_without_effect(api):
    generations = Generations(api.mongo)
    slow = await generations.begin()
    fast = await generations.begin()
    await generations.swap(fast)
    with pytest.raises(ReplayOvertakenError):
        await generations.swap(slow)
    assert (await generations.live()).number == fast.number
