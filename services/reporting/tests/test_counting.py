"""Every report that was answered 201 is in every aggregate exactly once, whatever happens on the way."""

import asyncio
import random

from chithi_contracts.events import UnitChanged
from chithi_platform.ids import uuid7
from chithi_platform.service import Role
from chithi_testkit.messages import drain
from chithi_testkit.polling import eventually

NATION, PROVINCE, COMMUNE = "VN", "37-20250701", "13001-20250701"
COMMUNES = [f"{13000 + n}-20250701" for n in range(1, 7)]


def task(reporting, n: int, **changes):
    unit = COMMUNES[n % len(COMMUNES)]
    values = {"nv-van-ban": n, "nv-cuoc-hop": 1} if n % 3 else {"nv-van-ban": n}
    return reporting.body(unit, form_id="nhiem-vu", assignment_id=f"a-{n}", values=values) | changes


async def test_a_report_is_counted_at_its_unit_and_all_above(reporting):
    assert (await reporting.put(reporting.body())).status_code == 201
    await reporting.settled()
    counted = {"tngt-vu": (2, 1), "tngt-chet": (0, 1), "tt-buoi": (4, 1)}
    for unit in (COMMUNE, PROVINCE, NATION):
        assert await reporting.cells(unit) == counted
    for unit in (COMMUNES[1], "01-20250701"):
        assert await reporting.cells(unit) == {}


async def test_official_totals_hold_approved_reports_only(reporting):
    keys = {unit: uuid7() for unit in COMMUNES[:3]}
    for n, (unit, key) in enumerate(keys.items()):
        await reporting.put(reporting.body(unit, values={"tngt-vu": n + 1}), id=key)
    first, second, _ = keys.values()
    await reporting.decide(first, "approve", 1)
    await reporting.decide(second, "approve", 1)
    await reporting.decide(second, "return", 1, reason="Sai số liệu")
    await reporting.settled()
    assert await reporting.cells(PROVINCE, "filed") == {"tngt-vu": (6, 3)}
    assert await reporting.cells(PROVINCE, "approved") == {"tngt-vu": (1, 1)}
    progress = await reporting.get("/progress", unit_id=PROVINCE, period="2026-11", form_id="antt-thang")
    assert (progress["expected"], progress["filed"], progress["approved"]) == (6, 3, 1)
    assert [unit["id"] for unit in progress["units"] if not unit["filed"]] == COMMUNES[3:]


async def test_an_amendment_replaces_what_was_counted(reporting):
    key = uuid7()
    await reporting.put(reporting.body(values={"tngt-vu": 5, "chay-vu": 1}), id=key)
    await reporting.decide(key, "approve", 1)
    await reporting.put(reporting.body(values={"tngt-vu": 3}), id=key, tail="/revisions/2")
    await reporting.settled()
    assert await reporting.cells(NATION, "filed") == {"tngt-vu": (3, 1)}
    assert await reporting.cells(NATION, "approved") == {"tngt-vu": (5, 1), "chay-vu": (1, 1)}


async def test_periods_of_months_add_up(reporting):
    await reporting.put(reporting.body(values={"tngt-vu": 2}))
    await reporting.put(reporting.body(values={"tngt-vu": 3}, period="2026-10"))
    await reporting.settled()
    for period, total in (("2026-11", 2), ("2026-Q4", 5), ("2026-9M", 0), ("2026", 5)):
        found = await reporting.get("/aggregates", unit_id=PROVINCE, period=period, form_id="antt-thang")
        assert {cell["indicator"]: cell["filed"]["value"] for cell in found["cells"]}["tngt-vu"] == total


