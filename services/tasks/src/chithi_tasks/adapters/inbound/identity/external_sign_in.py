"""Signing in at another OpenID Connect provider: the way there, the way back, and whose account it is."""

import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog

from chithi_platform.audit import AuditLog, tried_as
from chithi_platform.mongo import Mongo, Session
from chithi_tasks.adapters.inbound.identity import external_problems as problems
from chithi_tasks.adapters.outbound.identity.external import Flow, Flows, Identities, OtherIdentity
from chithi_tasks.adapters.outbound.identity.oidc import GrantRefused, Provider
from chithi_tasks.adapters.outbound.identity.oidc_tokens import BadToken, ProviderAway
from chithi_tasks.core.identity.external import (
    ClaimNames,
    ExternalPerson,
    Position,
    UnusableClaims,
    person_of,
    position_of,
)
from chithi_tasks.core.identity.new_accounts import BadAccount

log = structlog.get_logger(__name__)


class Register(Protocol):
    """The accounts, as far as a person from elsewhere needs them."""

    async def has(self, username: str, session: Session) -> bool:
        """Whether there is an account of that name."""

    async def follow(self, person: ExternalPerson, position: Position, session: Session) -> None:
        """Make the account, or move it to where the provider places it; raises `BadAccount`."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and the state that it has to bring back."""

    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """Whose account it is, where the person wanted to go, and the provider's tokens."""

    username: str
    next: str
    id_token: str
    refresh_token: str | None


@dataclass(frozen=True, slots=True)
class ExternalSignIn:
    """`follows` lets the provider also say role and place; else the account has to exist and keeps its own."""

    provider: Provider
    flows: Flows
    identities: Identities
    register: Register
    names: ClaimNames
    follows: bool
    mongo: Mongo
    audit: AuditLog
    clock: Callable[[], datetime]

    async def begin(self, target: str, *, afresh: bool = False) -> Begun:
        """Leave for the provider; `afresh` has it ask even somebody it knows. Raises `external_problems`."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with told_as_problems():
            url = await self.provider.way_in(state=state, nonce=nonce, verifier=verifier, afresh=afresh)
        await self.flows.begin(state, Flow(nonce, verifier, target), self.clock())
        return Begun(url, state)

    async def finish(self, answer: Mapping[str, str], state: str | None) -> Arrived:
        """Come back with the provider's answer; `state` is what this browser left with."""
        told = answer.get("state", "")
        if not state or not secrets.compare_digest(told.encode(), state.encode()):
            raise problems.lost()
        flow = await self.flows.take(state, self.clock())
        if flow is None or answer.get("iss", self.provider.issuer) != self.provider.issuer:
            raise problems.lost()
        if "error" in answer:
            raise problems.refused_there(answer["error"][:60])
        with told_as_problems():
            redeemed = await self.provider.redeem(answer.get("code", ""), nonce=flow.nonce, verifier=flow.verifier)
        username = await self.account_of(redeemed.claims)
        return Arrived(username, flow.next, redeemed.id_token, redeemed.refresh_token)

    async def way_out(self, id_token: str | None, back: str) -> str:
        """Where signing out goes on: at the provider if it offers that and answers, else straight back."""
        try:
            return await self.provider.way_out(id_token, back) or back
        except ProviderAway as error:
            log.warning("identity provider away", error=str(error)[:300])
            return back

    async def exchanged(self, token: str) -> str:
        """The user name of a program that brings a token of the provider (RFC 8693)."""
        with told_as_problems():
            claims = await self.provider.claims_of(token)
        return await self.account_of(claims)

    async def account_of(self, claims: Mapping[str, Any], *, still: str | None = None) -> str:
        """Whose account these claims open. What never changes at the provider decides, not the name.

        `still`: the account whose session goes on. Who was released from it meanwhile is refused, and nothing is bound.
        """
        with told_as_problems():
            person = person_of(claims, self.names)
            position = position_of(claims, self.names) if self.follows else None
            return await self.mongo.transact(self._settling(person, position, still))

    def _settling(
        self, person: ExternalPerson, position: Position | None, still: str | None
    ) -> Callable[[Session], Awaitable[str]]:
        async def settle(session: Session) -> str:
            bound = await self.identities.account_of(person.issuer, person.subject, session)
            if still is not None and bound != still:
                raise BadToken("sub: bound to another account by now, or to none")
            username = bound or person.username
            tried_as(username)
            if position is not None:
                await self._followed(person, position, username, session)
            elif not await self.register.has(username, session):
                raise problems.unknown_account(username)
            if bound is None:
                await self.identities.bind(
                    person.issuer, person.subject, username=username, now=self.clock(), session=session
                )
                after = {"issuer": person.issuer, "subject": person.subject}
                await self.audit.record(session, "account.bound", username, after=after)
            return username

        return settle

    async def _followed(self, person: ExternalPerson, position: Position, username: str, session: Session) -> None:
        known = ExternalPerson(person.issuer, person.subject, username, person.name, person.email)
        try:
            await self.register.follow(known, position, session)
        except BadAccount as error:
            claims = {"unit_id": self.names.unit, "agency_id": self.names.agency, "role": self.names.role}
            raise problems.unusable(
                claims.get(error.field, error.field), problems.REASONS.get(error.field, "")
            ) from error


@contextmanager
def told_as_problems() -> Iterator[None]:
    """Whatever goes wrong at the provider is one of our problems, and its detail is in the log."""
    try:
        yield
    except ProviderAway as error:
        log.warning("identity provider away", error=str(error)[:300])
        raise problems.provider_away() from error
    except GrantRefused as error:
        log.warning("identity provider refused the code", error=str(error)[:300])
        raise problems.lost() from error
    except BadToken as error:
        log.warning("identity provider's token refused", error=str(error)[:300])
        raise problems.bad_token() from error
    except UnusableClaims as error:
        raise problems.unusable(error.claim, error.reason) from error
    except OtherIdentity as error:
        raise problems.other_identity(error.username) from error
