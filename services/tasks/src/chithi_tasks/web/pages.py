"""The sign-in page, its form, and signing out."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from chithi_platform.problems import Problem
from chithi_platform.security import COOKIE
from chithi_tasks.adapters.inbound.sign_in import SignIn
from chithi_webui import environment, render

TEMPLATES = Path(__file__).parent / "templates"
Text = Annotated[str, Form(max_length=200)]


def page_routes(*, sign_in: SignIn, session: timedelta, secure: bool) -> APIRouter:
    """The routes, bound to the issuer of tokens."""
    router = APIRouter(include_in_schema=False)
    pages = environment(TEMPLATES)

    @router.get("/login")
    async def show(request: Request, next: str = "/") -> Response:
        return render(pages, "login.html", request=request, next=inside(next), username="", problem=None)

    @router.post("/login")
    async def submit(request: Request, username: Text = "", password: Text = "", next: Text = "/") -> Response:
        _refuse_foreign_forms(request)
        try:
            account = await sign_in.account(username.strip(), password)
        except Problem as problem:
            page = render(
                pages,
                "login.html",
                request=request,
                status=problem.status,
                next=inside(next),
                username=username,
                problem=problem,
            )
            page.headers.update(problem.headers)
            return page
        answer = RedirectResponse(inside(next), status_code=303)
        answer.set_cookie(
            COOKIE,
            await sign_in.token(account, session),
            max_age=int(session.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=secure,
        )
        return answer

    @router.post("/logout")
    async def leave(request: Request) -> Response:
        _refuse_foreign_forms(request)
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=secure)
        return answer

    return router


def inside(target: str) -> str:
    """The target if it is a path of ours, else the first page: a sign-in must not lead elsewhere."""
    parts = urlsplit(target)
    ours = not parts.scheme and not parts.netloc and target.startswith("/") and "\\" not in target
    return target if ours else "/"


def _refuse_foreign_forms(request: Request) -> None:
    """A form on another site must not sign anybody in or out."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "foreign-form", "Không có quyền", "Biểu mẫu phải được gửi từ chính trang này.")
