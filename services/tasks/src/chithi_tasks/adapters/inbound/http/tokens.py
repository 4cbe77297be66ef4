"""Tokens, their public keys, and who the caller is."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Response

from chithi_platform.security import CurrentUser
from chithi_tasks.adapters.inbound.http.schemas import Credentials, Me, Token
from chithi_tasks.adapters.inbound.sign_in import SignIn
from chithi_tasks.adapters.outbound.signing_keys import SigningKeys
from chithi_tasks.core.units import UnitTree


def token_routes(*, sign_in: SignIn, keys: SigningKeys, tree: UnitTree, life: timedelta) -> APIRouter:
    """The routes, bound to their parts."""
    router = APIRouter(prefix="/api/tasks/v1", tags=["identity"])

    def unit_name(unit_id: str) -> str:
        unit = tree.get(unit_id)
        return unit.name if unit else unit_id

    @router.post("/tokens")
    async def create_token(credentials: Credentials, response: Response) -> Token:
        """Exchange a user name and password for a bearer token; 401 `wrong-credentials`, 429 `too-many-tries`."""
        account = await sign_in.account(credentials.username, credentials.password)
        response.headers["Cache-Control"] = "no-store"
        return Token(
            access_token=await sign_in.token(account, life),
            expires_in=int(life.total_seconds()),
            user=Me(
                username=account.username,
                name=account.name,
                role=account.role,
                unit_id=account.unit_id,
                unit_name=unit_name(account.unit_id),
                path=list(account.path),
                agency_id=account.agency_id,
            ),
        )

    @router.get("/jwks.json")
    async def jwks(response: Response) -> dict[str, Any]:
        """The public keys that tokens are verified with (RFC 7517)."""
        response.headers["Cache-Control"] = "public, max-age=300"
        return (await keys.current()).public_set()

    @router.get("/me")
    async def me(user: CurrentUser) -> Me:
        """The caller, as the token says."""
        return Me(
            username=user.subject,
            name=user.name,
            role=user.role,
            unit_id=user.unit_id,
            unit_name=unit_name(user.unit_id),
            path=list(user.path),
            agency_id=user.agency_id,
        )

    return router
