"""The second factor: demanded, set up on the way in, each code good once, recovered and reset."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pyotp import TOTP

from chithi_platform.audit import AuditLog
from chithi_tasks.core.identity.passwords import WeakPassword, check, one_time_password
from chithi_tasks.core.identity.second_factor import (
    SecondFactor,
    new_recovery_codes,
    new_secret,
    recovery_digest,
    step_of,
)

V1 = "/api/tasks/v1"
PAGE = {"origin": "http://tasks.test"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AT = datetime(2026, 3, 2, 1, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=30)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["type"]).rpartition("/")[2]


def shown(secret: str = SECRET) -> str:
    """The code of now."""
    return TOTP(secret).at(datetime.now(UTC))


async def token(client: Any, username: str, password: str, otp: str | None = None) -> Any:
    return await client.post(f"{V1}/tokens", json={"username": username, "password": password, "otp": otp})


def test_a_code_of_one_step_to_either_side_is_good_and_never_twice() -> None:
    for steps, good in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        step = step_of(SECRET, TOTP(SECRET).at(AT + steps * STEP), now=AT)
        assert (step is not None) is good
    step = step_of(SECRET, TOTP(SECRET).at(AT), now=AT)
    assert step
    assert step_of(SECRET, TOTP(SECRET).at(AT), now=AT, after=step) is None
    assert step_of(SECRET, TOTP(SECRET).at(AT - STEP), now=AT, after=step) is None
    assert step_of(SECRET, TOTP(SECRET).at(AT + STEP), now=AT, after=step) == step + 1


def test_codes_are_read_as_people_write_them() -> None:
    digits = TOTP(SECRET).at(AT)
    assert step_of(SECRET, f" {digits[:3]} {digits[3:]}", now=AT)
    for text in ("", "12345", "không", "１２３４５６", digits + "0"):
        assert step_of(SECRET, text, now=AT) is None
    codes = new_recovery_codes()
    assert len({*codes}) == 10
    factor = SecondFactor(SECRET, recovery=tuple(recovery_digest(one) for one in codes))
    spoken = codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert factor.recovery_of(spoken) == recovery_digest(codes[0])
    assert factor.recovery_of("AAAAA-AAAAA") is None
    assert SECRET not in repr(factor)


async def test_programs_have_to_bring_a_code(tasks: Any) -> None:
    username = await tasks.account("coordinator", tasks.ninh_binh, second_factor=SECRET)
    async with tasks.client() as client:
        assert code(await token(client, username, tasks.password)) == (401, "second-factor-needed")
        assert code(await token(client, username, "sai mật khẩu", shown())) == (401, "wrong-credentials")
        assert code(await token(client, username, tasks.password, "000000")) == (401, "wrong-code")
        used = shown()
        assert (await token(client, username, tasks.password, used)).status_code == 200
        assert code(await token(client, username, tasks.password, used)) == (401, "wrong-code")


async def test_one_code_at_two_doors_at_once_opens_one(tasks: Any) -> None:
    username = await tasks.account("admin", tasks.ninh_binh, second_factor=SECRET)
    async with tasks.client() as client:
        tries = [token(client, username, tasks.password, shown()) for _ in range(4)]
        statuses = sorted(answer.status_code for answer in await asyncio.gather(*tries))
    assert statuses == [200, 401, 401, 401]


async def test_codes_cannot_be_guessed(tasks: Any) -> None:
    username = await tasks.account("admin", tasks.ninh_binh, second_factor=SECRET)
    async with tasks.client() as client:
        tries = [await token(client, username, tasks.password, f"{n:06}") for n in range(6)]
        assert [answer.status_code for answer in tries] == [401] * 5 + [429]
        assert (await token(client, username, tasks.password, shown())).status_code == 429


@pytest.mark.parametrize(("role", "expected"), [("coordinator", 403), ("admin", 403), ("clerk", 200)])
async def test_roles_that_need_one_cannot_do_without(tasks: Any, role: str, expected: int) -> None:
    username = await tasks.account(role, tasks.ninh_binh)
    async with tasks.client() as client:
        answer = await token(client, username, tasks.password)
    assert answer.status_code == expected
    assert expected == 200 or code(answer) == (403, "second-factor-not-set")


async def entered(tasks: Any, client: Any, username: str, password: str = "", target: str = "/") -> str:
    form = {"username": username, "password": password or tasks.password, "next": target}
    return str((await client.post("/login", data=form, headers=PAGE)).headers["location"])


async def step(client: Any, **form: str) -> Any:
    return await client.post("/session/step", data=form, headers=PAGE)


async def test_a_new_coordinator_is_led_through_all_steps(tasks: Any) -> None:
    username = await tasks.account("coordinator", tasks.ninh_binh, must_change=True)
    async with tasks.client() as client:
        assert await entered(tasks, client, username, target="/nhiem-vu") == "/session/step"
        assert "Đặt mật khẩu của bạn" in (await client.get("/session/step")).text
        assert (await step(client, new="ngắn", again="ngắn")).status_code == 422
        assert "Hai lần nhập khác nhau" in (await step(client, new="một câu đủ dài", again="câu khác hẳn")).text
        same = await step(client, new=tasks.password, again=tasks.password)
        assert "phải khác" in same.text
        chosen = "con trâu đen gặm cỏ xanh"
        assert (await step(client, new=chosen, again=chosen)).headers["location"] == "/session/step"

        page = (await client.get("/session/step")).text
        secret = "".join(re.search(r'class="secret">([A-Z2-7 ]+)', page)[1].split())  # type: ignore[index]
        assert "<svg" in page
        assert (await step(client, otp="123456")).status_code == 401
        assert secret in (await client.get("/session/step")).text.replace(" ", "")
        codes = re.findall(r"<code>(\w{5}-\w{5})</code>", (await step(client, otp=shown(secret))).text)
        assert len(codes) == 10
        assert "chithi_session" not in client.cookies
        assert (await step(client)).headers["location"] == "/nhiem-vu"
        assert (await client.get(f"{V1}/me")).json()["username"] == username

    async with tasks.client() as other:
        assert await entered(tasks, other, username, chosen) == "/session/step"
        assert (await step(other, otp=codes[0])).headers["location"] == "/"
    async with tasks.client() as third:
        await entered(tasks, third, username, chosen)
        assert (await step(third, otp=codes[0])).status_code == 401
        assert (await step(third, otp=codes[1])).headers["location"] == "/"
    rows = [row["action"] async for row in AuditLog(tasks.mongo, "tasks").find(subject=username)]
    assert sorted(rows) == [
        "account.added",
        "account.password-changed",
        "account.recovery-code-used",
        "account.recovery-code-used",
        "account.second-factor-set",
    ]


async def test_a_step_without_a_sign_in_leads_to_it(tasks: Any) -> None:
    async with tasks.client() as client:
        assert (await client.get("/session/step")).headers["location"] == "/login"
        assert (await step(client, otp="123456")).headers["location"] == "/login?next=/"


async def test_one_sets_it_up_and_manages_sessions_by_oneself(tasks: Any) -> None:
    username = await tasks.account("commune_officer", tasks.ward)
    async with tasks.client() as client:
        mine, other = [(await token(client, username, tasks.password)).json() for _ in range(2)]
    async with tasks.client(mine["access_token"]) as client:
        going_on = (await client.get(f"{V1}/me/sessions")).json()["items"]
        assert sorted(one["current"] for one in going_on) == [False, True]
        assert code(await client.post(f"{V1}/me/second-factor", json={"password": "sai"})) == (403, "wrong-password")
        offer = (await client.post(f"{V1}/me/second-factor", json={"password": tasks.password})).json()
        assert offer["uri"].startswith("otpauth://totp/ChiThi:")
        assert code(await client.post(f"{V1}/me/second-factor/confirm", json={"otp": "000000"})) == (401, "wrong-code")
        right = {"otp": shown(offer["secret"])}
        codes = (await client.post(f"{V1}/me/second-factor/confirm", json=right)).json()["recovery_codes"]
        assert len(codes) == 10
        assert code(await client.post(f"{V1}/me/second-factor/confirm", json=right)) == (409, "offer-expired")
        [left] = (await client.get(f"{V1}/me/sessions")).json()["items"]
        assert left["current"]
        assert code(await client.delete(f"{V1}/me/sessions/{'0' * 32}")) == (404, "unknown-session")
        renewal = await client.post(f"{V1}/tokens/refresh", json={"refresh_token": other["refresh_token"]})
        assert code(renewal) == (401, "session-ended")
        assert (await client.delete(f"{V1}/me/sessions")).json() == {"ended": 1}
        renewal = await client.post(f"{V1}/tokens/refresh", json={"refresh_token": mine["refresh_token"]})
        assert code(renewal) == (401, "session-ended")


async def test_a_manager_resets_a_lost_one(tasks: Any) -> None:
    username = await tasks.account("coordinator", tasks.ninh_binh, second_factor=SECRET)
    async with await tasks.signed_in("admin", tasks.ninh_binh) as manager:
        answer = await manager.post(f"{V1}/accounts/{username}/second-factor/reset")
        assert (answer.status_code, answer.json()["second_factor"]) == (200, False)
    async with tasks.client() as client:
        assert code(await token(client, username, tasks.password, shown())) == (403, "second-factor-not-set")


async def test_whoever_guesses_a_name_cannot_keep_its_owner_out(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh)
    async with tasks.client() as owner, tasks.client() as stranger:
        assert await entered(tasks, owner, username) == "/"
        wrong = {"username": username, "password": "sai rồi"}
        for n in range(12):  # from many addresses, until the name itself is closed
            for _ in range(5):
                headers = {"X-Forwarded-For": f"198.51.100.{n}"}
                await stranger.post(f"{V1}/tokens", json=wrong, headers=headers)
        closed = await stranger.post(f"{V1}/tokens", json=wrong, headers={"X-Forwarded-For": "203.0.113.77"})
        assert closed.status_code == 429
        form = {"username": username, "password": tasks.password}
        elsewhere = await stranger.post("/login", data=form, headers=PAGE | {"X-Forwarded-For": "203.0.113.78"})
        assert elsewhere.status_code == 429
        assert await entered(tasks, owner, username) == "/", "the browser that the owner used before has its own tries"


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("ngắn", "too-short"),
        ("x" * 201, "too-long"),
        ("123456789012", "easy-to-guess"),
        ("matkhau123456", "easy-to-guess"),
        ("mật khẩu 123", "easy-to-guess"),
        ("anhyeuem2026!", "easy-to-guess"),
        ("Vietnam@2025!", "easy-to-guess"),
        ("chithi@20262026", "easy-to-guess"),
        ("dieuphoi.nb@2026", "easy-to-guess"),
        ("ninh bình ninh bình", "easy-to-guess"),
        ("aaaaaaaaaaaaaaaa", "easy-to-guess"),
    ],
)
def test_weak_passwords_are_refused_with_advice(password: str, rule: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check(password, ("dieuphoi.nb", "Trần Thị B", "Tỉnh Ninh Bình"))
    assert refused.value.rule == rule


@pytest.mark.parametrize("password", ["con trâu đen gặm cỏ", "mật khẩu đủ dài", "kFw3-xk2f-Plq1"])
def test_sentences_and_random_letters_are_good(password: str) -> None:
    check(password, ("dieuphoi", "Tỉnh Ninh Bình"))
    check(one_time_password())
    assert new_secret() != new_secret()


async def test_a_change_of_the_account_gives_no_spent_code_back(tasks: Any) -> None:
    username = await tasks.account("coordinator", tasks.ninh_binh, second_factor=SECRET)
    known, used = await tasks.accounts.find(username), shown()
    async with tasks.client() as client:
        assert (await token(client, username, tasks.password, used)).status_code == 200

        async def work(session: Any) -> None:
            await tasks.accounts.change(known, replace(known, name="Tên mới"), "account.changed", session)

        await tasks.mongo.transact(work)
        assert code(await token(client, username, tasks.password, used)) == (401, "wrong-code")
    assert (await tasks.accounts.find(username)).name == "Tên mới"
