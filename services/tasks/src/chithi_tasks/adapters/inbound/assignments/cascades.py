"""Lets children follow their parents: a few at once in the parent's transaction, the rest when its event comes back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from chithi_contracts.events import (
    AssignmentCompleted,
    AssignmentResumed,
    AssignmentSuspended,
    AssignmentWithdrawn,
)
from chithi_contracts.events.assignment import AssignmentEvent, State
from chithi_platform.messaging.envelope import Received
from chithi_platform.mongo import Mongo, Session
from chithi_tasks.adapters.outbound.assignments.ledger import Books, Ledger
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.cascade import following
from chithi_tasks.core.assignments.change import SYSTEM, Action, By

AT_ONCE = 1000
AFTER: dict[type[AssignmentEvent], tuple[Action, State | None]] = {
    AssignmentWithdrawn: ("withdraw", "withdrawn"),
    AssignmentSuspended: ("suspend", "suspended"),
    AssignmentResumed: ("resume", None),
    AssignmentCompleted: ("complete", "completed"),
}

Leaders = Mapping[str, tuple[Action, str | None]]


class NotAlone(Exception):
    """Work that is too large for one transaction shares one with others."""


async def follow(ledger: Ledger, leaders: Leaders, by: By, at: datetime) -> int:
    """Change the children of these parents as their parents were, and their children; at most `AT_ONCE` in all.

    Answers how many were changed.
    """
    changed, now = 0, dict(leaders)
    while now and changed < AT_ONCE:
        for action in sorted({action for action, _ in now.values()}):
            parents = [one for one, (followed, _) in now.items() if followed == action]
            await ledger.load_followers(action, parents, AT_ONCE - changed)
        below: dict[str, tuple[Action, str | None]] = {}
        for child in ledger.children_of(now):
            action, reason = now[child.parent_id or ""]
            made = following(action, child, by, at, reason)
            if made is not None:
                ledger.put(made, cause=child.parent_id)
                below[child.id] = (made.action, made.note)
        changed, now = changed + len(below), below
    return changed


class CascadeHandler:
    """Finishes what did not fit into the parent's transaction. Nothing is left to do in nearly every case."""

    def __init__(self, mongo: Mongo, books: Books) -> None:
        self._mongo, self._books = mongo, books

    async def __call__(self, events: Sequence[Received], session: Session) -> None:
        """Let the children of these parents follow, unless the parents have moved on since."""
        told: list[AssignmentEvent] = [event.payload for event in events]
        if await self._left(told, session) <= AT_ONCE:
            await self._portion(told, session)
            return
        if self._books.store.wrote_in(session):
            raise NotAlone("the children need transactions of their own")
        while await self._mongo.transact(partial(self._portion, told)) == AT_ONCE:
            pass

    async def _left(self, told: Sequence[AssignmentEvent], session: Session) -> int:
        leaders = await self._leaders(self._books.open(session), told)
        by_action: dict[Action, list[str]] = defaultdict(list)
        for one, (action, _) in leaders.items():
            by_action[action].append(one)
        found = [
            await self._books.store.followers(action, ids, AT_ONCE + 1, session) for action, ids in by_action.items()
        ]
        return sum(map(len, found))

    async def _portion(self, told: Sequence[AssignmentEvent], session: Session) -> int:
        ledger = self._books.open(session)
        leaders = await self._leaders(ledger, told)
        at = max((event_time for event_time in map(_when, told)), default=None)
        if not leaders or at is None:
            return 0
        done = await follow(ledger, leaders, SYSTEM, at)
        await ledger.close(at)
        return done

    async def _leaders(self, ledger: Ledger, told: Sequence[AssignmentEvent]) -> dict[str, tuple[Action, str | None]]:
        """The parents that still are as the events say."""
        known = await ledger.load({event.assignment_id for event in told})
        parents = {one: assignment for one, assignment in known.items() if assignment.delegated}
        return {
            event.assignment_id: (AFTER[type(event)][0], getattr(event, "reason", None))
            for event in told
            if event.assignment_id in parents and _still(parents[event.assignment_id], AFTER[type(event)][1])
        }


def _still(parent: Assignment, state: State | None) -> bool:
    return parent.state == state if state else parent.live and parent.state != "suspended"


def _when(event: AssignmentEvent) -> datetime:
    times = [value for name, value in event if name.endswith("_at") and isinstance(value, datetime)]
    return times[0]
