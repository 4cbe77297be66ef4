"""Filing over HTTP: the same again is the same answer, anything else is refused by name, nothing stays half-written."""

import asyncio
from datetime import timedelta

import pytest

from chithi_platform.ids import uuid7

PROVINCE, OTHER, ELSEWHERE = "37-20250701", "01-20250701", "00004-20250701"


async def rows(api, name: str) -> int:
    return await api.mongo.collection(name).count_documents({})


async def test_a_report_is_taken_in_once(api):
    key = uuid7()
    first = await api.put(api.body(), id=key)
    assert first.status_code == 201
    assert first.json() == {
        "id": key,
        "receipt": "BC-2611-00001",
        "revision": 1,
        "status": "submitted",
        "received_at": "2026-11-16T05:00:00Z",
    }
    again = await api.put(api.body(device_time="2026-11-15T09:00:00Z"), id=key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert (await rows(api, "reports"), await rows(api, "outbox")) == (1, 1)


async def test_eight_phones_with_the_same_report_get_one_receipt(api):
    key = uuid7()
    answers = await asyncio.gather(*(api.put(api.body(), id=key) for _ in range(8)))
    assert sorted(a.status_code for a in answers) == [200] * 7 + [201]
    assert len({a.json()["receipt"] for a in answers}) == 1
    assert (await rows(api, "reports"), await rows(api, "outbox")) == (1, 1)


async def test_other_content_under_the_same_id(api):
    key = uuid7()
    await api.put(api.body(), id=key)
    answer = await api.put(api.body(values={"tngt-vu": 3}), id=key)
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "report-differs")
    assert await rows(api, "outbox") == 1


async def test_one_report_each_unit_period_and_assignment(api):
    await api.put(api.body())
    answer = await api.put(api.body())
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "report-exists")
    assert "BC-2611-00001" in answer.json()["detail"]
    task = api.body(form_id="nhiem-vu", values={"nv-van-ban": 1})
    assert (await api.put(task | {"assignment_id": "a-1"})).status_code == 201
    assert (await api.put(task | {"assignment_id": "a-2"})).status_code == 201
    assert (await api.put(task | {"assignment_id": "a-1"})).status_code == 409


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"values": {"khong-co": 1}}, 422, "values.khong-co"),
        ({"values": {"tngt-vu": -1}}, 422, "values.tngt-vu"),
        ({"values": {"tngt-vu": 1.5}}, 422, "values.tngt-vu"),
        ({"values": {"tngt-vu": True}}, 422, "values.tngt-vu"),
        ({"values": {"tngt-vu": 10**30}}, 422, "values.tngt-vu"),
        ({"values": {}, "narrative": ""}, 422, "values"),
        ({"form_id": "khac"}, 422, "form_id"),
        ({"period": "2026-14"}, 422, "period"),
        ({"narrative": "á" * 2001}, 422, "narrative"),
        ({"device_time": "hôm qua"}, 422, "device_time"),
        ({"surprise": 1}, 422, "surprise"),
        ({"unit_id": "99999-20250701"}, 422, "unit_id"),
        ({"unit_id": ELSEWHERE}, 403, "unit_id"),
        ({"unit_id": "13002-20250701"}, 403, "unit_id"),
    ],
)
async def test_refusals_name_the_field(api, changes, status, field):
    answer = await api.put(api.body(**changes), unit_id="13001-20250701")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert all(error["rule"] and error["message"] for error in answer.json()["errors"])
    assert (await rows(api, "reports"), await rows(api, "outbox")) == (0, 0)


async def test_who_may_file(api):
    assert (await api.put(api.body(), role="clerk")).status_code == 403
    assert (await api.put(api.body(), role="coordinator", unit_id=PROVINCE)).status_code == 201
    path = f"/api/reporting/v1/reports/{uuid7()}"
    assert (await api.http.put(path, json=api.body())).status_code == 401
    old = api.token("commune_officer", "13001-20250701", life=timedelta(minutes=-5))
    expired = await api.http.put(path, json=api.body(), headers={"authorization": f"Bearer {old}"})
    assert (expired.status_code, expired.json()["type"].rsplit("/", 1)[1]) == (401, "expired-token")


