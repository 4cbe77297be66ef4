"""A provider's refresh token is good once: renewals at once, late ones, and processes that die on the way."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from fastapi.responses import Response

from chithi_tasks.adapters.inbound.identity import external_renewal
from chithi_tasks.adapters.outbound.identity.external import ProviderTokens
from chithi_tasks.identities import release
from chithi_testkit.oidc import OidcProvider

from .journeys import came, entered, renewed, session_of


async def test_renewals_at_once_take_turns_at_the_provider(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client, existing.client() as tab:
        await entered(existing, provider, client)
        tab.cookies.set("chithi_refresh", client.cookies["chithi_refresh"])
        asked, go_on = asyncio.Event(), asyncio.Event()

        async def held() -> None:
            asked.set()
            await go_on.wait()

        provider.renewing = held
        first = asyncio.create_task(renewed(client))
        await asked.wait()
        second = asyncio.create_task(renewed(tab))
        done, _ = await asyncio.wait([first, second], timeout=0.5)
        assert not done, "the second waits for the first"
        go_on.set()
        assert await asyncio.gather(first, second) == [True, True]
        assert provider.reused == []
        assert await renewed(tab)


async def test_a_spent_token_of_ours_does_not_spend_the_providers(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client, existing.client() as tab:
        await entered(existing, provider, client)
        tab.cookies.set("chithi_refresh", client.cookies["chithi_refresh"])
        for _ in range(2):
            assert await renewed(client)
        before = len(provider.handed_out)
        assert await renewed(tab), "overtaken a moment ago"
        assert len(provider.handed_out) == before
        assert await renewed(client)


async def test_the_turn_of_a_process_that_died_is_over_before_the_gateway_gives_up(
    existing: Any, provider: OidcProvider
) -> None:
    async with existing.client() as client:
        username = await entered(existing, provider, client)
        session_id = (await session_of(existing, username))["_id"]
        tokens, clock = ProviderTokens(existing.mongo, existing.vault), existing.issuer.clock
        dead = await tokens.turn(session_id, lambda: clock() - timedelta(seconds=46))
        assert dead
        assert await renewed(client)
        await tokens.replace(dead, "of the dead")
        kept = (await session_of(existing, username))["kept"]
        assert existing.vault.open(kept["sealed"], "it") == provider.handed_out[-1]


async def test_a_renewal_under_way_does_not_bind_whom_an_administrator_released(
    existing: Any, provider: OidcProvider
) -> None:
    async with existing.client() as client:
        username = await entered(existing, provider, client)

        async def released() -> None:
            await release(existing.service.settings, username)

        provider.renewing = released
        assert not await renewed(client)
    assert await existing.mongo.collection("external_identities").find_one({"username": username}) is None


async def test_an_answer_of_the_provider_that_was_lost_leads_to_the_sign_in(
    existing: Any, provider: OidcProvider
) -> None:
    async with existing.client() as client:
        await entered(existing, provider, client)

        async def lost() -> Response:
            provider.renewed(provider.handed_out[-1])
            return Response("cut off", 502)

        provider.renewing = lost
        assert await renewed(client)
        provider.renewing = None
        assert not await renewed(client)
        await client.get("/login")
        assert (await came(client)).status_code == 200


async def test_a_provider_that_keeps_us_waiting_stops_no_work(
    existing: Any, provider: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(external_renewal, "LONGEST_S", 0.1)
    never = asyncio.Event()

    async def hanging() -> Response:
        await never.wait()
        return Response("too late", 503)

    async with existing.client() as client:
        await entered(existing, provider, client)
        provider.renewing = hanging
        assert await renewed(client)
        never.set()


async def test_the_next_token_is_kept_though_the_rest_of_the_answer_cannot_be_had(
    existing: Any, provider: OidcProvider
) -> None:
    async with existing.client() as client:
        username = await entered(existing, provider, client)
        provider.kept_for_userinfo, provider.userinfo_status = ("preferred_username",), 503
        assert await renewed(client)
        kept = (await session_of(existing, username))["kept"]
        assert existing.vault.open(kept["sealed"], "it") == provider.handed_out[-1]
        provider.userinfo_status = 200
        assert await renewed(client)
        assert provider.reused == []
