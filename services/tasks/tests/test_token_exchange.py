"""Programs exchange a token of another OpenID Connect provider for one of ours."""

from typing import Any

import pytest

from chithi_testkit.false_tokens import forged, unsigned
from chithi_testkit.oidc import OidcProvider, person

ME, EXCHANGE = "/api/tasks/v1/me", "/api/tasks/v1/oauth/token"
SUBJECT_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"


def exchanged(token: str, **more: str) -> dict[str, str]:
    return {"grant_type": GRANT, "subject_token": token, "subject_token_type": SUBJECT_TOKEN} | more


async def test_a_program_exchanges_its_token(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        username = await existing.account("clerk", existing.ninh_binh)
        provider.person = person(username)
        token = provider.token(provider.claims(azp="a-program"))
        answer = await client.post(EXCHANGE, data=exchanged(token))
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["token_type"], told["issued_token_type"]) == ("Bearer", SUBJECT_TOKEN)
        assert "refresh_token" not in told
        async with existing.client(told["access_token"]) as program:
            assert (await program.get(ME)).json()["username"] == username


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda p: p.token(p.claims(aud="account")), "invalid_grant"),
        (lambda p: p.token(p.claims(exp=1_700_000_000)), "invalid_grant"),
        (lambda p: forged(p.claims(), p), "invalid_grant"),
        (lambda p: unsigned(p.claims(), p), "invalid_grant"),
        (lambda p: "no token", "invalid_grant"),
        (lambda p: "", "invalid_request"),
        (lambda p: p.token(p.claims(preferred_username="nguoi.la", sub="x")), "invalid_grant"),
    ],
    ids=["for another", "expired", "forged", "unsigned", "nonsense", "none", "unknown"],
)
async def test_a_program_with_a_bad_token_gets_none(
    existing: Any, provider: OidcProvider, make: Any, error: str
) -> None:
    async with existing.client() as client:
        provider.person = person(await existing.account("clerk", existing.ninh_binh))
        answer = await client.post(EXCHANGE, data=exchanged(make(provider)))
        assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_without_a_provider_there_is_no_exchange(tasks: Any) -> None:
    async with tasks.client() as client:
        answer = await client.post(EXCHANGE, data=exchanged("x"))
        assert answer.json()["error"] == "unsupported_grant_type"
