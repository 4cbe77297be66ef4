"""A phone comes in at the running system by a code, renews by its own key, and is shut out when it is revoked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from chithi_cli.running import Login
from chithi_mobile.core.answers import Refused, SignInNeeded, Unreachable
from chithi_mobile.core.api import new_client
from chithi_mobile.core.device import DeviceInfo
from chithi_mobile.core.invitation import Invitation, from_link
from chithi_mobile.core.models import Tokens
from chithi_mobile.core.phone import Phone

from .site import Site

pytestmark = pytest.mark.surface

API = "/api/tasks/v1"
INFO = DeviceInfo("Máy của ca trực", "Android 14")


class Way(httpx.AsyncBaseTransport):
    """The way to the server; the answers to requests whose path ends so are lost, once each."""

    def __init__(self) -> None:
        self._wire = httpx.AsyncHTTPTransport()
        self.lost: list[str] = []
        self.went: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._wire.handle_async_request(request)
        self.went.append(request.url.path)
        for ending in self.lost:
            if request.url.path.endswith(ending):
                self.lost.remove(ending)
                await answer.aread()
                raise httpx.ReadError("answer lost", request=request)
        return answer

    async def aclose(self) -> None:
        await self._wire.aclose()


@asynccontextmanager
async def phone_at(path: Path, way: Way, url: str) -> AsyncIterator[Phone]:
    async with new_client(way) as client:
        phone = Phone(path, url, client=client)
        try:
            yield phone
        finally:
            await phone.close()


async def offered(site: Site, officer: Login) -> dict[str, Any]:
    async with site.signed_in(site.login("coordinator")) as steering:
        answer = await steering.post(f"{API}/enrolments", json={"username": officer.username})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())


def invited(site: Site, offer: dict[str, Any]) -> Invitation:
    """What the QR code says, at the address where the test reaches the system."""
    scanned = from_link(offer["url"])
    assert scanned
    assert scanned == from_link(offer["url"].replace(offer["code"], offer["code"].lower()))
    return replace(scanned, server=site.system.url)


def spoil(phone: Phone) -> None:
    """The access token is over: the next call has to renew."""
    session = phone.store.session()
    assert session
    phone.store.renewed(session.user, Tokens("over", session.refresh))


@pytest.fixture
def officer(site: Site) -> Login:
    return site.officers[-1]


async def test_a_phone_comes_in_loses_answers_is_revoked_and_comes_in_again(
    site: Site, officer: Login, tmp_path: Path
) -> None:
    way, store = Way(), tmp_path / "phone.db"
    offer = await offered(site, officer)
    invitation = invited(site, offer)
    async with phone_at(store, way, site.system.url) as phone:
        way.lost = ["/redeem"]
        with pytest.raises(Unreachable):
            await phone.enrol(invitation, INFO)
        user = await phone.enrol(invitation, INFO)
        assert (user.username, user.unit_id) == (officer.username, officer.unit_id)
        await phone.sync()
        with pytest.raises(Refused, match="Mã kích hoạt không dùng được"):
            await Phone(":memory:", site.system.url, client=phone._client).enrol(invitation, INFO)

    async with phone_at(store, way, site.system.url) as phone:
        spoil(phone)
        way.lost = ["/tokens/refresh"]
        with pytest.raises(Unreachable):
            await phone.sync()
        for _ in range(3):
            await phone.sync()
            spoil(phone)
        assert not phone.account.needs_sign_in, "the server took the repeated token for what it was"
        assert f"{API}/tokens" not in way.went, "no password was ever sent"

        device = phone.store.device()
        assert device
        async with site.signed_in(site.login("coordinator")) as steering:
            found = (await steering.get(f"{API}/devices", params={"username": officer.username})).json()["items"]
            assert [(one["device_id"], one["name"], one["state"]) for one in found][:1] == [
                (device.id, INFO.name, "active")
            ]
            gone = await steering.request("DELETE", f"{API}/devices/{device.id}", json={"reason": "Mất máy"})
            assert gone.status_code == 204, gone.text

        phone.file("antt-thang", "2026-09", {})
        with pytest.raises(SignInNeeded) as refusal:
            await phone.sync()
        assert refusal.value.code == "device-revoked"
        assert "Mất máy" in phone.account.ended
        assert [report.state for report in phone.outbox()] == ["waiting"]

        await phone.enrol(invited(site, await offered(site, officer)), INFO)
        await phone.sync()
        assert phone.account.ended == ""
        assert [report.state for report in phone.outbox()] == ["waiting"], "what was written is still its owner's"


async def test_a_copied_refresh_token_is_worth_nothing_without_the_phone(
    site: Site, officer: Login, tmp_path: Path
) -> None:
    way = Way()
    async with phone_at(tmp_path / "phone.db", way, site.system.url) as phone:
        await phone.enrol(invited(site, await offered(site, officer)), INFO)
        session = phone.store.session()
        assert session
        async with httpx.AsyncClient(base_url=site.system.url, timeout=60, trust_env=False) as thief:
            stolen = {"refresh_token": session.refresh}
            forged = stolen | {"proof": {"device_id": "x", "at": 0, "signature": "x"}}
            for body in (stolen, forged):
                answer = await thief.post(f"{API}/tokens/refresh", json=body)
                assert answer.status_code == 401
        spoil(phone)
        await phone.sync()
        assert not phone.account.needs_sign_in, "a thief cannot even end the session"
