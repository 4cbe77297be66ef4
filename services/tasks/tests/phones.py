"""Phones that are offered a code, come in with it, and are refused: what the tests of phones begin with."""

from typing import Any

V1 = "/api/tasks/v1"
PHONE = {"name": "Điện thoại của xã", "platform": "android 13", "app_version": "1.0"}


def problem(answer: Any) -> str:
    """The code of a problem document."""
    return str(answer.json()["type"]).rpartition("/")[2]


async def offered(tasks: Any, username: str, unit_id: str | None = None) -> dict[str, Any]:
    """A code that the coordinator makes for the account."""
    async with await tasks.signed_in("coordinator", unit_id or tasks.ninh_binh) as client:
        answer = await client.post(f"{V1}/enrolments", json={"username": username})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def redeemed(tasks: Any, code: str, address: str = "192.0.2.1", **more: Any) -> Any:
    """What a phone at the address is answered that brings the code."""
    async with tasks.client() as client:
        sent = {"code": code, "device": PHONE} | more
        return await client.post(f"{V1}/enrolments/redeem", json=sent, headers={"X-Forwarded-For": address})


async def enrolled(tasks: Any, username: str) -> dict[str, Any]:
    """The account's new phone."""
    answer = await redeemed(tasks, (await offered(tasks, username))["code"])
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
