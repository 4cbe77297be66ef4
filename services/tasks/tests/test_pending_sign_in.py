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
