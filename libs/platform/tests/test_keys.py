"""Keys of the issuer: a slow or silent one keeps nobody waiting, a new key is fetched when a token names it."""

import asyncio
import time
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from chithi_platform import issuer_keys
from chithi_platform.problems import Problem
from chithi_platform.security import ALGORITHM, JwksVerifier


class Issuer:
    """Publishes keys; `slow` holds the answer back, `away` refuses."""

    def __init__(self) -> None:
        self.keys = [OKPKey.generate_key("Ed25519")]
        self.asked, self.away, self.open = 0, False, asyncio.Event()
        self.open.set()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        await self.open.wait()
        if self.away:
            raise httpx.ConnectError("away", request=request)
        return httpx.Response(
            200, json={"keys": [k.as_dict(private=False) | {"kid": k.thumbprint()} for k in self.keys]}
        )

    def token(self, key: OKPKey | None = None, **more: Any) -> str:
        key = key or self.keys[0]
        claims = {"iss": "chithi", "sub": "an", "exp": int(time.time()) + 60, "name": "An", "role": "clerk"}
        claims |= {"unit": "VN", "path": ["VN"]} | more
        return jwt.encode({"alg": ALGORITHM, "kid": key.thumbprint()}, claims, key, algorithms=[ALGORITHM])

    def verifier(self) -> JwksVerifier:
        return JwksVerifier("http://issuer/jwks.json", "chithi", httpx.AsyncClient(transport=httpx.MockTransport(self)))


async def test_a_slow_issuer_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    issuer = Issuer()
    verifier = issuer.verifier()
    await verifier.verify(issuer.token())
    monkeypatch.setattr(issuer_keys, "LIFE_S", 0.0)
    issuer.open.clear()
    for n in range(20):
        assert (await asyncio.wait_for(verifier.verify(issuer.token(n=n)), 10)).subject == "an"
    assert issuer.asked == 2, "one request is under way, nobody begins another"
    issuer.open.set()


async def test_old_keys_stay_good_while_the_issuer_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    issuer = Issuer()
    verifier = issuer.verifier()
    await verifier.verify(issuer.token())
    monkeypatch.setattr(issuer_keys, "LIFE_S", 0.0)
    issuer.away = True
    for n in range(3):
        assert await verifier.verify(issuer.token(n=n))
    fresh = Issuer()
    fresh.away = True
    with pytest.raises(Problem, match="503"):
        await fresh.verifier().verify(fresh.token())


async def test_a_new_key_is_fetched_when_a_token_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    issuer = Issuer()
    verifier = issuer.verifier()
    await verifier.verify(issuer.token())
    monkeypatch.setattr(issuer_keys, "PAUSE_S", 0.0)
    issuer.keys.insert(0, OKPKey.generate_key("Ed25519"))
    before = issuer.asked
    assert await verifier.verify(issuer.token())
    assert await verifier.verify(issuer.token(issuer.keys[1]))
    assert issuer.asked == before + 1


async def test_forged_tokens_make_the_issuer_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuer_keys, "PAUSE_S", 600.0)  # however long we take
    issuer, stranger = Issuer(), OKPKey.generate_key("Ed25519")
    verifier = issuer.verifier()
    await verifier.verify(issuer.token())
    head, body, _ = issuer.token().split(".")
    signature = issuer.token(stranger).rpartition(".")[2]
    forged = [f"{head}.{body}.{signature}", issuer.token(stranger), "a.b.c", "", "ễ.ễ.ễ"]
    for token in forged * 3:
        with pytest.raises(Problem, match="invalid-token"):
            await verifier.verify(token)
    assert issuer.asked == 1
