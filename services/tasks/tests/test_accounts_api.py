"""Accounts over the API: who may make and change whose, appointments in time, closing, one-time passwords."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chithi_contracts.events import OfficerChanged
from chithi_platform.audit import AuditLog
from chithi_platform.mongo import Session
from chithi_platform.service import now
from chithi_tasks.adapters.outbound.identity.account_moves import AccountMover
from chithi_tasks.core.identity.account import day_of

V1 = "/api/tasks/v1"
ACCOUNTS = f"{V1}/accounts"
FAR = "01-20250701"  # Hà Nội


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["type"]).rpartition("/")[2]


def wanted(role: str, unit_id: str, **more: Any) -> dict[str, Any]:
    username = more.pop("username", f"n{uuid4().hex[:10]}")
    appointment = {"role": role, "unit_id": unit_id} | more
    return {"username": username, "name": "Lê Thị Hoa", "email": "hoa@ninhbinh.gov.vn", "appointment": appointment}


async def token(client: Any, username: str, password: str) -> Any:
    return await client.post(f"{V1}/tokens", json={"username": username, "password": password})


async def test_a_new_account_has_a_one_time_password_that_must_be_changed(tasks: Any) -> None:
    new = wanted("commune_officer", tasks.ward)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        answer = await client.post(ACCOUNTS, json=new)
        again = await client.post(ACCOUNTS, json=new)
        listed = await client.get(ACCOUNTS, params={"q": "le hoa", "unit_id": tasks.ward, "limit": 200})
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    assert made["account"]["state"] == "active"
    assert made["account"]["appointment"]["unit_name"] == "Phường Nam Định"
    assert code(again) == (409, "name-taken")
    assert new["username"] in {one["username"] for one in listed.json()["items"]}
    async with tasks.client() as client:
        assert code(await token(client, new["username"], made["one_time_password"])) == (403, "password-must-change")
    [told] = await tasks.said(OfficerChanged, officer_id=new["username"])
    assert (told.role, told.unit_id, told.email, told.active) == (
        "commune_officer",
        tasks.ward,
        "hoa@ninhbinh.gov.vn",
        True,
    )
    rows = [row async for row in AuditLog(tasks.mongo, "tasks").find(subject=new["username"])]
    assert [row["action"] for row in rows] == ["account.added"]
    assert made["one_time_password"] not in repr(rows)
    assert "password_hash" not in rows[0]["after"]


@pytest.mark.parametrize(
    ("manager", "role", "unit", "expected"),
    [
        ("coordinator", "commune_officer", "ward", 201),
        ("coordinator", "agency_officer", "ninh_binh", 201),
        ("coordinator", "clerk", "ninh_binh", (403, "foreign-role")),
        ("coordinator", "admin", "ninh_binh", (403, "foreign-role")),
        ("coordinator", "commune_officer", "far_ward", (403, "foreign-unit")),
        ("admin", "coordinator", "ward", 201),
        ("admin", "admin", "ninh_binh", 201),
        ("admin", "clerk", "far_ward", (403, "foreign-unit")),
        ("admin", "commune_officer", "ninh_binh", (422, "validation")),
        ("clerk", "commune_officer", "ward", (403, "forbidden-role")),
        ("commune_officer", "commune_officer", "ward", (403, "forbidden-role")),
    ],
)
async def test_who_may_make_whose_account(tasks: Any, manager: str, role: str, unit: str, expected: Any) -> None:
    place = tasks.ward if manager == "commune_officer" else tasks.ninh_binh
    async with await tasks.signed_in(manager, place) as client:
        answer = await client.post(ACCOUNTS, json=wanted(role, getattr(tasks, unit)))
    assert (answer.status_code if expected == 201 else code(answer)) == expected


async def test_what_is_not_ones_own_to_manage_is_not_there(tasks: Any) -> None:
    clerk = await tasks.account("clerk", tasks.ninh_binh)
    far = await tasks.account("commune_officer", tasks.far_ward)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        for username in (clerk, far, "khong-co-ai"):
            url = f"{ACCOUNTS}/{username}"
            tries = [client.get(url), client.patch(url, json={"name": "Ai"}, headers={"If-Match": '"1"'})]
            tries += [client.post(f"{url}/{act}", json={"reason": "thử"}) for act in ("close", "password-reset")]
            tries += [client.post(f"{url}/second-factor/reset"), client.get(f"{url}/sessions")]
            tries += [client.delete(f"{url}/sessions")]
            for answer in await asyncio.gather(*tries):
                assert code(answer) == (404, "unknown-account")
        assert code(await client.get(ACCOUNTS, params={"unit_id": FAR})) == (403, "foreign-unit")


@pytest.mark.parametrize(("role", "unit"), [("coordinator", "ninh_binh"), ("commune_officer", "far_ward")])
async def test_who_will_be_of_anothers_charge_is_already(tasks: Any, role: str, unit: str) -> None:
    username, tomorrow = await tasks.account("commune_officer", tasks.ward), day_of(now()) + timedelta(days=1)
    url, new = f"{ACCOUNTS}/{username}", {"role": role, "unit_id": getattr(tasks, unit), "valid_from": str(tomorrow)}
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        seen = {"If-Match": (await client.get(url)).headers["etag"]}
        async with await tasks.signed_in("admin", "VN") as admin:
            moved = await admin.patch(url, json={"appointment": new}, headers=seen)
        seen, today = {"If-Match": moved.headers["etag"]}, {"role": "commune_officer", "unit_id": tasks.ward}
        tries = [client.get(url), client.patch(url, json={"appointment": today}, headers=seen)]
        tries += [client.post(f"{url}/{act}", json={"reason": "thử"}) for act in ("close", "password-reset")]
        tries += [client.post(f"{V1}/enrolments", json={"username": username})]
        for answer in await asyncio.gather(*tries):
            assert code(answer) == (404, "unknown-account")
        assert not (await client.get(ACCOUNTS, params={"q": username})).json()["items"]
        page = await client.get("/can-bo", params={"q": username})
        assert f"/can-bo/{username}" not in page.text, "no link leads to a refusal"
    later = replace(await tasks.accounts.find(username), today=tomorrow)
    assert (later.role, later.unit_id) == (role, getattr(tasks, unit))


async def test_changes_need_the_version_that_was_seen(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    url = f"{ACCOUNTS}/{username}"
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        seen = (await client.get(url)).headers["etag"]
        assert code(await client.patch(url, json={"name": "Mới"})) == (428, "version-needed")
        first = await client.patch(url, json={"name": "Mới", "email": "moi@x.vn"}, headers={"If-Match": seen})
        assert (first.status_code, first.json()["email"]) == (200, "moi@x.vn")
        stale = await client.patch(url, json={"name": "Khác"}, headers={"If-Match": seen})
        assert code(stale) == (412, "changed-meanwhile")
        removed = await client.patch(url, json={"email": None}, headers={"If-Match": first.headers["etag"]})
        assert removed.json()["email"] is None
    assert (await tasks.said(OfficerChanged, officer_id=username))[-1].email is None


async def test_an_appointment_ends_what_it_overlaps(tasks: Any) -> None:
    username, today = await tasks.account("commune_officer", tasks.ward), day_of(now())
    next_month = today + timedelta(days=30)
    url = f"{ACCOUNTS}/{username}"
    new = {"role": "commune_officer", "unit_id": tasks.other_ward, "valid_from": next_month.isoformat()}
    async with await tasks.signed_in("admin", tasks.ninh_binh) as client:
        seen = (await client.get(url)).headers["etag"]
        moved = (await client.patch(url, json={"appointment": new}, headers={"If-Match": seen})).json()
    first, second = moved["appointments"]
    assert first["valid_to"] == (next_month - timedelta(days=1)).isoformat()
    assert (second["unit_id"], second["valid_to"]) == (tasks.other_ward, None)
    assert moved["appointment"] == first
    async with tasks.client() as client:
        answer = await token(client, username, tasks.password)
        assert answer.json()["user"]["unit_id"] == tasks.ward
    later = await tasks.accounts.find(username)
    assert replace(later, today=next_month).unit_id == tasks.other_ward


@pytest.mark.parametrize(("first", "last", "says"), [(5, None, "bắt đầu"), (-9, -2, "hết")])
async def test_without_an_appointment_in_force_nobody_comes_in(tasks: Any, first: int, last: Any, says: str) -> None:
    today = day_of(now())
    days = {"valid_from": str(today + timedelta(days=first))}
    days |= {"valid_to": str(today + timedelta(days=last))} if last else {}
    username = await tasks.account("commune_officer", tasks.ward, **days)
    async with tasks.client() as client:
        answer = await token(client, username, tasks.password)
    assert code(answer) == (403, "no-appointment")
    assert says in answer.json()["detail"]


async def test_a_closed_account_and_its_sessions_end(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    async with tasks.client() as client:
        opened = (await token(client, username, tasks.password)).json()
        async with await tasks.signed_in("coordinator", tasks.ninh_binh) as manager:
            going_on = (await manager.get(f"{ACCOUNTS}/{username}/sessions")).json()["items"]
            assert [one["kind"] for one in going_on] == ["api"]
            closed = (await manager.post(f"{ACCOUNTS}/{username}/close", json={"reason": "nghỉ hưu"})).json()
        assert (closed["state"], closed["closed_reason"]) == ("closed", "nghỉ hưu")
        renewal = await client.post(f"{V1}/tokens/refresh", json={"refresh_token": opened["refresh_token"]})
        assert code(renewal) == (401, "session-ended")
        assert code(await token(client, username, tasks.password)) == (403, "account-closed")
    assert not (await tasks.said(OfficerChanged, officer_id=username))[-1].active


async def test_a_lost_password_is_replaced(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        given = (await client.post(f"{ACCOUNTS}/{username}/password-reset")).json()
    async with tasks.client() as client:
        assert code(await token(client, username, tasks.password)) == (401, "wrong-credentials")
        assert code(await token(client, username, given["one_time_password"])) == (403, "password-must-change")


async def test_the_last_administrator_of_the_nation_stays(tasks: Any) -> None:
    await tasks.mongo.collection("accounts").delete_many({"appointments.unit_id": "VN"})
    one, other = [await tasks.account("admin", "VN") for _ in range(2)]
    async with await tasks.signed_in("admin", tasks.ninh_binh) as client:
        assert code(await client.post(f"{ACCOUNTS}/{one}/close", json={"reason": "x"})) == (404, "unknown-account")
    account = await tasks.accounts.find(one)
    async with tasks.client(await tasks.issuer.token(account, timedelta(minutes=5))) as client:
        closings = [client.post(f"{ACCOUNTS}/{name}/close", json={"reason": "thử"}) for name in (one, other)]
        statuses = sorted(answer.status_code for answer in await asyncio.gather(*closings))
        assert statuses == [200, 409]
        [left] = [name for name in (one, other) if not (await tasks.accounts.find(name)).closed_at]
        seen = (await client.get(f"{ACCOUNTS}/{left}")).headers["etag"]
        new = {"appointment": {"role": "clerk", "unit_id": "VN"}}
        demoted = await client.patch(f"{ACCOUNTS}/{left}", json=new, headers={"If-Match": seen})
        assert code(demoted) == (409, "last-administrator")
    await tasks.mongo.collection("accounts").delete_many({"appointments.unit_id": "VN"})


@pytest.mark.parametrize("other", [None, 20])
async def test_the_last_administrator_stays_for_the_days_to_come(tasks: Any, other: int | None) -> None:
    """Neither from tomorrow on nor for a time; one whose own term ends takes nothing over for good."""
    await tasks.mongo.collection("accounts").delete_many({"appointments.unit_id": "VN"})
    username, today = await tasks.account("admin", "VN"), day_of(now())
    if other:
        await tasks.account("admin", "VN", valid_to=str(today + timedelta(days=other)))
    account, tomorrow = await tasks.accounts.find(username), str(today + timedelta(days=1))
    async with tasks.client(await tasks.issuer.token(account, timedelta(minutes=5))) as client:
        url = f"{ACCOUNTS}/{username}"

        async def appointed(role: str, **days: Any) -> Any:
            new, seen = {"role": role, "unit_id": "VN"} | days, (await client.get(url)).headers["etag"]
            return await client.patch(url, json={"appointment": new}, headers={"If-Match": seen})

        for given in ({"role": "clerk", "valid_from": tomorrow}, {"role": "admin", "valid_to": tomorrow}):
            assert code(await appointed(**given)) == (409, "last-administrator")
        assert (await appointed("admin", valid_from=tomorrow)).status_code == 200, "the same from tomorrow on"
        await tasks.account("admin", "VN")
        assert (await appointed("clerk", valid_from=tomorrow)).status_code == 200
    await tasks.mongo.collection("accounts").delete_many({"appointments.unit_id": "VN"})


async def test_people_follow_a_unit_that_is_merged(tasks: Any) -> None:
    officer = await tasks.account("commune_officer", tasks.ward)
    police = await tasks.account("agency_officer", tasks.ward, agency_id=f"cong-an-xa:{tasks.ward}")
    gone = await tasks.account("commune_officer", tasks.ward, valid_to="2026-01-31")
    mover, on = AccountMover(tasks.accounts), day_of(now()) + timedelta(days=9)

    async def work(session: Session) -> int:
        return await mover.move(tasks.ward, tasks.tree[tasks.other_ward], on, session)

    assert await tasks.mongo.transact(work) >= 2
    for username in (officer, police):
        moved = await tasks.accounts.find(username)
        before, after = moved.appointments
        assert (before.unit_id, before.valid_to) == (tasks.ward, on - timedelta(days=1))
        assert (after.unit_id, after.valid_from) == (tasks.other_ward, on)
        assert tasks.other_ward in after.path
    assert after.agency_id == f"cong-an-xa:{tasks.other_ward}"
    assert len((await tasks.accounts.find(gone)).appointments) == 1
    assert await tasks.mongo.transact(work) == 0
    assert (await tasks.said(OfficerChanged, officer_id=officer))[-1].unit_id == tasks.ward
