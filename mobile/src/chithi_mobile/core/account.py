"""Who is signed in, and how a call gets a token that still works."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from chithi_mobile.core.api import Api, ApiError, SignInNeeded
from chithi_mobile.core.device import DeviceInfo
from chithi_mobile.core.models import Clock, Session, Tokens, User
from chithi_mobile.core.renewal import Turns
from chithi_mobile.core.store import Store

T = TypeVar("T")

SIGN_IN = "Cần đăng nhập lại"
CHANGED = "Đã đổi người đăng nhập"
WRONG_CLOCK = "device-clock"


class UserChanged(ApiError):
    """Somebody else signed in while a call was under way: it is not gone on with under the new name."""


class Account:
    """Tokens live minutes, a shift lives hours: the refresh token buys the next pair, an enrolled phone signs for it.

    Where the server gave no refresh token, or ended it, the password of a sign-in by password serves; it stays in
    memory, never on disk.
    """

    def __init__(self, store: Store, api: Api, clock: Clock) -> None:
        self._store = store
        self._api = api
        self._clock = clock
        self._ahead = timedelta(0)
        self._turns = Turns(store.path)
        self._credentials: tuple[str, str] | None = None

    @property
    def user(self) -> User | None:
        session = self._store.session()
        return session.user if session else None

    @property
    def needs_sign_in(self) -> bool:
        session = self._store.session()
        return session is None or session.token is None

    @property
    def ended(self) -> str:
        """Why the server ended the sign-in, in its words; empty when it said no more than that."""
        session = self._store.session()
        return session.ended if session else ""

    async def sign_in(self, username: str, password: str) -> User:
        """Raises `SignInNeeded` when the server does not know them, `Unreachable` without a network."""
        user, tokens = await self._api.sign_in(username, password)
        self._credentials = (username, password)
        self._store.sign_in(user, tokens)
        return user

    async def enrol(self, code: str, info: DeviceInfo) -> User:
        """Exchanges a one-time code for this phone's own key and tokens; may be repeated after a lost answer."""
        user, tokens, device = await self._api.enrol(code, info, self._store.attempt(code))
        self._credentials = None
        self._store.sign_in(user, tokens, device, server=self._api.server)
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
        token = self._token(owner)
        try:
            return await call(token)
        except SignInNeeded:
            await self._renew(owner, token)
        token = self._token(owner)
        try:
            return await call(token)
        except SignInNeeded as needed:
            self._check(owner)
            if self._token(owner) == token:
                self._store.drop_token(needed.reason)
            raise

    async def _renew(self, owner: str, spent: str) -> None:
        """A token other than `spent`; whoever waited for another's renewal has it already."""
        async with self._turns.mine():
            self._check(owner)
            session = self._store.session()
            if session is None or session.token is None:
                raise SignInNeeded(SIGN_IN)
            if session.token == spent:
                await self._buy(owner, session)

    async def _buy(self, owner: str, session: Session) -> None:
        ended = SignInNeeded(SIGN_IN)
        if session.refresh:
            try:
                user, tokens = await self._refreshed(session.refresh)
            except SignInNeeded as refusal:
                self._check(owner)
                ended = refusal
            else:
                self._check(owner)
                self._store.renewed(user, tokens)
                return
        if self._credentials is None:
            self._store.drop_token("" if ended.reason == SIGN_IN else ended.reason)
            raise ended
        await self._with_password(owner, self._credentials)

    async def _refreshed(self, refresh: str) -> tuple[User, Tokens]:
        """The next pair. A phone whose clock is wrong signs with the server's time from then on."""
        device = self._store.device()
        if device is None:
            return await self._api.renew(refresh, None)
        try:
            return await self._api.renew(refresh, device.proof(refresh, self._clock() + self._ahead))
        except SignInNeeded as refusal:
            if refusal.code != WRONG_CLOCK or refusal.server_time is None:
                raise
            self._ahead = refusal.server_time - self._clock()
        return await self._api.renew(refresh, device.proof(refresh, self._clock() + self._ahead))

    async def _with_password(self, owner: str, credentials: tuple[str, str]) -> None:
        try:
            user, tokens = await self._api.sign_in(*credentials)
        except SignInNeeded as refusal:
            self._check(owner)
            self._credentials = None
            self._store.drop_token(refusal.reason)
            raise
        self._check(owner)
        self._store.sign_in(user, tokens)

    @property
    def _name(self) -> str:
        user = self.user
        return user.username if user else ""

    def _check(self, owner: str) -> None:
        if self._name != owner or self._store.server(self._api.server) != self._api.server:
            raise UserChanged(CHANGED)

    def _token(self, owner: str) -> str:
        session = self._store.session()
        if session is None or session.token is None:
            raise SignInNeeded(SIGN_IN)
        self._check(owner)
        return session.token
