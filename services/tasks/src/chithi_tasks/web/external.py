"""The pages of a sign-in at another provider: the way there, the way back, the way out."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from jinja2 import Environment

from chithi_platform.audit import refused_with
from chithi_platform.http import client_address
from chithi_platform.problems import Problem
from chithi_tasks.adapters.inbound.identity.external_problems import external_only, unknown_account
from chithi_tasks.adapters.inbound.identity.external_sign_in import ExternalSignIn
from chithi_tasks.adapters.inbound.identity.issuer import no_appointment
from chithi_tasks.adapters.inbound.identity.labels import label_of
from chithi_tasks.adapters.inbound.identity.sign_in_problems import ended_by_provider
from chithi_tasks.adapters.inbound.identity.tickets import Tickets
from chithi_tasks.adapters.outbound.identity.accounts import AccountRepository
from chithi_tasks.adapters.outbound.identity.external import FLOW_LIFE, LONGEST, ProviderTokens
from chithi_tasks.web.cookies import ENDED as TOLD_ENDED
from chithi_tasks.web.cookies import REFRESH, Cookies, refuse_foreign_forms
from chithi_tasks.web.pages import STEP_PAGE, inside
from chithi_webui import environment, render

TEMPLATES = Path(__file__).parent / "templates"
CALLBACK, ENDED = "/login/callback", "/login/ended"


@dataclass(frozen=True)
class ExternalPages:
    """`tokens` are the provider's own of each session."""

    sign_in: ExternalSignIn
    accounts: AccountRepository
    tickets: Tickets
    cookies: Cookies
    tokens: ProviderTokens
    public_url: str
    pages: Environment = field(default_factory=lambda: environment(TEMPLATES))

    async def leave(self, request: Request, next: str = "/", other: bool = False) -> Response:
        """To the provider; `other` has it ask who is there, even if it knows somebody.

        Whose session the provider ended is told so first.
        """
        target = inside(next)
        if TOLD_ENDED in request.cookies:
            told = self._trouble(request, ended_by_provider(), target)
            self.cookies.clear_ended(told)
            return told
        try:
            begun = await self.sign_in.begin(target, afresh=other)
        except Problem as problem:
            return self._trouble(request, problem, target)
        answer = RedirectResponse(begun.url, 303, headers={"Cache-Control": "no-store"})
        answer.set_cookie(
            cookie_of(begun.state),
            begun.state,
            max_age=int(FLOW_LIFE.total_seconds()),
            path=CALLBACK,
            httponly=True,
            samesite="lax",  # the provider's redirect back comes from another site
            secure=self._secure,
        )
        return answer

    async def come_back(self, request: Request) -> Response:
        """From the provider, with a code or with an error."""
        told = dict(request.query_params)
        name = cookie_of(told.get("state", ""))
        try:
            arrived = await self.sign_in.finish(told, request.cookies.get(name))
            answer = self._onward(request, arrived.next, "Đăng nhập thành công")
            session_id = await self._admit(request, answer, arrived.username)
        except Problem as problem:
            answer = self._trouble(request, problem)
        else:
            await self.tokens.keep(session_id, arrived.id_token, arrived.refresh_token, self.sign_in.clock())
        self.cookies.clear_ended(answer)
        answer.delete_cookie(name, path=CALLBACK, httponly=True, samesite="lax", secure=self._secure)
        return answer

    async def sign_out(self, request: Request) -> Response:
        """Here and at the provider. A form may not be redirected to another site, so a page of ours leads there."""
        refuse_foreign_forms(request)
        session = await self.tickets.end(request.cookies.get(REFRESH, ""))
        id_token = await self.tokens.take(session.id) if session else None
        url = await self.sign_in.way_out(id_token, self.public_url + ENDED)
        answer = self._onward(request, url, "Đang đăng xuất")
        self.cookies.clear(answer)
        return answer

    async def ended(self, request: Request) -> Response:
        """Signed out."""
        return render(self.pages, "signed_out.html", request=request)

    async def no_passwords(self, request: Request) -> Response:
        """The form of the password sign-in, and what it still asked for after that."""
        return self._trouble(request, external_only())

    async def _admit(self, request: Request, answer: Response, username: str) -> str:
        """Open a browser session in the answer; its id. Raises a 403 `Problem` when the account is of no use today."""
        account = await self.accounts.find(username)
        if account is None:
            raise unknown_account(username)
        if not account.active(self.sign_in.clock()):
            raise no_appointment(account)
        label, address = label_of(request), client_address(request)
        ticket = await self.tickets.open(account, kind="browser", label=label, address=address, longest=LONGEST)
        self.cookies.give(answer, ticket)
        return ticket.session_id

    @property
    def _secure(self) -> bool:
        return self.public_url.startswith("https://")

    def _trouble(self, request: Request, problem: Problem, target: str = "/") -> Response:
        refused_with(problem.code)
        again = f"/login?next={quote(target)}"
        context = {"problem": problem, "again": again, "other": f"{again}&other=1"}
        page = render(self.pages, "external.html", request=request, status=problem.status, **context)
        page.headers.update(problem.headers)
        return page

    def _onward(self, request: Request, url: str, title: str) -> Response:
        """A page of ours that leads on by itself: strict cookies do not travel with a redirect from elsewhere."""
        return render(self.pages, "onward.html", request=request, url=url, title=title)


def external_routes(pages: ExternalPages) -> APIRouter:
    """The routes that stand before those of the password sign-in."""
    router = APIRouter(include_in_schema=False)
    router.get("/login")(pages.leave)
    router.get(CALLBACK)(pages.come_back)
    router.get(ENDED)(pages.ended)
    router.post("/login")(pages.no_passwords)
    router.get(STEP_PAGE)(pages.no_passwords)
    router.post(STEP_PAGE)(pages.no_passwords)
    router.post("/session/end")(pages.sign_out)
    return router


def cookie_of(state: str) -> str:
    """A cookie for each sign-in under way: several tabs may leave at once."""
    return f"chithi_flow_{hashlib.sha256(state.encode()).hexdigest()[:12]}"
