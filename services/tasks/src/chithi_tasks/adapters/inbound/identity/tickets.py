"""What a signed-in caller holds: a session, its refresh token and an access token; opened, renewed, ended."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from chithi_platform.audit import signed_in_as
from chithi_platform.problems import Problem
from chithi_tasks.adapters.inbound.identity.issuer import Issuer
from chithi_tasks.adapters.inbound.identity.phone_problems import no_proof
from chithi_tasks.adapters.inbound.identity.sign_in_problems import overtaken, session_ended
from chithi_tasks.adapters.outbound.identity.accounts import Account, AccountRepository
from chithi_tasks.adapters.outbound.identity.sessions import Overtaken, Rotated, SessionEnded, Sessions, SignedIn
from chithi_tasks.core.identity.access import ASSIGNEES
from chithi_tasks.core.identity.sessions import Kind


@dataclass(frozen=True, slots=True)
class Ticket:
    """Both tokens of a session."""

    account: Account
    session_id: str
    access_token: str
    life: timedelta
    refresh_token: str
    lasting: timedelta


@dataclass(frozen=True, slots=True)
class Tickets:
    """Gives tickets for sessions. `demanding` are the roles that need a second factor of our own; `elsewhere` renews
    sessions of browsers in place of `Sessions.rotate` where another provider has a say.
    """

    accounts: AccountRepository
    sessions: Sessions
    issuer: Issuer
    life: timedelta
    clock: Callable[[], datetime]
    demanding: Collection[str]
    elsewhere: Callable[[str, SignedIn], Awaitable[Rotated]] | None = None

    async def open(
        self, account: Account, *, kind: Kind, label: str, address: str | None, longest: timedelta | None = None
    ) -> Ticket:
        """Begin a session for someone who proved to be the account's owner."""
        signed_in_as(account.username, account.role, account.unit_id, None)
        now = self.clock()
        opened = await self.sessions.open(account, kind=kind, label=label, address=address, now=now, longest=longest)
        token = await self.issuer.token(account, self.life, session_id=opened.session_id)
        return Ticket(account, opened.session_id, token, self.life, opened.refresh_token, opened.expires_at - now)

    async def whose(self, refresh_token: str) -> SignedIn:
        """The session of a refresh token, without using it; raises 401 `session-ended` for one never given out."""
        found = await self.sessions.find(refresh_token)
        if found is None:
            raise session_ended("unknown")
        return found

    async def renew(self, refresh_token: str, *, proven: bool = False) -> Ticket:
        """The next pair of tokens; raises 401 `session-ended` or `ended-by-provider`, and 409 when another tab was
        a moment faster.

        What the account may do is read anew, so that whatever was changed in it holds from here on; a session whose
        sign-in is not enough for the role of now ends. A phone's session is renewed only when it is `proven` that the
        phone asks: 401 `device-proof`, and the token stays unused.
        """
        now = self.clock()
        found = await self.sessions.find(refresh_token)
        if found and found.device_id and not proven:
            raise no_proof()
        try:
            if found and found.kind == "browser" and self.elsewhere:
                rotated = await self.elsewhere(refresh_token, found)
            else:
                rotated = await self.sessions.rotate(refresh_token, now)
        except SessionEnded as error:
            raise session_ended(error.reason) from error
        except Overtaken as error:
            raise overtaken() from error
        session, now = rotated.session, self.clock()
        account = await self.accounts.find(session.username)
        if account is None or not account.active(now):
            await self.sessions.revoke(session.id, "account-not-active", now)
            raise session_ended("account-not-active")
        if self._outgrown(session, account):
            await self.sessions.revoke(session.id, "role-changed", now)
            raise session_ended("role-changed")
        signed_in_as(account.username, account.role, account.unit_id, session.id)
        token = await self.issuer.token(account, self.life, session_id=session.id, device_id=session.device_id)
        return Ticket(account, session.id, token, self.life, rotated.refresh_token, rotated.expires_at - now)

    async def end(self, refresh_token: str, reason: str = "signed-out") -> SignedIn | None:
        """End the session of this token, if it is one."""
        found = await self.sessions.find(refresh_token)
        if found:
            await self.sessions.revoke(found.id, reason, self.clock())
        return found

    def _outgrown(self, session: SignedIn, account: Account) -> bool:
        """Whether the role of now asks for more than what the session was opened with."""
        if session.device_id:
            return account.role not in ASSIGNEES
        return account.role in self.demanding and not account.second_factor


def is_overtaken(problem: Problem) -> bool:
    """Whether the cookies of this browser are newer than what the request brought."""
    return problem.code == "just-renewed"
