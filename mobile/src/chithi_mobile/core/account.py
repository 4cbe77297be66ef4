"""Who is signed in, and how a call gets a token that still works."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from chithi_mobile.core.api import Api, ApiError, SignInNeeded
from chithi_mobile.core.models import User
from chithi_mobile.core.store import Store

T = TypeVar("T")

SIGN_IN = "Cần đăng nhập lại"
CHANGED = "Đã đổi người đăng nhập"


class UserChanged(ApiError):
    """Somebody else signed in while a call was under way: it is not gone on with under the new name."""


class Account:
    """Tokens live minutes, a shift lives hours: the password stays in memory, never on disk, to renew the token."""

    def __init__(self, store: Store, api: Api) -> None:
        self._store = store
        self._api = api
        self._credentials: tuple[str, str] | None = None

    @property
    def user(self) -> User | None:
        session = self._store.session()
        return session.user if session else None

    @property
    def needs_sign_in(self) -> bool:
        session = self._store.session()
        return session is None or session.token is None

    async def sign_in(self, username: str, password: str) -> User:
        """Raises `SignInNeeded` when the server does not know them, `Unreachable` without a network."""
        user, token = await self._api.sign_in(username, password)
        self._credentials = (username, password)
        self._store.sign_in(user, token)
        return user

    def sign_out(self) -> None:
        self._credentials = None
        self._store.sign_out()

    async def authorised(self, call: Callable[[str], Awaitable[T]], *, owner: str = "") -> T:
        """Runs `call(token)`; an expired token is renewed once, and dropped when that does not help.

        The token is that of `owner`, by default of whoever is signed in now; raises `UserChanged` rather than use
        another's.
        """
        owner = owner or self._name
        try:
            return await call(self._token(owner))
        except SignInNeeded:
            await self._renew(owner)
        try:
            return await call(self._token(owner))
        except SignInNeeded:
            self._check(owner)
            self._store.drop_token()
            raise

    async def _renew(self, owner: str) -> None:
        self._check(owner)
        credentials = self._credentials
        if credentials is None:
            self._store.drop_token()
            raise SignInNeeded(SIGN_IN)
        try:
            user, token = await self._api.sign_in(*credentials)
        except SignInNeeded:
            self._check(owner)
            self._credentials = None
            self._store.drop_token()
            raise
        self._check(owner)
        self._store.sign_in(user, token)

    @property
    def _name(self) -> str:
        user = self.user
        return user.username if user else ""

    def _check(self, owner: str) -> None:
        if self._name != owner:
            raise UserChanged(CHANGED)

    def _token(self, owner: str) -> str:
        session = self._store.session()
        if session is None or session.token is None:
            raise SignInNeeded(SIGN_IN)
        if session.user.username != owner:
            raise UserChanged(CHANGED)
        return session.token
