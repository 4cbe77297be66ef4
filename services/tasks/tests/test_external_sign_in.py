"""Signing in at another OpenID Connect provider over real HTTP: there, back and out."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt

from chithi_testkit.oidc import PUBLIC, OidcProvider, person

from .journeys import ME, OURS, came, leads_to, left, sent_back


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


async def test_after_a_days_work_the_provider_is_asked_again(existing: Any, provider: OidcProvider) -> None:
    async with existing.client() as client:
        provider.person = person(await existing.account("coordinator", existing.ninh_binh))
        await came(client)
        [session] = (await client.get(f"{ME}/sessions")).json()["items"]
    kept = await existing.mongo.collection("sessions").find_one({"_id": session["id"]})
    assert kept["until"] - kept["started_at"] == timedelta(hours=12)


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


async def test_pages_offer_no_passwords_then(existing: Any, tasks: Any) -> None:
    username = await existing.account("clerk", existing.ninh_binh)
    for service, offered in ((tasks, True), (existing, False)):
        async with await service.signed_in("admin", service.ninh_binh) as client:
            own, other = (await client.get("/tai-khoan")).text, (await client.get(f"/can-bo/{username}")).text
        assert "Nơi đang đăng nhập" in own
        assert [word in own for word in ("/tai-khoan/mat-khau", "/tai-khoan/hai-lop")] == [offered] * 2
        assert [word in other for word in ('data-open="password-dialog"', "Xác thực hai lớp")] == [offered] * 2


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
