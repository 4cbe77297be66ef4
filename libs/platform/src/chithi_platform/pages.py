"""Who may open a page: leads to the sign-in, and says what happened where a page cannot be shown."""

from collections.abc import Awaitable, Callable
from typing import Protocol
from urllib.parse import quote

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from chithi_platform.audit import refused_with
from chithi_platform.problems import Problem, from_any
from chithi_platform.security import Principal, current_principal
from chithi_platform.telemetry import trace_id

RENEWAL = "/session/renew"  # goes on to the sign-in where there is no session to renew
Show = Callable[[Request, Principal], Awaitable[Response]]


class Tell(Protocol):
    """Makes the page that says what happened; `reference` finds it in the logs."""

    def __call__(self, request: Request, /, *, user: Principal | None, problem: Problem, reference: str) -> Response:
        """The page with the problem's status."""


def guarded(show: Show, tell: Tell) -> Callable[[Request], Awaitable[Response]]:
    """A route that shows the page to who is signed in; `show` raises where they may not see it.

    Parts that scripts fetch keep their problem document.
    """

    async def answer(request: Request) -> Response:
        caller: Principal | None = None
        try:
            caller = await current_principal(request)
            return await show(request, caller)
        except Exception as error:
            if is_part(request) or _by_the_framework(error):
                raise
            problem = error if isinstance(error, Problem) else from_any(request, error)
        if problem.status == 401:
            return RedirectResponse(f"{RENEWAL}?next={quote(_here(request))}", 303)
        refused_with(problem.code)
        page = tell(request, user=caller, problem=problem, reference=trace_id().strip("0") and trace_id())
        page.headers.update(problem.headers)
        return page

    return answer


def is_part(request: Request) -> bool:
    """Whether a script asks, which can tell the reader by itself."""
    return "hx-request" in request.headers


def _by_the_framework(error: Exception) -> bool:
    """A request that cannot be read or is too large; a group where it was noticed while somebody read on."""
    told = error.subgroup(HTTPException) if isinstance(error, ExceptionGroup) else error
    return isinstance(told, HTTPException | ExceptionGroup)


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
