"""Renewing a session that another provider opened: it is asked each time whether the session goes on."""

import asyncio
from dataclasses import dataclass

import structlog

from chithi_platform.problems import Problem
from chithi_tasks.adapters.inbound.identity.external_sign_in import ExternalSignIn
from chithi_tasks.adapters.outbound.identity.external import ProviderTokens, Turn
from chithi_tasks.adapters.outbound.identity.oidc import GrantRefused, Renewed
from chithi_tasks.adapters.outbound.identity.oidc_tokens import BadToken, ProviderAway, UnknownKey
from chithi_tasks.adapters.outbound.identity.sessions import Rotated, SessionEnded, Sessions, SignedIn
from chithi_tasks.core.identity.sessions import BAD_TOKEN_THERE, REFUSED_THERE, UNUSABLE_THERE

LONGEST_S = 20.0  # for each of two questions: whether the session goes on, and who it is now

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ExternalRenewal:
    """Asks the provider in turn, outside of every transaction."""

    sign_in: ExternalSignIn
    tokens: ProviderTokens
    sessions: Sessions

    async def rotate(self, refresh_token: str, whose: SignedIn) -> Rotated:
        """As `Sessions.rotate`; who is no longer welcome at the provider gets `SessionEnded` too."""
        clock = self.sign_in.clock
        turn = await self.tokens.turn(whose.id, clock)
        if turn is None:
            return await self.sessions.rotate(refresh_token, clock())
        try:
            await self.sessions.check(refresh_token, clock())  # the provider's is not spent for what buys nothing here
            await self._ask(turn, whose)
            return await self.sessions.rotate(refresh_token, clock())
        finally:
            await self.tokens.done(turn)

    async def _ask(self, turn: Turn, whose: SignedIn) -> None:
        """Raises `SessionEnded` if the provider says no. While it is away the session goes on.

        The provider's next refresh token is kept at once, for the one before may be worth nothing now.
        """
        try:
            async with asyncio.timeout(LONGEST_S):
                renewed = await self.sign_in.provider.renew(self.tokens.opened(turn))
        except (ProviderAway, TimeoutError) as error:
            log.warning("identity provider does not renew, the session goes on", error=repr(error)[:300])
            return
        except GrantRefused as error:
            raise await self._ended(whose, REFUSED_THERE, error) from error
        if renewed.refresh_token:
            await self.tokens.replace(turn, renewed.refresh_token)
        await self._follow(renewed, turn, whose)

    async def _follow(self, renewed: Renewed, turn: Turn, whose: SignedIn) -> None:
        """Let the provider's word of now move the account, as a sign-in would, or end the session."""
        try:
            async with asyncio.timeout(LONGEST_S):
                claims = await self.sign_in.provider.claims_again(renewed, turn.id_token)
            if claims is not None:
                await self.sign_in.account_of(claims, still=whose.username)
        except (ProviderAway, UnknownKey, TimeoutError) as error:
            log.warning("identity provider does not say who it is, the session goes on", error=repr(error)[:300])
        except BadToken as error:
            raise await self._ended(whose, BAD_TOKEN_THERE, error) from error
        except Problem as problem:
            raise await self._ended(whose, UNUSABLE_THERE, problem) from problem

    async def _ended(self, whose: SignedIn, reason: str, error: Exception) -> SessionEnded:
        log.warning("identity provider ends a session", reason=reason, error=str(error)[:300])
        await self.sessions.revoke(whose.id, reason, self.sign_in.clock())
        return SessionEnded(reason)