@pytest.mark.parametrize("role", ["agency_officer", "commune_officer"])
async def test_officers_file_and_amend_for_their_own_unit_alone(api, role):
    key, at_province = uuid7(), {"role": role, "unit_id": PROVINCE}
    foreign = await api.put(api.body(), **at_province)
    await api.put(api.body(), id=key)
    amended = await api.put(api.body(values={"tngt-vu": 9}), id=key, tail="/revisions/2", **at_province)
    for answer in (foreign, amended):
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (403, "foreign-unit")
        assert [error["field"] for error in answer.json()["errors"]] == ["unit_id"]
    assert await rows(api, "outbox") == 1
    own = uuid7()
    assert (await api.put(api.body(PROVINCE), id=own, **at_province)).status_code == 201
    changed = api.body(PROVINCE, values={"tngt-vu": 9})
    assert (await api.put(changed, id=own, tail="/revisions/2", **at_province)).status_code == 201
    behalf = {"role": "coordinator", "unit_id": PROVINCE}
    assert (await api.put(api.body(values={"tngt-vu": 8}), id=key, tail="/revisions/2", **behalf)).status_code == 201


async def test_who_stands_for_a_unit_that_ended_files_amends_and_decides_for_it(api):
    path, amended = f"/api/reporting/v1/reports/{uuid7()}", api.body(values={"tngt-vu": 9})

    def heir(role: str, unit_id: str, *ended: str) -> dict[str, str]:
        return {"authorization": f"Bearer {api.token(role, unit_id, heir_of=list(ended))}"}

    ward, sibling = heir("commune_officer", "13002-20250701", "13001-20250701"), heir("commune_officer", ELSEWHERE)
    province, stranger = heir("coordinator", OTHER, PROVINCE), heir("coordinator", OTHER)
    assert (await api.http.put(path, json=api.body(), headers=sibling)).status_code == 403
    assert (await api.http.put(path, json=api.body(), headers=ward)).status_code == 201
    assert (await api.http.put(f"{path}/revisions/2", json=amended, headers=ward)).status_code == 201
    for headers, status in ((stranger, 403), (province, 200)):
        assert (await api.http.get(path, headers=headers)).status_code == status
        decided = await api.http.post(f"{path}/approve", json={"revision": 2}, headers=headers)
        assert decided.status_code == status, decided.text


async def test_identifiers_of_persons_are_not_stored(api):
    key = uuid7()
    narrative = "Ông A, CCCD 036099001234, gọi 0912.345.678, xe 18B1-123.45"
    assert (await api.put(api.body(narrative=narrative), id=key)).status_code == 201
    assert (await api.put(api.body(narrative=narrative), id=key)).status_code == 200
    stored = await api.get(f"/reports/{key}", "coordinator", PROVINCE)
    assert stored["narrative"] == "Ông A, CCCD [số định danh], gọi [số điện thoại], xe [biển số]"
    whole = str([await api.mongo.collection(name).find({}).to_list(None) for name in ("reports", "outbox")])
    assert not [number for number in ("036099001234", "345.678", "123.45") if number in whole]


async def test_receipts_are_unique_over_processes(api, start):
    async with start() as other:
        sent = [
            (api if n % 2 else other).put(
                api.body(form_id="nhiem-vu", values={"nv-van-ban": n}, assignment_id=f"a-{n}"),
            )
            for n in range(60)
        ]
        receipts = [answer.json()["receipt"] for answer in await asyncio.gather(*sent)]
    assert len(set(receipts)) == 60


async def test_an_amendment_is_the_next_revision(api):
    key = uuid7()
    await api.put(api.body(), id=key)
    second = api.body(values={"tngt-vu": 5})
    first_try = await api.put(second, id=key, tail="/revisions/2")
    assert (first_try.status_code, first_try.json()["revision"]) == (201, 2)
    again = await api.put(second, id=key, tail="/revisions/2")
    assert (again.status_code, again.json()) == (200, first_try.json())
    assert (await api.put(api.body(values={"tngt-vu": 6}), id=key, tail="/revisions/2")).status_code == 409
    assert (await api.put(second, id=key, tail="/revisions/4")).status_code == 409
    assert (await api.put(second | {"period": "2026-10"}, id=key, tail="/revisions/3")).status_code == 422
    assert (await api.put(second, id=uuid7(), tail="/revisions/2")).status_code == 404
    assert (await api.put(api.body(), id=key)).status_code == 200  # a late repeat of the first PUT
    stored = await api.get(f"/reports/{key}", "coordinator", PROVINCE)
    assert (stored["revision"], stored["values"], len(stored["revisions"])) == (2, {"tngt-vu": 5}, 2)


async def test_concurrent_amendments_do_not_overwrite_one_another(api):
    key = uuid7()
    await api.put(api.body(), id=key)
    tries = [api.put(api.body(values={"tngt-vu": n}), id=key, tail="/revisions/2") for n in range(6)]
    answers = await asyncio.gather(*tries)
    assert sorted(a.status_code for a in answers) == [201] + [409] * 5
    assert await rows(api, "outbox") == 2


