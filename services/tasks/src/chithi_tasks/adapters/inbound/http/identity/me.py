"""The caller's own account."""

from collections.abc import Callable

from fastapi import APIRouter, Response

from chithi_platform.openapi import refusal
from chithi_platform.security import CurrentUser, Principal
from chithi_tasks.adapters.inbound.http.identity.identity_schemas import (
    Code,
    Confirmation,
    Ended,
    Me,
    PasswordChange,
    RecoveryCodes,
    SecondFactorOffer,
    SessionList,
    SessionOut,
)
from chithi_tasks.adapters.inbound.identity.own_account import OwnAccount
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.adapters.outbound.identity.qr import qr_svg

DESCRIBED = Callable[[str, Account | Principal], Me]


def me_routes(own: OwnAccount, described: DESCRIBED) -> APIRouter:
    """The routes, bound to the desk; a client of another system has no account and is refused (401)."""
    router = APIRouter(prefix="/api/tasks/v1/me", tags=["identity"])

    @router.get("")
    async def me(user: CurrentUser) -> Me:
        """The caller, as the token says."""
        return described(user.subject, user)

    @router.post("/password", status_code=204, responses=refusal(409, 429))
    async def change_password(change: PasswordChange, user: CurrentUser) -> None:
        """Put another password in force; every other session ends. 403 `wrong-password`, 422 `weak-password`."""
        account = await own.account(user.subject)
        await own.change_password(account, change.old, change.new, keep=user.session_id)

    @router.get("/sessions")
    async def sessions(user: CurrentUser) -> SessionList:
        """Where the caller is signed in."""
        going_on = await own.going_on(await own.account(user.subject))
        return SessionList(items=[SessionOut.of(one, user.session_id) for one in going_on])

    @router.delete("/sessions")
    async def end_all(user: CurrentUser) -> Ended:
        """Sign out everywhere, here too; access tokens that were given out end within 15 minutes."""
        return Ended(ended=await own.end_all(await own.account(user.subject)))

    @router.delete("/sessions/{session_id}", status_code=204)
    async def end(session_id: str, user: CurrentUser) -> None:
        """Sign out one of the caller's sessions; 404 `unknown-session`."""
        await own.end(await own.account(user.subject), session_id)

    @router.post("/second-factor", responses=refusal(409, 429))
    async def offer(confirmation: Confirmation, user: CurrentUser, response: Response) -> SecondFactorOffer:
        """A secret for an authenticator app; nothing changes until a code of it confirms. 403 `wrong-password`."""
        account = await own.account(user.subject)
        await own.confirm_password(account, confirmation.password)
        secret, uri = await own.offer_second_factor(account)
        response.headers["Cache-Control"] = "no-store"
        return SecondFactorOffer(secret=secret, uri=uri, qr_svg=qr_svg(uri))

    @router.post("/second-factor/confirm", responses=refusal(409, 429))
    async def confirm(code: Code, user: CurrentUser, response: Response) -> RecoveryCodes:
        """Put the offered secret in force; every other session ends. 401 `wrong-code`, 409 `offer-expired`."""
        account = await own.account(user.subject)
        codes = await own.confirm_second_factor(account, code.otp, keep=user.session_id)
        response.headers["Cache-Control"] = "no-store"
        return RecoveryCodes(recovery_codes=codes)

    return router
