"""Reorganisations over HTTP: tried, filed, followed, given up; refused by row, and to whom they are not for."""

from typing import Any

import pytest

URL = "/api/tasks/v1/reorganisations"
HA_NOI, WARD, OTHER = "01-20250701", "00070-20250701", "00082-20250701"


def body(**more: Any) -> dict[str, Any]:
    new = {"code": "00070", "kind": "Phường", "name": "Thử Nghiệm", "level": "commune", "parent": HA_NOI}
    links = [{"from": unit_id, "to": "00070", "relation": "whole"} for unit_id in (WARD, OTHER)]
    fields = {"effective_on": "2050-01-01", "basis": "Nghị quyết thử", "new_units": [new], "successions": links}
    return fields | more


async def test_a_reorganisation_is_tried_filed_followed_and_given_up(tasks: Any) -> None:
    async with await tasks.signed_in("admin", "VN") as client:
        tried = await client.post(URL, json=body(), params={"dry_run": True})
        nothing = await client.get(URL)
        filed = await client.post(URL, json=body())
        again = await client.post(URL, json=body())
        one = await client.get(filed.headers["Location"])
        listed = await client.get(URL)
        gone = await client.delete(filed.headers["Location"])
        late = await client.delete(filed.headers["Location"])
        cancelled = await client.get(filed.headers["Location"])
    assert (tried.status_code, tried.json()["ends"], tried.json()["begins"]) == (200, 2, 1)
    assert {move["to_name"] for move in tried.json()["moves"]} == {"Phường Thử Nghiệm"}
    assert (nothing.json()["items"], filed.status_code, filed.json()["state"]) == ([], 202, "planned")
    assert again.json() == filed.json() == one.json() == listed.json()["items"][0]
    assert (gone.status_code, late.status_code, cancelled.json()["state"]) == (204, 409, "cancelled")


@pytest.mark.parametrize(
    ("wrong", "field", "rule"),
    [
        ({"basis": "x" * 201}, "basis", "string_too_long"),
        ({"more": 1}, "more", "extra_forbidden"),
        ({"effective_on": "2025-07-01"}, "successions.0.from", "unknown-unit"),
        ({"ended": ["none"]}, "ended.0", "unknown-unit"),
        ({"new_units": []}, "successions.0.to", "unknown-unit"),
    ],
)
async def test_what_is_wrong_is_told_by_its_row(tasks: Any, wrong: dict[str, Any], field: str, rule: str) -> None:
    async with await tasks.signed_in("admin", "VN") as client:
        answer = await client.post(URL, json=body(**wrong))
        listed = await client.get(URL)
    assert answer.status_code == 422
    assert (field, rule) in {(error["field"], error["rule"]) for error in answer.json()["errors"]}
    assert all(item["state"] != "planned" for item in listed.json()["items"])


async def test_an_admin_reorganises_below_the_own_unit_only(tasks: Any) -> None:
    new = {"code": "01", "kind": "Thành phố", "name": "Hà Nội", "level": "province", "parent": "VN"}
    whole = {"new_units": [new], "successions": [{"from": HA_NOI, "to": "01", "relation": "renamed"}]}
    for unit_id, fields, status in ((HA_NOI, {}, 200), (tasks.ninh_binh, {}, 403), (HA_NOI, whole, 403)):
        async with await tasks.signed_in("admin", unit_id) as client:
            answer = await client.post(URL, json=body(**fields), params={"dry_run": True})
        assert answer.status_code == status
    for role in ("clerk", "coordinator", "ops"):
        async with await tasks.signed_in(role, "VN") as client:
            answers = [await client.get(URL), await client.post(URL, json=body()), await client.get(f"{URL}/none")]
        assert {answer.status_code for answer in answers} == {403}


async def test_one_of_two_provinces_is_the_nations_business(tasks: Any) -> None:
    new = {"code": "13669", "kind": "Phường", "name": "Thử", "level": "commune", "parent": tasks.ninh_binh}
    fields = body()
    fields["new_units"].append(new)
    fields["successions"].append({"from": tasks.ward, "to": "13669", "relation": "whole"})
    async with await tasks.signed_in("admin", "VN") as client:
        filed = await client.post(URL, json=fields)
        assert filed.status_code == 202
    for unit_id in (HA_NOI, tasks.ninh_binh):
        async with await tasks.signed_in("admin", unit_id) as client:
            seen = {item["id"] for item in (await client.get(URL)).json()["items"]}
            assert filed.json()["id"] not in seen
            assert (await client.delete(filed.headers["Location"])).status_code == 404
    async with await tasks.signed_in("admin", "VN") as client:
        assert (await client.delete(filed.headers["Location"])).status_code == 204


async def test_another_provinces_reorganisation_is_not_seen(tasks: Any) -> None:
    async with await tasks.signed_in("admin", "VN") as client:
        filed = await client.post(URL, json=body(basis="Nghị quyết khác"))
    async with await tasks.signed_in("admin", tasks.ninh_binh) as client:
        listed = await client.get(URL)
        one = await client.get(filed.headers["Location"])
        gone = await client.delete(filed.headers["Location"])
    assert filed.json()["id"] not in {item["id"] for item in listed.json()["items"]}
    assert (one.status_code, gone.status_code) == (404, 404)
    async with await tasks.signed_in("admin", HA_NOI) as client:
        assert (await client.delete(filed.headers["Location"])).status_code == 204
