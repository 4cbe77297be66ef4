"""Signing in at another OpenID Connect provider: over real HTTP, honest at first, then under attack."""

import re
from collections.abc import AsyncIterator, Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from joserfc import jwt

from chithi_tasks.core.identity.new_accounts import BadAccount
from chithi_tasks.identities import release
from chithi_testkit.false_tokens import forged, unsigned, with_public_key
from chithi_testkit.oidc import PUBLIC, OidcProvider, person

ME = "/api/tasks/v1/me"
OURS = {"sec-fetch-site": "same-origin"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def following(beside: Callable[..., Any], running_provider: OidcProvider) -> AsyncIterator[Any]:
    """A service that takes role and place from the provider too."""
    async with beside(**running_provider.settings(oidc_provision="create")) as one:
        yield one


async def left(client: httpx.AsyncClient, target: str = "/nhiem-vu") -> str:
    """The address at the provider that the browser is sent to."""
    answer = await client.get("/login", params={"next": target})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def sent_back(url: str) -> str:
    """What the provider tells the browser to ask us, as a path of ours."""
    async with httpx.AsyncClient() as browser:
        back = (await browser.get(url)).headers["location"]
    assert back.startswith(f"{PUBLIC}/login/callback?")
    return back.removeprefix(PUBLIC)


async def came(client: httpx.AsyncClient, target: str = "/nhiem-vu") -> httpx.Response:
    """The whole way there and back."""
    return await client.get(await sent_back(await left(client, target)))


def leads_to(page: httpx.Response) -> str:
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)
    assert found, page.text
    return unescape(found.group(1))


def placed(role: str, unit: str, **more: Any) -> dict[str, Any]:
    return person(f"n{uuid4().hex[:8]}", chithi_role=["offline_access", role], chithi_unit=unit, **more)


async def test_the_whole_way_there_back_and_out(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        username = await existing.account("coordinator", existing.ninh_binh)
        provider.person = person(username)
        url = await left(client, "/nhiem-vu?q=1")
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["code_challenge_method"] == "S256"
        assert (asked["scope"], asked["redirect_uri"]) == ("openid profile email", f"{PUBLIC}/login/callback")
        page = await client.get(await sent_back(url))
        assert page.status_code == 200, page.text
        assert leads_to(page) == "/nhiem-vu?q=1"
        me = (await client.get(ME)).json()
        assert (me["username"], me["role"], me["unit_id"]) == (username, "coordinator", existing.ninh_binh)

        gone = await client.post("/session/end", headers=OURS)
        out = urlsplit(leads_to(gone))
        told = {name: values[0] for name, values in parse_qs(out.query).items()}
        assert f"{out.scheme}://{out.netloc}{out.path}" == f"{provider.issuer}/logout"
        assert told["post_logout_redirect_uri"] == f"{PUBLIC}/login/ended"
        assert jwt.decode(told["id_token_hint"], provider.key, algorithms=["RS256"]).claims["sub"] == f"sub-{username}"
        assert (await client.get(ME)).status_code == 401
        assert "Đã đăng xuất" in (await client.get("/login/ended")).text


async def test_passwords_are_switched_off(existing: Any) -> None:
    async with existing.client() as client:
        username = await existing.account("clerk", existing.ninh_binh)
        credentials = {"username": username, "password": existing.password}
        program = await client.post("/api/tasks/v1/tokens", json=credentials)
        assert (program.status_code, program.json()["type"].rsplit("/", 1)[-1]) == (403, "external-sign-in")
        form = await client.post("/login", data=credentials)
        assert form.status_code == 403
        assert "mật khẩu riêng không còn dùng được" in form.text
        assert "set-cookie" not in form.headers


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


async def test_several_tabs_may_leave_at_once(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        provider.person = person(await existing.account("coordinator", existing.ninh_binh))
        first, second = await left(client, "/nhiem-vu"), await left(client, "/can-bo")
        for url, target in ((second, "/can-bo"), (first, "/nhiem-vu")):
            assert leads_to(await client.get(await sent_back(url))) == target


async def test_the_provider_may_refuse(existing: Any) -> None:
    async with existing.client() as client:
        state = parse_qs(urlsplit(await left(client)).query)["state"][0]
        page = await client.get("/login/callback", params={"state": state, "error": "access_denied<b>"})
        assert page.status_code == 403
        assert "access_denied&lt;b&gt;" in page.text
        assert "/login?next=/&amp;other=1" in page.text
        other = await client.get("/login?other=1")
        assert "prompt=login" in other.headers["location"]


async def test_a_provider_that_is_away_is_named(beside: Any, provider: OidcProvider) -> None:
    away = provider.settings(oidc_issuer="http://127.0.0.1:9")
    async with beside(**away) as tasks, tasks.client() as client:
        page = await client.get("/login")
        assert page.status_code == 503
        assert "chưa trả lời" in page.text
        assert page.headers["retry-after"]


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


async def test_who_calls_itself_otherwise_is_not_asked(beside: Any, provider: OidcProvider) -> None:
    async with beside(**provider.settings()) as tasks, tasks.client() as client:
        provider.metadata = {"issuer": "https://another.example"}
        assert (await client.get("/login")).status_code == 503
        provider.reset()
        assert (await client.get("/login")).status_code == 303, "a failure is not remembered"


async def test_claims_that_come_from_userinfo_alone(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        username = await existing.account("coordinator", existing.ninh_binh)
        provider.person = person(username)
        provider.kept_for_userinfo = ("preferred_username", "name")
        assert (await came(client)).status_code == 200
        provider.person = person(username)
        honest = provider.altered
        provider.altered = lambda claims: honest(claims) | {"sub": "another"}
        assert (await came(client)).status_code == 403, "userinfo about somebody else"


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


async def test_without_a_provider_nothing_of_it_is_there(tasks: Any) -> None:
    async with tasks.client() as client:
        assert (await client.get("/login/callback")).status_code == 404
        assert (await client.get("/login")).status_code == 200


async def test_metadata_are_asked_for_once(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        await left(client)
        before = provider.asked
        for _ in range(3):
            await left(client)
        assert provider.asked == before
