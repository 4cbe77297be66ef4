"""Urging on (đôn đốc): one assignment or thousands, each at most once a day unless it is forced."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from chithi_platform.mongo import Mongo, Session
from chithi_platform.problems import Problem
from chithi_platform.security import Principal
from chithi_tasks.adapters.inbound.assignments.acting import Acting
from chithi_tasks.adapters.inbound.assignments.visibility import sides
from chithi_tasks.adapters.inbound.http.assignments.assignment_schemas import AssignmentDetail, ChaseResult, Skipped
from chithi_tasks.adapters.inbound.http.assignments.commands import MOST_CHASED, Chase, ChaseFilter, ChaseMany
from chithi_tasks.adapters.inbound.http.assignments.refusals import ACTIONS, STATES, invalid
from chithi_tasks.adapters.outbound.assignments.ledger import Books, Ledger
from chithi_tasks.core.assignments import steering
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.change import By, Change
from chithi_tasks.core.assignments.rules import NotAllowed, NotYours, check
from chithi_tasks.core.assignments.timing import day_of

PORTION = 1000
TODAY = "Hôm nay đã đôn đốc."
UNKNOWN = "Không có nhiệm vụ này trong phạm vi được giao."

Finder = Callable[[Principal, ChaseFilter, int], Awaitable[list[str]]]


class Chasing:
    """What the urging routes do, in terms of the caller."""

    def __init__(
        self,
        *,
        mongo: Mongo,
        books: Books,
        acting: Acting,
        clock: Callable[[], datetime],
        find: Finder,
    ) -> None:
        self._mongo, self._books, self._acting, self._clock, self._find = mongo, books, acting, clock, find

    async def one(self, user: Principal, assignment_id: str, version: int | None, wish: Chase) -> AssignmentDetail:
        """Urge one assignee on; a second time on the same day is refused unless it is forced."""

        async def step(_: Ledger, assignment: Assignment, by: By, at: datetime) -> Change:
            if _chased_today(assignment, at) and not wish.force:
                raise Problem(409, "chased-today", "Đã đôn đốc", f"{TODAY} Chọn đôn đốc thêm nếu thật cần thiết.")
            return steering.chase(assignment, by, at, message=wish.message)

        return await self._acting.run(user, assignment_id, "chase", version, step)

    async def many(self, user: Principal, wish: ChaseMany) -> ChaseResult:
        """Urge many on, in portions; who cannot be urged now is answered with the reason."""
        ids = list(dict.fromkeys(wish.ids))
        if wish.filter is not None:
            ids = await self._find(user, wish.filter, MOST_CHASED + 1)
        if bool(wish.ids) == (wish.filter is not None):
            raise invalid("ids", "either", "Chọn nhiệm vụ, hoặc gửi điều kiện lọc.")
        if len(ids) > MOST_CHASED:
            raise invalid("filter", "too-many", f"Mỗi lần đôn đốc tối đa {MOST_CHASED} nhiệm vụ; hãy lọc hẹp hơn.")
        result = ChaseResult(chased=0, polite=0, skipped=[])
        for start in range(0, len(ids), PORTION):
            done = await self._portion(user, ids[start : start + PORTION], wish)
            result.chased, result.polite = result.chased + done.chased, result.polite + done.polite
            result.skipped += done.skipped
        return result

    async def _portion(self, user: Principal, ids: Sequence[str], wish: Chase) -> ChaseResult:
        async def work(session: Session) -> ChaseResult:
            ledger, at, by = self._books.open(session), self._clock(), By(user.subject, user.name)
            known, result, chased = await ledger.load(ids), ChaseResult(chased=0, polite=0, skipped=[]), []
            for one in ids:
                reason = await self._why_not(user, known.get(one), wish, at, session)
                if reason is not None:
                    result.skipped.append(Skipped(id=one, reason=reason))
                    continue
                ledger.put(steering.chase(known[one], by, at, message=wish.message))
                chased.append(one)
            await ledger.close(at)
            polite = sum(known[one].mode == "request" for one in chased)
            return result.model_copy(update={"chased": len(chased), "polite": polite})

        return await self._mongo.transact(work)

    async def _why_not(
        self, user: Principal, assignment: Assignment | None, wish: Chase, at: datetime, session: Session
    ) -> str | None:
        mine = await sides(user, assignment, self._books.store, session) if assignment else frozenset()
        if assignment is None or not mine:
            return UNKNOWN
        try:
            check(assignment, "chase", mine)
        except NotYours:
            return f"Vai trò này không được {ACTIONS['chase']}."
        except NotAllowed:
            return f"Nhiệm vụ {STATES[assignment.state]}."
        return TODAY if _chased_today(assignment, at) and not wish.force else None


def _chased_today(assignment: Assignment, at: datetime) -> bool:
    return assignment.chased_at is not None and day_of(assignment.chased_at) == day_of(at)
