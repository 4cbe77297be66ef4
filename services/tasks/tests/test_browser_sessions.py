"""A browser's way in, its session, and its way out."""

from typing import Any

import pytest

from chithi_tasks.adapters.outbound.identity.signing_keys import SigningKeys

PAGE = {"origin": "http://tasks.test"}
ME = "/api/tasks/v1/me"


async def entered(tasks: Any, client: Any, username: str, target: str = ME) -> Any:
    form = {"username": username, "password": tasks.password, "next": target}
    return await client.post("/login", data=form, headers=PAGE)


def cookie(answer: Any, name: str) -> str:
    return next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{name}=")).lower()


async def test_the_page_signs_in_with_cookies_and_out_again(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh)
    async with tasks.client() as client:
        page = await client.get(f"/login?next={ME}")
        assert f'value="{ME}"' in page.text
        answer = await entered(tasks, client, username)
        assert (answer.status_code, answer.headers["location"]) == (303, ME)
        access, refresh = cookie(answer, "chithi_session"), cookie(answer, "chithi_refresh")
        assert all("httponly" in one and "samesite=strict" in one for one in (access, refresh))
        assert "max-age=900" in access
        assert "path=/session" in refresh
        assert (await client.get(ME)).json()["username"] == username
        refresh_token = client.cookies["chithi_refresh"]
        left = await client.post("/logout", headers=PAGE, follow_redirects=True)
        assert left.request.url.path == "/login"
        assert (await client.get(ME)).status_code == 401
        assert "chithi_refresh" not in client.cookies
        client.cookies.set("chithi_refresh", refresh_token)
        assert (await client.post("/session/refresh", headers=PAGE)).json() == {"renewed": False}


async def test_a_session_is_renewed_by_the_script(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh)
    async with tasks.client() as client:
        await entered(tasks, client, username)
        before = client.cookies["chithi_refresh"]
        answer = await client.post("/session/refresh", headers=PAGE)
        assert answer.json() == {"renewed": True}
        assert answer.headers["cache-control"] == "no-store"
        assert client.cookies["chithi_refresh"] != before
        assert (await client.get(ME)).status_code == 200


async def test_two_tabs_that_renew_at_once_stay_signed_in(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh)
    async with tasks.client() as client, tasks.client() as slower:
        await entered(tasks, client, username)
        slower.cookies.set("chithi_refresh", client.cookies["chithi_refresh"])
        for _ in range(2):  # by the second renewal the token of the slower tab has been overtaken
            assert (await client.post("/session/refresh", headers=PAGE)).json()["renewed"]
        late = await slower.post("/session/refresh", headers=PAGE)
        assert late.json()["renewed"]
        assert "set-cookie" not in late.headers
        assert (await client.post("/session/refresh", headers=PAGE)).json()["renewed"]


async def test_pages_lead_through_the_renewal_to_the_sign_in(tasks: Any) -> None:
    async with tasks.client() as client:
        away = await client.get("/tai-khoan")
        assert away.headers["location"] == "/session/renew?next=/tai-khoan"
        onward = await client.get(away.headers["location"])
        assert (onward.status_code, onward.headers["location"]) == (303, "/login?next=/tai-khoan")
        foreign = await client.get("/session/renew?next=//evil.example", headers={"sec-fetch-site": "same-origin"})
        assert foreign.headers["location"] == "/login?next=/"


async def test_a_link_in_a_mail_finds_the_session_that_the_browser_hides(tasks: Any) -> None:
    async with tasks.client() as client:
        page = await client.get("/session/renew?next=/chi-thi/1", headers={"sec-fetch-site": "cross-site"})
    assert page.status_code == 200
    assert 'data-next="/chi-thi/1"' in page.text


async def test_without_scripts_a_form_renews(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh)
    async with tasks.client() as client:
        await entered(tasks, client, username)
        answer = await client.post("/session/renew", data={"next": "/chi-thi"}, headers=PAGE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/chi-thi")
        client.cookies.clear()
        answer = await client.post("/session/renew", data={"next": "/chi-thi"}, headers=PAGE)
        assert answer.headers["location"] == "/login?next=/chi-thi"


async def test_the_page_says_what_went_wrong_and_keeps_the_name(tasks: Any) -> None:
    async with tasks.client() as client:
        form = {"username": '"><script>', "password": "sai rồi"}
        answer = await client.post("/login", data=form, headers=PAGE)
    assert answer.status_code == 401
    assert "Sai tên đăng nhập hoặc mật khẩu" in answer.text
    assert "&#34;&gt;&lt;script&gt;" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "http://evil.example"}, {}],
)
async def test_what_is_not_evidently_our_own_page_is_refused(tasks: Any, headers: dict[str, str]) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh)
    async with tasks.client() as client:
        await entered(tasks, client, username)
        for path in ("/login", "/logout", "/session/refresh", "/session/renew", "/session/end", "/session/step"):
            assert (await client.post(path, headers=headers)).status_code == 403, path
        assert (await client.delete(f"{ME}/sessions", headers=headers)).status_code == 403
        assert (await client.post("/session/refresh", headers=PAGE)).json()["renewed"]


async def test_a_program_with_a_bearer_token_needs_no_origin(tasks: Any) -> None:
    async with await tasks.signed_in("clerk", tasks.ninh_binh) as client:
        assert (await client.delete(f"{ME}/sessions")).status_code == 200


async def test_old_keys_stay_published_until_their_tokens_end(mongo: Any, vault: Any) -> None:
    keys, other = SigningKeys(mongo, vault), SigningKeys(mongo, vault)
    await keys.ensure()
    old = (await other.current()).id
    from chithi_platform.audit import AuditLog

    assert await keys.rotate(AuditLog(mongo, "tasks"))
    new = (await keys.current()).id
    assert new != old
    assert (await other.current()).id == old  # another process signs with it for a minute
    published = await keys.public_set()
    assert [key["kid"] for key in published["keys"]] == [new, old]
    assert [set(key) & {"d"} for key in published["keys"]] == [set(), set()]
