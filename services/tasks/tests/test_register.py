"""The register: brought in once, told once, read as of any day, followed by every process."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chithi_contracts.events import UnitChanged
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Mongo
from chithi_tasks.adapters.inbound.organisation.register import RegisterFollower
from chithi_tasks.adapters.outbound.organisation.unit_imports import UnitImport
from chithi_tasks.adapters.outbound.organisation.units import UnitRepository
from chithi_tasks.core.resolving.organisation import packaged_organisation
from chithi_testkit.polling import eventually

TODAY, EVE = date(2026, 3, 2), date(2025, 6, 30)


def importer(mongo: Mongo) -> tuple[UnitRepository, UnitImport]:
    units = UnitRepository(mongo, Outbox(mongo, "test"))
    return units, UnitImport(mongo, Outbox(mongo, "test"), units, lambda: datetime(2026, 3, 2, tzinfo=UTC))


async def told(mongo: Mongo) -> list[UnitChanged]:
    rows = await mongo.collection("outbox").find({"topic": UnitChanged.topic.name}).to_list(None)
    return [UnitChanged.model_validate_json(row["value"]) for row in rows]


async def whole_history(imports: UnitImport) -> None:
    while await imports.history():
        pass


async def test_every_unit_is_told_once_whoever_starts(mongo: Mongo) -> None:
    """Two processes import at once, a third finds it done."""
    three = [importer(mongo)[1] for _ in range(3)]
    await asyncio.gather(*(one.today() for one in three[:2]))
    await three[2].today()
    events = await told(mongo)
    assert len(events) == len({event.unit_id for event in events}) == 3356
    ward = next(event for event in events if event.unit_id == "13669-20250701")
    assert (ward.name, ward.kind, ward.level) == ("Phường Nam Định", "Phường", "commune")
    assert ward.path == ["VN", "37-20250701", ward.unit_id]
    assert [p.relation for p in ward.predecessors if p.unit_id == "13669-20250101"] == ["whole"]


async def test_what_was_before_2025_comes_in_by_portions_and_is_told_once(mongo: Mongo) -> None:
    _, imports = importer(mongo)
    await asyncio.gather(whole_history(imports), whole_history(importer(mongo)[1]))
    events = await told(mongo)
    assert len(events) == len({event.unit_id for event in events}) == 63 + 696 + 10_035
    assert {event.valid_to for event in events} == {EVE}
    again = importer(mongo)[1]
    assert not await again.history()
    assert len(await told(mongo)) == len(events)


async def test_a_killed_import_goes_on_where_it_stopped(mongo: Mongo) -> None:
    _, imports = importer(mongo)
    assert await imports.history()
    assert await mongo.collection("units").estimated_document_count() == 500
    await whole_history(importer(mongo)[1])
    events = await told(mongo)
    assert len(events) == len({event.unit_id for event in events}) == 10_794


async def test_a_new_edition_tells_only_what_changed_and_keeps_what_happened_since(mongo: Mongo) -> None:
    _, imports = importer(mongo)
    await imports.today()
    await mongo.collection("outbox").delete_many({})
    await mongo.collection("imports").delete_many({})
    rows = mongo.collection("units")
    await rows.update_one({"_id": "VN"}, {"$set": {"name": "tên cũ"}})
    await rows.update_one({"_id": "13669-20250701"}, {"$set": {"valid_to": "2026-01-31", "version": 2}})
    await imports.today()
    assert [event.unit_id for event in await told(mongo)] == ["VN"]
    ward = await rows.find_one({"_id": "13669-20250701"})
    assert ward
    assert ward["valid_to"] == "2026-01-31"


async def test_each_day_has_its_own_units(mongo: Mongo) -> None:
    units, imports = importer(mongo)
    await units.ensure()
    await imports.today()
    await whole_history(imports)
    before = await units.page(day=EVE, q="phuong nam dinh", limit=10)
    after = await units.page(day=TODAY, q="phuong nam dinh", limit=10)
    assert (before, [row["_id"] for row in after]) == ([], ["13669-20250701"])
    provinces = {day: await units.page(day=day, level="province", limit=100) for day in (EVE, TODAY)}
    assert {day: len(rows) for day, rows in provinces.items()} == {EVE: 63, TODAY: 34}
    nam_dinh = await units.page(day=EVE, parent="36-20250101", limit=100)
    assert [row["level"] for row in nam_dinh] == ["district"] * 9


async def test_every_process_follows_a_new_edition(mongo: Mongo) -> None:
    units, imports = importer(mongo)
    await imports.today()
    organisation, seen = packaged_organisation(), []

    async def step(tree: Any) -> None:
        seen.append(len(tree))

    follower = RegisterFollower(units, organisation, lambda: TODAY, [step])
    await follower.start()
    try:
        assert organisation.tree.get("13669-20250701")
        gone = {"valid_to": (TODAY - timedelta(days=1)).isoformat()}
        await mongo.collection("units").update_one({"_id": "13669-20250701"}, {"$set": gone})
        await mongo.transact(units.new_edition)

        async def followed() -> bool:
            return organisation.tree.get("13669-20250701") is None

        await eventually(followed, within=60, what="the tree without the ward that ended")
    finally:
        await follower.stop()
    assert seen == [3355]
