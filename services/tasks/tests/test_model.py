"""The state machine against a model: several actors, a parent with children, any order of actions.

The rules hold after every step: only the table's moves happen, the history replays to the present, the counts above are
those of the children, and whoever comes with an old version changes nothing.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chithi_tasks.core.assignments import steering, work
from chithi_tasks.core.assignments.assignment import Assignee, Assignment, Delegated, LastReport
from chithi_tasks.core.assignments.broken import Broken
from chithi_tasks.core.assignments.cascade import FOLLOWED, following
from chithi_tasks.core.assignments.change import Action, By, Change, applied, replayed
from chithi_tasks.core.assignments.delegation import Handing, children
from chithi_tasks.core.assignments.roll_up import counted, roll_up
from chithi_tasks.core.assignments.rules import RULES, NotAllowed, NotYours, check, possible
from chithi_tasks.core.assignments.standing import sides_of

PROVINCE, WARDS = "37-20250701", ("13669-20250701", "13285-20250701")
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
LEGAL = {
    ("issued", "received"),
    ("issued", "in_progress"),
    ("received", "in_progress"),
    ("in_progress", "reported"),
    ("issued", "reported"),
    ("received", "reported"),
    ("returned", "reported"),
    ("returned", "in_progress"),
    ("reported", "returned"),
    ("reported", "in_progress"),
    ("completed", "in_progress"),
    *((state, "completed") for state in ("received", "in_progress", "reported", "returned")),
    *((state, "suspended") for state in ("issued", "received", "in_progress", "reported", "returned")),
    *(("suspended", state) for state in ("issued", "received", "in_progress", "reported", "returned")),
    *((state, "withdrawn") for state in ("issued", "received", "in_progress", "reported", "returned", "suspended")),
    *((state, "issued") for state in ("received", "in_progress", "returned", "suspended")),  # another assignee
}


class Actor(NamedTuple):
    role: str
    unit_id: str
    agency_id: str | None = None

    @property
    def units(self) -> tuple[str, ...]:
        return (self.unit_id,)

    @property
    def agencies(self) -> tuple[str, ...]:
        return (self.agency_id,) if self.agency_id else ()


POLICE = f"cong-an-tinh:{PROVINCE}"
ACTORS = (
    Actor("coordinator", PROVINCE),
    Actor("admin", "VN"),
    Actor("clerk", PROVINCE),
    Actor("ops", PROVINCE),
    Actor("agency_officer", PROVINCE, POLICE),
    Actor("commune_officer", WARDS[0]),
    Actor("commune_officer", WARDS[1]),
    Actor("commune_officer", "00004-20250701"),
)
DUE = date(2026, 3, 20)


def agency(slug: str) -> Assignee:
    return Assignee("agency", f"{slug}:{PROVINCE}", slug, PROVINCE, ("VN", PROVINCE), slug)


def ward(unit_id: str) -> Assignee:
    return Assignee("unit", unit_id, unit_id, unit_id, ("VN", PROVINCE, unit_id), "UBND các phường")


def command(action: Action, one: Assignment, by: By, at: datetime) -> Change:
    """The action as its route would ask for it."""
    reasoned = {"return": steering.send_back, "reopen": steering.reopen, "suspend": steering.suspend}
    if action in reasoned:
        return reasoned[action](one, by, at, reason="lý do")
    later = (one.due or DUE) + timedelta(days=3)
    made: dict[str, Any] = {
        "accept": lambda: work.accept(one, by, at),
        "start": lambda: work.start(one, by, at),
        "extension": lambda: work.ask_extension(one, by, at, due=later, reason="lý do"),
        "complete": lambda: steering.complete(one, by, at, note="ghi chú", force=True),
        "resume": lambda: steering.resume(one, by, at),
        "withdraw": lambda: steering.withdraw(one, by, at, reason="lý do"),
        "due": lambda: steering.set_due(one, by, at, due=later, reason="lý do"),
        "extension-decision": lambda: steering.decide_extension(one, by, at, grant=True, due=None, reason=None),
        "assignee": lambda: steering.reassign(one, by, at, to=agency("so-y-te"), reason="lý do"),
        "lead": lambda: steering.lead(one, by, at, others=[agency("so-noi-vu")]),
        "chase": lambda: steering.chase(one, by, at, message=None),
        "comments": lambda: steering.comment(one, by, at, text="ý kiến"),
    }
    return made[action]()  # type: ignore[no-any-return]


class Life(RuleBasedStateMachine):
    """A parent and two children, each a list of changes after its issue."""

    @initialize(leads=st.sampled_from([(), ("parent", "other")]), handed_on=st.booleans())
    def issue(self, leads: tuple[str, ...], handed_on: bool) -> None:
        self.at, self.reports = START, 0
        parent = Assignment(
            id="parent",
            directive_id="d",
            directive_number=None,
            directive_subject="",
            section_ordinal="1",
            title="",
            text="",
            mode="assign",
            assignee=agency("cong-an-tinh"),
            coordinating=(),
            due=DUE,
            due_text=None,
            issued_at=START,
            updated_at=START,
            leads=leads,
        )
        self.issued, self.now, self.changes = {}, {}, {}
        self.seen: dict[tuple[Actor, str], int] = {}
        self._add(parent)
        if handed_on:
            self._hand_on(parent)

    def _add(self, one: Assignment) -> None:
        self.issued[one.id], self.now[one.id], self.changes[one.id] = one, one, []

    def _put(self, made: Change) -> None:
        before = self.now[made.assignment_id]
        after = applied(before, made)
        assert before.state == after.state or (before.state, after.state) in LEGAL, (made.action, before, after)
        self.now[after.id] = after
        self.changes[after.id].append(made)
        if after.parent_id is None:
            return
        parent = self.now[after.parent_id] = counted(self.now[after.parent_id], before, after)
        moved_on = after.state == "reported" != before.state
        if (rolled := roll_up(parent, made.at, moved_on=moved_on)) is not None:
            self._put(rolled)

    @rule(actor=st.sampled_from(ACTORS), which=st.integers(0, 2))
    def look(self, actor: Actor, which: int) -> None:
        one = self._one(which)
        if sides_of(actor, one, self.now.get(one.parent_id or "")):
            self.seen[actor, one.id] = one.version

    @rule(
        data=st.data(),
        actor=st.sampled_from(ACTORS),
        which=st.integers(0, 2),
        looks=st.sampled_from([True, True, False]),
    )
    def act(self, data: Any, actor: Actor, which: int, looks: bool) -> None:
        """Somebody acts on the version that they saw last; most look before they act, and do what they are offered."""
        one, self.at = self._one(which), self.at + timedelta(hours=1)
        parent = self.now.get(one.parent_id or "")
        if looks:
            actor = data.draw(st.sampled_from([other for other in ACTORS if sides_of(other, one, parent)]))
        mine = sides_of(actor, one, parent)
        allowed = possible(one, mine)
        action = data.draw(st.sampled_from(allowed if looks and allowed else sorted(RULES)))
        if not mine or (not looks and self.seen.get((actor, one.id)) != one.version):
            return  # answered 404 or 412: nothing happens
        try:
            check(one, action, mine)
        except (NotAllowed, NotYours):
            assert action not in allowed
            return
        assert action in allowed
        if action == "delegate":
            self._hand_on(one)
            return
        try:
            made = command(action, one, By(actor.role, actor.role), self.at)
        except Broken:
            return
        self._put(made)
        if action in FOLLOWED:
            self._follow(one.id, action)

    def _hand_on(self, parent: Assignment) -> None:
        if parent.id != "parent":
            return
        for child in children(parent, [ward(one) for one in WARDS], Handing("nhiem-vu"), self.at):
            if child.id not in self.now:
                self._add(child)
                self.now["parent"] = counted(self.now["parent"], None, child)

    def _follow(self, parent_id: str, action: Action) -> None:
        for child in [one for one in self.now.values() if one.parent_id == parent_id]:
            made = following(action, child, By("x", "x"), self.at, "lý do")
            if made is not None:
                self._put(made)

    @rule(which=st.integers(0, 2), back=st.booleans(), comes=st.sampled_from([True, False, False, False]))
    def report(self, which: int, back: bool, comes: bool) -> None:
        """A report comes in, or the newest one is sent back."""
        if not comes:
            return
        one, self.at, self.reports = self._one(which), self.at + timedelta(hours=1), self.reports + 1
        last = one.last_report
        if back and last is not None:
            made = work.return_report(one, report_id=last.report_id, revision=last.revision, at=self.at, reason="thiếu")
        else:
            made = work.report(one, LastReport(f"r{self.reports}", 1, self.at))
        if made is not None:
            self._put(made)

    def _one(self, which: int) -> Assignment:
        ids = sorted(self.now, key=lambda one: one != "parent")
        return self.now[ids[min(which, len(ids) - 1)]]

    @invariant()
    def history_replays_to_the_present(self) -> None:
        for one in getattr(self, "now", {}).values():
            again = replayed(self.issued[one.id], self.changes[one.id])
            assert replace(again, delegated=one.delegated) == one
            assert [made.version for made in self.changes[one.id]] == list(range(2, one.version + 1))

    @invariant()
    def counts_are_those_of_the_children(self) -> None:
        now = getattr(self, "now", {})
        live = [one for one in now.values() if one.parent_id and one.state != "withdrawn"]
        if not live:
            return
        states = [one.suspension.state if one.suspension else one.state for one in live]
        assert now["parent"].delegated == Delegated(
            total=len(live),
            received=sum(one.received_at is not None for one in live),
            reported=sum(state in ("reported", "completed") for state in states),
            completed=states.count("completed"),
        )

    @invariant()
    def fields_agree_with_the_state(self) -> None:
        for one in getattr(self, "now", {}).values():
            assert (one.state == "suspended") == (one.suspension is not None)
            assert (one.state == "withdrawn") == (one.ended is not None)
            assert one.state != "completed" or one.completed_at is not None
            assert one.state in ("issued", "suspended", "withdrawn") or one.received_at is not None
            assert one.state != "reported" or one.reported_at is not None
            assert not one.by_children or one.state in ("reported", "completed", "suspended", "withdrawn")


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestLife = Life.TestCase
