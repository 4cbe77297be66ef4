"""Accounts, tokens and sessions, the sign-in page and the page of one's own account."""

import asyncio
from datetime import timedelta

import httpx
import structlog

from chithi_contracts.topics import CATALOGUE
from chithi_platform.security import JwksVerifier, Principal
from chithi_platform.service import Parts
from chithi_tasks.adapters.inbound.http.identity.accounts import account_action_routes, account_routes
from chithi_tasks.adapters.inbound.http.identity.identity_schemas import Me, Proof
from chithi_tasks.adapters.inbound.http.identity.me import me_routes
from chithi_tasks.adapters.inbound.http.identity.tokens import CheckPhone, token_routes
from chithi_tasks.adapters.inbound.identity.account_desk import AccountDesk
from chithi_tasks.adapters.inbound.identity.own_account import OwnAccount
from chithi_tasks.adapters.inbound.identity.sign_in import SignIn
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.adapters.outbound.identity.offers import Offers
from chithi_tasks.adapters.outbound.identity.pending import KnownBrowsers, PendingSignIns
from chithi_tasks.adapters.outbound.identity.sealed_secrets import SealedSecrets
from chithi_tasks.adapters.outbound.identity.signing_keys import OwnKeys, SigningKeys
from chithi_tasks.adapters.outbound.identity.tries import Tries
from chithi_tasks.app.phones import phones_of
from chithi_tasks.app.shared import Shared
from chithi_tasks.core.identity.device import Proof as DeviceProof
from chithi_tasks.settings import TasksSettings
from chithi_tasks.web.account import own_account_routes
from chithi_tasks.web.cookies import Cookies
from chithi_tasks.web.pages import Entrance, page_routes
from chithi_tasks.web.session import BrowserSession, session_routes
from chithi_tasks.web.steps import StepPages, step_routes

log = structlog.get_logger(__name__)
KEY_CHECK_S = 3600.0


def identity_parts(shared: Shared) -> Parts:
    """Who may sign in, and how."""
    rt, settings, organisation = shared.rt, shared.settings, shared.organisation
    tries, pending, known = Tries(rt.mongo), PendingSignIns(rt.mongo), KnownBrowsers(rt.mongo)
    offers = Offers(rt.mongo, shared.vault)
    sign_in = SignIn(rt.mongo, shared.accounts, tries, shared.vault, settings.second_factor_roles, rt.clock)
    own = OwnAccount(
        mongo=rt.mongo,
        accounts=shared.accounts,
        sessions=shared.sessions,
        sign_in=sign_in,
        tries=tries,
        offers=offers,
        vault=shared.vault,
        tree=lambda: organisation.tree,
        clock=rt.clock,
    )
    desk = AccountDesk(rt.mongo, shared.accounts, shared.sessions, lambda: organisation.tree, rt.clock)
    cookies = Cookies(settings.secure_cookie)
    entrance = Entrance(sign_in, shared.tickets, pending, known, cookies)

    def described(username: str, who: Account | Principal) -> Me:
        return who_is(shared, username, who)

    return Parts(
        topics=CATALOGUE,
        routers=[
            token_routes(
                sign_in=sign_in,
                tickets=shared.tickets,
                keys=shared.keys,
                described=lambda account: described(account.username, account),
                check_phone=_check_phone(shared),
            ),
            me_routes(own, described),
            account_routes(desk),
            account_action_routes(desk),
            page_routes(entrance),
            step_routes(StepPages(entrance, own)),
            session_routes(BrowserSession(shared.tickets, cookies)),
            own_account_routes(own, desk, cookies, passwords=not settings.oidc_issuer),
        ],
        startup=[
            SealedSecrets(rt.mongo, shared.vault).check,
            shared.accounts.ensure,
            shared.keys.ensure,
            shared.sessions.ensure,
            tries.ensure,
            pending.ensure,
            known.ensure,
            offers.ensure,
        ],
        jobs=[lambda: _change_keys(shared)],
        verifier=_own_verifier(settings, shared.keys),
    )


def who_is(shared: Shared, username: str, who: Account | Principal) -> Me:
    """The caller or the account, with the name of the unit of today."""
    unit = shared.organisation.tree.get(who.unit_id)
    return Me(
        username=username,
        name=who.name,
        role=who.role,
        unit_id=who.unit_id,
        unit_name=unit.name if unit else who.unit_id,
        path=list(who.path),
        agency_id=who.agency_id,
    )


def _check_phone(shared: Shared) -> CheckPhone:
    phones = phones_of(shared)

    async def check(device_id: str, proof: Proof | None, refresh_token: str) -> None:
        given = DeviceProof(**proof.model_dump()) if proof else None
        await phones.check(device_id, given, refresh_token)

    return check


async def _change_keys(shared: Shared) -> None:
    """Change the signing key when it is old; several workers may ask, one does it."""
    days = shared.settings.signing_key_days
    while True:
        if days:
            try:
                await shared.keys.rotate(shared.rt.audit, older_than=timedelta(days=days))
            except Exception as error:
                log.warning("signing key not changed", error=repr(error)[:200])
        await asyncio.sleep(KEY_CHECK_S)


def _own_verifier(settings: TasksSettings, keys: SigningKeys) -> JwksVerifier:
    """Verifies like every other service, but without a request to ourselves."""
    return JwksVerifier(settings.jwks_url, settings.token_issuer, httpx.AsyncClient(transport=OwnKeys(keys)))
