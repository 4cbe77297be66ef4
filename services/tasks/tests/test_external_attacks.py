"""Signing in at another OpenID Connect provider under attack: forged tokens, stolen codes, answers of others."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chithi_testkit.false_tokens import forged, unsigned, with_public_key
from chithi_testkit.oidc import OidcProvider, person

from .journeys import ME, came, left, sent_back


@pytest.mark.parametrize("sign", [forged, unsigned, with_public_key], ids=lambda one: one.__name__)
async def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    existing: Any, provider: OidcProvider, sign: Any
) -> None:
    async with existing.client() as client:
        provider.person = person(await existing.account("coordinator", existing.ninh_binh))
        provider.signed = lambda claims: sign(claims, provider)
        page = await came(client)
        assert page.status_code == 403
        assert "không hợp lệ nên không được chấp nhận" in page.text
        assert (await client.get(ME)).status_code == 401


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["chithi", "another-client"]},
        {"azp": "another-client"},
        {"iss": "https://another.example"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"sub": None},
        {"nbf": 4_000_000_000},
    ],
    ids=str,
)
async def test_a_token_that_is_not_for_this_sign_in_opens_nothing(
    existing: Any, provider: OidcProvider, lie: dict[str, Any]
) -> None:
    async with existing.client() as client:
        provider.person = person(await existing.account("coordinator", existing.ninh_binh))
        provider.altered = lambda claims: {name: value for name, value in (claims | lie).items() if value is not None}
        assert (await came(client)).status_code == 403
        assert (await client.get(ME)).status_code == 401
        provider.altered = dict
        assert (await came(client)).status_code == 200, "the honest one comes in"


async def test_an_answer_is_good_once_and_in_its_own_browser_alone(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client, existing.client() as victim:
        provider.person = person(await existing.account("coordinator", existing.ninh_binh))
        back = await sent_back(await left(client))
        assert (await victim.get(back)).status_code == 400, "nobody is signed in as somebody else by a link"
        changed = await client.get(back.replace("state=", "state=x"))
        assert changed.status_code == 400
        foreign = await client.get(re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fanother.example", back))
        assert foreign.status_code == 400, "an answer of another provider (RFC 9207)"

        back = await sent_back(await left(client))
        kept = dict(client.cookies)
        assert (await client.get(back)).status_code == 200
        for name, value in kept.items():
            client.cookies.set(name, value, path="/login/callback")
        again = await client.get(back)
        assert again.status_code == 400
        assert "đã dùng rồi" in again.text


async def test_a_code_without_its_verifier_is_worth_nothing(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as thief, existing.client() as owner:
        provider.person = person(await existing.account("coordinator", existing.ninh_binh))
        stolen = parse_qs(urlsplit(await sent_back(await left(owner))).query)["code"][0]
        own = await sent_back(await left(thief))
        answer = await thief.get(re.sub(r"code=[^&]+", f"code={stolen}", own))
        assert answer.status_code == 400
        assert (await thief.get(ME)).status_code == 401
