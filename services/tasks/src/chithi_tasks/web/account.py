"""The page /tai-khoan: who I am, my password, my second factor, where I am signed in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from chithi_platform.audit import refused_with
from chithi_platform.problems import Problem
from chithi_platform.security import Principal
from chithi_tasks.adapters.inbound.identity.account_desk import AccountDesk
from chithi_tasks.adapters.inbound.identity.own_account import OwnAccount
from chithi_tasks.adapters.outbound.identity.accounts import Account
from chithi_tasks.adapters.outbound.identity.qr import qr_svg
from chithi_tasks.web.assets import ASSETS
from chithi_tasks.web.cookies import Cookies
from chithi_tasks.web.guard import Door, guarded
from chithi_tasks.web.words_account import WORDS
from chithi_webui import environment, render

PATH = "/tai-khoan"
DOOR = Door(here="account")
Act = Callable[[Request, Principal, Account], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong, and in which part of the page."""

    part: str
    problem: Problem


class OwnAccountPage:
    """Shows the page, and does what its forms ask for; without `passwords` those of password and second factor go."""

    def __init__(self, own: OwnAccount, desk: AccountDesk, *, passwords: bool) -> None:
        self._own, self._desk = own, desk
        self.pages = environment(Path(__file__).parent / "templates", words=WORDS, assets=ASSETS)
        self.pages.globals["passwords"] = passwords

    def route(self, part: str, act: Act) -> Callable[[Request], Awaitable[Response]]:
        """A form's address: does its work, or shows the page with what went wrong in that part."""

        async def show(request: Request, caller: Principal) -> Response:
            account = await self._own.account(caller.subject)
            try:
                return await act(request, caller, account)
            except Problem as problem:
                if problem.status == 401 and problem.code != "wrong-code":
                    raise
                refused_with(problem.code)
                return await self.page(request, caller, account, trouble=Trouble(part, problem))

        return guarded(self.pages, show, DOOR)

    async def page(
        self, request: Request, caller: Principal, account: Account, *, trouble: Trouble | None = None, **more: object
    ) -> Response:
        """The whole page; `more` are `offer` (secret and QR code) and `codes`."""
        unit = self._desk.tree().get(account.unit_id)
        standing = account.standing
        context = {
            "user": caller,
            "here": "account",
            "account": account,
            "unit_name": unit.name if unit else account.unit_id,
            "first": None if standing.valid_from == date.min else standing.valid_from,
            "last": standing.valid_to,
            "sessions": await self._own.going_on(account),
            "current": caller.session_id,
            "now": self._own.clock(),
            "done": request.query_params.get("done") if not trouble else None,
            "trouble_in": trouble.part if trouble else None,
            "problem": trouble.problem if trouble else None,
            "offer": await self._offer(account) if trouble and trouble.part == "confirm" else None,
            "codes": None,
        }
        status = trouble.problem.status if trouble else 200
        return render(self.pages, "account.html", request=request, status=status, **(context | more))

    async def show(self, request: Request, caller: Principal, account: Account) -> Response:
        """The page as it is."""
        return await self.page(request, caller, account)

    async def change_password(self, request: Request, caller: Principal, account: Account) -> Response:
        """Other sessions end, this one goes on."""
        form = await request.form()
        old, new, again = (str(form.get(name, "")) for name in ("old", "new", "again"))
        if new != again:
            raise Problem(422, "not-the-same", "Hai lần nhập khác nhau", "Hãy nhập lại mật khẩu mới ở cả hai ô.")
        await self._own.change_password(account, old, new, keep=caller.session_id)
        return _back("password")

    async def begin(self, request: Request, caller: Principal, account: Account) -> Response:
        """Show a QR code to whoever knows the password."""
        form = await request.form()
        await self._own.confirm_password(account, str(form.get("password", "")))
        await self._own.offer_second_factor(account)
        return await self.page(request, caller, account, offer=await self._offer(account))

    async def confirm(self, request: Request, caller: Principal, account: Account) -> Response:
        """Put it in force and show the recovery codes, this once."""
        form = await request.form()
        codes = await self._own.confirm_second_factor(account, str(form.get("otp", "")), keep=caller.session_id)
        account = await self._own.account(caller.subject)
        return await self.page(request, caller, account, codes=codes)

    async def end_session(self, request: Request, caller: Principal, account: Account) -> Response:
        """Sign out one place."""
        form = await request.form()
        await self._own.end(account, str(form.get("session_id", "")))
        return _back("sessions")

    async def _offer(self, account: Account) -> dict[str, str] | None:
        found = await self._own.offered(account)
        return {"secret": found[0], "qr": qr_svg(found[1])} if found else None


def own_account_routes(own: OwnAccount, desk: AccountDesk, cookies: Cookies, *, passwords: bool) -> APIRouter:
    """The page and its forms."""
    router = APIRouter(include_in_schema=False)
    page = OwnAccountPage(own, desk, passwords=passwords)

    async def end_all(request: Request, caller: Principal, account: Account) -> Response:
        await own.end_all(account)
        answer = RedirectResponse("/login", 303)
        cookies.clear(answer)
        return answer

    router.get(PATH)(page.route("page", page.show))
    router.post(f"{PATH}/mat-khau")(page.route("password", page.change_password))
    router.post(f"{PATH}/hai-lop")(page.route("begin", page.begin))
    router.post(f"{PATH}/hai-lop/xac-nhan")(page.route("confirm", page.confirm))
    router.post(f"{PATH}/phien")(page.route("sessions", page.end_session))
    router.post(f"{PATH}/phien/tat-ca")(page.route("sessions", end_all))
    return router


def _back(done: str) -> Response:
    """To the page, with the news: a reload repeats nothing."""
    return RedirectResponse(f"{PATH}?done={done}#{done}-title", 303)
