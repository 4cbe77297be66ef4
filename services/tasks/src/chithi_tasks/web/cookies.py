"""The cookies of a session: the access token for every page, the refresh token for `/session` alone."""

import secrets
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from chithi_platform.problems import Problem
from chithi_platform.security import COOKIE, from_own_pages
from chithi_tasks.adapters.inbound.identity.tickets import Ticket
from chithi_tasks.adapters.outbound.identity.pending import KNOWN_FOR, LIFE

REFRESH, REFRESH_PATH = "chithi_refresh", "/session"
STEP = "chithi_step"
KNOWN = "chithi_known"
ENDED, ENDED_LIFE_S = "chithi_ended", 3600
UNTIL = "chithi_until"
"""`<another word each time>.<life in seconds>`: the only one that scripts can read, so that they renew in time."""


@dataclass(frozen=True, slots=True)
class Cookies:
    """Sets and clears them; `secure` ones travel over HTTPS only."""

    secure: bool

    def give(self, answer: Response, ticket: Ticket) -> None:
        """Hand a browser both tokens."""
        life, lasting = (int(span.total_seconds()) for span in (ticket.life, ticket.lasting))
        self._set(answer, COOKIE, ticket.access_token, life)
        self._set(answer, REFRESH, ticket.refresh_token, lasting, path=REFRESH_PATH)
        self._set(answer, UNTIL, f"{secrets.token_hex(4)}.{life}", lasting, hidden=False)

    def clear(self, answer: Response) -> None:
        """The browser is signed out."""
        self._drop(answer, COOKIE)
        self._drop(answer, REFRESH, REFRESH_PATH)
        self._drop(answer, UNTIL)

    def give_step(self, answer: Response, text: str) -> None:
        """What finds a sign-in that is not done yet."""
        self._set(answer, STEP, text, int(LIFE.total_seconds()), path=REFRESH_PATH)

    def clear_step(self, answer: Response) -> None:
        """It is done, or given up."""
        self._drop(answer, STEP, REFRESH_PATH)

    def give_mark(self, answer: Response, mark: str) -> None:
        """The browser's mark, for the sign-in page alone."""
        self._set(answer, KNOWN, mark, int(KNOWN_FOR.total_seconds()), path="/login")

    def tell_ended(self, answer: Response) -> None:
        """Have the sign-in page say that the other provider ended the session, before it leads there."""
        self._set(answer, ENDED, "1", ENDED_LIFE_S, path="/login")

    def clear_ended(self, answer: Response) -> None:
        """It was said."""
        self._drop(answer, ENDED, "/login")

    def _set(
        self, answer: Response, name: str, value: str, max_age: int, *, path: str = "/", hidden: bool = True
    ) -> None:
        answer.set_cookie(
            name, value, max_age=max_age, path=path, httponly=hidden, samesite="strict", secure=self.secure
        )

    def _drop(self, answer: Response, name: str, path: str = "/") -> None:
        answer.delete_cookie(name, path=path, httponly=name != UNTIL, samesite="strict", secure=self.secure)


def refuse_foreign_forms(request: Request) -> None:
    """A form on another site must not sign anybody in or out."""
    if not from_own_pages(request):
        raise Problem(403, "foreign-form", "Không có quyền", "Biểu mẫu phải được gửi từ chính trang này.")
