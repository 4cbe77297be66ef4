"""Units: imported once, told once, found with or without diacritics."""

import asyncio
from typing import Any

from chithi_contracts.events import UnitChanged
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Mongo
from chithi_tasks.adapters.outbound.units import UnitRepository
from chithi_tasks.core.organisation.unit_table import packaged_tree

URL = "/api/tasks/v1/units"


async def test_every_unit_is_told_once_whoever_starts(mongo: Mongo) -> None:
    """Two processes import at once, a third finds it done."""
    repositories = [UnitRepository(mongo, Outbox(mongo, "test"), packaged_tree()) for _ in range(3)]
    await asyncio.gather(*(repository.ensure() for repository in repositories[:2]))
    await repositories[2].ensure()
    rows = await mongo.collection("outbox").find({"topic": UnitChanged.topic.name}).to_list(None)
    events = [UnitChanged.model_validate_json(row["value"]) for row in rows]
    assert len(events) == len({event.unit_id for event in events}) == 3356
    ward = next(event for event in events if event.unit_id == "13669-20250701")
    assert (ward.name, ward.level, ward.path) == ("Phường Nam Định", "commune", ["VN", "37-20250701", ward.unit_id])


async def test_a_new_edition_tells_only_what_changed(mongo: Mongo) -> None:
    repository = UnitRepository(mongo, Outbox(mongo, "test"), packaged_tree())
    await repository.ensure()
    await mongo.collection("outbox").delete_many({})
    await mongo.collection("imports").delete_many({})
    await mongo.collection("units").update_one({"_id": "VN"}, {"$set": {"name": "tên cũ"}})
    await repository.ensure()
    rows = await mongo.collection("outbox").find({}).to_list(None)
    assert [UnitChanged.model_validate_json(row["value"]).unit_id for row in rows] == ["VN"]


async def test_units_are_listed_page_by_page(tasks: Any) -> None:
    async with await tasks.signed_in("commune_officer", tasks.ward) as client:
        found, cursor = [], None
        while True:
            params = {"parent": tasks.ninh_binh, "limit": 50} | ({"cursor": cursor} if cursor else {})
            page = (await client.get(URL, params=params)).json()
            found += [unit["id"] for unit in page["items"]]
            cursor = page["next_cursor"]
            if not page["has_more"]:
                break
    assert len(found) == len(set(found)) == 129


async def test_units_are_found_without_diacritics(tasks: Any) -> None:
    async with await tasks.signed_in("clerk", tasks.ninh_binh) as client:
        for text in ("phuong nam dinh", "Phường Nam Định", "nam định"):
            items = (await client.get(URL, params={"q": text, "parent": tasks.ninh_binh})).json()["items"]
            assert tasks.ward in {unit["id"] for unit in items}
        provinces = (await client.get(URL, params={"level": "province", "limit": 500})).json()["items"]
        one = (await client.get(f"{URL}/{tasks.ward}")).json()
        missing = await client.get(f"{URL}/none")
    assert len(provinces) == 34
    assert one["name"] == "Phường Nam Định"
    assert one["path"] == ["VN", tasks.ninh_binh, tasks.ward]
    assert (missing.status_code, missing.json()["type"].rsplit("/", 1)[1]) == (404, "unknown-unit")
