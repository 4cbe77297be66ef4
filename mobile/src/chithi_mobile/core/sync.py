"""Brings assignments and forms in, and reports out: each report until it has a receipt, in the order of filing."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from chithi_mobile.core.account import Account, UserChanged
from chithi_mobile.core.api import Api, Refused, SignInNeeded, Unreachable
from chithi_mobile.core.ids import new_trace_id
from chithi_mobile.core.models import Clock, Page, Report
from chithi_mobile.core.reports import LONGEST_WAIT, STUCK_AFTER
from chithi_mobile.core.sender import one_sender
from chithi_mobile.core.store import Store
from chithi_mobile.core.timing import today


@dataclass
class Outcome:
    """What one drain of the outbox did. `busy`: another sender was at it. `problem`: why it stopped early."""

    received: int = 0
    returned: int = 0
    busy: bool = False
    needs_sign_in: bool = False
    problem: str = ""


class Sync:
    """The only code that talks to the server for the user; UI and background service each hold one."""

    def __init__(
        self,
        store: Store,
        api: Api,
        account: Account,
        clock: Clock,
        *,
        jitter: Callable[[], float] = random.random,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._api = api
        self._account = account
        self._clock = clock
        self._jitter = jitter
        self._on_change = on_change
        self._pushing = False

    async def pull(self) -> None:
        """Takes the forms and whatever changed in the assignments since the last time; raises `ApiError`.

        Once a day also the working days: tasks are there without them, so their trouble waits for the next round.
        """
        self._store.replace_forms(await self._account.authorised(self._api.forms))
        await self._pull_assignments()
        self._store.mark_synced(self._clock())
        with suppress(Refused, Unreachable):
            await self._pull_calendar()
        self._on_change()

    async def _pull_assignments(self) -> None:
        more = True
        while more:
            cursor = self._store.cursor()
            try:
                page = await self._page(cursor)
                self._store.merge_assignments(page)
            except Refused:
                if cursor is None:
                    raise
                page = await self._page(None)  # the server no longer knows our cursor: take everything again
                self._store.restart_assignments(page)
            more = page.has_more and page.next_cursor not in (None, cursor)

    async def _pull_calendar(self) -> None:
        day = today(self._clock())
        if not self._store.calendar_is_of(day):
            self._store.put_calendar(await self._account.authorised(self._api.calendar), day)

    async def _page(self, cursor: str | None) -> Page:
        return await self._account.authorised(lambda token: self._api.assignments(token, cursor))

    async def push(self, *, force: bool = False) -> Outcome:
        """Drains the outbox; never raises for the network's sake. `force` skips the back-off: somebody pressed send."""
        outcome = Outcome()
        with one_sender(self._store.path) as mine:
            if not mine or self._pushing:
                return Outcome(busy=True)
            self._pushing = True
            self._store.reports.settle()
            try:
                await self._drain(outcome, force=force)
            finally:
                self._store.reports.settle()
                self._pushing = False
        self._on_change()
        return outcome

    async def _drain(self, outcome: Outcome, *, force: bool) -> None:
        user, after = self._account.user, 0
        while user and (report := self._due(user.username, after, force=force)):
            after = report.order
            if not await self._deliver(report, user.username, outcome):
                return

    def _due(self, owner: str, after: int, *, force: bool) -> Report | None:
        return self._store.reports.next_due(owner, self._clock().timestamp(), after=after, force=force)

    async def _deliver(self, report: Report, owner: str, outcome: Outcome) -> bool:
        """True when the next report may follow."""
        trace_id = new_trace_id()
        self._store.reports.sending(report.id, trace_id)
        self._on_change()
        try:
            receipt = await self._account.authorised(
                lambda token: self._api.put_report(token, report.id, report.body, trace_id=trace_id), owner=owner
            )
        except Refused as refused:
            self._store.reports.returned(report.id, refused.reason)
            outcome.returned += 1
            return True
        except SignInNeeded as needed:
            outcome.needs_sign_in, outcome.problem = True, needed.reason
            return False
        except UserChanged as changed:
            outcome.problem = changed.reason
            return False
        except Unreachable as trouble:
            outcome.problem = trouble.reason
            return self._retry_later(report, trouble)
        self._store.reports.received(receipt)
        outcome.received += 1
        return True

    def _retry_later(self, report: Report, trouble: Unreachable) -> bool:
        wait = max(trouble.retry_after, backoff(report.tries, self._jitter()))
        not_before = self._clock().timestamp() + min(wait, LONGEST_WAIT)
        self._store.reports.retry(report.id, not_before=not_before, problem=trouble.reason, fault=trouble.fault)
        return report.faults + trouble.fault >= STUCK_AFTER


def backoff(tries: int, jitter: float) -> float:
    """Seconds to wait: 2, 4, 8, … up to 15 minutes, each cut by up to a half so that phones do not return in step."""
    return float(min(LONGEST_WAIT, 2 * 2 ** min(tries, 16)) * (1 - jitter / 2))
