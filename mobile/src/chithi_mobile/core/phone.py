"""A whole phone without a screen: the app drives it, and so do the demo, the benchmarks and the chaos tests."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx

from chithi_mobile.core.account import SIGN_IN, Account
from chithi_mobile.core.api import Api, SignInNeeded, new_client
from chithi_mobile.core.device import DeviceInfo
from chithi_mobile.core.invitation import Invitation
from chithi_mobile.core.models import Assignment, Clock, Form, Json, Report, Subject, User
from chithi_mobile.core.store import Store
from chithi_mobile.core.sync import Outcome, Sync
from chithi_mobile.core.timing import Calendar


def utc_now() -> datetime:
    return datetime.now(UTC)


class Phone:
    """One officer's phone. Reading and filing need no network; `sign_in`, `sync`, `accept` and `send` do.

    Hundreds may live in one process: give them one shared `client` (it is then not closed here) and `:memory:` stores.
    """

    def __init__(
        self,
        store_path: str | Path,
        base_url: str,
        clock: Clock = utc_now,
        *,
        client: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.clock = clock
        self.store = Store(store_path)
        self._own_client = client is None
        self._client = client or new_client(transport)
        self.on_change: Callable[[], None] = lambda: None
        self._connect(self.store.server(base_url))

    def _connect(self, server: str) -> None:
        self.server = server
        self._api = Api(server, self._client)
        self.account = Account(self.store, self._api, self.clock)
        self._sync = Sync(self.store, self._api, self.account, self.clock, on_change=self._changed)

    async def sign_in(self, username: str, password: str) -> User:
        return await self.account.sign_in(username, password)

    async def enrol(self, invited: Invitation, info: DeviceInfo) -> User:
        """Comes in by a one-time code. The server changes only once the code was taken; reports stay in any case."""
        before = self.server
        self._connect(invited.server)
        try:
            return await self.account.enrol(invited.code, info)
        except BaseException:
            self._connect(before)
            raise

    async def sync(self) -> None:
        """Takes forms and changed assignments; raises `ApiError` (`Unreachable`, `SignInNeeded`, `Refused`)."""
        await self._sync.pull()

    def assignments(self) -> list[Assignment]:
        """Open assignments, the most urgent first."""
        return [assignment for assignment in self.store.assignments() if assignment.open]

    def calendar(self) -> Calendar:
        """The working days as the server last told them."""
        return self.store.calendar()

    def forms(self) -> list[Form]:
        return self.store.forms()

    async def complete(self) -> None:
        """Takes whole the open tasks of which the list left something out, for reading them without a network."""
        for assignment in self.assignments():
            if assignment.incomplete:
                self.store.put_assignment(await self._whole(assignment.id))

    async def accept(self, assignment_id: str) -> Assignment:
        """Confirms receipt of a task (Decree 30/2020/ND-CP, article 21); may be repeated."""
        item = await self.account.authorised(lambda token: self._api.accept(token, assignment_id))
        self.store.put_assignment(item)
        return Assignment.from_json(item)

    async def start(self, assignment_id: str) -> Assignment:
        """Says that the work has begun; `Refused` when the task changed meanwhile."""
        known = self.store.assignment(assignment_id)
        version = known.version if known else 0
        item = await self.account.authorised(lambda token: self._api.start(token, assignment_id, version))
        self.store.put_assignment(item)
        return Assignment.from_json(item)

    def file(
        self,
        form_id: str,
        period: str,
        values: Mapping[str, int],
        assignment_id: str | None = None,
        narrative: str = "",
    ) -> str:
        """Puts a report into the outbox and returns its id; the server's verdict on the content comes with `send`."""
        subject = Subject(form_id, period, assignment_id)
        draft = self.store.reports.save_draft(self._known_user(), subject, values, narrative, self.clock())
        self.store.reports.file(draft.id, self.clock())
        return draft.id

    async def send(self, *, force: bool = False) -> Outcome:
        """Drains the outbox as far as it goes now; `force` does not wait for the back-off of earlier failures."""
        return await self._sync.push(force=force)

    def outbox(self) -> list[Report]:
        """Filed reports with their state, newest first."""
        user = self.account.user
        return self.store.reports.outbox(user.username) if user else []

    async def close(self) -> None:
        self.store.close()
        if self._own_client:
            await self._client.aclose()

    async def _whole(self, assignment_id: str) -> Json:
        return await self.account.authorised(lambda token: self._api.assignment(token, assignment_id))

    def _changed(self) -> None:
        self.on_change()

    def _known_user(self) -> User:
        user = self.account.user
        if user is None:
            raise SignInNeeded(SIGN_IN)
        return user
