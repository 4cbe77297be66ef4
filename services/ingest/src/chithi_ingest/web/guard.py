"""Who may see directives, and what is shown to the others."""

from collections.abc import Awaitable, Callable
from functools import partial

from fastapi import Request
from jinja2 import Environment
from starlette.responses import Response

from chithi_platform import pages as platform
from chithi_platform.problems import Problem
from chithi_platform.security import Principal, from_own_pages
from chithi_webui import trouble_page

READERS = ("clerk", "coordinator", "admin", "ops")
EDITORS = ("clerk", "coordinator", "admin")


def refuse_foreign_forms(request: Request) -> None:
    """A form on another site must not hand anything in."""
    if not from_own_pages(request):
        raise Problem(403, "foreign-form", "Không có quyền", "Biểu mẫu phải được gửi từ chính trang này.")


def guarded(pages: Environment, show: platform.Show) -> Callable[[Request], Awaitable[Response]]:
    """The page for those who may read directives; for the others the way there."""

    async def admitted(request: Request, caller: Principal) -> Response:
        if caller.role not in READERS:
            detail = "Trang này dành cho văn thư, điều phối viên và quản trị. Quyền do quản trị của đơn vị cấp."
            raise Problem(403, "forbidden-role", "Không có quyền xem chỉ thị", detail)
        return await show(request, caller)

    tell = partial(trouble_page, pages, here="directives", back="/chi-thi", back_word="back_to_register")
    return platform.guarded(admitted, tell)
