"""What is off while people sign in at another provider: passwords and a second factor of our own."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from chithi_platform.security import CurrentUser, Principal
from chithi_tasks.adapters.inbound.identity.external_problems import external_only
from chithi_tasks.web.account import DOOR, PATH
from chithi_tasks.web.guard import guarded
from chithi_tasks.web.pages import pages

API = "/api/tasks/v1"
CALLS = (
    f"{API}/me/password",
    f"{API}/me/second-factor",
    f"{API}/me/second-factor/confirm",
    f"{API}/accounts/{{username}}/password-reset",
    f"{API}/accounts/{{username}}/second-factor/reset",
)
FORMS = (f"{PATH}/mat-khau", f"{PATH}/hai-lop", f"{PATH}/hai-lop/xac-nhan")


def off_routes() -> APIRouter:
    """The routes answer 403 `external-sign-in`; they stand before those whose place they take."""
    router = APIRouter(include_in_schema=False)

    async def refuse() -> Response:
        raise external_only()

    async def refuse_caller(_: CurrentUser) -> Response:  # who asked stands in the audit log
        raise external_only()

    async def refuse_page(_: Request, __: Principal) -> Response:
        raise external_only()

    router.post(f"{API}/tokens")(refuse)
    for path in CALLS:
        router.post(path)(refuse_caller)
    for path in FORMS:
        router.post(path)(guarded(pages, refuse_page, DOOR))
    return router
