"""The sign-in page and its form."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from chithi_platform.audit import refused_with
from chithi_platform.http import client_address
from chithi_platform.problems import Problem
from chithi_tasks.adapters.inbound.identity.labels import label_of
from chithi_tasks.adapters.inbound.identity.sign_in import SignIn
from chithi_tasks.adapters.inbound.identity.tickets import Tickets
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.adapters.outbound.identity.pending import KnownBrowsers, PendingSignIns
from chithi_tasks.web.assets import ASSETS
from chithi_tasks.web.cookies import KNOWN, Cookies, refuse_foreign_forms
from chithi_tasks.web.words_account import WORDS
from chithi_webui import environment, render

TEMPLATES = Path(__file__).parent / "templates"
STEP_PAGE = "/session/step"
Text = Annotated[str, Form(max_length=200)]
Target = Annotated[str, Form(max_length=2000)]
pages = environment(TEMPLATES, words=WORDS, assets=ASSETS)


@dataclass(frozen=True, slots=True)
class Entrance:
    """How a browser comes in: the password, what is still missing, the session."""

    sign_in: SignIn
    tickets: Tickets
    pending: PendingSignIns
    known: KnownBrowsers
    cookies: Cookies

    async def let_in(self, request: Request, account: Account, target: str, mark: str | None) -> Response:
        """Open the session, lead to the page, and remember the browser."""
        address = client_address(request)
        ticket = await self.tickets.open(account, kind="browser", label=label_of(request), address=address)
        mark = await self.known.remember(mark, account.username, self.sign_in.clock())
        answer = RedirectResponse(inside(target), 303)
        self.cookies.give(answer, ticket)
        self.cookies.give_mark(answer, mark)
        self.cookies.clear_step(answer)
        return answer


def page_routes(entrance: Entrance) -> APIRouter:
    """The routes, bound to the entrance."""
    router = APIRouter(include_in_schema=False)

    @router.get("/login")
    async def show(request: Request, next: str = "/") -> Response:
        return render(pages, "login.html", request=request, next=inside(next), username="", problem=None)

    @router.post("/login")
    async def submit(request: Request, username: Text = "", password: Text = "", next: Target = "/") -> Response:
        refuse_foreign_forms(request)
        name, mark = username.strip(), request.cookies.get(KNOWN)
        known = mark if await entrance.known.knows(mark, name) else None
        try:
            account = await entrance.sign_in.account(name, password, address=client_address(request), known=known)
        except Problem as problem:
            return told(request, problem, "login.html", next=inside(next), username=username)
        if not entrance.sign_in.steps(account):
            return await entrance.let_in(request, account, next, mark)
        text = await entrance.pending.begin(account, inside(next), mark=mark, known=known, now=entrance.sign_in.clock())
        answer = RedirectResponse(STEP_PAGE, 303)
        entrance.cookies.give_step(answer, text)
        return answer

    @router.post("/logout")
    async def leave(request: Request) -> Response:
        """The address that pages of older versions post to; the refresh token comes along to `/session` only."""
        refuse_foreign_forms(request)
        return RedirectResponse("/session/end", 307)

    return router


def told(request: Request, problem: Problem, template: str, **context: object) -> Response:
    """The same page with what went wrong, as a page and in the audit log."""
    refused_with(problem.code)
    page = render(pages, template, request=request, status=problem.status, problem=problem, **context)
    page.headers.update(problem.headers)
    return page


def sign_in_page(target: str) -> str:
    """The address of the sign-in that leads on to a page of ours."""
    return f"/login?next={quote(inside(target))}"


def inside(target: str) -> str:
    """The target if it is a path of ours, else the first page: a sign-in must not lead elsewhere."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    ours = not parts.scheme and not parts.netloc and target.startswith("/") and "\\" not in target
    return target if ours and not target.startswith("//") and target.isprintable() else "/"
