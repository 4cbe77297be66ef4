"""Accounts, tokens, the sign-in page."""

from datetime import timedelta

import httpx

from chithi_contracts.topics import CATALOGUE
from chithi_platform.security import JwksVerifier
from chithi_platform.service import Parts
from chithi_tasks.adapters.inbound.http.tokens import token_routes
from chithi_tasks.adapters.inbound.sign_in import SignIn
from chithi_tasks.adapters.outbound.signing_keys import OwnKeys, SigningKeys
from chithi_tasks.app.shared import Shared
from chithi_tasks.settings import TasksSettings
from chithi_tasks.web.pages import page_routes


def identity_parts(shared: Shared) -> Parts:
    """Who may sign in, and how."""
    settings, keys = shared.settings, SigningKeys(shared.rt.mongo)
    sign_in = SignIn(shared.accounts, keys, settings.token_issuer, shared.rt.clock)
    life, session = timedelta(minutes=settings.token_minutes), timedelta(hours=settings.session_hours)
    return Parts(
        topics=CATALOGUE,
        routers=[
            token_routes(sign_in=sign_in, keys=keys, organisation=shared.organisation, life=life),
            page_routes(sign_in=sign_in, session=session, secure=settings.secure_cookie),
        ],
        startup=[shared.accounts.ensure, keys.ensure],
        verifier=_own_verifier(settings, keys),
    )


def _own_verifier(settings: TasksSettings, keys: SigningKeys) -> JwksVerifier:
    """Verifies like every other service, but without a request to ourselves."""
    return JwksVerifier(settings.jwks_url, settings.token_issuer, httpx.AsyncClient(transport=OwnKeys(keys)))
