"""Signing in: counts the try, checks the password and the code; says what is still missing."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from chithi_platform.audit import tried_as
from chithi_platform.mongo import Mongo, Session
from chithi_tasks.adapters.inbound.identity import sign_in_problems as refused
from chithi_tasks.adapters.inbound.identity.issuer import no_appointment
from chithi_tasks.adapters.outbound.identity.accounts import Account, AccountRepository
from chithi_tasks.adapters.outbound.identity.passwords import matches
from chithi_tasks.adapters.outbound.identity.tries import Tries
from chithi_tasks.adapters.outbound.identity.vault import Vault
from chithi_tasks.core.identity.lockout import buckets, second_factor_buckets
from chithi_tasks.core.identity.second_factor import step_of

Step = Literal["code", "password", "set-up"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """The door. `demanding` are the roles that need a second factor."""

    mongo: Mongo
    accounts: AccountRepository
    tries: Tries
    vault: Vault
    demanding: Collection[str]
    clock: Callable[[], datetime]

    async def account(
        self, username: str, password: str, *, address: str | None = None, known: str | None = None
    ) -> Account:
        """The account whose name and password these are; raises a 401, 403 or 429 `Problem`.

        `known` is the mark of a browser from which this account signed in before.
        """
        counted = buckets(username, address, known)
        if pause := await self.tries.count(counted, self.clock()):
            raise refused.too_many_tries(pause)
        account = await self.accounts.find(username)
        if account:
            tried_as(username)
        if not await matches(password, account.password_hash if account else None) or account is None:
            raise refused.wrong_credentials()
        await self.tries.succeeded(counted)
        if not account.active(self.clock()):
            raise no_appointment(account)
        if account.one_time_until and account.one_time_until <= self.clock():
            raise refused.password_expired()
        return account

    def steps(self, account: Account) -> list[Step]:
        """What is missing after the password, in this order."""
        steps: list[Step] = ["code"] if account.second_factor else []
        if account.must_change:
            steps.append("password")
        if account.role in self.demanding and not account.second_factor:
            steps.append("set-up")
        return steps

    async def code(self, account: Account, typed: str, *, known: str | None = None) -> None:
        """Spend a code of the app or a recovery code; raises a 401 or 429 `Problem`."""
        now, counted = self.clock(), second_factor_buckets(account.username, known)
        if pause := await self.tries.count(counted, now):
            raise refused.too_many_tries(pause)
        if not await self._spend(account, typed, now):
            raise refused.wrong_code()
        await self.tries.succeeded(counted)

    async def complete(self, username: str, password: str, otp: str | None, *, address: str | None) -> Account:
        """For programs, all at once: the account, or the `Problem` that says what is missing."""
        account = await self.account(username, password, address=address)
        for step in self.steps(account):
            if step == "code" and otp is None:
                raise refused.second_factor_needed()
            if step == "password":
                raise refused.password_must_change()
            if step == "set-up":
                raise refused.second_factor_not_set()
            await self.code(account, otp or "")
        return account

    async def _spend(self, account: Account, typed: str, now: datetime) -> bool:
        factor = account.second_factor
        if factor is None:
            return False
        secret = self.vault.open(factor.sealed, f"the second factor of {account.username}")
        if step := step_of(secret, typed, now=now, after=factor.last_step):
            return await self.accounts.spend_step(account, step)
        digest = factor.recovery_of(typed)

        async def work(session: Session) -> bool:
            return await self.accounts.spend_recovery(account, digest or "", session)

        return digest is not None and await self.mongo.transact(work)


def with_password(account: Account, password_hash: str) -> Account:
    """With a password that its owner chose."""
    return replace(account, password_hash=password_hash, must_change=False, one_time_until=None)
