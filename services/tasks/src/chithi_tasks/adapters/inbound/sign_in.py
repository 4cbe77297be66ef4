"""Signing in: counts the try, checks the password, issues the token; used by the API and by the page."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from joserfc import jwt

from chithi_platform.problems import Problem
from chithi_platform.security import ALGORITHM
from chithi_tasks.adapters.outbound.accounts import Account, AccountRepository
from chithi_tasks.adapters.outbound.passwords import matches
from chithi_tasks.adapters.outbound.signing_keys import SigningKeys
from chithi_tasks.core.identity.claims import claims


def wrong_credentials() -> Problem:
    """The same answer for an unknown name and a wrong password."""
    return Problem(401, "wrong-credentials", "Sai tên đăng nhập hoặc mật khẩu", "Kiểm tra lại rồi đăng nhập lần nữa.")


def too_many_tries(pause: timedelta) -> Problem:
    """The name is closed for a while; the password was not even looked at."""
    seconds = math.ceil(pause.total_seconds())
    wait = f"{seconds} giây" if seconds < 90 else f"{math.ceil(seconds / 60)} phút"
    return Problem(
        429,
        "too-many-tries",
        "Đăng nhập sai quá nhiều lần",
        f"Hãy thử lại sau {wait}.",
        headers={"Retry-After": str(seconds)},
    )


@dataclass(frozen=True, slots=True)
class SignIn:
    """The issuer of tokens."""

    accounts: AccountRepository
    keys: SigningKeys
    issuer: str
    clock: Callable[[], datetime]

    async def account(self, username: str, password: str) -> Account:
        """The account whose name and password these are; raises a 401 or 429 `Problem`."""
        if pause := await self.accounts.count_try(username, self.clock()):
            raise too_many_tries(pause)
        account = await self.accounts.find(username)
        if not await matches(password, account.password_hash if account else None) or account is None:
            raise wrong_credentials()
        await self.accounts.succeeded(username)
        return account

    async def token(self, account: Account, life: timedelta) -> str:
        """A signed token of that life."""
        signing = await self.keys.current()
        body = claims(
            issuer=self.issuer,
            username=account.username,
            name=account.name,
            role=account.role,
            unit_id=account.unit_id,
            path=account.path,
            agency_id=account.agency_id,
            now=self.clock(),
            life=life,
        )
        return jwt.encode({"alg": ALGORITHM, "kid": signing.id}, body, signing.key, algorithms=[ALGORITHM])
