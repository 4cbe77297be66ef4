"""What the sign-in still asks for after the password: a code, a password of one's own, setting up the second factor."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from chithi_platform.problems import Problem
from chithi_tasks.adapters.inbound.identity.own_account import OwnAccount
from chithi_tasks.adapters.inbound.identity.sign_in import Step
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.adapters.outbound.identity.pending import Pending
from chithi_tasks.adapters.outbound.identity.qr import qr_svg
from chithi_tasks.web.cookies import STEP, refuse_foreign_forms
from chithi_tasks.web.pages import STEP_PAGE, Entrance, pages, sign_in_page, told
from chithi_webui import render

Text = Annotated[str, Form(max_length=200)]


@dataclass(frozen=True, slots=True)
class At:
    """Where a sign-in stands: what finds it, whose it is, what comes next (None: nothing)."""

    text: str
    pending: Pending
    account: Account
    step: Step | None


@dataclass(frozen=True, slots=True)
class StepPages:
    """One page that shows the step of now, and takes its form."""

    entrance: Entrance
    own: OwnAccount

    async def show(self, request: Request) -> Response:
        """The step of now, or the sign-in from the start when it took too long."""
        at = await self._where(request)
        return await self._page(request, at) if at and at.step else RedirectResponse("/login", 303)

    async def submit(self, request: Request, otp: Text = "", new: Text = "", again: Text = "") -> Response:
        """Do the step; on to the next one, or in."""
        refuse_foreign_forms(request)
        at = await self._where(request)
        if at is None:
            return RedirectResponse(sign_in_page("/"), 303)
        try:
            if at.step == "set-up":
                return await self._set_up(request, at, otp)
            if at.step == "code":
                await self.entrance.sign_in.code(at.account, otp, known=at.pending.known)
                await self.entrance.pending.code_given(at.text)
            elif at.step == "password":
                if new != again:
                    detail = "Hãy nhập lại mật khẩu mới ở cả hai ô."
                    raise Problem(422, "not-the-same", "Hai lần nhập khác nhau", detail)
                changed = await self.own.set_password(at.account, new)
                await self.entrance.pending.password_set(at.text, changed)
        except Problem as problem:
            return await self._page(request, at, problem)
        return await self._further(request)

    async def _set_up(self, request: Request, at: At, otp: str) -> Response:
        codes = await self.own.confirm_second_factor(at.account, otp)
        await self.entrance.pending.code_given(at.text)
        return render(pages, "recovery.html", request=request, codes=codes, account=at.account)

    async def _where(self, request: Request) -> At | None:
        sign_in, text = self.entrance.sign_in, request.cookies.get(STEP, "")
        pending = await self.entrance.pending.find(text, sign_in.clock())
        account = await sign_in.accounts.find(pending.username) if pending else None
        if pending is None or account is None or not account.active(sign_in.clock()):
            return None
        if not pending.begun_with(account.password_hash):
            return None
        left = [one for one in sign_in.steps(account) if one != "code" or not pending.code_given]
        return At(text, pending, account, left[0] if left else None)

    async def _page(self, request: Request, at: At, problem: Problem | None = None) -> Response:
        context: dict[str, Any] = {"account": at.account, "step": at.step}
        if at.step == "set-up":
            secret, uri = await self.own.offered(at.account) or await self.own.offer_second_factor(at.account)
            context |= {"secret": secret, "qr": qr_svg(uri)}
        if problem:
            return told(request, problem, "step.html", **context)
        return render(pages, "step.html", request=request, problem=None, **context)

    async def _further(self, request: Request) -> Response:
        at = await self._where(request)
        if at is None or at.step:
            return RedirectResponse(STEP_PAGE if at else "/login", 303)
        await self.entrance.pending.done(at.text)
        return await self.entrance.let_in(request, at.account, at.pending.next, at.pending.mark)


def step_routes(steps: StepPages) -> APIRouter:
    """The page's routes."""
    router = APIRouter(include_in_schema=False)
    router.get(STEP_PAGE)(steps.show)
    router.post(STEP_PAGE)(steps.submit)
    return router