async def test_redelivery_is_idempotent(reporting):
    keys = [uuid7() for _ in range(40)]
    await asyncio.gather(*(reporting.put(task(reporting, n), id=key) for n, key in enumerate(keys)))
    await asyncio.gather(*(reporting.decide(key, "approve", 1) for key in keys[::2]))
    await reporting.settled()
    before = [await reporting.cells(NATION, side, "nhiem-vu") for side in ("filed", "approved")]
    assert before[0] == {"nv-van-ban": (sum(range(40)), 40), "nv-cuoc-hop": (26, 26)}
    await drain(reporting.mongo)  # a row that is marked as sent after we want it again would not be sent again
    outbox, inbox = reporting.mongo.collection("outbox"), reporting.mongo.collection("inbox")
    await inbox.delete_many({})  # even without its inbox the same event told again changes nothing
    await outbox.update_many({}, {"$set": {"pending": True}})
    await reporting.settled()
    assert [await reporting.cells(NATION, side, "nhiem-vu") for side in ("filed", "approved")] == before


async def test_dead_letter(reporting):
    """An event about a report that was never filed here harms nothing beside it."""
    known = uuid7()
    await reporting.put(reporting.body(), id=known)
    await reporting.settled()
    outbox = reporting.mongo.collection("outbox")
    row = await outbox.find_one({"topic": "chithi.report.v1"})
    ghost = row["value"].replace(known.encode(), uuid7().encode())
    headers = [h for h in row["headers"] if h[0] != "ce_id"] + [["ce_id", b"ghost"]]
    await outbox.insert_one(row | {"_id": "ghost", "value": ghost, "headers": headers, "pending": True})
    await reporting.put(reporting.body(COMMUNES[1]))
    await reporting.settled()
    dead = await reporting.mongo.collection("dead_letters").find({}).to_list(None)
    assert ["never filed here" in letter["error"] for letter in dead] == [True]
    assert (await reporting.cells(NATION))["tngt-vu"] == (4, 2)


async def test_poison_bytes(reporting):
    outbox = reporting.mongo.collection("outbox")
    await reporting.put(reporting.body())
    await reporting.settled()
    row = await outbox.find_one({"topic": "chithi.report.v1"})
    for n, value in enumerate((b"\xff\x00{", b"", b'{"report_id": 1}')):
        headers = [h for h in row["headers"] if h[0] != "ce_id"] + [["ce_id", f"p{n}".encode()]]
        await outbox.insert_one(row | {"_id": f"p{n}", "value": value, "headers": headers, "pending": True})
    await reporting.put(reporting.body(COMMUNES[1]))
    await reporting.settled()
    assert await reporting.mongo.collection("dead_letters").count_documents({}) == 3
    assert (await reporting.cells(NATION))["tngt-vu"] == (4, 2)


async def test_crash_between_write_and_publish(start, empty_broker):
    """An api that dies after its answer has promised nothing that a worker cannot keep."""
    async with start(Role.api) as api:
        await asyncio.gather(*(api.put(task(api, n)) for n in range(30)))
        assert await api.cells(NATION, "filed", "nhiem-vu") == {}
    async with start(Role.all, empty_broker) as later:
        await later.settled()
        assert (await later.cells(NATION, "filed", "nhiem-vu"))["nv-van-ban"] == (sum(range(30)), 30)


async def test_shutdown_mid_message(start, empty_broker):
    """A worker that is cancelled in the middle of its work leaves whole reports, counted once by its successor."""
    async with start(Role.api) as api:
        await asyncio.gather(*(api.put(task(api, n)) for n in range(120)))
        for _ in range(3):
            async with start(Role.worker, empty_broker, kafka_batch=7, drain_s=0.01) as worker:
                contributions = worker.mongo.collection("contributions_1")
                before = await contributions.count_documents({})

                async def moved(contributions=contributions, before=before) -> bool:
                    now = await contributions.count_documents({})
                    return now > before or now == 120

                await eventually(moved, within=120)
        async with start(Role.worker, empty_broker):
            await api.settled()
        assert (await api.cells(NATION, "filed", "nhiem-vu"))["nv-van-ban"] == (sum(range(120)), 120)
        assert await api.mongo.collection("dead_letters").count_documents({}) == 0


