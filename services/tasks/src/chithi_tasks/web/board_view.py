"""The board as templates show it, worked out from the API's own answer: rows, the summary, the filters in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chithi_tasks.core.assignments.timing import LATE, day_of
from chithi_tasks.web.board_filter import TIME_CLASSES, BoardFilter
from chithi_tasks.web.choices import OWN_ROLES, Choices
from chithi_tasks.web.looks import CLOSED, TIME, Look
from chithi_tasks.web.rows import Row, Word
from chithi_tasks.web.sources import Json
from chithi_webui.formats import number

STEERING = ("coordinator", "admin")


@dataclass(frozen=True)
class Count:
    """One entry of the summary: a filter with the number of what it leaves."""

    name: str
    look: Look
    text: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True)
class Condition:
    """One filter in words, and the address without it."""

    text: str
    without: str


def summary(counts: Json, chosen: BoardFilter, word: Word) -> list[Count]:
    """The classes of time that occur, the worst first; the chosen one stays although it has become empty."""
    by_class = counts["time_class"]
    shown = [name for name in TIME_CLASSES if by_class.get(name) or name == chosen.time_class]
    return [
        Count(
            name=name,
            look=TIME[name],
            text=word(f"time_{name}"),
            count=by_class.get(name, 0),
            address=chosen.address(time_class="" if name == chosen.time_class else name),
            chosen=name == chosen.time_class,
        )
        for name in shown
    ]


def total(counts: Json, word: Word) -> str:
    """`1.204`, or `hơn 10.000` where counting stopped."""
    said = number(counts["total"])
    return word("more_than", n=said) if counts.get("capped") else said


def conditions(chosen: BoardFilter, names: Mapping[str, str], word: Word) -> list[Condition]:
    """The filters as parts of a sentence. `names` are those of directive, agency and unit."""
    found = []
    for field, value in chosen.narrowing.items():
        if field == "q":
            text = f"“{value}”"
        elif field in ("state", "mode", "role"):
            text = word(f"{field}_{value}").lower()
        elif field == "time_class":
            text = word(f"time_{value}").lower()
        elif field in ("proposal", "receipt"):
            text = word(f"filter_{field}").lower()
        elif field == "parent_id":
            text = word("part_of_parent")
        else:
            text = names.get(field, value)
        found.append(Condition(text, chosen.address(**{field: ""})))
    return found


@dataclass(frozen=True)
class Chasable:
    """Whom the one button urges on: those who are late, or all that were filtered by time."""

    which: str
    text: str
    strong: bool


@dataclass(frozen=True)
class BoardView:
    """The board as one reader sees it now."""

    told: Json
    chosen: BoardFilter
    choices: Choices
    names: Mapping[str, str]
    role: str
    now: datetime
    word: Word

    @property
    def own(self) -> bool:
        """An officer looks at what their own unit or agency has to do."""
        return self.role in OWN_ROLES

    @property
    def receives(self) -> bool:
        """Receipt is confirmed by who leads."""
        return self.own and not self.chosen.role

    @property
    def may_chase(self) -> bool:
        """Those who steer may urge on."""
        return self.role in STEERING

    @property
    def chasable(self) -> Chasable | None:
        """Without a filter by time only what is late, so that nobody is urged on by a slip."""
        late = sum(self.told["counts"]["time_class"].get(name, 0) for name in LATE)
        if not self.may_chase or not self.rows or self.chosen.state in CLOSED:
            return None
        if self.chosen.time_class:
            strong = self.chosen.time_class in ("late", *LATE)
            return Chasable("all", self.word("chase_all", n=self.total), strong)
        return Chasable("late", self.word("chase_late", n=number(late)), strong=True) if late else None

    @property
    def reads_register(self) -> bool:
        """The register of directives offers its own to choose from."""
        return not self.own

    @property
    def rows(self) -> list[Row]:
        """The assignments of this page."""
        return [Row(item, self.word, day_of(self.now)) for item in self.told["items"]]

    @property
    def next_cursor(self) -> str | None:
        """Where the list goes on."""
        cursor: str | None = self.told["next_cursor"]
        return cursor

    @property
    def total(self) -> str:
        """How many there are, in words."""
        return total(self.told["counts"], self.word)

    @property
    def all_classes(self) -> int:
        """How many there are with the classes of time left aside."""
        return sum(self.told["counts"]["time_class"].values())

    @property
    def summary(self) -> list[Count]:
        """The classes of time with their numbers."""
        return summary(self.told["counts"], self.chosen, self.word)

    @property
    def conditions(self) -> list[Condition]:
        """The filters in words."""
        return conditions(self.chosen, self.names, self.word)

    @property
    def directives(self) -> list[tuple[str, str]]:
        """The directives of this page to choose from, and the chosen one."""
        found = {
            item["directive_id"]: item["directive_number"] or self.word("no_number") for item in self.told["items"]
        }
        if (chosen := self.chosen.directive_id) and chosen not in found:
            found[chosen] = self.names.get("directive_id", chosen)
        return sorted(found.items(), key=lambda one: one[1])
