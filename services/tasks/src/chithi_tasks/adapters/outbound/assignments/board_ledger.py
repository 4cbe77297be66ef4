"""What the board reads besides the assignments: kept figures and topics, written in the assignments' transactions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chithi_platform.mongo import Document, Mongo, Session, UpdateOne
from chithi_tasks.adapters.outbound.assignments.changes import COLLECTION as COUNTERS
from chithi_tasks.adapters.outbound.assignments.changes import scope_of
from chithi_tasks.core.assignments.assignment import Assignment
from chithi_tasks.core.assignments.figures import Cell, late_when_done, moved
from chithi_tasks.core.assignments.query import due_place, issued_place
from chithi_tasks.core.assignments.standing import names_of_parties
from chithi_tasks.core.assignments.topics import agency_kind, topic_id, topic_words

FIGURES, TOPICS = "board_figures", "board_topics"
Pairs = Sequence[tuple[Assignment | None, Assignment]]


def board_fields(assignment: Assignment) -> Document:
    """What is stored with an assignment for the board's indexes alone; all of it follows from the assignment."""
    fields: Document = {
        "due": due_place(assignment.state, assignment.due),
        "late": late_when_done(assignment),
        "issued": issued_place(assignment.issued_at),
        "topic": topic_id(assignment),
        "agency": agency_kind(assignment),
    }
    if assignment.coordinating_parties:
        fields["parties"] = names_of_parties(assignment.coordinating_parties)
    return fields | ({"proposal": True} if assignment.live and assignment.assignee.needs_confirmation else {})


@dataclass
class _Moves:
    """What leaves and enters one document of figures."""

    before: list[Cell] = field(default_factory=list)
    after: list[Cell] = field(default_factory=list)
    units: Counter[str] = field(default_factory=Counter)

    def increments(self) -> Document:
        """The changes as the database makes them."""
        cells = {f"cells.{name}": count for name, count in moved(self.before, self.after).items()}
        return cells | {f"units.{unit}": count for unit, count in self.units.items() if count}


class BoardLedger:
    """Figures by change series, and by directive in it; topics by change series.

    Whoever writes assignments holds the counters of their series, so nothing here is waited for a second time.
    """

    def __init__(self, mongo: Mongo) -> None:
        self._figures, self._topics = mongo.collection(FIGURES), mongo.collection(TOPICS)
        self._counters = mongo.collection(COUNTERS)

    async def ensure(self) -> None:
        """Create the indexes."""
        await self._figures.create_index([("directive_id", 1), ("scope", 1)], name="of_directive")
        await self._topics.create_index([("scope", 1), ("seq", 1)], name="newest")

    async def written(self, pairs: Pairs, session: Session) -> None:
        """Count what was (None if new) and is no more, and what is now."""
        await self._count(pairs, session)
        await self._note([now for was, now in pairs if was is None or _topic_of(was) != _topic_of(now)], session)

    async def _count(self, pairs: Pairs, session: Session) -> None:
        moves: defaultdict[tuple[str, str | None], _Moves] = defaultdict(_Moves)
        for was, now in pairs:
            for one, sign in ((was, -1), (now, 1)):
                if one is not None:
                    _move(moves, one, sign)
        updates = [
            UpdateOne(
                {"_id": f"{scope} {of}" if of else scope},
                {"$inc": increments, "$setOnInsert": {"scope": scope, "directive_id": of}},
                upsert=True,
            )
            for (scope, of), move in moves.items()
            if (increments := move.increments())
        ]
        if updates:
            await self._figures.bulk_write(updates, ordered=False, session=session)

    async def _note(self, assignments: Iterable[Assignment], session: Session) -> None:
        """Keep their topics under the last number of the series that is ours, so that readers of it miss none."""
        groups: defaultdict[tuple[str, int, str], int] = defaultdict(int)
        examples: dict[tuple[str, int, str], Assignment] = {}
        for assignment in assignments:
            topic = _topic_of(assignment)
            groups[topic] += 1
            examples.setdefault(topic, assignment)
        if not groups:
            return
        scopes = sorted({scope for scope, _, _ in groups})
        numbers = {
            counter["_id"]: counter["last"]
            async for counter in self._counters.find({"_id": {"$in": scopes}}, session=session)
        }
        updates = [_noted(topic, examples[topic], count, numbers[topic[0]]) for topic, count in groups.items()]
        await self._topics.bulk_write(updates, session=session)


def _move(moves: defaultdict[tuple[str, str | None], _Moves], assignment: Assignment, sign: int) -> None:
    scope, cell = scope_of(assignment.assignee.path), Cell.of(assignment)
    for of in (None, assignment.directive_id):
        move = moves[scope, of]
        (move.after if sign > 0 else move.before).append(cell)
    moves[scope, None].units[assignment.assignee.unit_id] += sign


def _topic_of(assignment: Assignment) -> tuple[str, int, str]:
    return scope_of(assignment.assignee.path), topic_id(assignment), agency_kind(assignment)


def _noted(topic: tuple[str, int, str], example: Assignment, count: int, seq: int) -> UpdateOne:
    scope, number, agency = topic
    known = {
        "topic": number,
        "scope": scope,
        "directive_id": example.directive_id,
        "parent_id": example.parent_id,
        "words": topic_words(example),
    }
    change = {"$setOnInsert": known, "$max": {"seq": seq}, "$inc": {"count": count}, "$addToSet": {"agencies": agency}}
    return UpdateOne({"_id": f"{number} {scope}"}, change, upsert=True)
