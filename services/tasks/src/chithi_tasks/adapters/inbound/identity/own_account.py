"""What people do with their own account: password, second factor, where they are signed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from chithi_platform.mongo import Mongo, Session
from chithi_platform.problems import Problem
from chithi_tasks.adapters.inbound.identity import sign_in_problems as refused
from chithi_tasks.adapters.inbound.identity.sign_in import SignIn, with_password
from chithi_tasks.adapters.outbound.identity.accounts import Account, AccountRepository, StaleAccount
from chithi_tasks.adapters.outbound.identity.offers import Offers
from chithi_tasks.adapters.outbound.identity.passwords import hash_in_turn, matches
from chithi_tasks.adapters.outbound.identity.sessions import Sessions, SignedIn
from chithi_tasks.adapters.outbound.identity.tries import Tries
from chithi_tasks.adapters.outbound.identity.vault import Vault
from chithi_tasks.core.identity.lockout import second_factor_buckets
from chithi_tasks.core.identity.passwords import WeakPassword, check
from chithi_tasks.core.identity.second_factor import (
    SecondFactor,
    new_recovery_codes,
    new_secret,
    recovery_digest,
    step_of,
    uri,
)
from chithi_tasks.core.organisation.units import UnitTree


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The desk where people look after their own account. `issuer_name` is what the app shows above the code."""

    mongo: Mongo
    accounts: AccountRepository
    sessions: Sessions
    sign_in: SignIn
    tries: Tries
    offers: Offers
    vault: Vault
    tree: Callable[[], UnitTree]
    clock: Callable[[], datetime]
    issuer_name: str = "ChiThi"

    async def account(self, username: str) -> Account:
        """The account; raises 401 when it is gone."""
        account = await self.accounts.find(username)
        if account is None or account.closed_at:
            raise refused.session_ended("account-not-active")
        return account

    async def change_password(self, account: Account, old: str, new: str, *, keep: str | None) -> Account:
        """Put another password in force; every other session ends, `keep` goes on. Raises 401, 422 or 429."""
        await self.confirm_password(account, old)
        return await self.set_password(account, new, keep=keep)

    async def set_password(self, account: Account, new: str, *, keep: str | None = None) -> Account:
        """The same for who just proved to know the old one."""
        await self._check(account, new)
        hashed = await hash_in_turn(new)

        async def work(session: Session) -> Account:
            changed = with_password(account, hashed)
            kept = await self._change(account, changed, "account.password-changed", session)
            await self.sessions.revoke_all(account.username, "password-changed", self.clock(), keep, session=session)
            return kept

        return await self.mongo.transact(work)

    async def confirm_password(self, account: Account, password: str) -> None:
        """Raise 403 unless it is the account's; guesses are counted: an open screen must not be a way in."""
        counted = second_factor_buckets(account.username, "own-page")
        if pause := await self.tries.count(counted, self.clock()):
            raise refused.too_many_tries(pause)
        if not await matches(password, account.password_hash):
            message = "Mật khẩu hiện tại chưa đúng."
            errors = [{"field": "password", "rule": "wrong-password", "message": message}]
            raise Problem(403, "wrong-password", "Chưa đúng mật khẩu", message, errors)  # type: ignore[arg-type]
        await self.tries.succeeded(counted)

    async def offer_second_factor(self, account: Account) -> tuple[str, str]:
        """A new secret and its URI. It changes nothing until a code confirms it; asked again it is another one."""
        secret = new_secret()
        await self.offers.put(account.username, secret, self.clock())
        return secret, uri(secret, account.username, self.issuer_name)

    async def offered(self, account: Account) -> tuple[str, str] | None:
        """The secret that was offered last and may still be confirmed, with its URI."""
        secret = await self.offers.find(account.username, self.clock())
        return (secret, uri(secret, account.username, self.issuer_name)) if secret else None

    async def confirm_second_factor(self, account: Account, code: str, *, keep: str | None = None) -> list[str]:
        """Put the offered secret in force; returns the recovery codes, this once. Raises 401, 409 or 429."""
        now, counted = self.clock(), second_factor_buckets(account.username, "set-up")
        if pause := await self.tries.count(counted, now):
            raise refused.too_many_tries(pause)
        offer = await self.offered(account)
        if offer is None:
            detail = "Mã QR đã quá 15 phút. Hãy mở lại bước thiết lập để lấy mã mới."
            raise Problem(409, "offer-expired", "Cần mã QR mới", detail)
        step = step_of(offer[0], code, now=now)
        if step is None:
            raise refused.wrong_code()
        codes = new_recovery_codes()
        factor = SecondFactor(self.vault.seal(offer[0]), step, tuple(recovery_digest(one) for one in codes))

        async def work(session: Session) -> None:
            changed = replace(account, second_factor=factor)
            await self._change(account, changed, "account.second-factor-set", session)
            await self.offers.forget(account.username, session)
            reason, username = "second-factor-set", account.username
            await self.sessions.revoke_all(username, reason, self.clock(), keep, session=session)

        await self.mongo.transact(work)
        await self.tries.succeeded(counted)
        return codes

    async def end(self, account: Account, session_id: str) -> None:
        """End one session of the account's own; raises 404."""
        if session_id not in {one.id for one in await self.going_on(account)}:
            raise Problem(404, "unknown-session", "Không tìm thấy phiên đăng nhập", "Phiên này đã kết thúc.")
        await self.sessions.revoke(session_id, "ended-by-owner", self.clock())

    async def end_all(self, account: Account) -> int:
        """Sign out everywhere, here too."""
        return await self.sessions.revoke_all(account.username, "everywhere", self.clock())

    async def going_on(self, account: Account) -> list[SignedIn]:
        """The sessions that go on."""
        return await self.sessions.of(account.username, self.clock())

    async def _check(self, account: Account, new: str) -> None:
        unit = self.tree().get(account.unit_id)
        try:
            if await matches(new, account.password_hash):
                raise WeakPassword("unchanged", "Mật khẩu mới phải khác mật khẩu hiện tại.")
            check(new, (account.username, account.name, unit.name if unit else ""))
        except WeakPassword as error:
            errors = [{"field": "new", "rule": error.rule, "message": error.message}]
            raise Problem(422, "weak-password", "Mật khẩu chưa đủ mạnh", error.message, errors) from error  # type: ignore[arg-type]

    async def _change(self, old: Account, new: Account, action: str, session: Session) -> Account:
        try:
            return await self.accounts.change(old, new, action, session)
        except StaleAccount as error:
            detail = "Tài khoản vừa được thay đổi ở nơi khác. Hãy tải lại trang rồi làm lại."
            raise Problem(409, "changed-meanwhile", "Tài khoản vừa thay đổi", detail) from error
