"""How a phone's session goes on, and how it ends."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chithi_tasks.core.identity.account import day_of
from chithi_tasks.core.identity.device import signature

from .phones import V1, enrolled, offered, problem, redeemed


async def renewal(tasks: Any, phone: dict[str, Any], *, sign: bool = True, late: float = 0) -> tuple[int, Any]:
    """Status and body (or the problem's code) of a renewal, signed `late` seconds ago."""
    key, token = base64.b64decode(phone["device_key"]), phone["refresh_token"]
    at = int(datetime.now(UTC).timestamp() - late)
    proof = {"device_id": phone["device_id"], "at": at, "signature": signature(key, at, token)}
    async with tasks.client() as client:
        body = {"refresh_token": token} | ({"proof": proof} if sign else {})
        answer = await client.post(f"{V1}/tokens/refresh", json=body)
    return answer.status_code, answer.json() if answer.status_code == 200 else problem(answer)


async def test_a_lost_answer_is_given_again_to_the_same_phone_alone(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    code, attempt = (await offered(tasks, username))["code"], uuid4().hex
    lost = (await redeemed(tasks, code, attempt=attempt)).json()
    assert (await redeemed(tasks, code, attempt=uuid4().hex)).status_code == 404
    assert (await redeemed(tasks, code)).status_code == 404
    again = await redeemed(tasks, code, attempt=attempt)
    assert again.status_code == 201
    phone = again.json()
    assert phone["device_id"] == lost["device_id"]
    assert phone["device_key"] != lost["device_key"]
    assert await renewal(tasks, lost) == (401, "device-proof")
    assert (await renewal(tasks, phone))[0] == 200


async def test_a_phone_renews_with_its_own_key_alone(tasks: Any) -> None:
    phone = await enrolled(tasks, await tasks.account("commune_officer", tasks.ward))
    stolen = phone | {"device_key": base64.b64encode(b"x" * 32).decode()}
    assert await renewal(tasks, stolen) == (401, "device-proof")
    assert await renewal(tasks, phone, sign=False) == (401, "device-proof")
    assert await renewal(tasks, phone, late=360) == (401, "device-clock")
    status, renewed = await renewal(tasks, phone)
    assert status == 200  # what others tried did it no harm
    assert renewed["refresh_token"] != phone["refresh_token"]
    async with tasks.client(renewed["access_token"]) as client:
        assert (await client.get(f"{V1}/assignments")).status_code == 200


async def test_a_revoked_phone_hears_why_and_renews_no_more(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    phone = await enrolled(tasks, username)
    address = f"{V1}/devices/{phone['device_id']}"
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        for reason in ("Mất máy, gọi 0912 345 678", "lần hai"):
            answer = await client.request("DELETE", address, json={"reason": reason})
            assert answer.status_code == 204
        listed = (await client.get(f"{V1}/devices", params={"username": username})).json()["items"]
    assert [(row["state"], row["reason"]) for row in listed] == [("revoked", "Mất máy, gọi [số điện thoại]")]
    assert await renewal(tasks, phone) == (401, "device-revoked")
    async with tasks.client(phone["access_token"]) as client:  # its last token lives on, at most 15 minutes
        assert (await client.get(f"{V1}/assignments")).status_code == 200


async def test_phones_of_a_closed_account_and_of_one_whose_term_is_over_stop(timed: Any, clock: Any) -> None:
    closing = await timed.account("commune_officer", timed.ward)
    ending = await timed.account("commune_officer", timed.ward, valid_to=day_of(clock()).isoformat())
    phones = {username: await enrolled(timed, username) for username in (closing, ending)}
    async with await timed.signed_in("coordinator", timed.ninh_binh) as client:
        closed = await client.post(f"{V1}/accounts/{closing}/close", json={"reason": "Nghỉ hưu"})
        assert closed.status_code == 200
    assert (await renewal(timed, phones[closing]))[0] == 401
    clock.ahead = timedelta(days=1)
    status, why = await renewal(timed, phones[ending], late=-86_400)
    assert (status, why) == (401, "session-ended")


async def test_the_last_token_of_a_revoked_phone_lives_fifteen_minutes_at_most(tasks: Any) -> None:
    phone = await enrolled(tasks, await tasks.account("commune_officer", tasks.ward))
    body = phone["access_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert claims["device"] == phone["device_id"]
    assert claims["exp"] - claims["iat"] == 15 * 60


@pytest.mark.parametrize("path", ["/session/refresh", "/session/renew"])
async def test_a_browsers_routes_renew_no_phones_session(tasks: Any, path: str) -> None:
    phone = await enrolled(tasks, await tasks.account("commune_officer", tasks.ward))
    async with tasks.client() as thief:
        headers = {"origin": "http://tasks.test", "cookie": f"chithi_refresh={phone['refresh_token']}"}
        answer = await thief.post(path, headers=headers)
        assert "chithi_session" not in thief.cookies
    if path == "/session/refresh":
        assert answer.json() == {"renewed": False}
    else:
        assert answer.headers["location"] == "/login?next=/"
    session = await tasks.mongo.collection("sessions").find_one({"device_id": phone["device_id"]})
    assert session["turn"] == 0, "the token was not used"
    assert (await renewal(tasks, phone))[0] == 200
