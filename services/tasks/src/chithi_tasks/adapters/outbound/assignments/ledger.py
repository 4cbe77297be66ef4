"""The assignments that one transaction changes, and what belongs to a change: history, events, audit, counts above."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chithi_platform.audit import AuditLog, Entry
from chithi_platform.messaging.outbox import Outbox
from chithi_platform.mongo import Mongo, Session
from chithi_tasks.adapters.outbound.assignments.assignments import AssignmentRepository
from chithi_tasks.adapters.outbound.assignments.history import HistoryRepository
from chithi_tasks.adapters.outbound.assignments.trail import alike, changed, given_out
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.change import Action, Change, applied
from chithi_tasks.core.assignments.roll_up import counted, roll_up
from chithi_tasks.core.assignments.telling import Told, issued, told

CHUNK = 1000


class Ledger:
    """Collects changes, then writes each assignment once. Made for one transaction by `Books.open`."""

    def __init__(self, books: "Books", session: Session):
        self._books, self._store, self.session = books, books.store, session
        self._read: dict[str, Assignment] = {}
        self._now: dict[str, Assignment] = {}
        self._changes: list[tuple[Change, Assignment | None]] = []
        self._told: list[Told] = []
        self._trail: list[tuple[str, Entry]] = []  # with the directive

    async def get(self, assignment_id: str) -> Assignment | None:
        """The assignment as it is now, with the changes of this transaction."""
        await self.load([assignment_id])
        return self._now.get(assignment_id)

    async def load(self, ids: Iterable[str]) -> dict[str, Assignment]:
        """Those of the ids that exist."""
        wanted = set(ids)
        if missing := wanted - self._now.keys():
            self.know((await self._store.many(missing, self.session)).values())
        return {one: self._now[one] for one in wanted if one in self._now}

    def know(self, read: Iterable[Assignment]) -> None:
        """Take over what was read in this transaction otherwise."""
        for assignment in read:
            self._read.setdefault(assignment.id, assignment)
            self._now.setdefault(assignment.id, assignment)

    def known(self) -> list[Assignment]:
        """All that was loaded, as it is now."""
        return list(self._now.values())

    async def load_followers(self, action: Action, parent_ids: Sequence[str], limit: int) -> None:
        """Load the children that such an action of these parents concerns, at most `limit`."""
        self.know(await self._store.followers(action, parent_ids, limit, self.session))

    async def held(self, parent_id: str, assignee_ids: Sequence[str]) -> list[Assignment]:
        """What binds these of what the assignment was handed on as; a child may have gone to another since."""
        self.know(await self._store.children_with(parent_id, assignee_ids, self.session))
        wanted = set(assignee_ids)
        below = self.children_of([parent_id])
        return [one for one in below if one.assignee.id in wanted and one.state != "withdrawn"]

    def children_of(self, parent_ids: Iterable[str]) -> list[Assignment]:
        """The loaded ones that were handed on from these."""
        parents = set(parent_ids)
        return [one for one in self._now.values() if one.parent_id in parents]

    def issue(self, assignment: Assignment) -> None:
        """A new assignment."""
        self._now[assignment.id] = assignment
        self._told.append(issued(assignment))
        self._trail.append((assignment.directive_id, given_out(assignment)))

    def put(self, change: Change, *, cause: str | None = None) -> Assignment:
        """Apply a change to what was loaded; `cause` is the assignment whose change it follows from."""
        before = self._now[change.assignment_id]
        after = self._now[change.assignment_id] = applied(before, change)
        self._changes.append((change, before if before.version == 1 else None))
        self._trail.append((after.directive_id, changed(change, cause)))
        event = told(after, change)
        if event is not None:
            self._told.append(event)
        return after

    async def close(self, at: datetime) -> None:
        """Roll up, then write everything."""
        await self._roll_up(at)
        touched = [one for one in self._now.values() if self._read.get(one.id) is not one]
        await self._store.add([one for one in touched if one.id not in self._read], self.session)
        known = [(self._read[one.id], one) for one in touched if one.id in self._read]
        await self._store.save(known, self.session)
        await self._books.history.add(self._changes, self.session)
        await self._books.audit.record_all(self.session, alike(self._trail))
        for start in range(0, len(self._told), CHUNK):
            await self._books.outbox.append(self.session, *self._told[start : start + CHUNK])

    async def _roll_up(self, at: datetime) -> None:
        """From the deepest children upwards, so that each parent is looked at once its children are settled."""
        deepest = max((one.depth for one in self._now.values()), default=0)
        for depth in range(deepest, 0, -1):
            level = [one for one in self._now.values() if one.depth == depth and one.parent_id is not None]
            changed = [one for one in level if self._read.get(one.id) is not one]
            parents = await self.load({one.parent_id for one in changed if one.parent_id})
            for parent_id in sorted(parents):
                self._roll(parent_id, [one for one in changed if one.parent_id == parent_id], at)

    def _roll(self, parent_id: str, children: Sequence[Assignment], at: datetime) -> None:
        parent, moved_on = self._now[parent_id], False
        for child in children:
            before = self._read.get(child.id)
            parent = counted(parent, before, child)
            moved_on = moved_on or (child.state == "reported" and (before is None or before.state != "reported"))
        self._now[parent_id] = parent
        made = roll_up(parent, at, moved_on=moved_on)
        if made is not None:
            self.put(made, cause=children[-1].id)


class Books:
    """Opens ledgers."""

    def __init__(self, mongo: Mongo, store: AssignmentRepository, outbox: Outbox, audit: AuditLog) -> None:
        self.store, self.history, self.outbox, self.audit = store, HistoryRepository(mongo), outbox, audit

    def open(self, session: Session) -> Ledger:
        """The ledger of a transaction; its `close` writes."""
        return Ledger(self, session)
