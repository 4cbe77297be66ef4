"""Who may see a page: asks to sign in, and says what happened where a page cannot be shown."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

import structlog
from fastapi import Request
from jinja2 import Environment
from starlette.responses import RedirectResponse, Response

from chithi_platform.mongo import is_infrastructure_error
from chithi_platform.problems import Problem
from chithi_platform.security import Principal, current_principal, from_own_pages
from chithi_platform.telemetry import trace_id
from chithi_webui import render

log = structlog.get_logger(__name__)
RENEWAL = "/session/renew"  # leads on to the sign-in where there is no session to renew
READERS = ("clerk", "coordinator", "admin", "ops")
EDITORS = ("clerk", "coordinator", "admin")
_AWAY = {
    False: (
        "Chưa mở được trang chỉ thị",
        "Cơ sở dữ liệu chưa trả lời. Văn bản đã nhận không mất; hãy tải lại trang sau giây lát.",
    ),
    True: (
        "Tệp chưa được tiếp nhận",
        "Cơ sở dữ liệu chưa trả lời nên tệp chưa được lưu. Hãy quay lại, chọn tệp và gửi lại sau giây lát.",
    ),
}
Show = Callable[[Request, Principal], Awaitable[Response]]


async def reader(request: Request) -> Principal:
    """The caller, if the role may read directives."""
    caller = await current_principal(request)
    if caller.role not in READERS:
        detail = "Trang này dành cho văn thư, điều phối viên và quản trị. Quyền do quản trị của đơn vị cấp."
        raise Problem(403, "forbidden-role", "Không có quyền xem chỉ thị", detail)
    return caller


def refuse_foreign_forms(request: Request) -> None:
    """A form on another site must not hand anything in."""
    if not from_own_pages(request):
        raise Problem(403, "foreign-form", "Không có quyền", "Biểu mẫu phải được gửi từ chính trang này.")


def guarded(pages: Environment, show: Show) -> Callable[[Request], Awaitable[Response]]:
    """The page for those who may see it; for the others the way there. Parts that scripts fetch keep their status."""

    async def answer(request: Request) -> Response:
        caller: Principal | None = None
        try:
            caller = await reader(request)
            return await show(request, caller)
        except Problem as problem:
            if _is_part(request):
                raise
            if problem.status == 401:
                return RedirectResponse(f"{RENEWAL}?next={quote(_here(request))}", 303)
            return _trouble(pages, request, caller, problem.status, problem.title, problem.detail)
        except Exception as error:
            if _is_part(request) or not is_infrastructure_error(error):
                raise
            log.warning("database away", error=repr(error)[:200])
            return _trouble(pages, request, caller, 503, *_AWAY[request.method == "POST"])

    return answer


def _is_part(request: Request) -> bool:
    return "hx-request" in request.headers


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _trouble(
    pages: Environment, request: Request, caller: Principal | None, status: int, title: str, text: str
) -> Response:
    reference = trace_id().strip("0") and trace_id()
    back = {"back": "/chi-thi", "back_word": "back_to_register"}
    frame = {"user": caller, "here": "directives", "title": title, "text": text, "reference": reference} | back
    return render(pages, "trouble.html", request=request, status=status, **frame)
