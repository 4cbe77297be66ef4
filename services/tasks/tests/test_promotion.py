"""Another role needs another proof: what a session is worth when the appointment changes."""

import base64
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pyotp import TOTP

from chithi_tasks.core.identity.device import signature

V1 = "/api/tasks/v1"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def promoted(tasks: Any, username: str, role: str) -> None:
    """From now on in that role, with the sessions as they are: as when an appointment begins at midnight."""
    account = await tasks.accounts.find(username)
    new = tuple(replace(one, role=role) for one in account.appointments)

    async def work(session: Any) -> None:
        await tasks.accounts.change(account, replace(account, appointments=new), "account.changed", session)

    await tasks.mongo.transact(work)


async def signed_in(tasks: Any, username: str, otp: str | None = None) -> str:
    """A refresh token."""
    async with tasks.client() as client:
        given = {"username": username, "password": tasks.password, "otp": otp}
        return str((await client.post(f"{V1}/tokens", json=given)).json()["refresh_token"])


async def renewed(tasks: Any, token: str, **more: Any) -> Any:
    async with tasks.client() as client:
        return await client.post(f"{V1}/tokens/refresh", json={"refresh_token": token} | more)


def ended(answer: Any) -> bool:
    return answer.status_code == 401 and str(answer.json()["type"]).endswith("/session-ended")


async def test_a_password_alone_is_not_enough_for_a_role_that_needs_more(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh)
    token = await signed_in(tasks, username)
    await promoted(tasks, username, "coordinator")
    assert ended(await renewed(tasks, token))
    session = await tasks.mongo.collection("sessions").find_one({"username": username})
    assert session["reason"] == "role-changed"


async def test_who_has_a_second_factor_goes_on_in_the_new_role(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh, second_factor=SECRET)
    token = await signed_in(tasks, username, TOTP(SECRET).at(datetime.now(UTC)))
    await promoted(tasks, username, "coordinator")
    answer = await renewed(tasks, token)
    assert (answer.status_code, answer.json()["user"]["role"]) == (200, "coordinator")


async def test_where_another_provider_signs_in_its_second_factor_counts(tasks: Any, beside: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh)
    token = await signed_in(tasks, username)
    await promoted(tasks, username, "coordinator")
    async with beside(oidc_issuer="http://127.0.0.1:9", oidc_client_id="chithi") as external:
        assert (await renewed(external, token)).status_code == 200


@pytest.mark.parametrize(("role", "goes_on"), [("agency_officer", True), ("clerk", False), ("coordinator", False)])
async def test_a_phone_ends_with_a_role_that_has_none(tasks: Any, role: str, goes_on: bool) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    async with await tasks.signed_in("coordinator", tasks.ninh_binh) as client:
        code = (await client.post(f"{V1}/enrolments", json={"username": username})).json()["code"]
        device = {"name": "Điện thoại của xã", "platform": "android 13", "app_version": "1.0"}
        answer = await client.post(f"{V1}/enrolments/redeem", json={"code": code, "device": device})
    assert answer.status_code == 201, answer.text
    phone = answer.json()
    await promoted(tasks, username, role)
    at, token = int(datetime.now(UTC).timestamp()), phone["refresh_token"]
    signed = signature(base64.b64decode(phone["device_key"]), at, token)
    answer = await renewed(tasks, token, proof={"device_id": phone["device_id"], "at": at, "signature": signed})
    assert answer.status_code == 200 if goes_on else ended(answer)
