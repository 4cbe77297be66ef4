"""Gives what a unit still has to do to the unit that took it over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chithi_platform.mongo import Session
from chithi_tasks.adapters.outbound.assignments.ledger import Books
from chithi_tasks.core.assignments.assignment import Assignee, Assignment, Party
from chithi_tasks.core.assignments.change import SYSTEM, Change, change
from chithi_tasks.core.organisation.agency_catalogue import Catalogue
from chithi_tasks.core.organisation.units import Unit, UnitTree
from chithi_tasks.core.resolving.candidates import full_name

PORTION = 500  # each is written with its history, its event and a mark for those who lose sight of it


class AssignmentMover:
    """Moves open assignments of a unit and its agencies, and its part in what others lead. Closed ones stay.

    Each keeps its state, its last day and its id; agencies keep their kind. Told in `AssignmentReassigned`.
    """

    def __init__(self, books: Books, catalogue: Catalogue, clock: Callable[[], datetime]) -> None:
        self._books, self._catalogue, self._clock = books, catalogue, clock

    async def move(self, unit_id_from: str, target: Unit, reason: str, session: Session) -> int:
        """How many assignments changed, in the caller's transaction: at most `PORTION`; then there may be more."""
        ledger, at, moved = self._books.open(session), self._clock(), 0
        ledger.know(await self._books.store.live_of_unit(unit_id_from, PORTION, session))
        for assignment in ledger.known():
            made = self._moved(assignment, unit_id_from, target, at, reason)
            if made.after:
                ledger.put(made)
                moved += 1
        await ledger.close(at)
        return moved

    def following(self, assignment: Assignment, tree: UnitTree, at: datetime) -> Change | None:
        """What brings a live one of a unit that has ended to the unit that stands for it; None where it may stay."""
        target = tree.left_to(assignment.assignee.path)
        if target is None or not assignment.live:
            return None
        ended = assignment.assignee.unit_id
        reason = f"{tree.name_of(ended)} đã kết thúc; {target.in_sentence} kế thừa và tiếp tục thực hiện."
        return self._moved(assignment, ended, target, at, reason)

    def _moved(self, assignment: Assignment, unit_id_from: str, target: Unit, at: datetime, reason: str) -> Change:
        assignee, parties = assignment.assignee, assignment.coordinating_parties
        if assignee.unit_id == unit_id_from:
            assignee = self._heir(assignee, target)
        parties = tuple(self._party(party, target) if party.unit_id == unit_id_from else party for party in parties)
        once = tuple({party.id: party for party in parties if party.id != assignee.id}.values())
        fields = {"assignee": assignee, "coordinating_parties": once}
        return change(assignment, "move", SYSTEM, at, note=reason, **fields)

    def _heir(self, assignee: Assignee, target: Unit) -> Assignee:
        party = self._party(Party(assignee.kind, assignee.id, assignee.name, assignee.unit_id), target)
        return replace(assignee, id=party.id, name=party.name, unit_id=target.id, path=target.path)

    def _party(self, party: Party, target: Unit) -> Party:
        if party.kind == "unit":
            return Party("unit", target.id, target.name, target.id)
        slug = party.id.partition(":")[0]
        kind = self._catalogue.kind(slug)
        name = full_name(kind.name, target) if kind else party.name
        return Party("agency", f"{slug}:{target.id}", name, target.id)
