"""Who may see a page of tasks, and where one goes instead."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from fastapi import Request
from jinja2 import Environment
from starlette.responses import Response

from chithi_platform import pages as platform
from chithi_platform.problems import Problem
from chithi_platform.security import Principal
from chithi_webui import trouble_page


@dataclass(frozen=True)
class Door:
    """How one page is guarded: its place in the navigation, who may come in, and where one goes instead."""

    here: str
    back: str = "/"
    back_word: str = "back_to_today"
    roles: frozenset[str] | None = None
    refusal: str = "Trang này không dành cho vai trò của bạn. Quyền do quản trị của đơn vị cấp."


def guarded(pages: Environment, show: platform.Show, door: Door) -> Callable[[Request], Awaitable[Response]]:
    """The page for those who may see it; for the others the way there."""

    async def admitted(request: Request, caller: Principal) -> Response:
        if door.roles is not None and caller.role not in door.roles:
            raise Problem(403, "forbidden-role", "Không có quyền xem trang này", door.refusal)
        return await show(request, caller)

    tell = partial(trouble_page, pages, here=door.here, back=door.back, back_word=door.back_word)
    return platform.guarded(admitted, tell)
