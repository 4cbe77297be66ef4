"""A browser's session: renewed by the script or on the way to a page, ended by its owner."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from chithi_platform.problems import Problem
from chithi_tasks.adapters.inbound.identity.sign_in_problems import ENDED_BY_PROVIDER
from chithi_tasks.adapters.inbound.identity.tickets import Tickets, is_overtaken
from chithi_tasks.web.cookies import REFRESH, Cookies, refuse_foreign_forms
from chithi_tasks.web.pages import inside, pages, sign_in_page
from chithi_webui import render

Target = Annotated[str, Form(max_length=2000)]
NO_STORE = {"cache-control": "no-store"}
OURS = (None, "same-origin", "none")


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """What browsers ask for under `/session`, the only place where the refresh token comes along."""

    tickets: Tickets
    cookies: Cookies

    async def refresh(self, request: Request) -> Response:
        """For the script of every page. A session that has ended is an everyday answer here, no error."""
        refuse_foreign_forms(request)
        cookies = Response()
        renewed = await self._renewed(request, cookies)
        return _with_cookies(JSONResponse({"renewed": renewed}, headers=NO_STORE), cookies)

    async def renew(self, request: Request, next: str = "/") -> Response:
        """Where pages lead when nobody is signed in: the script of this page renews, one tab after another.

        A link in a mail brings no cookie, though there may be one: the script finds out.
        """
        if REFRESH not in request.cookies and request.headers.get("sec-fetch-site") in OURS:
            return RedirectResponse(sign_in_page(next), 303, NO_STORE)
        target = inside(next)
        return render(pages, "renew.html", request=request, next=target, login=sign_in_page(target))

    async def renew_by_form(self, request: Request, next: Target = "/") -> Response:
        """The same for who has switched scripts off."""
        refuse_foreign_forms(request)
        cookies = Response()
        renewed = await self._renewed(request, cookies)
        return _with_cookies(RedirectResponse(inside(next) if renewed else sign_in_page(next), 303, NO_STORE), cookies)

    async def end(self, request: Request) -> Response:
        """Sign out: the session ends for every tab; a copy of its access token ends within 15 minutes."""
        refuse_foreign_forms(request)
        await self.tickets.end(request.cookies.get(REFRESH, ""))
        answer = RedirectResponse("/login", 303, NO_STORE)
        self.cookies.clear(answer)
        return answer

    async def _renewed(self, request: Request, answer: Response) -> bool:
        """Whether the browser now holds tokens that are good; if not, it holds none."""
        try:
            ticket = await self.tickets.renew(request.cookies.get(REFRESH, ""))
        except Problem as problem:
            if is_overtaken(problem):
                return True
            if problem.status != 401:
                raise
            self.cookies.clear(answer)
            if problem.code == ENDED_BY_PROVIDER:
                self.cookies.tell_ended(answer)
            return False
        self.cookies.give(answer, ticket)
        return True


def session_routes(session: BrowserSession) -> APIRouter:
    """The routes of `/session`."""
    router = APIRouter(include_in_schema=False)
    router.post("/session/refresh")(session.refresh)
    router.get("/session/renew")(session.renew)
    router.post("/session/renew")(session.renew_by_form)
    router.post("/session/end")(session.end)
    return router


def _with_cookies(answer: Response, source: Response) -> Response:
    answer.raw_headers.extend(header for header in source.raw_headers if header[0] == b"set-cookie")
    return answer
