"""Who may see a page: leads to the sign-in, and says what happened where a page cannot be shown."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

import structlog
from fastapi import Request
from jinja2 import Environment
from starlette.responses import RedirectResponse, Response

from chithi_platform.mongo import is_infrastructure_error
from chithi_platform.problems import Problem
from chithi_platform.security import Principal, current_principal
from chithi_platform.telemetry import trace_id
from chithi_webui import render

log = structlog.get_logger(__name__)
SIGN_IN = "/session/renew"  # goes on to the sign-in where there is no session to renew
Show = Callable[[Request, Principal], Awaitable[Response]]


@dataclass(frozen=True)
class Door:
    """How one page is guarded: its place in the navigation, who may come in, and where one goes instead."""

    here: str
    back: str
    roles: frozenset[str] | None = None
    refusal: str = "Trang này không dành cho vai trò của bạn. Quyền do quản trị của đơn vị cấp."


def guarded(pages: Environment, show: Show, door: Door) -> Callable[[Request], Awaitable[Response]]:
    """The page for those who may see it; for the others the way there. Parts that scripts fetch keep their status."""

    async def answer(request: Request) -> Response:
        caller: Principal | None = None
        try:
            caller = await current_principal(request)
            if door.roles is not None and caller.role not in door.roles:
                raise Problem(403, "forbidden-role", "Không có quyền xem trang này", door.refusal)
            return await show(request, caller)
        except Problem as problem:
            if is_part(request):
                raise
            if problem.status == 401:
                return RedirectResponse(f"{SIGN_IN}?next={quote(_here(request))}", 303)
            return _trouble(pages, request, caller, door, problem)
        except Exception as error:
            if is_part(request) or not is_infrastructure_error(error):
                raise
            log.warning("database away", error=repr(error)[:200])
            detail = "Cơ sở dữ liệu chưa trả lời. Những gì đã lưu không mất; hãy tải lại trang sau giây lát."
            return _trouble(pages, request, caller, door, Problem(503, "unavailable", "Chưa mở được trang", detail))

    return answer


def is_part(request: Request) -> bool:
    """Whether a script asks, which can tell the reader by itself."""
    return "hx-request" in request.headers


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _trouble(pages: Environment, request: Request, caller: Principal | None, door: Door, problem: Problem) -> Response:
    frame = {
        "user": caller,
        "here": door.here,
        "back": door.back,
        "back_word": "back",
        "title": problem.title,
        "text": problem.detail,
        "reference": trace_id().strip("0") and trace_id(),
    }
    page = render(pages, "trouble.html", request=request, status=problem.status, **frame)
    page.headers.update(problem.headers)
    return page
