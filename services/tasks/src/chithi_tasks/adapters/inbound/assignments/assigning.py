"""Who answers: confirming or changing the assignee, naming the one lead, handing on to subordinates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chithi_contracts.events.directive import ChosenAssignee
from chithi_platform.security import Principal, refuse_unit
from chithi_tasks.adapters.inbound.assignments.acting import Acting
from chithi_tasks.adapters.inbound.http.assignments.assignment_schemas import AssignmentDetail, DelegateResult
from chithi_tasks.adapters.inbound.http.assignments.commands import Assign, Delegate, Target
from chithi_tasks.adapters.inbound.http.assignments.refusals import already_assigned, given_away, invalid
from chithi_tasks.adapters.outbound.assignments.ledger import Ledger
from chithi_tasks.core.assignments import steering
from chithi_tasks.core.assignments.assignment import Assignee, Assignment
from chithi_tasks.core.assignments.change import By, Change
from chithi_tasks.core.assignments.delegation import Handing, children, hand_on, reissue
from chithi_tasks.core.assignments.fan_out import assignment_id as issued_id
from chithi_tasks.core.assignments.rules import NotYours
from chithi_tasks.core.assignments.standing import sides_of
from chithi_tasks.core.resolving.choices import EVERY_COMMUNE, Choices
from chithi_tasks.core.resolving.organisation import Organisation

MOST_CHILDREN = 4000  # one for each commune of the country, in one transaction
LEADS_BESIDE = "Chuyển thành đơn vị phối hợp; {lead} chủ trì."


@dataclass
class _Issued:
    """What handing on did."""

    new: int = 0
    already: tuple[str, ...] = ()


class Assigning:
    """What the routes about assignees do, in terms of the caller."""

    def __init__(self, acting: Acting, organisation: Organisation) -> None:
        self._acting, self._organisation = acting, organisation

    async def assign(self, user: Principal, assignment_id: str, version: int | None, to: Assign) -> AssignmentDetail:
        """Confirm the proposal, or choose another inside the caller's units."""

        async def step(ledger: Ledger, assignment: Assignment, by: By, at: datetime) -> Change | None:
            if to.id == assignment.assignee.id:
                return steering.confirm(assignment, by, at) if assignment.assignee.needs_confirmation else None
            target = self._one(user, to, assignment.assignee.written)
            await self._not_twice(ledger, assignment, target)
            return steering.reassign(assignment, by, at, to=target, reason=to.reason)

        return await self._acting.run(user, assignment_id, "assignee", version, step)

    async def lead(self, user: Principal, assignment_id: str, version: int | None) -> AssignmentDetail:
        """This one alone leads; the others' own assignments end, and they work with it.

        Who names the lead takes work away from the others, so it has to steer each of them.
        """

        async def step(ledger: Ledger, assignment: Assignment, by: By, at: datetime) -> Change:
            beside = (await ledger.load(set(assignment.leads) - {assignment.id})).values()
            others = sorted((one for one in beside if one.live), key=lambda one: one.id)
            reason = LEADS_BESIDE.format(lead=assignment.assignee.name)
            if not all("steering" in sides_of(user, other) for other in others):
                raise NotYours("lead")
            for other in others:
                ledger.put(steering.withdraw(other, by, at, reason=reason))
            return steering.lead(assignment, by, at, others=[other.assignee for other in others])

        return await self._acting.run(user, assignment_id, "lead", version, step)

    async def delegate(
        self, user: Principal, assignment_id: str, version: int | None, wish: Delegate
    ) -> DelegateResult:
        """Issue assignments to subordinates; those who have one already keep it."""
        result = _Issued()

        async def step(ledger: Ledger, parent: Assignment, by: By, at: datetime) -> Change | None:
            targets = self._targets(parent, wish)
            wanted = children(parent, targets, _handing(wish), at)
            held = {one.assignee.id for one in await ledger.held(parent.id, [one.assignee.id for one in wanted])}
            left = [child for child in wanted if child.assignee.id not in held]
            result.new = len(left)
            result.already = tuple(child.assignee.id for child in wanted if child.assignee.id in held)
            known = await ledger.load(child.id for child in left)
            for child in left:
                if child.id not in known:
                    ledger.issue(child)
                elif known[child.id].state == "withdrawn":
                    ledger.put(reissue(known[child.id], child, by, at))
                else:
                    raise given_away(child.assignee.name, known[child.id].assignee.name)
            return hand_on(parent, by, at, count=result.new, reason=wish.reason) if result.new else None

        detail = await self._acting.run(user, assignment_id, "delegate", version, step)
        return DelegateResult(assignment=detail, issued=result.new, already=list(result.already))

    def _one(self, user: Principal, to: Target, written: str) -> Assignee:
        found = self._read([to], written)
        if len(found) != 1:
            raise invalid("id", "one", "Chọn đúng một đơn vị hoặc cơ quan; để giao nhiều nơi hãy dùng giao cấp dưới.")
        if not user.covers(found[0].path):
            raise refuse_unit("id")
        return found[0]

    def _targets(self, parent: Assignment, wish: Delegate) -> list[Assignee]:
        home = parent.assignee.unit_id
        targets = [Target(kind="unit", id=f"{EVERY_COMMUNE}{home}")] if wish.all_below else wish.targets
        if not targets:
            raise invalid("targets", "required", "Chọn ít nhất một đơn vị hoặc cơ quan cấp dưới.")
        found = [one for one in self._read(targets, parent.assignee.written) if one.id != parent.assignee.id]
        if any(home not in one.path for one in found):
            raise refuse_unit("targets")
        if not found:
            raise invalid("targets", "subordinate", "Không có đơn vị, cơ quan cấp dưới nào trong lựa chọn.")
        if len(found) > MOST_CHILDREN:
            raise invalid("targets", "too-many", f"Mỗi lần giao tối đa {MOST_CHILDREN} đơn vị, cơ quan.")
        return found

    def _read(self, targets: Sequence[Target], written: str) -> list[Assignee]:
        choices = Choices(self._organisation.tree, self._organisation.catalogue)
        found: dict[str, Assignee] = {}
        for target in targets:
            candidates = choices.read(ChosenAssignee(written=written, kind=target.kind, id=target.id))
            if not candidates:
                raise invalid("targets", "unknown", f"Không có đơn vị hoặc cơ quan mang mã {target.id}.")
            for one in candidates:
                found[one.id] = Assignee(one.kind, one.id, one.name, one.unit.id, one.unit.path, one.written)
        return list(found.values())

    async def _not_twice(self, ledger: Ledger, assignment: Assignment, target: Assignee) -> None:
        """One assignee has a section once."""
        if assignment.parent_id:
            others = await ledger.held(assignment.parent_id, [target.id])
        else:
            other = await ledger.get(issued_id(assignment.directive_id, assignment.section_ordinal, target.id))
            others = [other] if other is not None and other.assignee.id == target.id else []
        if any(other.live for other in others if other.id != assignment.id):
            raise already_assigned(target.name)


def _handing(wish: Delegate) -> Handing:
    return Handing(form_id=wish.form_id, text=wish.text, due=wish.due, reason=wish.reason, recurrence=wish.recurrence)
