"""A sign-in between the password and the rest: how codes are guessed there, and what ends it."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from pyotp import TOTP

PAGE = {"origin": "http://tasks.test"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def entered(tasks: Any, client: Any, username: str, mark: str | None = None) -> Any:
    form = {"username": username, "password": tasks.password}
    headers = PAGE | ({"cookie": f"chithi_known={mark}"} if mark else {})
    return await client.post("/login", data=form, headers=headers)


async def step(client: Any, **form: str) -> Any:
    return await client.post("/session/step", data=form, headers=PAGE)


def shown() -> str:
    """The code of now."""
    return TOTP(SECRET).at(datetime.now(UTC))


async def test_made_up_marks_of_browsers_buy_no_more_tries_of_the_code(tasks: Any) -> None:
    username = await tasks.account("coordinator", tasks.ninh_binh, second_factor=SECRET)
    statuses = []
    for n in range(6):
        async with tasks.client() as client:
            answer = await entered(tasks, client, username, uuid4().hex)
            assert answer.headers["location"] == "/session/step"
            statuses.append((await step(client, otp=f"{n:06}")).status_code)
    assert statuses == [401] * 5 + [429]


async def test_the_browser_that_one_used_before_has_tries_of_its_own_for_the_code(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh, second_factor=SECRET)
    async with tasks.client() as owner, tasks.client() as stranger:
        await entered(tasks, owner, username)
        let_in = await step(owner, otp=shown())
        assert let_in.headers["location"] == "/"
        mark = let_in.cookies["chithi_known"]
        await entered(tasks, stranger, username, uuid4().hex)
        for _ in range(6):
            closed = await step(stranger, otp="000000")
        assert closed.status_code == 429
        await entered(tasks, owner, username, mark)
        assert (await step(owner, otp="000000")).status_code == 401


async def test_a_sign_in_that_was_begun_ends_with_the_password_it_was_begun_with(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh, second_factor=SECRET)
    async with tasks.client() as thief, await tasks.signed_in("admin", tasks.ninh_binh) as manager:
        await entered(tasks, thief, username)
        assert (await thief.get("/session/step")).status_code == 200
        reset = await manager.post(f"/api/tasks/v1/accounts/{username}/password-reset")
        assert reset.status_code == 200, reset.text
        assert (await thief.get("/session/step")).headers["location"] == "/login"
        assert (await step(thief, otp=shown())).headers["location"] == "/login?next=/"
        assert "chithi_session" not in thief.cookies


async def test_of_two_who_know_a_one_time_password_the_slower_is_out(tasks: Any) -> None:
    username = await tasks.account("clerk", tasks.ninh_binh, must_change=True)
    async with tasks.client() as owner, tasks.client() as thief:
        for client in (owner, thief):
            assert (await entered(tasks, client, username)).headers["location"] == "/session/step"
        chosen = "con trâu đen gặm cỏ xanh"
        assert (await step(owner, new=chosen, again=chosen)).headers["location"] == "/"
        assert "chithi_session" in owner.cookies, "the own choice of a password ends nothing"
        late = await step(thief)
        assert late.headers["location"] == "/login?next=/"
        assert "chithi_session" not in thief.cookies
