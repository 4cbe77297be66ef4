"""Another OpenID Connect provider in place of the own passwords, when the settings name one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx
from fastapi import APIRouter

from chithi_contracts.topics import CATALOGUE
from chithi_platform.service import Parts
from chithi_tasks.adapters.inbound.http.identity.oauth import Grant
from chithi_tasks.adapters.inbound.identity.external_register import ExternalRegister
from chithi_tasks.adapters.inbound.identity.external_renewal import ExternalRenewal
from chithi_tasks.adapters.inbound.identity.external_sign_in import ExternalSignIn
from chithi_tasks.adapters.inbound.identity.token_exchange import GRANT, TokenExchange
from chithi_tasks.adapters.outbound.identity.external import Flows, Identities, ProviderTokens
from chithi_tasks.adapters.outbound.identity.oidc import Client, Provider
from chithi_tasks.app.shared import Shared
from chithi_tasks.core.identity.external import ClaimNames
from chithi_tasks.settings import TasksSettings
from chithi_tasks.web.cookies import Cookies
from chithi_tasks.web.external import CALLBACK, ExternalPages, external_routes
from chithi_tasks.web.external_off import off_routes

TIMEOUT = httpx.Timeout(10, connect=5)


@dataclass(frozen=True)
class External:
    """`routers` have to stand before those of the password sign-in, whose place they take; `shared` is what everything
    else is to be built with, so that no renewal of a session goes past the provider.
    """

    parts: Parts
    shared: Shared
    routers: Sequence[APIRouter] = ()
    grants: Mapping[str, Grant] = field(default_factory=dict)


def external(shared: Shared) -> External:
    """Nothing, unless `CHITHI_OIDC_ISSUER` is set."""
    if not shared.settings.oidc_issuer:
        return External(Parts(topics=CATALOGUE), shared)
    settings, mongo = shared.settings, shared.rt.mongo
    flows, identities, tokens = Flows(mongo), Identities(mongo), ProviderTokens(mongo, shared.vault)
    http = httpx.AsyncClient(timeout=TIMEOUT)
    names = _names(settings)
    sign_in = ExternalSignIn(
        provider=Provider(_client(settings, names), http, shared.rt.clock),
        flows=flows,
        identities=identities,
        register=ExternalRegister(shared.accounts, lambda: shared.organisation.tree),
        names=names,
        follows=settings.oidc_provision == "create",
        mongo=mongo,
        audit=shared.rt.audit,
        clock=shared.rt.clock,
    )
    tickets = replace(shared.tickets, elsewhere=ExternalRenewal(sign_in, tokens, shared.sessions).rotate)
    pages = ExternalPages(
        sign_in=sign_in,
        accounts=shared.accounts,
        tickets=tickets,
        cookies=Cookies(settings.secure_cookie),
        tokens=tokens,
        public_url=settings.public_url.rstrip("/"),
    )
    life = timedelta(minutes=settings.token_minutes)
    return External(
        Parts(
            topics=CATALOGUE,
            startup=[flows.ensure, identities.ensure, tokens.ensure],
            shutdown=[http.aclose],
        ),
        replace(shared, tickets=tickets),
        [external_routes(pages), off_routes()],
        {GRANT: TokenExchange(sign_in, shared.accounts, shared.issuer, life)},
    )


def _names(settings: TasksSettings) -> ClaimNames:
    return ClaimNames(
        username=settings.oidc_claim_username,
        name=settings.oidc_claim_name,
        role=settings.oidc_claim_role,
        unit=settings.oidc_claim_unit,
        agency=settings.oidc_claim_agency,
    )


def _client(settings: TasksSettings, names: ClaimNames) -> Client:
    placing = (names.role, names.unit) if settings.oidc_provision == "create" else ()
    return Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        secret=settings.oidc_client_secret.get_secret_value(),
        scopes=settings.oidc_scopes,
        redirect_uri=settings.public_url.rstrip("/") + CALLBACK,
        wanted=(names.username, names.name, *placing),
    )
