"""Tokens, keys, lock-out and the sign-in page."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from chithi_platform.security import ALGORITHM
from chithi_tasks.adapters.outbound.identity.signing_keys import SigningKeys
from chithi_tasks.core.identity.lockout import LONGEST, pause_after
from chithi_tasks.web.pages import inside

TOKENS = "/api/tasks/v1/tokens"


async def test_a_password_buys_a_token_that_everybody_can_verify(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    async with tasks.client() as client:
        answer = await client.post(TOKENS, json={"username": username, "password": tasks.password})
        keys = (await client.get("/api/tasks/v1/jwks.json")).json()
    assert answer.status_code == 200
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("bearer", 900)
    assert (body["refresh_expires_in"], body["refresh_token"].count(".")) == (12 * 3600, 2)
    assert body["user"] == {
        "username": username,
        "name": "Nguyễn Văn A",
        "role": "commune_officer",
        "unit_id": tasks.ward,
        "unit_name": "Phường Nam Định",
        "path": ["VN", tasks.ninh_binh, tasks.ward],
        "agency_id": None,
    }
    assert [set(key) & {"d", "k"} for key in keys["keys"]] == [set()]
    claims = jwt.decode(body["access_token"], KeySet.import_key_set(keys), algorithms=[ALGORITHM]).claims
    assert (claims["iss"], claims["sub"], claims["unit"]) == ("chithi", username, tasks.ward)
    assert claims["exp"] - claims["iat"] == 900
    async with tasks.client(body["access_token"]) as client:
        assert (await client.get("/api/tasks/v1/me")).json() == body["user"]


@pytest.mark.parametrize("known", [True, False])
async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(tasks: Any, known: bool) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh) if known else "khong-co-ai"
    async with tasks.client() as client:
        answer = await client.post(TOKENS, json={"username": username, "password": "sai rồi"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith("/wrong-credentials")
    assert username not in answer.text


async def test_five_failures_close_the_name_even_for_the_right_password(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh)
    async with tasks.client() as client:
        wrong = [await client.post(TOKENS, json={"username": username, "password": "sai rồi"}) for _ in range(6)]
        right = await client.post(TOKENS, json={"username": username, "password": tasks.password})
    assert [answer.status_code for answer in wrong] == [401] * 5 + [429]
    assert right.status_code == 429
    assert right.json()["type"].endswith("/too-many-tries")
    assert 0 < int(right.headers["retry-after"]) <= 30


async def test_parallel_guesses_cannot_slip_through(tasks: Any) -> None:
    async with tasks.client() as client:
        guesses = [client.post(TOKENS, json={"username": "doan-mo", "password": f"đoán {n}"}) for n in range(20)]
        statuses = [answer.status_code for answer in await asyncio.gather(*guesses)]
    assert statuses.count(401) == 5
    assert statuses.count(429) == 15


async def test_success_forgets_the_failures(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh)
    async with tasks.client() as client:
        for _ in range(2):
            for _ in range(4):
                await client.post(TOKENS, json={"username": username, "password": "sai rồi"})
            answer = await client.post(TOKENS, json={"username": username, "password": tasks.password})
            assert answer.status_code == 200


def test_the_pause_doubles_up_to_a_quarter_of_an_hour() -> None:
    seconds = [pause_after(failures).total_seconds() for failures in range(4, 12)]
    assert seconds == [0, 30, 60, 120, 240, 480, 900, 900]
    assert pause_after(10_000) == LONGEST


async def test_two_processes_that_start_at_once_share_one_key(mongo: Any, vault: Any) -> None:
    keys = await asyncio.gather(*(SigningKeys(mongo, vault).current() for _ in range(4)))
    assert len({key.id for key in keys}) == 1


async def test_an_expired_token_and_a_forged_one_are_refused(tasks: Any) -> None:
    late = await tasks.token("clerk", tasks.ninh_binh, life=timedelta(minutes=-5))
    head, body, signature = (await tasks.token("clerk", tasks.ninh_binh)).split(".")
    for token, code in ((late, "expired-token"), (f"{head}.{body}.{signature[::-1]}", "invalid-token")):
        async with tasks.client(token) as client:
            answer = await client.get("/api/tasks/v1/me")
        assert answer.status_code == 401
        assert answer.json()["type"].endswith(code)
        assert "WWW-Authenticate" in answer.headers


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("/", "/"),
        ("/directives?id=1", "/directives?id=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_a_sign_in_leads_only_to_our_own_pages(target: str, allowed: str) -> None:
    assert inside(target) == allowed


@pytest.mark.parametrize("many", [1, 200])
async def test_a_token_that_stands_for_many_units_stays_small_enough_for_a_cookie(tasks: Any, many: int) -> None:
    """What ended last is kept; what is left out is read by who is above."""
    ended = tuple(f"{number:05d}-20250701" for number in range(many))
    account = await tasks.accounts.find(await tasks.account("commune_officer", tasks.ward))
    issuer = replace(tasks.issuer, taken_over=lambda _: ended)
    token = await issuer.token(replace(account, name="Ễ" * 100), timedelta(minutes=5))
    user = await tasks.service.parts.verifier.verify(token)
    assert user.heir_of == ended[:60]
    assert len(token) < 3800
