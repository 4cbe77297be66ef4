"""Moves assignments on: one action, one transaction, with all that belongs to it."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime

from chithi_platform.mongo import Mongo, Session
from chithi_platform.problems import Problem
from chithi_platform.security import Principal
from chithi_tasks.adapters.inbound.assignments.cascades import follow
from chithi_tasks.adapters.inbound.assignments.reading import AssignmentReading
from chithi_tasks.adapters.inbound.assignments.visibility import sides
from chithi_tasks.adapters.inbound.http.assignments.assignment_schemas import AssignmentDetail
from chithi_tasks.adapters.inbound.http.assignments.refusals import (
    Stale,
    broken,
    gone_elsewhere,
    no_version,
    not_now,
    not_yours,
    unknown,
)
from chithi_tasks.adapters.outbound.assignments.changes import scope_of
from chithi_tasks.adapters.outbound.assignments.ledger import Books, Ledger
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.broken import Broken
from chithi_tasks.core.assignments.cascade import FOLLOWED
from chithi_tasks.core.assignments.change import Action, By, Change
from chithi_tasks.core.assignments.rules import ABOVE, NotAllowed, NotYours, Side, check

FREE: frozenset[Action] = frozenset({"accept", "comments", "chase"})  # they overwrite nothing that somebody looked at
SETTLED = ("received", "in_progress", "reported", "completed", "returned")
Command = Callable[[Assignment, By, datetime], Change]
Step = Callable[[Ledger, Assignment, By, datetime], Awaitable[Change | None]]
Following = Callable[[Assignment, datetime], Change | None]


class _Outdated(Exception):
    """Another version than the caller saw stands in the database."""


class Acting:
    """What the acting routes do, in terms of the caller."""

    def __init__(
        self,
        *,
        mongo: Mongo,
        books: Books,
        reading: AssignmentReading,
        clock: Callable[[], datetime],
        following: Following,
    ) -> None:
        """`following` brings what is live again at a unit that has ended to the unit that stands for it."""
        self._mongo, self._books, self.reading, self.clock = mongo, books, reading, clock
        self._following = following
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def act(
        self, user: Principal, assignment_id: str, action: Action, version: int | None, command: Command
    ) -> AssignmentDetail:
        """Take an action that concerns this assignment alone, and those that follow it."""

        async def step(_: Ledger, assignment: Assignment, by: By, at: datetime) -> Change:
            return command(assignment, by, at)

        return await self.run(user, assignment_id, action, version, step)

    async def run(
        self, user: Principal, assignment_id: str, action: Action, version: int | None, step: Step
    ) -> AssignmentDetail:
        """Check the caller, the version and the state, then take the step, all in one transaction.

        Calls that would fight over the same change series take turns within this process.
        """
        seen, mine = await self.reading.seen(user, assignment_id)
        _allowed_side(seen, action, mine)
        if version is None and action not in FREE:
            raise no_version()

        async def work(session: Session) -> Assignment:
            ledger = self._books.open(session)
            return await self._taken(ledger, user, assignment_id, action, version, step)

        async with self._turns[scope_of(seen.assignee.path)]:
            try:
                assignment = await self._mongo.transact(work)
            except _Outdated:
                raise Stale(await self.reading.one(user, assignment_id)) from None
        return await self._after(user, assignment)

    async def _taken(
        self,
        ledger: Ledger,
        user: Principal,
        assignment_id: str,
        action: Action,
        version: int | None,
        step: Step,
    ) -> Assignment:
        assignment, mine = await self._again(ledger, user, assignment_id)
        if version not in (None, assignment.version):
            raise _Outdated
        if action == "accept" and "assignee" in mine and assignment.state in SETTLED:
            return assignment
        by, at = By(user.subject, user.name), self.clock()
        try:
            check(assignment, action, mine)
            made = await step(ledger, assignment, by, at)
        except (NotAllowed, NotYours, Broken) as error:
            raise refusal(error) from error
        if made is None:
            return assignment
        after = ledger.put(made)
        if moved := self._following(after, at):
            if mine & ABOVE and (heir := self.reading.gone_to(user, after)):
                raise gone_elsewhere(action, after.assignee.name, heir.in_sentence)
            after = ledger.put(moved, cause=after.id)
        if action in FOLLOWED and after.delegated:
            await follow(ledger, {after.id: (made.action, made.note)}, by, at)
        await ledger.close(at)
        return await ledger.get(assignment_id) or after

    async def _again(self, ledger: Ledger, user: Principal, assignment_id: str) -> tuple[Assignment, frozenset[Side]]:
        """The assignment and the caller's sides as the transaction sees them."""
        assignment = await ledger.get(assignment_id)
        mine = await sides(user, assignment, self._books.store, ledger.session) if assignment else frozenset()
        if assignment is None or not mine:
            raise unknown()
        return assignment, mine

    async def _after(self, user: Principal, assignment: Assignment) -> AssignmentDetail:
        """Who gave the assignment away may not see it any more, yet is shown what became of it."""
        return await self.reading.detail(user, assignment, await sides(user, assignment, self._books.store))


def refusal(error: NotAllowed | NotYours | Broken) -> Problem:
    """The problem that tells the caller."""
    if isinstance(error, NotYours):
        return not_yours(error.action)
    return not_now(error) if isinstance(error, NotAllowed) else broken(error)


def _allowed_side(assignment: Assignment, action: Action, mine: frozenset[Side]) -> None:
    """Refuse the wrong side before anything is asked of the caller."""
    try:
        check(assignment, action, mine)
    except NotYours as error:
        raise not_yours(error.action) from error
    except NotAllowed:
        return  # the transaction says it of the state that it sees