async def test_deciding(api):
    key = uuid7()
    await api.put(api.body(), id=key)
    assert (await api.decide(key, "approve", 2)).status_code == 409
    approved = await api.decide(key, "approve", 1)
    assert (approved.status_code, approved.json()["status"]) == (200, "approved")
    assert (await api.decide(key, "approve", 1)).status_code == 200
    assert await rows(api, "outbox") == 2
    assert (await api.decide(key, "return", 1, reason="  ")).status_code == 422
    returned = await api.decide(key, "return", 1, reason="Thiếu số người bị thương")
    assert (returned.json()["status"], returned.json()["reason"]) == ("returned", "Thiếu số người bị thương")
    assert (await api.decide(key, "approve", 1)).status_code == 409
    await api.put(api.body(values={"tngt-vu": 2, "tngt-bi-thuong": 1}), id=key, tail="/revisions/2")
    assert (await api.decide(key, "approve", 2)).json()["status"] == "approved"
    assert await rows(api, "outbox") == 5


async def test_officers_of_other_units_neither_read_nor_decide(api):
    key = uuid7()
    await api.put(api.body(), id=key)
    path = f"/api/reporting/v1/reports/{key}"
    assert (await api.http.get(path, headers=api.headers("coordinator", ELSEWHERE))).status_code == 403
    assert (await api.http.get(path, headers=api.headers("commune_officer", "13002-20250701"))).status_code == 403
    approve = await api.http.post(f"{path}/approve", json={"revision": 1}, headers=api.headers())
    assert approve.status_code == 403


async def test_listing_goes_page_by_page(api):
    for n in range(5):
        await api.put(api.body(form_id="nhiem-vu", values={"nv-van-ban": n}, assignment_id=f"a-{n}"))
    first = await api.get("/reports", unit_id=PROVINCE, form_id="nhiem-vu", limit="3")
    rest = await api.get("/reports", unit_id=PROVINCE, form_id="nhiem-vu", limit="3", cursor=first["next_cursor"])
    assert (first["has_more"], rest["has_more"], rest["next_cursor"]) == (True, False, None)
    assert len({item["id"] for item in first["items"] + rest["items"]}) == 5


async def test_who_stands_for_a_unit_that_ended_finds_its_reports_with_the_own_ones(api):
    filed = {one: uuid7() for one in ("13001-20250701", "13002-20250701", "13003-20250701", ELSEWHERE)}
    for unit_id, key in filed.items():
        assert (await api.put(api.body(unit_id), id=key)).status_code == 201
    bearer = api.token("commune_officer", "13002-20250701", heir_of=["13001-20250701"])

    async def listed(**asked: str) -> list[str]:
        answer = await api.http.get(
            "/api/reporting/v1/reports", params=asked, headers={"authorization": f"Bearer {bearer}"}
        )
        return [item["id"] for item in answer.json()["items"]]

    own, left = filed["13002-20250701"], filed["13001-20250701"]
    assert await listed() == await listed(form_id="antt-thang") == sorted([left, own])
    assert (await listed(unit_id="13001-20250701"), await listed(unit_id="13002-20250701")) == ([left], [own])
    bearer = api.token("coordinator", PROVINCE, heir_of=["13001-20250701"])
    assert await listed() == sorted(key for one, key in filed.items() if one != ELSEWHERE), "each of them once"


@pytest.mark.parametrize("narrowed", [{}, {"form_id": "antt-thang"}, {"period": "2026-11", "status": "submitted"}])
async def test_a_list_over_many_former_units_reads_no_reports_but_theirs(api, narrowed):
    about = {"form_id": "antt-thang", "period": "2026-11", "status": "submitted"}
    filed = [{"path": ["VN", PROVINCE, f"{n % 400}-20240101"], "unit_id": f"{n}"} | about for n in range(4000)]
    await api.mongo.collection("reports").insert_many([row | {"_id": uuid7()} for row in filed])
    wanted = {"path": {"$in": [f"{n}-20240101" for n in range(399, 460)]}} | narrowed
    find = {"find": "reports", "filter": wanted, "sort": {"_id": 1}, "limit": 101}
    told = (await api.mongo.command({"explain": find, "verbosity": "executionStats"}))["executionStats"]
    assert (told["nReturned"], told["totalDocsExamined"]) == (10, 10)


async def test_forms_are_what_may_be_filed(api):
    forms = await api.get("/forms", "commune_officer", "13001-20250701")
    assert [(f["id"], f["per"], f["period_kind"]) for f in forms["items"]] == [
        ("antt-thang", "unit", "month"),
        ("nhiem-vu", "assignment", "month"),
    ]
    assert forms["items"][0]["groups"][0]["indicators"][0] == {
        "code": "tngt-vu",
        "label": "Tai nạn giao thông",
        "unit": "vụ",
    }
