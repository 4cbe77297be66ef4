"""Assignments as the caller may see them: a list of changes, one in full, its history, its children."""

import hashlib
import zlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from chithi_platform.mongo import Document
from chithi_platform.security import Principal
from chithi_tasks.adapters.inbound.assignments.visibility import coordinating_in, scopes_of, sides, visible_to
from chithi_tasks.adapters.inbound.http.assignments.assignment_schemas import (
    AssignmentDetail,
    AssignmentPage,
    ChildPage,
    History,
)
from chithi_tasks.adapters.inbound.http.assignments.assignment_views import detailed, listed, steps
from chithi_tasks.adapters.inbound.http.assignments.refusals import unknown
from chithi_tasks.adapters.outbound.assignments.changes import ChangeSequence
from chithi_tasks.adapters.outbound.assignments.directives import DirectiveRepository
from chithi_tasks.adapters.outbound.assignments.ledger import Books
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.cursor import Positions, encode
from chithi_tasks.core.assignments.rules import Side
from chithi_tasks.core.assignments.standing import gone_to, sides_of
from chithi_tasks.core.assignments.timing import day_of
from chithi_tasks.core.organisation.units import Unit
from chithi_tasks.core.resolving.organisation import Organisation

ListRole = Literal["assignee", "coordinating"]
VIEW = "~"  # in a cursor: whose view it was made for


class AssignmentReading:
    """What the reading routes do, in terms of the caller."""

    def __init__(
        self,
        *,
        books: Books,
        directives: DirectiveRepository,
        changes: ChangeSequence,
        organisation: Organisation,
        clock: Callable[[], datetime],
    ) -> None:
        self._books, self._store, self._clock = books, books.store, clock
        self._directives, self._changes, self._organisation = directives, changes, organisation

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return day_of(self._clock())

    async def state_tag(self, user: Principal, role: ListRole, wanted: str) -> str:
        """A weak entity tag: the same until the day ends or something in the caller's scopes changes."""
        heads = await self._changes.heads(self._scopes(user, role))
        seen = f"{_view(user)}|{role}|{self.today}|{wanted}|{sorted(heads.items())}"
        return f'W/"{hashlib.sha256(seen.encode()).hexdigest()[:24]}"'

    async def changed(
        self, user: Principal, role: ListRole, since: Positions, filters: Document, limit: int
    ) -> AssignmentPage:
        """The caller's assignments that changed, and those that left its view."""
        view, known = _view(user), dict(since)
        reset = known.pop(VIEW, view) != view
        known = {} if reset else known
        query = coordinating_in(user) if role == "coordinating" else visible_to(user)
        scopes = self._scopes(user, role)
        page = await self._store.changed(query | filters, scopes, known, limit)
        gone = await self._gone(query, scopes, known, page.positions) if role == "assignee" else []
        return AssignmentPage(
            items=[listed(assignment, self.today) for assignment in page.items],
            gone=gone,
            reset=reset,
            next_cursor=encode(known | page.positions | {VIEW: view}),
            has_more=page.has_more,
        )

    async def one(self, user: Principal, assignment_id: str) -> AssignmentDetail:
        """One assignment in full."""
        assignment, mine = await self.seen(user, assignment_id)
        return await self.detail(user, assignment, mine)

    async def history(self, user: Principal, assignment_id: str) -> History:
        """The whole life of one assignment."""
        assignment, _ = await self.seen(user, assignment_id)
        issued = await self._books.history.origin(assignment_id) or assignment
        return History(items=steps(issued, await self._books.history.of(assignment_id)))

    async def children(self, user: Principal, assignment_id: str, after: str, limit: int) -> ChildPage:
        """What it was handed on as; who sees the parent sees all of them."""
        await self.seen(user, assignment_id)
        found = await self._store.children(assignment_id, after=after, limit=limit + 1)
        items = [listed(child, self.today) for child in found[:limit]]
        return ChildPage(items=items, next_cursor=items[-1].id if len(found) > limit else None)

    async def seen(self, user: Principal, assignment_id: str) -> tuple[Assignment, frozenset[Side]]:
        """The assignment and the caller's sides; refuses what does not exist for the caller."""
        assignment = await self._store.get(assignment_id)
        mine = await sides(user, assignment, self._store) if assignment else frozenset()
        if assignment is None or not mine:
            raise unknown()
        return assignment, mine

    async def detail(self, user: Principal, assignment: Assignment, mine: frozenset[Side]) -> AssignmentDetail:
        """The long form for somebody on these sides."""
        text = await self._directives.section_text(assignment.directive_id, assignment.section_ordinal)
        leads = await self._leading(assignment)
        shown = detailed(assignment, text, today=self.today, sides=mine, leads=leads)
        hidden = set() if all("steering" in sides_of(user, one) for one in leads if one.live) else {"lead"}
        if self.gone_to(user, assignment):
            hidden.add("reopen")
        return shown.model_copy(update={"allowed": [action for action in shown.allowed if action not in hidden]})

    def gone_to(self, user: Principal, assignment: Assignment) -> Unit | None:
        """The unit outside of the caller's subtree that stands for the assignee's today, if it is such a one."""
        return gone_to(user, assignment, self._organisation.tree)

    async def _leading(self, assignment: Assignment) -> list[Assignment]:
        found = await self._store.many(assignment.leads) if assignment.leads else {}
        return [found[one] for one in assignment.leads if one in found and found[one].state != "withdrawn"]

    def _scopes(self, user: Principal, role: ListRole) -> list[str]:
        return scopes_of(user, self._organisation.tree, coordinating=role == "coordinating")

    async def _gone(self, query: Document, scopes: list[str], since: Positions, until: Positions) -> list[str]:
        marked = await self._store.tombstones.after(query, since, until)
        still = await self._store.seen(marked, query | {"scope": {"$in": scopes}}) if marked else set()
        return [one for one in marked if one not in still]


def _view(user: Principal) -> int:
    """A number for what the caller may see: after a move to another unit, or with more to stand for, another one."""
    return zlib.crc32("|".join((user.unit_id, user.role, str(user.agency_id), *user.heir_of)).encode())
