"""Tokens: by password, renewed, given back; and the keys that they are verified with."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from chithi_platform.http import client_address
from chithi_platform.openapi import refusal
from chithi_tasks.adapters.inbound.http.identity.identity_schemas import (
    Credentials,
    Me,
    Proof,
    Renewal,
    TokenRevocation,
    Tokens,
)
from chithi_tasks.adapters.inbound.identity.labels import label_of
from chithi_tasks.adapters.inbound.identity.sign_in import SignIn
from chithi_tasks.adapters.inbound.identity.tickets import Ticket, Tickets
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.adapters.outbound.identity.signing_keys import SigningKeys

CheckPhone = Callable[[str, Proof | None, str], Awaitable[None]]


def token_routes(
    *,
    sign_in: SignIn,
    tickets: Tickets,
    keys: SigningKeys,
    described: Callable[[Account], Me],
    check_phone: CheckPhone,
) -> APIRouter:
    """The routes, bound to their parts; `check_phone` refuses a renewal that the phone did not ask for itself."""
    router = APIRouter(prefix="/api/tasks/v1", tags=["identity"])

    def answer(ticket: Ticket, response: Response) -> Tokens:
        response.headers["Cache-Control"] = "no-store"
        return Tokens(
            access_token=ticket.access_token,
            expires_in=int(ticket.life.total_seconds()),
            refresh_token=ticket.refresh_token,
            refresh_expires_in=int(ticket.lasting.total_seconds()),
            user=described(ticket.account),
        )

    @router.post("/tokens", responses=refusal(401, 403, 409, 429))
    async def create_token(credentials: Credentials, request: Request, response: Response) -> Tokens:
        """Exchange a user name and password for tokens.

        401 `wrong-credentials`, `second-factor-needed`, `wrong-code`; 403 `no-appointment`, `account-closed`,
        `password-must-change`, `password-expired`, `second-factor-not-set`; 429 `too-many-tries`.
        """
        address = client_address(request)
        account = await sign_in.complete(credentials.username, credentials.password, credentials.otp, address=address)
        return answer(await tickets.open(account, kind="api", label=label_of(request), address=address), response)

    @router.post("/tokens/refresh", responses=refusal(401, 403, 409, 429))
    async def refresh(renewal: Renewal, response: Response) -> Tokens:
        """The next pair of tokens; the old refresh token is good once more only if this answer was lost.

        401 `session-ended`: expired, revoked, or used before, which ends the whole session; `ended-by-provider`:
        another identity provider, where it began, lets it go on no more. A phone's needs `proof`.
        """
        session = await tickets.whose(renewal.refresh_token)
        if session.device_id:
            await check_phone(session.device_id, renewal.proof, renewal.refresh_token)
        return answer(await tickets.renew(renewal.refresh_token, proven=True), response)

    @router.post("/tokens/revoke", status_code=204, responses=refusal(401, 403, 409, 429))
    async def revoke(revocation: TokenRevocation) -> None:
        """Sign out: the session ends, its last access token within its 15 minutes (RFC 7009: also when unknown)."""
        await tickets.end(revocation.refresh_token)

    @router.get("/jwks.json")
    async def jwks(response: Response) -> dict[str, Any]:
        """The public keys that tokens are verified with (RFC 7517)."""
        response.headers["Cache-Control"] = "public, max-age=300"
        return await keys.public_set()

    return router
