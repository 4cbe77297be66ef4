"""The provider is asked at each renewal of a session that began there, over real HTTP, and its word holds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.responses import JSONResponse, Response

from chithi_platform.audit import AuditLog
from chithi_testkit.false_tokens import forged
from chithi_testkit.oidc import OidcProvider

from .journeys import ME, OURS, came, entered, placed, renewed, session_of

SAID = "Hệ thống định danh của đơn vị không còn xác nhận phiên đăng nhập này."


def instead(answer: Callable[[], Response]) -> Any:
    async def given() -> Response:
        return answer()

    return given


async def test_each_renewal_spends_the_providers_token_once(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        username = await entered(existing, provider, client)
        before = len(provider.handed_out)
        for _ in range(3):
            assert await renewed(client)
        kept = (await session_of(existing, username))["kept"]
        assert len(provider.handed_out) == before + 3
        assert existing.vault.open(kept["sealed"], "it") == provider.handed_out[-1]
        assert (provider.reused, kept["turn"]) == ([], None)
        assert (await client.get(ME)).json()["username"] == username


async def test_who_is_disabled_there_is_out_at_the_next_renewal(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        username = await entered(existing, provider, client)
        provider.disabled.add(f"sub-{username}")
        assert not await renewed(client)
        assert (await client.get(ME)).status_code == 401
        page = await client.get("/login", params={"next": "/nhiem-vu"})
        assert (page.status_code, SAID in page.text) == (401, True)
        assert "/login?next=/nhiem-vu" in page.text
        assert (await client.get("/login")).status_code == 303, "said once"
        ended = await session_of(existing, username)
    assert (ended["reason"], "sealed" in ended["kept"]) == ("provider-refused", False)
    about = {"action": "session.ended", "subject": f"{username}/{ended['_id']}"}
    row = await AuditLog(existing.mongo, "tasks").places.rows.find_one(about)
    assert row
    assert row["after"] == {"reason": "provider-refused"}


async def test_the_token_route_asks_the_provider_too(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client, existing.client() as program:
        username = await entered(existing, provider, client)
        provider.disabled.add(f"sub-{username}")
        token = {"refresh_token": client.cookies["chithi_refresh"]}
        for _ in range(2):
            answer = await program.post("/api/tasks/v1/tokens/refresh", json=token)
            assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]) == (401, "ended-by-provider")
            assert SAID in answer.json()["detail"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda: Response("down", 503),
        lambda: JSONResponse({"error": "server_error"}, 500),
        lambda: JSONResponse({"error": "invalid_client"}, 401),
        lambda: JSONResponse({"error": "unauthorized_client"}, 400),
        lambda: JSONResponse(["nonsense"], 200),
    ],
    ids=["503", "500", "invalid_client", "unauthorized_client", "nonsense"],
)
async def test_while_the_provider_is_away_work_goes_on(existing: Any, provider: OidcProvider, answer: Any) -> None:
    async with existing.client() as client:
        username = await entered(existing, provider, client)
        provider.renewing = instead(answer)
        for _ in range(2):
            assert await renewed(client)
        provider.renewing = None
        assert await renewed(client), "what was not spent is good afterwards"
        found = await session_of(existing, username)
        assert found["until"] - found["started_at"] == timedelta(hours=12)
        provider.disabled.add(f"sub-{username}")
        assert not await renewed(client)


async def test_without_a_refresh_token_it_is_as_long_as_before(existing: Any, provider: OidcProvider) -> None:
    provider.refreshing = False
    async with existing.client() as client:
        username = await entered(existing, provider, client)
        provider.disabled.add(f"sub-{username}")
        assert await renewed(client)
        assert (await session_of(existing, username))["kept"]["sealed"] is None


async def test_a_provider_that_sends_no_new_one_is_asked_with_the_same(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        username = await entered(existing, provider, client)
        provider.renewing = instead(lambda: JSONResponse({"access_token": "opaque", "token_type": "Bearer"}))
        assert await renewed(client)
        kept = (await session_of(existing, username))["kept"]
        assert existing.vault.open(kept["sealed"], "it") == provider.handed_out[-1]


async def test_signing_out_and_sign_out_everywhere_drop_it(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client, existing.client() as other:
        username = await entered(existing, provider, client)
        assert (await client.post("/session/end", headers=OURS)).status_code == 200
        assert (await session_of(existing, username))["kept"] is None
        username = await entered(existing, provider, other)
        assert (await other.delete(f"{ME}/sessions", headers=OURS)).is_success
        assert "sealed" not in (await session_of(existing, username))["kept"]


@pytest.mark.parametrize(
    "lie",
    [{"sub": "another"}, {"azp": "chithi"}, {"nonce": "another"}, {"aud": "another"}, {"iss": "https://another"}],
    ids=str,
)
async def test_a_token_of_another_sign_in_ends_the_session(
    existing: Any, provider: OidcProvider, lie: dict[str, Any]
) -> None:
    async with existing.client() as client:
        username = await entered(existing, provider, client)
        provider.altered = lambda claims: claims | lie
        assert not await renewed(client)
        assert (await session_of(existing, username))["reason"] == "provider-token"


async def test_a_forged_token_ends_the_session(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        username = await entered(existing, provider, client)
        provider.signed = lambda claims: forged(claims, provider)
        assert not await renewed(client)
        assert (await session_of(existing, username))["reason"] == "provider-token"


async def test_a_key_that_is_not_published_yet_ends_nothing(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        await entered(existing, provider, client)
        provider.signed = lambda claims: forged(claims, provider, kid="two")
        assert await renewed(client)
        provider.signed = None
        assert await renewed(client)


async def test_role_and_place_of_now_hold_from_the_renewal(following: Any, provider: OidcProvider) -> None:
    async with following.client() as client:
        provider.person = placed("commune_officer", following.ward)
        username = provider.person["preferred_username"]
        assert (await came(client)).status_code == 200
        provider.person |= {"chithi_role": "coordinator", "chithi_unit": following.ninh_binh}
        assert await renewed(client)
        me = (await client.get(ME)).json()
        assert (me["role"], me["unit_id"]) == ("coordinator", following.ninh_binh)
        provider.person |= {"chithi_role": "offline_access"}
        assert not await renewed(client)
        assert (await session_of(following, username))["reason"] == "provider-claims"
        assert SAID in (await client.get("/login")).text
        page = await came(client)
        assert (page.status_code, "“chithi_role”" in page.text) == (403, True)
