"""Whose account somebody is who signs in at another provider, and what the provider may say of them."""

from typing import Any

import pytest

from chithi_tasks.core.identity.new_accounts import BadAccount
from chithi_tasks.identities import release
from chithi_testkit.oidc import OidcProvider, person

from .journeys import ME, OURS, came, placed


async def test_a_known_person_without_an_account_learns_whom_to_ask(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        provider.person = person("nguoi.la", chithi_role="admin", chithi_unit="VN")
        page = await came(client)
        assert page.status_code == 403
        assert "Tài khoản “nguoi.la” chưa được cấp quyền trong ChiThi." in page.text
        assert await existing.accounts.find("nguoi.la") is None


async def test_a_name_that_went_to_somebody_else_there_opens_nothing(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client, existing.client() as other:
        username = await existing.account("coordinator", existing.ninh_binh)
        provider.person = person(username)
        assert (await came(client)).status_code == 200
        provider.person = person(username, sub="somebody-else")
        page = await came(other)
        assert page.status_code == 403
        assert "đang gắn với một định danh khác" in page.text
        await release(existing.service.settings, username)
        assert (await client.post("/session/refresh", headers=OURS)).json() == {"renewed": False}
        assert (await came(other)).status_code == 200, "an administrator let the new one in"
        with pytest.raises(BadAccount):
            await release(existing.service.settings, "nobody")


async def test_a_new_name_there_is_still_the_same_person(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client, existing.client() as other:
        username = await existing.account("coordinator", existing.ninh_binh)
        provider.person = person(username)
        assert (await came(client)).status_code == 200
        provider.person = person("renamed", sub=f"sub-{username}")
        assert (await came(other)).status_code == 200
        assert (await other.get(ME)).json()["username"] == username


async def test_the_provider_may_also_say_role_and_place(following: Any, provider: OidcProvider) -> None:
    async with following.client() as client:
        provider.person = placed("commune_officer", following.ward, email="b@example.vn", email_verified=True)
        username = provider.person["preferred_username"]
        assert (await came(client)).status_code == 200
        me = (await client.get(ME)).json()
        assert (me["role"], me["unit_id"], me["name"]) == ("commune_officer", following.ward, "Trần Thị B")
        account = await following.accounts.find(username)
        assert (account.password_hash, account.email) == (None, "b@example.vn")

        provider.person |= {"chithi_role": "coordinator", "chithi_unit": following.ninh_binh}
        assert (await came(client)).status_code == 200
        me = (await client.get(ME)).json()
        assert (me["role"], me["unit_id"]) == ("coordinator", following.ninh_binh)
        version = (await following.accounts.find(username)).version
        assert (await came(client)).status_code == 200
        assert (await following.accounts.find(username)).version == version, "the same word changes nothing"


@pytest.mark.parametrize(
    ("more", "claim"),
    [
        ({"chithi_unit": "99-20250701"}, "chithi_unit"),
        ({"chithi_unit": "356-20040101"}, "chithi_unit"),
        ({"chithi_unit": "37-20250701"}, "chithi_unit"),
        ({"chithi_unit": None}, "chithi_unit"),
        ({"chithi_role": "superuser"}, "chithi_role"),
        ({"chithi_role": ["clerk", "admin"]}, "chithi_role"),
        ({"chithi_agency": "cong-an-tinh:37-20250701"}, "chithi_agency"),
        ({"preferred_username": "ai đó"}, "preferred_username"),
    ],
    ids=str,
)
async def test_a_place_that_does_not_exist_makes_no_account(
    following: Any, provider: OidcProvider, more: dict[str, Any], claim: str
) -> None:
    async with following.client() as client:
        provider.person = placed("commune_officer", following.ward) | more
        page = await came(client)
        assert page.status_code == 403
        assert f"“{claim}”" in page.text
        identity = {"subject": provider.person["sub"]}
        assert await following.accounts.find(provider.person["preferred_username"]) is None
        assert await following.mongo.collection("external_identities").find_one(identity) is None


async def test_the_provider_does_not_take_the_last_administrator(following: Any, provider: OidcProvider) -> None:
    await following.mongo.collection("accounts").delete_many({"appointments.unit_id": "VN"})
    async with following.client() as client:
        provider.person = placed("admin", "VN")
        username = provider.person["preferred_username"]
        assert (await came(client)).status_code == 200
        provider.person |= {"chithi_role": "clerk"}
        page = await came(client)
        assert page.status_code == 409
        assert "quản trị toàn quốc cuối cùng" in page.text
        assert (await following.accounts.find(username)).role == "admin"
        await following.account("admin", "VN")
        assert (await came(client)).status_code == 200
        assert (await following.accounts.find(username)).role == "clerk"
    await following.mongo.collection("accounts").delete_many({"appointments.unit_id": "VN"})


async def test_an_account_that_was_closed_here_stays_closed(following: Any, provider: OidcProvider) -> None:
    async with following.client() as client:
        provider.person = placed("clerk", following.ninh_binh)
        username = provider.person["preferred_username"]
        assert (await came(client)).status_code == 200
        closed = {"$set": {"closed_at": following.issuer.clock(), "closed_reason": "Nghỉ việc"}}
        await following.mongo.collection("accounts").update_one({"_id": username}, closed)
        page = await came(client)
        assert page.status_code == 403
        assert "Tài khoản đã đóng" in page.text