async def test_units_come_from_the_topic(reporting):
    """Units told by the register may be filed for at once, and replace what was known."""
    new = {"unit_id": "13099-20260101", "code": "13099", "level": "commune", "parent_id": PROVINCE}
    new |= {"path": [NATION, PROVINCE, "13099-20260101"], "valid_from": "2026-01-01"}
    await reporting.say(UnitChanged(name="Xã Mới", **new), UnitChanged(name="Phường Mới", **new))
    await reporting.settled()
    answer = await reporting.put(reporting.body("13099-20260101"), role="coordinator", unit_id=PROVINCE)
    assert answer.status_code == 201
    await reporting.settled()
    found = await reporting.get("/aggregates", unit_id="13099-20260101", period="2026-11", form_id="antt-thang")
    assert found["unit"] == {"id": "13099-20260101", "name": "Phường Mới", "level": "commune"}
    progress = await reporting.get("/progress", unit_id=PROVINCE, period="2025-12", form_id="antt-thang")
    assert progress["expected"] == 6  # it did not exist yet


async def test_units_that_ended_owe_nothing_and_keep_their_time(reporting):
    """The register also tells of the districts and communes of before July 2025."""
    old, ended = "36-20250101", {"valid_from": "2025-01-01", "valid_to": "2025-06-30"}
    province = {"unit_id": old, "code": "36", "name": "Tỉnh Nam Định", "level": "province", "parent_id": NATION}
    district = {"unit_id": "359-20250101", "code": "359", "name": "Huyện Vụ Bản", "level": "district", "parent_id": old}
    heir = {"successors": [{"unit_id": PROVINCE, "relation": "whole"}]}
    path = [NATION, old, "359-20250101"]
    told = [UnitChanged(path=path[:2], **province, **ended, **heir), UnitChanged(path=path, **district, **ended)]
    for code in ("13741", "13744"):
        commune = {"unit_id": f"{code}-20250101", "code": code, "name": f"Xã {code}", "level": "commune"}
        told.append(UnitChanged(path=[*path, f"{code}-20250101"], parent_id=path[2], **commune, **ended))
    form = {"form_id": "antt-thang"}
    owing = (await reporting.get("/progress", unit_id=NATION, period="2025-07", **form))["expected"]
    await reporting.say(*told)
    await reporting.settled()
    for period, expected in (("2025-06", 2), ("2025-07", owing)):  # July ends on the 14th, under the units of then
        assert (await reporting.get("/progress", unit_id=NATION, period=period, **form))["expected"] == expected
    assert (await reporting.get("/progress", unit_id=old, period="2025-06", **form))["expected"] == 2


async def test_random_histories_end_in_a_recount(reporting):
    """Fifty reports filed, amended, approved and returned at once: the totals are those of the reports themselves."""
    dice, keys = random.Random(7), [uuid7() for _ in range(50)]

    async def life(n: int, key: str) -> None:
        await reporting.put(task(reporting, n), id=key)
        for revision in range(2, dice.randint(2, 4)):
            if dice.random() < 0.6:
                await reporting.decide(key, "approve", revision - 1)
            if dice.random() < 0.3:
                await reporting.decide(key, "return", revision - 1, reason="Xem lại")
            values = {"nv-van-ban": dice.randint(0, 50), "nv-kiem-tra": dice.randint(0, 9)}
            await reporting.put(task(reporting, n, values=values), id=key, tail=f"/revisions/{revision}")

    await asyncio.gather(*(life(n, key) for n, key in enumerate(keys)))
    await reporting.settled()
    for side in ("filed", "approved"):
        assert await reporting.cells(NATION, side, "nhiem-vu") == await recount(reporting, side)


async def recount(reporting, side: str) -> dict[str, tuple[int, int]]:
    """The totals straight from the reports' documents."""
    totals: dict[str, tuple[int, int]] = {}
    async for report in reporting.mongo.collection("reports").find({}):
        standing = [r for r in report["revisions"] if side == "filed" or r["status"] == "approved"]
        for code, value in (standing[-1]["values"] if standing else {}).items():
            total, reports = totals.get(code, (0, 0))
            totals[code] = (total + value, reports + 1)
    return totals
