"""What managers do with the accounts of their subtree."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chithi_platform.mongo import Mongo, Session
from chithi_platform.problems import Problem
from chithi_platform.security import Principal
from chithi_tasks.adapters.inbound.identity import account_problems as refused
from chithi_tasks.adapters.outbound.identity.accounts import Account, AccountExists, AccountRepository, StaleAccount
from chithi_tasks.adapters.outbound.identity.passwords import hash_in_turn
from chithi_tasks.adapters.outbound.identity.sessions import Sessions
from chithi_tasks.core.identity.account import Appointment
from chithi_tasks.core.identity.new_accounts import BadAccount, agency_of, unit_of
from chithi_tasks.core.identity.passwords import one_time_password
from chithi_tasks.core.identity.rights import in_charge, may_manage
from chithi_tasks.core.organisation.units import NATION_ID, UnitTree

ONE_TIME_LIFE = timedelta(days=7)
Given = tuple[Account, str, datetime]


@dataclass(frozen=True, slots=True)
class AccountDesk:
    """The desk of accounts; every route names the caller, who has to be in charge of the account."""

    mongo: Mongo
    accounts: AccountRepository
    sessions: Sessions
    tree: Callable[[], UnitTree]
    clock: Callable[[], datetime]

    async def account(self, caller: Principal, username: str) -> Account:
        """The account, if the caller is in charge of it, as it is and as it will be.

        Raises 404, as if there were none, otherwise.
        """
        account = await self.accounts.find(username)
        if account is None or not in_charge(caller.role, caller.unit_id, account):
            raise refused.unknown(username)
        return account

    def appointment(self, caller: Principal, asked: dict[str, Any]) -> Appointment:
        """What was asked for as an appointment that the caller may give; raises 403 or 422."""
        tree = self.tree()
        try:
            unit = unit_of(asked["unit_id"], asked["role"], tree)
            agency_id = agency_of(asked["agency_id"], asked["role"], unit)
        except BadAccount as error:
            raise refused.bad_field(f"appointment.{error.field}", error.reason) from error
        first = asked["valid_from"] or self.accounts.today
        if asked["valid_to"] and asked["valid_to"] < first:
            raise refused.bad_field("appointment.valid_to", "Ngày cuối không được trước ngày bắt đầu.")
        given = Appointment(asked["role"], unit.id, unit.path, agency_id, first, asked["valid_to"])
        if not caller.covers(unit.path):
            raise refused.foreign_unit()
        if not may_manage(caller.role, caller.unit_id, role=given.role, path=given.path):
            raise refused.role_not_yours(given.role)
        return given

    async def add(self, username: str, name: str, email: str | None, appointment: Appointment) -> Given:
        """A new account with a one-time password; raises 409 when the name is taken."""
        password, until = one_time_password(), self.clock() + ONE_TIME_LIFE
        account = Account(
            username=username,
            name=name,
            email=email,
            appointments=(appointment,),
            today=self.accounts.today,
            password_hash=await hash_in_turn(password),
            must_change=True,
            one_time_until=until,
        )

        async def work(session: Session) -> None:
            await self.accounts.add(account, session)

        try:
            await self.mongo.transact(work)
        except AccountExists as error:
            raise refused.name_taken(username) from error
        return account, password, until

    async def change(self, account: Account, new: Account) -> Account:
        """Keep changed fields or appointments; sessions go on and say the new appointment at their next renewal."""
        if new == account:
            return account
        return await self._kept(account, new, "account.changed")

    async def close(self, account: Account, reason: str) -> Account:
        """End the account and every session of it. A closed one stays as it is."""
        if account.closed_at:
            return account
        closed = replace(account, closed_at=self.clock(), closed_reason=reason)
        return await self._kept(account, closed, "account.closed", ends="account-closed")

    async def reset_password(self, account: Account) -> Given:
        """A one-time password in place of the one that was lost; every session ends."""
        password, until = one_time_password(), self.clock() + ONE_TIME_LIFE
        hashed = await hash_in_turn(password)
        new = replace(account, password_hash=hashed, must_change=True, one_time_until=until)
        kept = await self._kept(account, new, "account.password-reset", ends="password-reset")
        return kept, password, until

    async def reset_second_factor(self, account: Account) -> Account:
        """Forget the second factor of a lost phone; every session ends, and the next sign-in sets up another."""
        if account.second_factor is None:
            return account
        new = replace(account, second_factor=None)
        return await self._kept(account, new, "account.second-factor-reset", ends="second-factor-reset")

    async def end_sessions(self, account: Account) -> int:
        """Sign the account out everywhere."""
        return await self.sessions.revoke_all(account.username, "ended-by-manager", self.clock())

    async def _kept(self, old: Account, new: Account, action: str, *, ends: str | None = None) -> Account:
        async def work(session: Session) -> Account:
            if await self.accounts.leaves_nobody(old, new, NATION_ID, session):
                raise refused.last_administrator()
            kept = await self.accounts.change(old, new, action, session)
            if ends:
                await self.sessions.revoke_all(old.username, ends, self.clock(), session=session)
            return kept

        return await told(self.mongo.transact(work))


async def told(work: Awaitable[Account]) -> Account:
    """A change that came too late is the caller's to look at again."""
    try:
        return await work
    except StaleAccount as error:
        raise refused.changed_meanwhile() from error


def matching(account: Account, if_match: str | None) -> None:
    """Raise 428 without a version, 412 with one that is not the account's."""
    if if_match is None:
        detail = "Gửi kèm If-Match với ETag của lần đọc cuối, để không ghi đè thay đổi của người khác."
        raise Problem(428, "version-needed", "Thiếu phiên bản", detail)
    if if_match.removeprefix("W/").strip('"') != str(account.version):
        raise refused.changed_meanwhile(412)
