"""Tokens, their public keys, and who the caller is."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Response

from chithi_platform.security import CurrentUser, Principal
from chithi_tasks.adapters.inbound.http.schemas import Credentials, Me, Token
from chithi_tasks.adapters.inbound.sign_in import SignIn
from chithi_tasks.adapters.outbound.accounts import Account
from chithi_tasks.adapters.outbound.signing_keys import SigningKeys
from chithi_tasks.core.resolving.organisation import Organisation


def token_routes(*, sign_in: SignIn, keys: SigningKeys, organisation: Organisation, life: timedelta) -> APIRouter:
    """The routes, bound to their parts."""
    router = APIRouter(prefix="/api/tasks/v1", tags=["identity"])

    def described(username: str, who: Account | Principal) -> Me:
        unit = organisation.tree.get(who.unit_id)
        return Me(
            username=username,
            name=who.name,
            role=who.role,
            unit_id=who.unit_id,
            unit_name=unit.name if unit else who.unit_id,
            path=list(who.path),
            agency_id=who.agency_id,
        )

    @router.post("/tokens")
    async def create_token(credentials: Credentials, response: Response) -> Token:
        """Exchange a user name and password for a bearer token; 401 `wrong-credentials`, 429 `too-many-tries`."""
        account = await sign_in.account(credentials.username, credentials.password)
        response.headers["Cache-Control"] = "no-store"
        return Token(
            access_token=await sign_in.token(account, life),
            expires_in=int(life.total_seconds()),
            user=described(account.username, account),
        )

    @router.get("/jwks.json")
    async def jwks(response: Response) -> dict[str, Any]:
        """The public keys that tokens are verified with (RFC 7517)."""
        response.headers["Cache-Control"] = "public, max-age=300"
        return (await keys.current()).public_set()

    @router.get("/me")
    async def me(user: CurrentUser) -> Me:
        """The caller, as the token says."""
        return described(user.subject, user)

    return router
