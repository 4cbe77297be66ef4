"""Units and agencies over HTTP: of today and of any day, in clusters, with those before and after them."""

from typing import Any

from chithi_tasks.core.organisation.agencies import agencies
from chithi_tasks.core.organisation.agency_catalogue import packaged_catalogue

URL, AGENCIES = "/api/tasks/v1/units", "/api/tasks/v1/agencies"


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
    assert {link["unit_id"] for link in one["predecessors"] if link["relation"] == "whole"} >= {"13669-20250101"}
    assert (missing.status_code, missing.json()["type"].rsplit("/", 1)[1]) == (404, "unknown-unit")


async def test_a_day_before_the_register_is_refused_with_its_first_day(tasks: Any) -> None:
    async with await tasks.signed_in("clerk", tasks.ninh_binh) as client:
        for url in (URL, AGENCIES):
            answer = await client.get(url, params={"as_of": "2024-12-31"})
            assert answer.status_code == 422
            assert answer.json()["type"].endswith("/before-register")
            assert "01/01/2025" in answer.json()["detail"]


async def test_a_coordinator_puts_communes_into_a_cluster(tasks: Any) -> None:
    url = f"{URL}/{tasks.other_ward}"
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        seen = await client.get(url)
        etag = {"If-Match": seen.headers["ETag"]}
        unseen = await client.put(f"{url}/cluster", json={"name": "Cụm số 1"})
        done = await client.put(f"{url}/cluster", json={"name": " Cụm số 1 "}, headers=etag)
        stale = await client.put(f"{url}/cluster", json={"name": None}, headers=etag)
        inside = (await client.get(URL, params={"cluster": "Cụm số 1"})).json()["items"]
        province = await client.put(f"{URL}/{tasks.ninh_binh}/cluster", json={"name": "A"}, headers=etag)
    assert (unseen.status_code, done.status_code, stale.status_code) == (428, 200, 412)
    assert (done.json()["cluster"], [unit["id"] for unit in inside]) == ("Cụm số 1", [tasks.other_ward])
    assert province.status_code == 403  # the superior's, not one's own
    for role, unit, status in (("clerk", tasks.ninh_binh, 403), ("coordinator", "01-20250701", 403)):
        async with await tasks.signed_in(role, unit) as client:
            headers = {"If-Match": done.headers["ETag"]}
            assert (await client.put(f"{url}/cluster", json={"name": "B"}, headers=headers)).status_code == status


async def test_agencies_of_today_and_those_that_ended_with_who_does_what_since(tasks: Any) -> None:
    async with await tasks.signed_in("agency_officer", tasks.ninh_binh) as client:
        today = (await client.get(AGENCIES, params={"level": "province"})).json()["items"]
        then = (await client.get(AGENCIES, params={"q": "so ldtbxh", "as_of": "2025-01-31"})).json()["items"]
        one = await client.get(f"{AGENCIES}/{then[0]['id']}")
        missing = await client.get(f"{AGENCIES}/none")
    assert "so-noi-vu" in {agency["id"] for agency in today}
    assert all(agency["valid_to"] is None for agency in today)
    assert one.json()["valid_to"] == "2025-02-28"
    assert {heir["id"]: heir["function"] for heir in one.json()["successors"]} == {
        "so-noi-vu": "Lao động, tiền lương, người có công",
        "so-y-te": "Trẻ em, bảo trợ xã hội",
        "so-giao-duc-va-dao-tao": "Giáo dục nghề nghiệp",
        "cong-an-tinh": "Cai nghiện ma túy",
    }
    assert missing.status_code == 404


def test_every_kind_has_an_id_of_its_own() -> None:
    kinds = agencies(packaged_catalogue())
    assert len({kind.id for kind in kinds}) == len(kinds) == 83 + 40
    assert all(kind.successors for kind in kinds if kind.valid_to)
