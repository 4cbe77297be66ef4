"""Phones: in by a code that works once, renewed by their own key, ended at once."""

import asyncio
import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chithi_tasks.adapters.outbound.identity.enrolments import WINDOW
from chithi_tasks.core.identity.device import MOST_DEVICES
from chithi_tasks.core.identity.enrolment import LIFE

from .phones import PHONE, V1, enrolled, offered, problem, redeemed


async def audited(tasks: Any, word: str) -> list[dict[str, Any]]:
    """The rows of the audit log whose subject begins so, in the order in which they were made."""
    rows = [row async for row in tasks.service.audit.find() if row["subject"].startswith(word)]
    return sorted(rows, key=lambda row: str(row["_id"]))


async def test_a_code_brings_a_phone_in_once(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    offer = await offered(tasks, username)
    assert offer["url"].endswith(f"/kich-hoat#{offer['code']}")
    assert offer["qr_svg"].startswith("<svg")
    answer = await redeemed(tasks, offer["code"].lower().replace("-", " "))
    phone = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert len(base64.b64decode(phone["device_key"])) == 32
    assert phone["user"]["username"] == username
    assert phone["expires_in"] == 900
    async with tasks.client(phone["access_token"]) as client:
        assert (await client.get(f"{V1}/assignments")).status_code == 200
    again = await redeemed(tasks, offer["code"])
    assert (again.status_code, problem(again)) == (404, "unknown-code")


async def test_the_maker_sees_what_became_of_the_code(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    offer = await offered(tasks, username)
    address = f"{V1}/enrolments/{offer['enrolment_id']}"
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        assert (await client.get(address)).json()["state"] == "waiting"
        await redeemed(tasks, offer["code"])
        seen = (await client.get(address)).json()
    assert seen["state"] == "used"
    assert (seen["device"]["name"], seen["device"]["state"]) == (PHONE["name"], "active")
    assert "code" not in seen


async def test_a_cancelled_or_replaced_code_is_worth_nothing(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    first, second = await offered(tasks, username), await offered(tasks, username)
    assert (await redeemed(tasks, first["code"])).status_code == 404
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        for _ in range(2):
            assert (await client.delete(f"{V1}/enrolments/{second['enrolment_id']}")).status_code == 204
        assert (await client.get(f"{V1}/enrolments/{second['enrolment_id']}")).json()["state"] == "cancelled"
    assert (await redeemed(tasks, second["code"])).status_code == 404


async def test_two_phones_with_one_code_at_once_one_comes_in(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    code = (await offered(tasks, username))["code"]
    answers = await asyncio.gather(*(redeemed(tasks, code) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [404] * 5
    assert await tasks.mongo.collection("devices").count_documents({"username": username}) == 1


async def test_a_code_expires(timed: Any, clock: Any) -> None:
    username = await timed.account("commune_officer", timed.ward)
    code = (await offered(timed, username))["code"]
    clock.ahead = LIFE
    answer = await redeemed(timed, code)
    assert (answer.status_code, problem(answer)) == (404, "unknown-code")


async def test_guessing_is_stopped_for_its_address(timed: Any, clock: Any) -> None:
    clock.ahead = WINDOW - timedelta(seconds=clock().timestamp() % WINDOW.total_seconds())  # where a window begins
    guesses = [await redeemed(timed, f"ZZZZZ-{n:05}") for n in range(22)]
    assert [answer.status_code for answer in guesses] == [404] * 20 + [429] * 2
    assert problem(guesses[-1]) == "too-many-tries"
    assert 0 < int(guesses[-1].headers["retry-after"]) <= 600
    username = await timed.account("commune_officer", timed.ward)
    code = (await offered(timed, username))["code"]
    assert (await redeemed(timed, code)).status_code == 429  # even the right one
    elsewhere = await redeemed(timed, code, address="192.0.2.7")
    assert elsewhere.status_code == 201
    clock.ahead += WINDOW
    assert (await redeemed(timed, "ZZZZZ-99999")).status_code == 404


async def test_a_provinces_phones_behind_one_address_are_no_guesses(timed: Any) -> None:
    for _ in range(9):
        username = await timed.account("commune_officer", timed.ward)
        for _ in range(3):
            await enrolled(timed, username)


@pytest.mark.parametrize(("role", "status"), [("clerk", 422), ("coordinator", 422), ("ops", 422), ("admin", 422)])
async def test_only_those_who_carry_tasks_out_have_phones(tasks: Any, role: str, status: int) -> None:
    username = await tasks.account(role, tasks.ninh_binh)
    async with await tasks.signed_in("admin", "VN") as client:
        answer = await client.post(f"{V1}/enrolments", json={"username": username})
    assert (answer.status_code, problem(answer)) == (status, "role-without-phone")


async def test_a_code_from_before_another_role_is_worth_nothing(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    used, same = await offered(tasks, username), {"attempt": uuid4().hex}
    assert (await redeemed(tasks, used["code"], **same)).status_code == 201
    waiting = await offered(tasks, username)
    async with await tasks.signed_in("admin", "VN") as client:
        url, new = f"{V1}/accounts/{username}", {"appointment": {"role": "coordinator", "unit_id": tasks.ninh_binh}}
        seen = {"If-Match": (await client.get(url)).headers["etag"]}
        assert (await client.patch(url, json=new, headers=seen)).status_code == 200
    for again in (await redeemed(tasks, waiting["code"]), await redeemed(tasks, used["code"], **same)):
        assert (again.status_code, problem(again)) == (404, "unknown-code")


async def test_nobody_enrols_phones_of_others_units(tasks: Any) -> None:
    far = await tasks.account("commune_officer", tasks.far_ward)
    offer = await offered(tasks, far, "VN")
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        answers = [
            await client.post(f"{V1}/enrolments", json={"username": far}),
            await client.post(f"{V1}/enrolments", json={"username": "khong-co-ai"}),
            await client.get(f"{V1}/enrolments/{offer['enrolment_id']}"),
            await client.delete(f"{V1}/enrolments/{offer['enrolment_id']}"),
            await client.get(f"{V1}/enrolments/{uuid4()}"),
        ]
    assert [answer.status_code for answer in answers] == [404] * 5
    for role in ("clerk", "ops", "agency_officer"):
        async with await tasks.signed_in(role, tasks.ninh_binh) as client:
            assert (await client.post(f"{V1}/enrolments", json={"username": far})).status_code == 403
            assert (await client.get(f"{V1}/devices")).status_code == 403


async def test_an_account_has_three_phones_at_most(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    phones = [await enrolled(tasks, username) for _ in range(MOST_DEVICES)]
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        full = await client.post(f"{V1}/enrolments", json={"username": username})
        assert (full.status_code, problem(full)) == (409, "too-many-devices")
        assert PHONE["name"] in full.json()["detail"]
        assert (await client.delete(f"{V1}/devices/{phones[0]['device_id']}")).status_code == 204
        assert (await client.post(f"{V1}/enrolments", json={"username": username})).status_code == 201


async def test_phones_of_the_subtree_are_listed_in_pages(tasks: Any) -> None:
    mine = [await tasks.account("commune_officer", unit) for unit in (tasks.ward, tasks.other_ward)]
    far = await tasks.account("commune_officer", tasks.far_ward)
    for username in (*mine, far):
        answer = await redeemed(tasks, (await offered(tasks, username, "VN"))["code"])
        assert answer.status_code == 201
    found: list[str] = []
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        cursor = None
        while True:
            query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
            page = (await client.get(f"{V1}/devices", params=query)).json()
            found += [row["username"] for row in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        ward = (await client.get(f"{V1}/devices", params={"unit_id": tasks.ward})).json()["items"]
        refused = await client.get(f"{V1}/devices", params={"unit_id": tasks.far_ward})
    assert set(mine) <= set(found)
    assert far not in found
    assert mine[0] in {row["username"] for row in ward}
    assert mine[1] not in {row["username"] for row in ward}
    assert (refused.status_code, problem(refused)) == (403, "foreign-unit")


async def test_what_was_done_stands_in_the_audit_log_without_secrets(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    offer = await offered(tasks, username)
    phone = (await redeemed(tasks, offer["code"])).json()
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        await client.request("DELETE", f"{V1}/devices/{phone['device_id']}", json={"reason": "Đổi máy"})
    rows = await audited(tasks, f"{username}/")
    actions = [row["action"] for row in rows]
    assert actions == [
        "enrolment.offered",
        "session.opened",
        "device.enrolled",
        "session.ended",
        "device.revoked",
    ]
    assert rows[2]["who"] == username
    kept = repr(rows)
    secrets = (offer["code"], offer["code"].replace("-", ""), phone["device_key"], phone["refresh_token"])
    assert not any(secret in kept for secret in secrets)
